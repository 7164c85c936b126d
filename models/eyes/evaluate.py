"""How good is it on people it was not trained on: the folds' networks, each on its own fold, beside other measures.

`python -m models.eyes.evaluate --photos DATA --ocec ocec_s.onnx` after training writes evaluation.json;
`python -m models.eyes.evaluate --crops FOLDER` judges open/ and closed/ of a folder with the bundled network.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.special import expit

from culling import eyes, nets
from models.eyes import people
from models.eyes.baselines import dark_disc, ocec, upright_edges
from models.eyes.conditions import CONDITIONS
from models.eyes.data import CLOSED, OPEN, Source, Views, eye_crops, face_crops, prepared
from models.eyes.measures import (
    Scale,
    auc_of,
    by_fold,
    calibration_error,
    coverage,
    judged,
    probability_of,
    rounded,
    truth_of,
)
from models.eyes.network import EyeNet
from models.eyes.synthetic import draw_eye
from models.eyes.train import BUILD, HERE, fitted, held_answers, logits_of
from models.training.photos import read_rgb
from models.training.scores import share

Pixels = NDArray[np.uint8]
Numbers = NDArray[np.float64]
HARD = "a hard view, 40 px grey"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--photos", type=Path)
    options.add_argument("--crops", type=Path, help="folder with open/ and closed/ to judge with the bundled network")
    options.add_argument("--ocec", type=Path, help="ocec_s.onnx, to compare with")
    options.add_argument("--out", type=Path, default=HERE / "evaluation.json")
    chosen = options.parse_args()
    torch.set_num_threads(1)
    if chosen.crops:
        print(json.dumps(foreign(chosen.crops), indent=1))  # noqa: T201
    elif chosen.photos:
        found = evaluation(chosen.photos, chosen.ocec)
        chosen.out.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    else:
        options.error("--photos or --crops is needed")


def evaluation(photos: Path, ocec_file: Path | None) -> dict[str, Any]:
    networks = [_network(BUILD / f"fold{fold}" / "network.pt") for fold in range(people.FOLDS)]
    crops, faces = list(eye_crops(photos)), list(face_crops(photos))
    views = prepared(photos, BUILD, 0)
    shown = {name: [change(crop.pixels) for crop in crops] for name, change in CONDITIONS.items()}
    shown[HARD] = _hard(views)
    answers = {name: unseen(networks, crops, seen) for name, seen in shown.items()}
    scale = _scales(networks, views)
    return {
        "conditions": {name: judged(crops, answer, scale) for name, answer in answers.items()},
        "by fold, 96 px colour": by_fold(crops, answers["96 px colour"]),
        f"coverage, {HARD}": coverage(crops, answers[HARD], scale),
        "faces in photos": _faces(networks, faces, scale),
        "hard views refused": _refused(networks, views),
        "baselines": baselines(crops, shown, ocec_file),
        "all on a random split": _naive(crops, shown),
        "with and without drawn eyes in training": _ablation(views),
        "ms": _milliseconds(shown["48 px colour"]),
    }


def _hard(views: Views) -> list[Pixels]:
    """One view of each crop as the training makes them: lit, framed, blurred and soiled at random."""
    rows = views.table[views.table["kind"] == "eye"]
    return list(views.luma[rows.index[rows.groupby("source").cumcount() == 0]])


def _network(file: Path) -> EyeNet:
    network = EyeNet()
    network.load_state_dict(torch.load(file, weights_only=True))
    return network.eval()


def _luma(pictures: list[Pixels]) -> Pixels:
    luma = [eyes.prepare(eyes.luma_of(picture))[0] for picture in pictures]
    return np.round(np.stack(luma) * 255).astype(np.uint8)


def unseen(networks: list[EyeNet], crops: list[Source], pictures: list[Pixels]) -> Numbers:
    """(n, 2) logits, each from the network that has not seen this person."""
    luma, fold = _luma(pictures), np.array([crop.fold for crop in crops])
    answers = np.empty((len(crops), 2))
    for number, network in enumerate(networks):
        answers[fold == number] = logits_of(network, luma[fold == number])
    return answers


def _scales(networks: list[EyeNet], views: Views) -> list[Scale]:
    """Calibration for each fold, from the other folds' people: what the bundled network's is from all folds."""
    folds = range(people.FOLDS)
    pairs = [held_answers(views, fold, networks[fold]) for fold in folds]
    scales = []
    for own in folds:
        logits, truth = (np.concatenate([pairs[fold][part] for fold in folds if fold != own]) for part in (0, 1))
        scales.append(Scale(*fitted(logits, truth)))
    return scales


def _faces(networks: list[EyeNet], faces: list[Source], scale: list[Scale]) -> dict[str, str]:
    """Eyes of faces in photos of folds not trained on: nearly all are open, so only what share is called so."""
    fold = np.array([face.fold for face in faces])
    probability, told = probability_of(faces, unseen(networks, faces, [face.pixels for face in faces]), scale)
    found = {}
    for name, label in (("open", OPEN), ("closed", CLOSED)):
        some = (np.array([face.label for face in faces]) == label) & (fold >= 0)
        right = ((probability > 0.5) == label) & told & some
        found[f"{name}: called so, of those answered"] = share(int(right.sum()), int((told & some).sum()))
        found[f"{name}: cannot judge"] = share(int((~told & some).sum()), int(some.sum()))
    return found


def _refused(networks: list[EyeNet], views: Views) -> dict[str, str]:
    """Share of the hard views of each kind, from people and photos not trained on, that gets NaN."""
    found = {}
    for kind in ("eye", "face", "background", "part", "smeared"):
        refused = total = 0
        for fold, network in enumerate(networks):
            held = views.held_out(fold)
            held = held.where((held.table["kind"] == kind).to_numpy() & (np.arange(len(held.luma)) % 4 == 0))
            refused += int((expit(logits_of(network, held.luma)[:, 1]) < eyes.DOUBTFUL).sum())
            total += len(held.luma)
        found[kind] = share(refused, total)
    return found


def baselines(crops: list[Source], shown: Mapping[str, list[Pixels]], file: Path | None) -> dict[str, dict[str, float]]:
    """AUC of the others on the same crops; OCEC-S with the window that suits it best on the 96 px crops."""
    truth = truth_of(crops)
    measures: dict[str, Callable[[Pixels], float]] = {"dark disc": dark_disc, "upright edges": upright_edges}
    if file:
        judge = ocec(file)
        measures |= {
            "OCEC-S, whole crop": lambda crop: judge(crop, 1.0),
            "OCEC-S, 80 × 60 %": lambda crop: judge(crop, 0.8),
        }
    return {
        name: {way: rounded(auc_of(truth, np.array([measure(one) for one in seen]))) for way, seen in shown.items()}
        for name, measure in measures.items()
    }


def _naive(crops: list[Source], shown: Mapping[str, list[Pixels]]) -> dict[str, float]:
    """The same network when every fifth crop is the test: the same people on both sides."""
    file = BUILD / "fold0-naive" / "network.pt"
    if not file.exists():
        return {}
    chosen, truth = np.arange(len(crops)) % people.FOLDS == 0, truth_of(crops)
    ways = ("96 px colour", "24 px grey", "worn (24 px grey, noise, JPEG)")
    network = _network(file)
    return {way: rounded(auc_of(truth[chosen], logits_of(network, _luma(shown[way])[chosen])[:, 0])) for way in ways}


def _ablation(views: Views) -> dict[str, dict[str, float]]:
    """What drawn eyes are worth, on fold 1: hard views of its people, and newly drawn eyes (a style never seen)."""
    rng = np.random.default_rng(1)
    drawn = _luma([draw_eye(index % 2 == OPEN, rng) for index in range(400)])
    held = views.held_out(1)
    held = held.where(((held.table["kind"] == "eye") & (held.table["source"] % 4 == 0)).to_numpy())
    found = {}
    for name in ("fold1", "fold1-without-drawn"):
        file = BUILD / name / "network.pt"
        if file.exists():
            network, truth = _network(file), held.table["label"].to_numpy(float)
            hard = auc_of(truth, logits_of(network, held.luma)[:, 0])
            new = auc_of(np.arange(400) % 2 == OPEN, logits_of(network, drawn)[:, 0])
            found[name] = {"auc, hard views": rounded(hard), "auc, newly drawn": rounded(new)}
    return found


def _milliseconds(pictures: list[Pixels]) -> float:
    eyes.eye_openness(pictures[0])
    taken = []
    for picture in pictures[:300]:
        started = time.perf_counter()
        eyes.eye_openness(picture)
        taken.append(time.perf_counter() - started)
    return rounded(1000 * float(np.median(taken)))


def foreign(folder: Path) -> dict[str, Any]:
    """The bundled network on crops from elsewhere."""
    files = [(file, label) for label in ("open", "closed") for file in sorted((folder / label).iterdir())]
    pictures = [(read_rgb(file), label == "open") for file, label in files]
    score = np.array([eyes.eye_openness(picture) for picture, _ in pictures if picture is not None])
    truth = np.array([is_open for picture, is_open in pictures if picture is not None], float)
    told = ~np.isnan(score)
    return {
        "auc": rounded(auc_of(truth[told], score[told])),
        "accuracy": share(int(((score > 0.5) == truth)[told].sum()), int(told.sum())),
        "cannot_judge": share(int((~told).sum()), len(told)),
        "calibration_error": rounded(calibration_error(truth[told], score[told])),
        "sha256": nets.fingerprint("eyes"),
    }


if __name__ == "__main__":
    main()
