"""What the head of models/screenshot learns from and how its trees become a network."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("onnx")
pytest.importorskip("playwright")

from sklearn.ensemble import HistGradientBoostingClassifier

from culling.screenshots import FEATURES
from models.screenshot.data import HARD_PHOTOS, PART, Rows
from models.screenshot.drawn import scanned, terminal
from models.screenshot.pages import KINDS, Writer
from models.screenshot.train import FOLDS, _folds, _weights
from models.screenshot.trees import as_onnx
from models.training.sessions import session_of

PHOTO = np.random.default_rng(0).integers(0, 256, (300, 400, 3)).astype(np.uint8)


def rows(count: int = 40) -> Rows:
    screen = np.arange(count) % 4 == 0
    return Rows(
        np.where(screen, "pages", np.where(np.arange(count) % 8 == 1, "kodak", "train_sharp")),
        np.full(count, "train"),
        np.where(np.arange(count) % 3 == 2, "night", ""),
        np.array([f"{number // 2}.png" for number in range(count)]),
        np.zeros((count, len(FEATURES)), np.float32),
        screen,
    )


def test_trees_answer_as_a_network_what_they_answer_themselves(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    given = rng.normal(size=(500, 5)).astype(np.float32)
    head = HistGradientBoostingClassifier(max_iter=20, max_leaf_nodes=6, early_stopping=False)
    head.fit(given, given[:, 0] * given[:, 1] > 0)
    (tmp_path / "trees.onnx").write_bytes(as_onnx(head).SerializeToString())
    (answer,) = session_of(tmp_path / "trees.onnx").run(None, {"features": given})
    assert answer.shape == (500,)
    assert answer == pytest.approx(head.decision_function(given), abs=1e-4)


def test_photos_weigh_three_times_what_screenshots_weigh() -> None:
    known = rows()
    weights = _weights(known)
    assert weights.mean() == pytest.approx(1, rel=1e-5)
    assert weights[~known.screen].sum() == pytest.approx(3 * weights[known.screen].sum(), rel=1e-5)


def test_all_that_was_made_of_a_picture_is_in_one_fold() -> None:
    known = rows()._replace(source=np.full(40, "pages"))
    fold = _folds(known, np.random.default_rng(0))
    assert set(fold) == set(range(FOLDS))
    assert all(fold[number] == fold[number + 1] for number in range(0, 40, 2))


@pytest.mark.parametrize("change", [*HARD_PHOTOS.values(), *PART.values()], ids=[*HARD_PHOTOS, *PART])
def test_hard_ways_give_pictures(change: Callable[..., np.ndarray]) -> None:
    before = PHOTO.copy()
    made = change(PHOTO, np.random.default_rng(1))
    assert made.dtype == np.uint8
    assert made.ndim == 3
    assert made.shape[2] == 3
    assert (before == PHOTO).all()


@pytest.mark.parametrize("kind", KINDS)
def test_pages_are_written_without_anything_from_elsewhere(kind: str) -> None:
    for page in KINDS[kind]:
        html = page(Writer(np.random.default_rng(2), [Path("photo.webp")]))
        assert html.startswith("<!doctype html>")
        assert "http" not in html


def test_terminals_and_scans_are_drawn() -> None:
    drawn = terminal(np.random.default_rng(0))
    assert len(np.unique(drawn.reshape(-1, 3), axis=0)) > 5
    page = np.full((300, 400, 3), 255, np.uint8)
    assert 1 < scanned(page, np.random.default_rng(0)).std() < 25
