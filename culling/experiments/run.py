"""A small run that is over: its folder, read back and looked at; listed, found, removed, used as a measure."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from culling import own_network
from culling.audit.intervals import Rate
from culling.errors import CullingError
from culling.experiments.order import ARCHITECTURES
from culling.experiments.tables import (
    Confusion,
    Curve,
    confusion,
    number,
    read_curves,
    read_json,
    read_predictions,
    short_name,
)
from culling.folders import printable
from culling.model_files import ModelFile
from culling.own_network import MOST_BYTES
from culling.synth.registry import FLAWS

RECORD, CURVES_FILE, EVALUATION, PREDICTIONS, NETWORK = (
    "run.json",
    "curves.csv",
    "evaluation.json",
    "predictions.csv",
    "network.onnx",
)
_SHA256 = re.compile("[0-9a-f]{64}")
_WAYS = ("own", "bundled", "classical")


@dataclass(frozen=True, eq=False)
class Run:
    """A network that a person trained.

    Attributes:
        place: its folder.
        when: UTC, ISO 8601.
        folder: whose photos were damaged, as a text: it may be gone.
        photos: how many were on each side.
        left_out: how many were not taken, by the reason.
        training_list: SHA-256 of the photos' content hashes with their sides.
        sha256, size: of network.onnx, in bytes.
        versions: of what made it.
    """

    place: Path
    name: str
    when: str
    folder: str
    architecture: str
    epochs: int
    seed: int
    photos: Mapping[str, int]
    left_out: Mapping[str, int]
    training_list: str
    parameters: int
    minutes: float
    sha256: str
    size: int
    versions: Mapping[str, str]

    @cached_property
    def curve(self) -> Curve:
        """Loss and accuracy; CullingError where the file is damaged."""
        return next(iter(read_curves(self.place / CURVES_FILE).values()))

    @cached_property
    def evaluation(self) -> Evaluation:
        """What it was worth on held-out photos; CullingError where the file is damaged."""
        return _evaluation(self.place / EVALUATION)

    @cached_property
    def predictions(self) -> pd.DataFrame:
        """A row per held-out picture: photo, path, content, flaw, damage, amount, a probability per class."""
        return read_predictions(self.place / PREDICTIONS)

    @property
    def in_use(self) -> bool:
        """Whether the measure `own_flaw` reads it."""
        try:
            model = own_network.in_use()
        except CullingError:
            return False
        return model is not None and model.sha256 == self.sha256

    def network(self) -> bytes:
        """The bytes of the file, which `own_network.use` compares with the record."""
        file = self.place / NETWORK
        try:
            if file.stat().st_size > MOST_BYTES:
                raise CullingError(f"{printable(file)} is larger than any network that is trained here.")
            return file.read_bytes()
        except OSError as error:
            raise CullingError(f"{printable(file)} cannot be read: {error.strerror or error}") from error

    def use(self) -> ModelFile:
        """Measure `own_flaw` with it from the next scan on; CullingError where its file is not what was trained."""
        return own_network.use(self.name, self.network(), self.sha256)


@dataclass(frozen=True)
class Area:
    """How well pictures of a flaw are told from originals: area under the ROC curve with its interval, per way.

    Attributes:
        measure: the classical one it is compared with.
        ways: "own", "bundled" and "classical" → (area, low, high).
    """

    flaw: str
    measure: str
    ways: Mapping[str, tuple[float, float, float]]


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Held-out pictures: `photos` photos, one picture of each class from each."""

    photos: int
    own: Confusion
    bundled: Confusion
    areas: tuple[Area, ...]
    ms: float

    @property
    def accuracy(self) -> tuple[Rate, Rate]:
        """Share of right answers: of the own network, and of the bundled one on the same pictures."""
        return self.own.accuracy, self.bundled.accuracy


def runs_folder() -> Path:
    """Where runs are kept unless told otherwise; it need not exist yet."""
    return own_network.folder() / "runs"


def read_run(place: Path) -> Run:
    """The run in a folder; CullingError names the file and what is wrong with it."""
    file = place / RECORD
    found = read_json(file)
    try:
        return _run(place, found)
    except (KeyError, TypeError, ValueError) as error:
        words = f"it lacks {error}" if isinstance(error, KeyError) else str(error)
        raise CullingError(f"{printable(file)} is damaged: {words}") from error


def runs(folder: Path | None = None) -> tuple[list[Run], list[str]]:
    """The runs in a folder, latest first, and a sentence for each that cannot be read."""
    found, problems = [], []
    place = folder or runs_folder()
    for record in sorted(place.glob(f"*/{RECORD}")) if place.is_dir() else []:
        try:
            found.append(read_run(record.parent))
        except CullingError as error:
            problems.append(str(error))
    return sorted(found, key=lambda run: (run.when, run.name), reverse=True), problems


def find_run(name: str, folder: Path | None = None) -> Run:
    """The run of that name; CullingError lists the names when there is none, or says what is wrong with it."""
    place = folder or runs_folder()
    known, _ = runs(place)
    if run := next((run for run in known if run.name == name), None):
        return run
    try:
        short_name(name)
    except ValueError as error:
        raise CullingError(str(error)) from None
    if (place / name / RECORD).is_file():
        return read_run(place / name)
    there = ", ".join(run.name for run in known) or "none; train one: culling train flaws --folder PHOTOS"
    raise CullingError(f"There is no run {name!r}; there are: {there}")


def remove_run(run: Run) -> None:
    """Remove a run's folder; a network of it that is in use stays in use."""
    try:
        shutil.rmtree(run.place)
    except OSError as error:
        raise CullingError(f"cannot remove {printable(run.place)}: {error.strerror or error}") from error


def _run(place: Path, found: Mapping[str, Any]) -> Run:
    if found["classes"] != list(FLAWS):
        raise ValueError(f"its classes are not {', '.join(FLAWS)}")
    if found["architecture"] not in ARCHITECTURES:
        raise ValueError(f"there is no architecture {str(found['architecture'])[:40]!r}")
    sha256, training_list = (str(found[key]) for key in ("sha256", "training_list"))
    if not _SHA256.fullmatch(sha256) or not _SHA256.fullmatch(training_list):
        raise ValueError("a SHA-256 must have 64 hex digits")
    return Run(
        place=place,
        name=short_name(found["name"]),
        when=datetime.fromisoformat(_text(found["when"], 40)).isoformat(),
        folder=_text(found["folder"], 4096),
        architecture=found["architecture"],
        epochs=int(number(found["epochs"], 1)),
        seed=int(number(found["seed"])),
        photos={split: int(number(found["photos"][split])) for split in ("train", "validation", "test")},
        left_out={_text(why, 80): int(number(count)) for why, count in _items(found["left_out"])},
        training_list=training_list,
        parameters=int(number(found["parameters"], 1)),
        minutes=number(found["minutes_trained"]),
        sha256=sha256,
        size=int(number(found["bytes"], 1, MOST_BYTES)),
        versions={_text(name, 40): _text(version, 40) for name, version in _items(found["versions"])},
    )


def _evaluation(file: Path) -> Evaluation:
    found = read_json(file)
    try:
        areas = tuple(_area(flaw, found["auc"][flaw]) for flaw in FLAWS[1:])
        own, bundled = confusion(found["confusion"]), confusion(found["bundled"])
        if own.total != bundled.total or not own.total:
            raise ValueError("the two networks must have judged the same pictures")
        return Evaluation(int(number(found["photos"], 1)), own, bundled, areas, number(found["ms"]))
    except (KeyError, TypeError, ValueError) as error:
        words = f"it lacks {error}" if isinstance(error, KeyError) else str(error)
        raise CullingError(f"{printable(file)} is damaged: {words}") from error


def _area(flaw: str, found: Any) -> Area:
    ways = {}
    for way in _WAYS:
        area, low, high = (number(value, 0, 1) for value in found[way])
        ways[way] = area, low, high
    return Area(flaw, _text(found["measure"], 40), ways)


def _items(found: Any) -> list[tuple[Any, Any]]:
    if not isinstance(found, dict) or len(found) > 50:
        raise ValueError("a list of names and values is expected")
    return list(found.items())


def _text(value: Any, most: int) -> str:
    if not isinstance(value, str) or len(value) > most:
        raise ValueError(f"{str(value)[:40]!r} is no text of at most {most} characters")
    return value
