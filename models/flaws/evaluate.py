"""Measure flaws.onnx on photos that it has not seen: `python -m models.flaws.evaluate --photos FOLDER`.

Writes evaluation.json: the synthetic test split (confusion, by damage and amount, beside the classical measures),
published photos, real brackets, night photos, and the time one photo takes.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pandas as pd

from culling.flaws import flaw_planes
from culling.metrics.focus import motion_direction_ratio, reblur
from culling.metrics.light import highlight_clipping, luminance
from culling.photos import Photo, Pixels
from culling.synth import FLAWS, distort_x, get_damage, jpeg
from culling.synth.folders import JPEG_QUALITY
from models.flaws.data import samples, sources
from models.training.photos import manifest, parser, read_rgb
from models.training.scores import area, share
from models.training.sessions import session_of

HERE = Path(__file__).parent
CLASSICAL = {
    "blurred": (reblur, 1),
    "camera_shake": (motion_direction_ratio, 1),
    "distorted": (reblur, 1),
    "underexposed": (luminance, -1),
    "overexposed": (highlight_clipping, 1),
}
UNLABELLED = ("camera_snapshots", "series")


def main() -> None:
    """Measure everything and write evaluation.json."""
    options = parser(__doc__ or "", HERE)
    options.add_argument("--model", type=Path, default=HERE / "flaws.onnx")
    given = options.parse_args()
    cv2.setNumThreads(1)
    judge = Judge(given.model)
    test = judge.all((pixels, row) for pixels, row in samples(given.photos, "test", given.seed))
    test.to_csv(Path("build/train/flaws/judged_test.csv"), index=False)
    found: dict[str, Any] = {"bytes": given.model.stat().st_size, "ms": judge.milliseconds(given.photos)}
    found |= {"synthetic": synthetic(test[test["kind"] == "train_sharp"])}
    found |= {"kodak": right(test[test["kind"] == "kodak"]), "published_damaged": right(_published(test, clean=False))}
    found |= {"distorted_without_rim": without_rim(judge, given.photos)}
    found |= {"published": as_original(_published(test, clean=True))}
    found |= {"night": as_original(test[test["kind"] == "lowlight"])}
    found |= {"brackets": brackets(judge, given.photos, test)}
    found |= {name: as_original(judge.real(given.photos, name)) for name in UNLABELLED}
    (given.out / "evaluation.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    print(json.dumps(found, indent=1, ensure_ascii=False))  # noqa: T201


class Judge:
    """The network on one thread, as `culling.nets` runs it."""

    def __init__(self, model: Path) -> None:
        self.session = session_of(model)

    def probabilities(self, photo: Photo) -> np.ndarray:
        feed = {self.session.get_inputs()[0].name: flaw_planes(photo)[None].astype(np.float32)}
        return np.asarray(self.session.run(None, feed)[0])[0]

    def all(self, pictures: Iterable[tuple[Pixels, dict[str, Any]]], classical: bool = True) -> pd.DataFrame:
        """A row for each picture: what it is, a column of probabilities per class, the classical measures."""
        rows = []
        for pixels, row in pictures:
            photo = Photo(pixels)
            rows.append({**row, **(classical_of(photo) if classical else {}), **self.answer(photo)})
        return pd.DataFrame(rows)

    def answer(self, photo: Photo) -> dict[str, Any]:
        """A probability per class, and the likeliest one as `answer`."""
        values = dict(zip(FLAWS, map(float, self.probabilities(photo)), strict=True))
        return {**values, "answer": FLAWS[int(np.argmax([values[flaw] for flaw in FLAWS]))]}

    def real(self, folder: Path, name: str) -> pd.DataFrame:
        """Photos as they are; those that OpenCV cannot read are left out."""
        photos = ((read_rgb(Path(str(row.file))), row) for row in manifest(folder, name).itertuples())
        known = ((pixels, {"path": row.path, "label": row.label}) for pixels, row in photos if pixels is not None)
        return self.all(known)

    def milliseconds(self, folder: Path, runs: int = 200) -> dict[str, float]:
        """Medians on one thread: cutting what the network sees (halvings shared with other measures not counted)."""
        photos = [Photo(source.pixels) for source in sources(folder, "test", "kodak")]
        cutting, whole = [], []
        for number in range(runs):
            photo = photos[number % len(photos)]
            _ = photo.small, photo.medium_luma
            started = time.perf_counter()
            flaw_planes(photo)
            cutting.append(time.perf_counter() - started)
            started = time.perf_counter()
            self.probabilities(photo)
            whole.append(time.perf_counter() - started)
        medians = {"cutting": cutting, "cutting_and_network": whole}
        return {name: round(float(np.median(taken)) * 1e3, 2) for name, taken in medians.items()}


def classical_of(photo: Photo) -> dict[str, float]:
    """The classical measure of each flaw, the higher the rather flawed."""
    return {f"classical_{flaw}": sign * measure(photo) for flaw, (measure, sign) in CLASSICAL.items()}


def synthetic(rows: pd.DataFrame) -> dict[str, Any]:
    """Accuracy, confusion (truth → answers in the order of `FLAWS`), by damage, against the classical measures."""
    table = pd.crosstab(rows["flaw"], rows["answer"]).reindex(index=list(FLAWS), columns=list(FLAWS), fill_value=0)
    by_damage = rows.assign(right=rows["flaw"] == rows["answer"]).groupby(["damage", "amount"])["right"]
    return {
        "accuracy": right(rows),
        "confusion": {flaw: [int(count) for count in table.loc[flaw]] for flaw in FLAWS},
        "by_damage": {f"{name} {amount:g}": share(int(hit.sum()), len(hit)) for (name, amount), hit in by_damage},
        "auc_against_original": {flaw: _against_classical(rows, flaw) for flaw in FLAWS[1:]},
        "calibration_error": _calibration_error(rows),
    }


def _against_classical(rows: pd.DataFrame, flaw: str) -> dict[str, str]:
    clean, flawed = rows[rows["flaw"] == "original"], rows[rows["flaw"] == flaw]
    columns = {"network": flaw, CLASSICAL[flaw][0].__name__: f"classical_{flaw}"}
    return {name: area(clean[column], flawed[column]) for name, column in columns.items()}


def _calibration_error(rows: pd.DataFrame) -> float:
    """Mean distance between the stated and the true share of right answers, in ten bins (Guo et al. 2017)."""
    stated, hit = rows[list(FLAWS)].max(axis=1), rows["flaw"] == rows["answer"]
    bins = pd.cut(stated, np.linspace(0, 1, 11))
    gaps = (stated.groupby(bins, observed=True).mean() - hit.groupby(bins, observed=True).mean()).abs()
    return round(float((gaps * bins.value_counts(normalize=True)).sum()), 4)


def right(rows: pd.DataFrame) -> str:
    """Share of right answers in words."""
    return share(int((rows["flaw"] == rows["answer"]).sum()), len(rows))


def as_original(rows: pd.DataFrame) -> dict[str, Any]:
    """How photos that nobody damaged are judged: taken for original, counts of the answers, `flaw` above a cutoff."""
    flaw = 1 - rows["original"]
    counts = {str(name): int(count) for name, count in rows["answer"].value_counts().items()}
    above = {f"flaw above {cutoff}": share(int((flaw > cutoff).sum()), len(rows)) for cutoff in (0.5, 0.9, 0.99)}
    return {"as_original": share(counts.get("original", 0), len(rows)), "answers": counts} | above


def _published(rows: pd.DataFrame, clean: bool) -> pd.DataFrame:
    return rows[(rows["kind"] == "gallery_keep") & ((rows["flaw"] == "original") == clean)]


def without_rim(judge: Judge, folder: Path) -> dict[str, str]:
    """Waves without the mirrored rim that synth leaves at the sides and real cameras do not."""
    found = {}
    for place, amount in enumerate(get_damage("distort_x").amounts):
        rows = judge.all(_rimless(folder, place), classical=False)
        found[f"{amount:g} px"] = share(int((rows["answer"] == "distorted").sum()), len(rows))
    return found


def _rimless(folder: Path, place: int) -> Iterable[tuple[Pixels, dict[str, Any]]]:
    for number, source in enumerate(sources(folder, "test", "train_sharp")):
        amount = get_damage("distort_x").amounts_for(max(source.pixels.shape[:2]))[place]
        rim = int(np.ceil(amount))
        waved = distort_x(source.pixels, amount, np.random.default_rng([place, number]))
        yield jpeg(np.ascontiguousarray(waved[:, rim:-rim]), JPEG_QUALITY), {"flaw": "distorted"}


def brackets(judge: Judge, folder: Path, test: pd.DataFrame) -> dict[str, Any]:
    """Real brackets, none of them trained or tuned on; frames near a fair exposure are no flaw, whatever the label."""
    rows = judge.real(folder, "exposure_pairs")
    mean = -rows["classical_underexposed"]
    fair = test[(test["flaw"] == "original")]
    found: dict[str, Any] = {}
    for label, flaw, edges in (
        ("under", "underexposed", (0, 30, 50, 256)),
        ("over", "overexposed", (0, 150, 200, 256)),
    ):
        for low, high in pairwise(edges):
            part = rows[(rows["label"] == label) & (mean >= low) & (mean < high)]
            hits = int((part["answer"] == flaw).sum())
            found[f"{label}, mean luma {low}–{high}: {flaw}"] = share(hits, len(part))
        of_label = rows[rows["label"] == label]
        found[f"{label} against originals, AUC of p_{flaw}"] = area(fair[flaw], of_label[flaw])
        classical = f"classical_{flaw}"
        found[f"{label} against originals, AUC of {CLASSICAL[flaw][0].__name__}"] = area(
            fair[classical], of_label[classical]
        )
    return found


if __name__ == "__main__":
    main()
