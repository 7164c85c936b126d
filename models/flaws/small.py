"""A small run on somebody's own photos: the big one's functions, minutes instead of hours (see culling.experiments).

It goes on where it was stopped: pictures are made once, and training has its checkpoint.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pandas as pd
import torch
from torch import nn

from culling.experiments.order import Order
from culling.experiments.pictures import drawn, held_out_picture
from culling.experiments.survey import Looked, Survey, look_through, read_source
from culling.flaws import flaw_planes
from culling.folders import path_of
from culling.photos import Photo
from culling.synth import FLAWS
from models.flaws import data, measured, spectra
from models.flaws.compare import calibrate, write
from models.flaws.small_measured import measure
from models.training.loop import seed_everything, train

Tell = Callable[[Mapping[str, Any]], None]

PICTURES = 2600  # to learn from, at most about so many whatever the folder's size
MOST_DRAWS = 4  # of each class from one photo, at most
SETTLED = 40  # batches over which batch normalisation is settled at last
MOST_HELD_OUT = 60  # photos on each of the other sides
NETWORKS: Mapping[str, Callable[[], nn.Module]] = {
    "spectra": lambda: spectra.OnSpectra(0.3),
    "spectra_no_dropout": lambda: spectra.OnSpectra(0.0),
    "spectra_linear": spectra.LinearOnSpectra,
}
SHARES = (0.3, 0.14, 0.14, 0.14, 0.14, 0.14)


def run(order: Order, work: Path, tell: Tell) -> dict[str, Any]:
    """Damage, train, calibrate, export, measure; leaves curves.csv, evaluation.json, predictions.csv and network.onnx
    in `work`/done, and returns what a record says of it all.

    Raises:
        CullingError: too few photos.
        SystemExit: onnxruntime answers otherwise than torch.
    """
    cv2.setNumThreads(1)
    survey = _survey(order, work, tell)
    _pictures(order, survey, work, tell)
    started = time.monotonic()
    judged = _trained(order, work, tell)
    minutes = (time.monotonic() - started) / 60
    done = work / "done"
    shutil.rmtree(done, ignore_errors=True)
    done.mkdir()
    network = spectra.Spectra(judged).eval()
    temperature = calibrate(*measured.answers(judged, "validation", work))
    write(network, temperature, done / "network.onnx")
    curves = pd.read_csv(work / "training/curves.csv").drop_duplicates("step", keep="last").sort_values("step")
    curves.to_csv(done / "curves.csv", index=False)
    held_out = survey.of("test")[:MOST_HELD_OUT]
    measure(_held_out(order, held_out), done, lambda at: tell(_at("measuring", at, len(held_out))))
    return {
        "photos": {split: len(survey.of(split)) for split in data.SPLITS},
        "left_out": dict(survey.left_out),
        "pictures": {split: len(data.rows_of(split, work)) for split in ("train", "validation")},
        "training_list": survey.sha256,
        "parameters": sum(weights.numel() for weights in judged.parameters()),
        "temperature": round(temperature, 4),
        "minutes_trained": round(minutes, 2),
    }


def _survey(order: Order, work: Path, tell: Tell) -> Survey:
    """Looked through once: a run that goes on takes the same photos."""
    file = work / "survey.json"
    if file.exists():
        known = json.loads(file.read_text("utf-8"))
        return Survey(tuple(Looked(*photo) for photo in known["photos"]), known["left_out"])
    survey = look_through(order.folder, lambda done, of: tell(_at("looking", done, of)))
    photos = [[photo.key, photo.content_hash, photo.look, photo.split] for photo in survey.photos]
    _write(file, json.dumps({"photos": photos, "left_out": dict(survey.left_out)}))
    return survey


def _pictures(order: Order, survey: Survey, work: Path, tell: Tell) -> None:
    """What is measured of each picture, and what it is, for both sides that training needs; once only."""
    sides = {"train": survey.of("train"), "validation": survey.of("validation")[:MOST_HELD_OUT]}
    before, total = 0, sum(map(len, sides.values()))
    for split, photos in sides.items():
        if not (work / f"{split}.csv").exists():
            rows: list[dict[str, Any]] = []
            start = before
            learnt = _to_learn(order, photos) if split == "train" else _held_out(order, photos)
            planes = _planes(learnt, rows, lambda at, start=start: tell(_at("damaging", start + at, total)))  # type: ignore[misc]
            measured.save(planes, work / f"measured_{split}.pt")
            _write(work / f"{split}.csv", pd.DataFrame(rows).to_csv(index=False))
        before += len(photos)


Made = Iterator[tuple[Photo, dict[str, Any]]]


def _to_learn(order: Order, photos: list[Looked]) -> Made:
    """Pictures of every class, each photo several times."""
    draws = int(np.clip(PICTURES // (len(FLAWS) * max(len(photos), 1)), 1, MOST_DRAWS))
    for number, photo in enumerate(photos):
        source = data.Source(photo.key, "photo", read_source(path_of(order.folder, photo.key)))
        rng = drawn(order.seed, number, len(FLAWS))
        for flaw in [*FLAWS * draws, *["original"] * (draws // 2)]:
            if (made := data.damaged(source, flaw, rng)) is not None:
                yield Photo(made[0]), {"photo": number, "path": photo.key, "flaw": flaw}


def _held_out(order: Order, photos: list[Looked]) -> Made:
    """One picture of each class from each photo, the same as the page shows."""
    for number, photo in enumerate(photos):
        pixels = read_source(path_of(order.folder, photo.key))
        for place, flaw in enumerate(FLAWS):
            made = held_out_picture(pixels, flaw, drawn(order.seed, number, place))
            row = {"photo": number, "path": photo.key, "content": photo.content_hash, "flaw": flaw}
            yield Photo(made.pixels), row | {"damage": made.damage, "amount": made.amount}


def _planes(made: Made, rows: list[dict[str, Any]], at: Callable[[int], None]) -> Iterator[np.ndarray]:
    """Planes by the batch, their rows noted."""
    batch: list[np.ndarray] = []
    for photo, row in made:
        batch.append(flaw_planes(photo, data.STORED_CELLS))
        rows.append(row)
        at(int(row["photo"]) + 1)
        if len(batch) == measured.AT_ONCE:
            yield np.stack(batch)
            batch.clear()
    if batch:
        yield np.stack(batch)


def _trained(order: Order, work: Path, tell: Tell) -> nn.Module:
    rng = seed_everything(order.seed, 1)
    each = max(len(data.rows_of("train", work)) // measured.BATCH, 1)
    steps = each * order.epochs

    def note(numbers: Mapping[str, float]) -> None:
        done, names = int(numbers["step"]) // each, ("loss", "validation_loss", "validation_accuracy")
        left = numbers["seconds"] / max(done, 1) * (order.epochs - done)
        known = {name: numbers[name] for name in names} | {"accuracy": numbers["train_accuracy"]}
        tell(_at("training", done, order.epochs) | known | {"seconds_left": left})

    def check(net: nn.Module) -> dict[str, float]:
        held_out = data.accuracy_and_loss(*measured.answers(net, "validation", work))
        return held_out | measured.train_accuracy(net, work)

    tell(_at("training", 0, order.epochs))
    drawn_batches = measured.batches(rng, SHARES, cache=work)
    trained = train(
        NETWORKS[order.architecture](),
        drawn_batches,
        measured.loss_of,
        steps,
        work / "training",
        check=check,
        check_every=each,
        average=min(0.995, 1 - 10 / max(steps, 20)),
        tell=note,
    )
    measured.settle(trained, drawn_batches, SETTLED)
    return trained


def _at(stage: str, done: int, of: int) -> dict[str, Any]:
    return {"stage": stage, "done": done, "of": of}


def _write(file: Path, text: str) -> None:
    part = file.with_suffix(".part")
    part.write_text(text, "utf-8")
    part.replace(file)


def versions() -> dict[str, str]:
    """Of what made the network."""
    import onnx

    return {"torch": str(torch.__version__), "onnx": onnx.__version__}
