"""Time told ahead: in proportion to the tiles of the part that is worked on."""

from __future__ import annotations

import pytest

from culling.restore import Edit, Region, estimate, seconds_ahead
from culling.restore.estimate import part_size, tiles_ahead
from culling.restore.plan import MARGIN

SIZE = (4000, 3000)


def rectangle(side: float, feather: float = 0.0) -> Region:
    return Region("rectangle", box=(0.25, 0.25, side, side), feather=feather)


def test_a_quarter_of_the_photo_takes_about_a_quarter_of_the_tiles():
    for edit in (Edit(deblur="own"), Edit(upscale=2), Edit(deblur="own", upscale=4)):
        quarter = edit.with_changes(region=rectangle(0.5))
        assert tiles_ahead(SIZE, quarter) / tiles_ahead(SIZE, edit) == pytest.approx(0.25, rel=0.35)


def test_the_part_is_the_box_with_its_soft_edge_and_a_margin():
    assert part_size(SIZE, Edit(region=rectangle(0.1))) == (400 + 2 * MARGIN, 300 + 2 * MARGIN)
    soft = part_size(SIZE, Edit(region=rectangle(0.1, feather=0.05)))
    assert soft == (400 + 200 + 2 * MARGIN, 300 + 200 + 2 * MARGIN)  # 5 % of 4000 px, half of it outside


def test_the_photo_s_edge_cuts_the_part():
    corner = Region("rectangle", box=(-0.5, 0.9, 0.6, 0.6), feather=0)
    assert part_size(SIZE, Edit(region=corner)) == (400 + MARGIN, 300 + MARGIN)


def test_a_lasso_counts_by_its_box_and_a_subject_as_the_whole_photo():
    lasso = Region("lasso", points=((0.5, 0.5), (0.6, 0.5), (0.6, 0.6)), feather=0)
    assert part_size(SIZE, Edit(region=lasso)) == (401 + 2 * MARGIN, 301 + 2 * MARGIN)
    assert part_size(SIZE, Edit(region=Region("subject"))) == SIZE


def test_seconds_follow_the_pixels_and_the_pace_of_this_machine(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(estimate, "_pace", lambda *_: 1e-6)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    whole = seconds_ahead(SIZE, Edit(deblur="own"))
    assert 6 < whole < 12  # 12 MP by two workers; what tiles share is seen twice
    part = seconds_ahead(SIZE, Edit(deblur="own", region=rectangle(0.5)))
    assert part / whole == pytest.approx(0.25, rel=0.3)
    assert seconds_ahead(SIZE, Edit()) == 0


def test_this_machine_is_tried_once(monkeypatch: pytest.MonkeyPatch):
    estimate._pace.cache_clear()
    tried: list[int] = []
    monkeypatch.setattr(estimate, "_timed", lambda run: tried.append(1) or 0.5)
    for _ in range(3):
        assert seconds_ahead((300, 200), Edit(upscale=2, upscale_with="bicubic")) > 0
    estimate._pace.cache_clear()
    assert len(tried) == 2
