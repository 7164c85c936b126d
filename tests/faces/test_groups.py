"""One of ten real people blinks: found in a file that is read, by the measure, and it is the right one."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from culling.metrics import get_metric
from culling.ui.people import worst_first
from tests.faces.groups import place_of, taken

CROPS = (20, 133, 301, 450)  # of four people of the collection


def check(shared_data: Path, tmp_path: Path, place: int) -> None:
    photo = taken(shared_data, tmp_path, place, CROPS[place % len(CROPS)])
    assert get_metric("faces").measure(photo) == 10
    assert get_metric("eyes_open").measure(photo) < 0.5
    first, second, *_ = worst_first(photo.faces)
    assert place_of(*first.face.middle) == place, "the one who blinks is shown first"
    assert second.eyes_open > 0.5, "and nobody else does"


@pytest.mark.usefixtures("nothing_fetched")
@pytest.mark.parametrize("place", [0, 3, 5, 6])
def test_found_with_what_comes_with_culling(shared_data: Path, tmp_path: Path, place: int) -> None:
    check(shared_data, tmp_path, place)


@pytest.mark.usefixtures("fetched")
@pytest.mark.parametrize("place", [1, 7])
def test_found_with_yunet(shared_data: Path, tmp_path: Path, place: int) -> None:
    check(shared_data, tmp_path, place)


@pytest.mark.usefixtures("all_fetched")
@pytest.mark.parametrize("place", [2, 4, 8, 9])
def test_found_with_all_that_can_be_fetched(shared_data: Path, tmp_path: Path, place: int) -> None:
    check(shared_data, tmp_path, place)


@pytest.mark.usefixtures("nothing_fetched")
def test_nobody_of_ten_with_open_eyes_blinks(shared_data: Path, tmp_path: Path) -> None:
    photo = taken(shared_data, tmp_path, None)
    assert len(photo.faces) == 10
    assert get_metric("eyes_open").measure(photo) > 0.5
    assert math.isnan(get_metric("smile").measure(photo)), "nobody tells smiles until that has been fetched"


@pytest.mark.usefixtures("all_fetched")
def test_the_smile_of_ten_is_their_mean(shared_data: Path, tmp_path: Path) -> None:
    photo = taken(shared_data, tmp_path, None)
    smiles = [one.smile for one in photo.faces if not math.isnan(one.smile)]
    assert len(smiles) == 10
    assert get_metric("smile").measure(photo) == pytest.approx(sum(smiles) / 10)
    assert 0 <= min(smiles) < 0.2
    assert 0.7 < max(smiles) <= 1
