"""Photos are split by scene, the same everywhere; no bad example is learned from; too few are refused."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from culling.errors import CullingError
from culling.experiments.survey import (
    MOST_PHOTOS,
    NEEDED,
    Looked,
    Survey,
    look_through,
    read_source,
    split_alike,
    split_of,
    taken,
)


def look(number: int) -> str:
    """Hashes that differ in half of their bits."""
    return f"{int.from_bytes(np.random.default_rng(number).bytes(8), 'big'):016x}"


def test_the_split_is_that_of_a_hash_of_the_path() -> None:
    sides = [split_of(f"{number}.jpg") for number in range(4000)]
    assert 0.68 < sides.count("train") / 4000 < 0.72
    assert 0.13 < sides.count("test") / 4000 < 0.17
    assert split_of("100_WALK/IMG_0101.JPG") == split_of("100_WALK/IMG_0101.JPG")


def test_of_a_large_folder_some_are_taken_by_lot_and_every_side_has_its_share() -> None:
    keys = [f"{number:04}.jpg" for number in range(3000)]
    some = taken(keys)
    assert len(some) == MOST_PHOTOS
    assert some == sorted(some) == taken(keys[::-1])
    sides = [split_of(key) for key in some]
    assert 0.6 < sides.count("train") / len(some) < 0.8
    assert sides.count("test") > 60
    assert sides.count("validation") > 60


def test_photos_that_look_alike_are_on_one_side_also_by_way_of_others() -> None:
    base = int(look(1), 16)
    chain = [f"{base:016x}", f"{base ^ 0x7F:016x}", f"{base ^ 0x3FFF:016x}"]  # each 7 bits from the one before
    looks = [(f"{number}.jpg", look(number)) for number in range(10, 300)]
    sides = split_alike([("x.jpg", chain[0]), *looks, ("y.jpg", chain[1]), ("z.jpg", chain[2])])
    assert sides["x.jpg"] == sides["y.jpg"] == sides["z.jpg"] == split_of("x.jpg")
    assert all(sides[key] == split_of(key) for key, _ in looks)


def test_in_a_small_folder_scenes_go_over_until_each_side_has_enough() -> None:
    keys = [f"{number}.jpg" for number in range(1000) if split_of(f"{number}.jpg") == "train"][:40]
    sides = list(split_alike([(key, look(number)) for number, key in enumerate(keys)]).values())
    assert {split: sides.count(split) for split in NEEDED} == {"train": 28, "validation": 6, "test": 6}
    few = list(split_alike([(key, look(number)) for number, key in enumerate(keys[:18])]).values())
    assert few.count("train") == NEEDED["train"]


def test_too_few_photos_say_how_many_are_missing(tmp_path: Path) -> None:
    photos = tuple(Looked(f"{number}.jpg", "0" * 32, look(number), "train") for number in range(20))
    with pytest.raises(CullingError, match=r"20 to learn from.*At least 12 more.*Left out: 3 copies\."):
        Survey(photos, {"copies": 3}).check(tmp_path)


def test_the_list_has_a_fingerprint_whatever_its_order() -> None:
    one, two = Looked("a", "1" * 32, look(1), "train"), Looked("b", "2" * 32, look(2), "test")
    assert Survey((one, two), {}).sha256 == Survey((two, one), {}).sha256
    assert Survey((one, two), {}).sha256 != Survey((one,), {}).sha256


def test_a_folder_is_looked_through_and_what_is_left_out_is_told(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    for number in range(3):
        cv2.imwrite(str(tmp_path / f"{number}.png"), rng.integers(0, 256, (256, 320, 3)).astype(np.uint8))
    (tmp_path / "copy.png").write_bytes((tmp_path / "0.png").read_bytes())
    cv2.imwrite(str(tmp_path / "small.png"), np.full((64, 64, 3), 128, np.uint8))
    cv2.imwrite(str(tmp_path / "dark.png"), rng.integers(0, 3, (256, 320, 3)).astype(np.uint8))
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff broken")
    told: list[tuple[int, int]] = []
    with pytest.raises(CullingError) as raised:
        look_through(tmp_path, lambda done, of: told.append((done, of)))
    for why in ("1 unreadable", "1 copies", "1 below 192 px", "flawed already, says the bundled network"):
        assert why in str(raised.value)
    assert told[-1] == (7, 7)


def test_pictures_are_damaged_at_one_size(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "large.png"), np.zeros((1500, 2000, 3), np.uint8))
    cv2.imwrite(str(tmp_path / "small.png"), np.zeros((300, 400, 3), np.uint8))
    assert read_source(tmp_path / "large.png").shape == (750, 1000, 3)
    assert read_source(tmp_path / "small.png").shape == (300, 400, 3)
