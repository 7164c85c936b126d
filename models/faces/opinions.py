"""What OCEC-S and the face landmarker add to our eyes network, on faces: writes opinions.json.

`python -m models.faces.opinions --photos DATA --fetched FOLDER` after `python -m models.eyes.train` (whose networks of
five folds are needed: no eye is judged by a network that has seen its person). FOLDER holds YuNet, OCEC-S and the face
landmarker as `culling models fetch` names them.

Faces as they are (all but a few open: SHUT names those that one reader saw shut or nearly so), and the same with open
and closed eyes of other people laid over. The two others are calibrated on the photos of one half, told on the other.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression

from culling.faces import landmarks, opinions
from culling.faces.face import Face
from culling.faces.find import find_faces
from culling.faces.judge import judge
from culling.faces.landmarks import NETWORK as LANDMARKS
from models.eyes import people
from models.eyes.data import CLOSED, OPEN, Source, eye_crops, prepared
from models.eyes.evaluate import _luma, _network, _scales
from models.eyes.network import EyeNet
from models.eyes.train import BUILD, logits_of
from models.faces.closing import with_eyes
from models.training.photos import manifest, read_rgb
from models.training.scores import auc, share

HERE = Path(__file__).parent
SETS = ("camera_snapshots", "gallery_keep", "kodak", "exposure_pairs", "train_sharp", "focus_pairs")
TWICE = "train_sharp/live1/"  # Kodak's photos once more
#: Shut, or so nearly that it is a matter of taste; and statues.
SHUT = ("JVC_GR-DC2000", "bsds500/14085", "aymaz_04_A", "bsds500/65019", "bsds500/65074", "bsds500/246009")
STATUES = ("gallery_keep/gallery_ichirowt", "kodak/17", "live1/statue", "n04532106_vestment")
LAID_OVER = 4  # pairs of eyes of each kind on each face
OTHERS = (opinions.OCEC, LANDMARKS)
WAYS = {
    "ours": (opinions.OURS,),
    "OCEC-S": (opinions.OCEC,),
    "landmarks": (LANDMARKS,),
    "ours + OCEC-S": (opinions.OURS, opinions.OCEC),
    "ours + landmarks": (opinions.OURS, LANDMARKS),
    "all three": (opinions.OURS, *OTHERS),
}
Pixels = NDArray[np.uint8]
Numbers = NDArray[np.float64]


class Told(NamedTuple):
    """One face: the photo, whether its eyes are open, whether they are its own, and what each network says."""

    path: str
    label: int
    own: bool
    said: dict[str, float]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--photos", type=Path, required=True)
    options.add_argument("--fetched", type=Path, required=True)
    options.add_argument("--out", type=Path, default=HERE / "opinions.json")
    chosen = options.parse_args()
    os.environ["CULLING_MODELS"] = str(chosen.fetched)
    torch.set_num_threads(1)
    judged, no_face = faces(chosen.photos)
    told = list(answers(judged, Folds(chosen.photos)))
    result = {"faces": len(judged), "passed over, since the landmarks are not found": no_face} | summary(told)
    chosen.out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def faces(photos: Path) -> tuple[list[tuple[str, Pixels, Face]], list[str]]:
    """The faces whose eyes can be judged; and what has eyes for our network, but no face for the landmarks."""
    found, none = [], []
    rows = manifest(photos, *SETS)
    for path, file in zip(rows["path"], rows["file"], strict=True):
        pixels = None if path.startswith(TWICE) or any(name in path for name in STATUES) else read_rgb(file)
        for face in find_faces(pixels) if pixels is not None else ():
            said = judge(pixels, face)
            if said.why == "":
                found.append((path, pixels, face))
            elif said.why == "unclear" and landmarks.read_expression(pixels, face) is None:
                none.append(path)
    return found, none


class Folds:
    """Our eyes network, trained without the people whom it is asked about."""

    def __init__(self, photos: Path) -> None:
        self.networks: list[EyeNet] = [_network(BUILD / f"fold{fold}" / "network.pt") for fold in range(people.FOLDS)]
        self.scales = _scales(self.networks, prepared(photos, BUILD, 0))
        crops = list(eye_crops(photos))
        self.crops: dict[int, list[Source]] = {
            label: [crop for crop in crops if crop.label == label] for label in (OPEN, CLOSED)
        }

    def open(self, pixels: Pixels, face: Face, fold: int) -> float:
        eyes = [opinions.eye_crop(pixels, face, which) for which in (0, 1)]
        logits, scale = logits_of(self.networks[fold], _luma(eyes)), self.scales[fold]
        return float(expit((logits[:, 0] + scale.bias) / scale.temperature).mean())


def answers(judged: list[tuple[str, Pixels, Face]], folds: Folds) -> Iterator[Told]:
    rng = np.random.default_rng(0)
    for path, pixels, face in judged:
        label = CLOSED if any(name in path for name in SHUT) else OPEN
        yield Told(path, label, True, dict(opinions.ask(pixels, face).eyes_open))
        for other in (OPEN, CLOSED):
            for place in rng.integers(len(folds.crops[other]), size=LAID_OVER):
                eye = folds.crops[other][place]
                view = with_eyes(pixels, face, eye.pixels, eye.pixels[:, ::-1])
                said = dict(opinions.ask(view, face).eyes_open)
                if said:
                    yield Told(path, other, False, said | {opinions.OURS: folds.open(view, face, eye.fold)})


def summary(told: list[Told]) -> dict[str, object]:
    half = np.array([_half(one.path) for one in told])
    label = np.array([one.label for one in told])
    own = np.array([one.own for one in told])
    odds = {name: np.array([_odds(one.said[name]) for one in told]) for name in (opinions.OURS, *OTHERS)}
    fits = {name: _fitted(odds[name][half == 0], label[half == 0], own[half == 0]) for name in OTHERS}
    scaled = {opinions.OURS: odds[opinions.OURS]}
    scaled |= {name: factor * odds[name] + term for name, (factor, term) in fits.items()}
    result: dict[str, object] = {name: [round(value, 3) for value in fit] for name, fit in fits.items()}
    for way, names in WAYS.items():
        score = np.mean([scaled[name] for name in names], axis=0)
        result[way] = _told(score, label, own, half == 1)
        result[way] |= {"closed, own eyes, all photos": _closed(told, score, label, own)}
    return result


def _told(score: Numbers, label: Numbers, own: Numbers, there: Numbers) -> dict[str, object]:
    laid, kept = there & ~own, there & own & (label == OPEN)
    shut, wide = score[laid & (label == CLOSED)], score[laid & (label == OPEN)]
    return {
        "AUC, laid over": round(auc(shut, wide), 4),
        "AUC, laid over closed against own open": round(auc(shut, score[kept]), 4),
        "laid over closed called open": share(int((shut > 0).sum()), len(shut)),
        "laid over open called closed": share(int((wide < 0).sum()), len(wide)),
        "own open called closed": share(int((score[kept] < 0).sum()), int(kept.sum())),
    }


def _closed(told: list[Told], score: Numbers, label: Numbers, own: Numbers) -> dict[str, list[str]]:
    """Photos with a face whose own eyes are called closed: rightly, and wrongly as far as one reader saw."""
    names = np.array([one.path for one in told])
    called = own & (score < 0)
    return {"rightly": names[called & (label == CLOSED)].tolist(), "else": names[called & (label == OPEN)].tolist()}


def _fitted(odds: Numbers, label: Numbers, own: Numbers) -> tuple[float, float]:
    """Factor and term; own open eyes weigh as much as open ones laid over, and open as much as closed."""
    weight = np.where(
        label == CLOSED, 1 / max((label == CLOSED).sum(), 1), 0.5 / max((~own & (label == OPEN)).sum(), 1)
    )
    weight = np.where(own & (label == OPEN), 0.5 / max((own & (label == OPEN)).sum(), 1), weight)
    fit = LogisticRegression(C=100).fit(odds[:, None], label, sample_weight=weight * len(label))
    return float(fit.coef_[0, 0]), float(fit.intercept_[0])


def _odds(value: float) -> float:
    return float(logit(np.clip(value, 1 - opinions.SUREST, opinions.SUREST)))


def _half(path: str) -> int:
    """Which half a photo is in: all photos of a folder's series would be alike, so by the whole path."""
    return sum(path.encode()) % 2


if __name__ == "__main__":
    main()
