"""A sample is drawn the same from the same number; pictures are damaged again as they were, or not shown at all."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from culling.experiments.pictures import drawn, held_out_picture
from culling.experiments.sample import judged_sample, sample_pictures, saved_sample
from culling.own_network_tried import tried
from culling.synth.registry import DAMAGES, FLAWS
from tests.experiments.made import predictions
from tests.experiments.onnx_bytes import network

KEYS = ("a.png", "b.png")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rng = np.random.default_rng(0)
    for key in KEYS:
        cv2.imwrite(str(tmp_path / key), rng.integers(60, 200, (160, 200, 3)).astype(np.uint8))
    return tmp_path


def test_a_picture_is_the_same_again_from_the_same_numbers(folder: Path) -> None:
    pixels = np.full((100, 120, 3), 128, np.uint8)
    for place, flaw in enumerate(FLAWS):
        one, two = (held_out_picture(pixels, flaw, drawn(1, 2, place)) for _ in range(2))
        np.testing.assert_array_equal(one.pixels, two.pixels)
        known = {damage.name: damage for damage in DAMAGES if damage.flaw == flaw}
        assert one.damage == "none" if flaw == "original" else one.amount in known[one.damage].amounts


def test_no_photo_comes_twice_while_there_are_others() -> None:
    clean = [f"{number}.jpg" for number in range(8)]
    found = sample_pictures(clean, 3, 8)
    assert sorted(photo for photo, _, _ in found) == clean
    assert found == sample_pictures(clean, 3, 8)
    assert found != sample_pictures(clean, 4, 8)
    assert sample_pictures([], 3, 8) == []


def test_a_network_judges_the_sample_now_and_a_photo_that_is_gone_is_skipped(folder: Path) -> None:
    found = judged_sample(folder, [*KEYS, "gone.png"], tried(network(), "mine"), 1, 3)
    assert {one.photo for one in found} == set(KEYS)
    for one in found:
        assert sum(one.shares.values()) == pytest.approx(1)
        assert one.answer in FLAWS
        assert one.right == (one.answer == one.flaw)


def test_held_out_pictures_are_shown_again_with_what_was_saved(folder: Path) -> None:
    rows = predictions(folder, KEYS, seed=5)
    found = saved_sample(rows, folder, 5, seed=0, count=12)
    assert [one.flaw for one in found] == rows["flaw"].tolist()
    assert [one.right for one in found] == [flaw != "camera_shake" for flaw in rows["flaw"]]
    pixels = held_out_picture(cv2.imread(str(folder / "a.png"))[..., ::-1].copy(), "overexposed", drawn(5, 0, 5)).pixels
    np.testing.assert_array_equal(found[5].pixels, pixels)
    assert len(saved_sample(rows, folder, 5, seed=1, count=4)) == 4


def test_without_the_folder_or_with_another_photo_there_is_no_picture(folder: Path) -> None:
    rows = predictions(folder, KEYS)
    assert all(one.pixels is None for one in saved_sample(rows, None, 5, 0, 4))
    (folder / "a.png").write_bytes((folder / "b.png").read_bytes())
    (folder / "b.png").unlink()
    assert all(one.pixels is None for one in saved_sample(rows, folder, 5, 0, 12))


@pytest.mark.parametrize("key", ["../secret.png", "/etc/passwd", "link.png"])
def test_a_path_out_of_the_folder_is_not_read(folder: Path, key: str) -> None:
    inside = folder / "inside"
    inside.mkdir()
    (inside / "link.png").symlink_to(folder / "a.png")
    (folder / "secret.png").write_bytes((folder / "a.png").read_bytes())
    rows = predictions(folder, KEYS).assign(path=key)
    assert all(one.pixels is None for one in saved_sample(rows, inside, 5, 0, 4))
