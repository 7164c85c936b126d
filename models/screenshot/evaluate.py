"""Measure the head on pictures of sources that it has not seen: `python -m models.screenshot.evaluate --photos FOLDER`.

For each source of screenshots a head is trained without it and told it, against photos that none was trained on.
Writes evaluation.json, with the entropy of luma beside each as the classical measure.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from culling.photos import Photo, read_photo
from culling.screenshots import FEATURES, screenshot_features
from models.screenshot.data import SENT, Rows, rows
from models.screenshot.train import fitted, taught, told, unseen
from models.training.photos import manifest, parser
from models.training.scores import area, share
from models.training.sessions import milliseconds, session_of

HERE = Path(__file__).parent
REAL = ("fossify", "lumin", "newpipe", "streamlit")
ENTROPY = FEATURES.index("level_entropy")

Floats = NDArray[np.float32]


def main() -> None:
    """Measure everything and write evaluation.json."""
    given = parser(__doc__ or "", HERE).parse_args()
    cv2.setNumThreads(1)
    known = rows(given.photos)
    session = session_of(given.out / "screenshot.onnx")
    found: dict[str, Any] = {"bytes": (given.out / "screenshot.onnx").stat().st_size}
    found["ms"] = _cost(given.photos, session)
    photos = known.part(~known.screen & np.isin(known.split, ("test", "told")))
    synthetic = _head(known, ~np.isin(known.source, REAL))
    real = known.part(np.isin(known.source, REAL))
    found["trained on made ones only, told real ones"] = {
        change or "as it was": _compared(
            photos.part(photos.change == change), real.part(real.change == change), synthetic
        )
        for change in SENT
    }
    found["one source left out"] = {
        source: _left_out(known, photos, source) for source in np.unique(known.source[known.screen])
    }
    found["pictures left out, their kind known"] = _unseen(known, photos)
    shipped = session.run(None, {"features": photos.features})[0]
    found["photos called screenshots, shipped head"] = {
        f"{kind}, p > {least}": share(int((_p(shipped[chosen]) > least).sum()), int(chosen.sum()))
        for least in (0.5, 0.9)
        for kind, chosen in _kinds(photos).items()
    }
    (given.out / "evaluation.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    print(json.dumps(found, indent=1, ensure_ascii=False))  # noqa: T201


def _head(known: Rows, screens: NDArray[np.bool_]) -> HistGradientBoostingClassifier:
    return fitted(known.part((known.screen & screens) | taught(known)))


def _left_out(known: Rows, photos: Rows, source: str) -> dict[str, str]:
    head = _head(known, known.source != source)
    own = known.part((known.source == source) & np.isin(known.change, SENT))
    return _compared(photos.part(np.isin(photos.change, SENT)), own, head)


def _unseen(known: Rows, photos: Rows) -> dict[str, dict[str, str]]:
    """By trees that have not seen a picture, as it was or sent around; photos that none has seen by trees of all."""
    given = known.part(known.screen | taught(known))
    logits = unseen(given)
    good = told(fitted(given), photos.part(np.isin(photos.change, SENT)).features)
    found = {}
    for source in np.unique(given.source[given.screen]):
        bad = logits[(given.source == source) & np.isin(given.change, SENT)]
        found[source] = {"AUC": area(good, bad)} | {
            f"found, p > {least}": share(int((_p(bad) > least).sum()), len(bad)) for least in (0.5, 0.9)
        }
    return found


def _compared(photos: Rows, screens: Rows, head: HistGradientBoostingClassifier) -> dict[str, str]:
    good, bad = (told(head, side.features) for side in (photos, screens))
    return {
        "AUC": area(good, bad),
        "AUC of entropy": area(-photos.features[:, ENTROPY], -screens.features[:, ENTROPY]),
        "screenshots found, p > .5": share(int((bad > 0).sum()), len(bad)),
        "screenshots found, p > .9": share(int((_p(bad) > 0.9).sum()), len(bad)),
        "photos called so": share(int((good > 0).sum()), len(good)),
    }


def _kinds(photos: Rows) -> dict[str, NDArray[np.bool_]]:
    """By set as they were or sent around, and by what was done to them."""
    plain = np.isin(photos.change, SENT)
    kinds = {f"{source}": plain & (photos.source == source) for source in np.unique(photos.source)}
    return {"all": plain} | kinds | {change: photos.change == change for change in np.unique(photos.change[~plain])}


def _p(logits: Floats) -> Floats:
    return 1 / (1 + np.exp(-logits))


def _cost(folder: Path, session: onnxruntime.InferenceSession) -> dict[str, float]:
    """Milliseconds beside what other measures share: luma and the small sizes."""
    file = Path(str(manifest(folder, "camera_snapshots")["file"].iloc[20]))
    small = read_photo(file)
    large = Photo(np.asarray(cv2.resize(small.pixels, (2000, 1500), interpolation=cv2.INTER_CUBIC), np.uint8))
    return {name: round(_one(photo, session), 2) for name, photo in (("896 px", small), ("2000 px", large))}


def _one(photo: Photo, session: onnxruntime.InferenceSession) -> float:
    _ = photo.luma, photo.small_luma

    def run() -> None:
        features = screenshot_features(photo)
        if features is not None:
            session.run(None, {"features": features[None]})

    return milliseconds(run)


if __name__ == "__main__":
    main()
