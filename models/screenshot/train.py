"""Train the head that tells screenshots: `python -m models.screenshot.train --photos FOLDER`, a minute on one core.

`python -m models.screenshot.shoot` makes the screenshots first. The head is a sum of small decision trees (gradient
boosting, Friedman 2001): features such as "exactly alike" mean something else in a black sky than on a page.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import log_loss

from models.screenshot.data import SENT, Rows, rows
from models.screenshot.trees import as_onnx
from models.training.photos import parser
from models.training.sessions import session_of

HERE = Path(__file__).parent
FOLDS = 5
PHOTOS = 3
TREES, LEAVES = 150, 12

Bools = NDArray[np.bool_]
Floats = NDArray[np.float32]


def main() -> None:
    """Train on all screenshots and the photos to train on; write screenshot.onnx and curves.csv."""
    given = parser(__doc__ or "", HERE).parse_args()
    cv2.setNumThreads(given.threads)
    known = rows(given.photos)
    known = known.part(known.screen | taught(known))
    head, file = fitted(known), given.out / "screenshot.onnx"
    file.write_bytes(as_onnx(head).SerializeToString())
    answer = session_of(file).run(None, {"features": known.features})[0]
    if not (error := float(np.abs(answer - told(head, known.features)).max())) < 1e-3:
        raise SystemExit(f"{file} differs from the trees by {error:.3g}")
    curve(known).round(5).to_csv(given.out / "curves.csv", index=False)


def taught(known: Rows) -> Bools:
    """Photos to train on."""
    return ~known.screen & np.isin(known.split, ("train", "validation"))


def fitted(known: Rows) -> HistGradientBoostingClassifier:
    """Trees that have learnt from these rows."""
    head = HistGradientBoostingClassifier(
        max_iter=TREES,
        learning_rate=0.06,
        max_leaf_nodes=LEAVES,
        min_samples_leaf=20,
        l2_regularization=5.0,
        max_features=0.5,
        early_stopping=False,
        random_state=0,
    )
    return head.fit(known.features, known.screen, sample_weight=_weights(known))


def unseen(known: Rows) -> Floats:
    """The logit of each row by trees that have not seen its picture."""
    fold, logits = _folds(known, np.random.default_rng(0)), np.zeros(len(known.screen), np.float32)
    for number in range(FOLDS):
        held = fold == number
        logits[held] = told(fitted(known.part(~held)), known.features[held])
    return logits


def told(head: HistGradientBoostingClassifier, features: Floats) -> Floats:
    """The logits of some rows."""
    return np.asarray(head.decision_function(features), np.float32)


def curve(known: Rows) -> pd.DataFrame:
    """Loss by number of trees, on what was learnt from and on a fifth that was left out."""
    held = _folds(known, np.random.default_rng(0)) == 0
    head = fitted(known.part(~held))
    stages = [list(head.staged_predict_proba(known.features[chosen])) for chosen in (~held, held)]
    return pd.DataFrame(
        {
            "trees": number + 1,
            "loss": log_loss(known.screen[~held], stages[0][number][:, 1]),
            "held_loss": log_loss(known.screen[held], stages[1][number][:, 1]),
        }
        for number in range(9, TREES, 10)
    )


def _folds(known: Rows, rng: np.random.Generator) -> NDArray[np.int64]:
    """One fold for all that was made of a picture."""
    _, picture = np.unique(
        [f"{source}/{path}" for source, path in zip(known.source, known.path, strict=True)], return_inverse=True
    )
    return (rng.permutation(picture.max() + 1) % FOLDS)[picture]


def _weights(known: Rows) -> Floats:
    """Mean 1: photos count `PHOTOS` times what screenshots count, for folders hold more of them.

    Half of a source's weight (and half of what each kind of change to photos weighs) is by its number of rows, so that
    a small one is no lottery.
    """
    hard = ~known.screen & ~np.isin(known.change, SENT)
    kinds = np.where(hard, known.change, known.source)
    _, place, count = np.unique(kinds, return_inverse=True, return_counts=True)
    each = np.sqrt(1 / count)[place]
    for side, share in ((False, PHOTOS / (PHOTOS + 1)), (True, 1 / (PHOTOS + 1))):
        chosen = known.screen == side
        each[chosen] *= share * len(each) / each[chosen].sum()
    return np.asarray(each, np.float32)


if __name__ == "__main__":
    main()
