"""What a person asks of a small run, and what goes to the process that trains and comes back from it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from culling.errors import CullingError
from culling.experiments.tables import number, short_name
from culling.folders import printable

#: What can be trained in minutes on one core: small layers on fixed measurements (models/flaws/spectra.py).
ARCHITECTURES: Mapping[str, str] = MappingProxyType(
    {
        "spectra": "three small branches on spectra, rows and light; dropout",
        "spectra_no_dropout": "the same without dropout: watch it overfit",
        "spectra_linear": "one linear layer: the shallowest, quickest",
    }
)
MOST_EPOCHS = 500
#: What a page calls the networks that come with culling; no run may be called so.
BUNDLED = "bundled"
_LONGEST_LINE = 10_000
STAGES = ("looking", "damaging", "training", "measuring")


@dataclass(frozen=True)
class Order:
    """A small run as it was asked for.

    Attributes:
        folder: whose photos are damaged and learned from.
        name: of the run, and of its folder.
        epochs: how often each training picture is seen, on average.
        seed: the same seed, photos and versions give the same pictures and nearly the same network.

    Raises:
        ValueError: any of them is out of range.
    """

    folder: Path
    name: str
    architecture: str = "spectra"
    epochs: int = 40
    seed: int = 0

    def __post_init__(self) -> None:
        short_name(self.name)
        if self.name.strip(" .") != self.name or self.name == BUNDLED:
            raise ValueError(f"a run must not be called {self.name!r}: give it another name")
        if self.architecture not in ARCHITECTURES:
            raise ValueError(f"no architecture {self.architecture!r}; choose from {', '.join(ARCHITECTURES)}")
        if not 1 <= self.epochs <= MOST_EPOCHS:
            raise ValueError(f"epochs must be from 1 to {MOST_EPOCHS}, got {self.epochs}")
        if not 0 <= self.seed < 2**31:
            raise ValueError(f"seed must be from 0 to {2**31 - 1}, got {self.seed}")

    def to_json(self) -> str:
        return json.dumps(asdict(self) | {"folder": str(self.folder)})

    @classmethod
    def from_json(cls, text: str) -> Order:
        """ValueError for anything that `to_json` does not write."""
        found = json.loads(text)
        return cls(**found | {"folder": Path(found["folder"])})


def default_name(folder: Path, architecture: str) -> str:
    """A name for a run of that folder: the folder's own, as far as it may be a name, and the architecture."""
    plain = re.sub(r"[^\w-]+", "-", folder.name, flags=re.ASCII).strip("-_")[:40] or "photos"
    return f"{plain}-{architecture}"


@dataclass(frozen=True)
class Progress:
    """How far a run is.

    Attributes:
        stage: one of `STAGES`.
        done, of: photos, or epochs while it trains.
        loss, accuracy, validation_loss, validation_accuracy: of the last epoch, NaN before it ended.
        seconds_left: of training, NaN while nobody knows.
    """

    stage: str
    done: int
    of: int
    loss: float = float("nan")
    accuracy: float = float("nan")
    validation_loss: float = float("nan")
    validation_accuracy: float = float("nan")
    seconds_left: float = float("nan")

    @property
    def share(self) -> float:
        return min(self.done / self.of, 1.0) if self.of else 0.0

    @property
    def text(self) -> str:
        """One line for people."""
        if self.stage != "training":
            words = {"looking": "Looking at photos", "damaging": "Damaging photos", "measuring": "Measuring"}
            return f"{words[self.stage]}: {self.done:,} of {self.of:,}"
        line = f"Epoch {self.done} of {self.of}"
        if self.loss == self.loss:  # known
            line += f" · loss {self.loss:.3f} · held out right {self.validation_accuracy:.1%}".replace("%", " %")
        return line + (f" · {_spoken(self.seconds_left)} left" if self.seconds_left == self.seconds_left else "")


def parse(line: str) -> Progress | str | None:
    """What a line of the training process says: progress, the sentence it ends with, or None for any other line."""
    if len(line) > _LONGEST_LINE or not line.startswith("{"):
        return None
    try:
        found = json.loads(line)
        if isinstance(refusal := found.get("refused"), str):
            return refusal
        return _progress(found)
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _progress(found: dict[str, Any]) -> Progress:
    if found["stage"] not in STAGES:
        raise ValueError("unknown stage")
    numbers = ("loss", "accuracy", "validation_loss", "validation_accuracy", "seconds_left")
    known = {name: number(found[name]) for name in numbers if name in found}
    done, of = (int(number(found[name], 0, 10**9)) for name in ("done", "of"))
    return Progress(found["stage"], done, of, **known)


def _spoken(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def read_order(file: Path) -> Order:
    """The order in a file; CullingError names the file when it is none."""
    try:
        return Order.from_json(file.read_text("utf-8"))
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise CullingError(f"{printable(file)} is no order of a run: {error}") from error
