"""What the page Rescue remembers: steps, background, server; which piece a preview works on; results within memory."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from culling.restore.edit import Background, Edit, Region
from culling.restore.mask import Mask
from culling.ui import places, rescue_kept, settings
from culling.ui.mirrors import Mirrors
from culling.ui.rescue_kept import Kept
from culling.ui.rescue_preview import as_shares, edit_of_piece, middle_of, piece
from culling.ui.rescue_results import Rescued, Results, Wish
from culling.ui.rescue_subject import cut, laid, without_region
from culling.ui.rescuing import Rescuing
from culling.ui.rooms.rescue.one import where
from culling.ui.rooms.rescue.one.where import points_in
from culling.ui.rooms.rescue.one.wishes import Photo
from culling.ui.rooms.rescue.one.work import about
from culling.ui.sheet import Shown

SHOWN = Shown("folder", "a.jpg", "hash")
RECTANGLE = Region("rectangle", box=(0.5, 0.25, 0.25, 0.5), feather=0.02)


@pytest.fixture(autouse=True)
def _own_machine() -> None:
    settings.use(settings.Settings())


# -- steps -------------------------------------------------------------------------------------------------------------


def test_every_change_is_a_step_that_is_undone_and_redone() -> None:
    rescuing = Rescuing()
    rescuing.choose("a.jpg")
    rescuing.change(deblur="wiener")
    rescuing.change(deblur="wiener")  # the same is no step
    rescuing.change(region=RECTANGLE)
    rescuing.undo()
    assert rescuing.edit == Edit(deblur="wiener")
    rescuing.undo()
    rescuing.undo()  # there is none before the first
    assert rescuing.edit == Edit()
    rescuing.redo()
    rescuing.redo()
    assert rescuing.edit == Edit(deblur="wiener", region=RECTANGLE)
    rescuing.undo()
    rescuing.change(upscale=2)
    rescuing.redo()  # what was taken back is forgotten once something else was done
    assert rescuing.edit == Edit(deblur="wiener", upscale=2)


def test_what_is_not_allowed_changes_nothing() -> None:
    rescuing = Rescuing()
    rescuing.choose("a.jpg")
    with pytest.raises(ValueError, match="upscale must be 1, 2 or 4"):
        rescuing.change(upscale=3)
    assert (rescuing.edit, rescuing.steps.past) == (Edit(), [])


def test_each_photo_keeps_its_own_edit() -> None:
    rescuing = Rescuing()
    rescuing.choose("a.jpg", Edit(deblur="own"))
    rescuing.look = (0.1, 0.1)
    rescuing.choose("b.jpg")
    assert (rescuing.edit, rescuing.look) == (Edit(), (0.5, 0.5))
    rescuing.room = "queue"
    rescuing.choose("a.jpg")
    assert (rescuing.edit, rescuing.room) == (Edit(deblur="own"), "photo")
    rescuing.undo()
    assert rescuing.edit == Edit()


# -- remembered --------------------------------------------------------------------------------------------------------


def test_the_background_is_remembered_for_other_photos_and_sessions() -> None:
    rescuing = Rescuing()
    rescuing.choose("a.jpg")
    rescuing.lay_background(Background(dim=0.4))
    rescuing.choose("b.jpg")
    assert rescuing.edit.background == Background(dim=0.4)
    later = Rescuing()
    later.choose("c.jpg")
    assert later.edit.background == Background(dim=0.4)


@pytest.mark.parametrize("text", ["", "[]", '{"timeout_s": "x"}', '{"background": {"dim": 7}}', "\0", "[" * 90_000])
def test_a_damaged_file_counts_as_none(text: str) -> None:
    (places.data_dir() / "rescue.json").write_text(text)
    assert rescue_kept.read() == Kept()


def test_a_password_is_used_but_not_written_down() -> None:
    rescuing = Rescuing()
    rescuing.keep(server="https://me:secret@gpu.example:8000/v2", use_server=True)
    written = (places.data_dir() / "rescue.json").read_text()
    assert "secret" not in written
    assert json.loads(written)["server"] == "https://gpu.example:8000"
    asked = rescue_kept.server_of(rescuing.kept)
    assert asked is not None
    assert (asked.url, asked.login) == ("https://gpu.example:8000", ("me", "secret"))


def test_where_others_reach_the_dashboard_only_the_server_given_at_the_start_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = Kept(server="http://169.254.169.254/", use_server=True)
    settings.use(settings.Settings(host="0.0.0.0"))
    monkeypatch.delenv("CULLING_SERVER", raising=False)
    assert rescue_kept.server_of(kept) is None
    monkeypatch.setenv("CULLING_SERVER", "http://gpu:8000")
    asked = rescue_kept.server_of(kept)
    assert asked is not None
    assert asked.url == "http://gpu:8000"
    assert rescue_kept.server_of(Kept(server="http://x", use_server=False)) is None
    settings.use(settings.Settings())
    asked = rescue_kept.server_of(kept)
    assert asked is not None
    assert asked.url == "http://169.254.169.254"  # on one's own machine it is one's own choice


# -- pieces ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("middle", "box"),
    [((0.5, 0.5), (1600, 1200, 800, 600)), ((0.0, 1.0), (0, 2400, 800, 600)), ((1.2, -1), (3200, 0, 800, 600))],
)
def test_a_piece_lies_around_its_middle_and_inside_the_photo(
    middle: tuple[float, float], box: tuple[int, int, int, int]
) -> None:
    assert piece((4000, 3000), middle, 800) == box
    assert piece((300, 3000), (0.5, 0.5), 800) == (0, 1200, 300, 600)


def test_the_middle_is_that_of_the_region_else_where_one_looks() -> None:
    look = (0.2, 0.3)
    assert middle_of(Edit(), look) == look
    assert middle_of(Edit(region=RECTANGLE), look) == (0.625, 0.5)
    lasso = Region("lasso", points=((0.1, 0.2), (0.5, 0.2), (0.2, 0.8)))
    assert middle_of(Edit(region=lasso), look) == pytest.approx((0.3, 0.5))
    assert middle_of(Edit(region=Region("subject")), look, (0.5, 0.2, 0.1, 0.2)) == pytest.approx((0.55, 0.3))
    assert middle_of(Edit(region=Region("subject")), look) == look


def test_the_edit_of_a_piece_means_the_same_pixels() -> None:
    size, box = (4000, 3000), (1600, 1200, 800, 600)
    found = edit_of_piece(Edit(deblur="own", region=RECTANGLE), box, size).region
    assert found is not None
    # 2000 … 3000 px across and 750 … 2250 down, less 1600 and 1200, of 800 × 600; a soft edge of 80 px
    assert found.box == pytest.approx((0.5, -0.75, 1.25, 2.5))
    assert found.feather == pytest.approx(0.1)
    lasso = Region("lasso", points=((0.4, 0.4), (0.5, 0.5), (0.6, 0.6)))
    found = edit_of_piece(Edit(region=lasso), box, size).region
    assert found is not None
    assert np.array(found.points) == pytest.approx(np.array([(0, 0), (0.5, 0.5), (1, 1)]), abs=1e-9)
    assert as_shares(box, size) == (0.4, 0.4, 0.2, 0.2)


def test_a_piece_inside_the_subject_is_wholly_worked_on_and_one_beside_it_not_at_all() -> None:
    mask = Mask((100, 50, 300, 250), np.full((200, 200), 255, np.uint8), (400, 300))
    inside, beside, half = (cut(mask, place) for place in ((150, 100, 80, 60), (0, 0, 80, 40), (60, 100, 80, 60)))
    assert (inside.share, beside.share, half.share) == (1, 0, 0.5)  # the last reaches over the edge at 100 with 40 px
    before, after = np.full((60, 80, 3), 100, np.uint8), np.full((60, 80, 3), 200, np.uint8)
    edit = Edit(deblur="own", region=Region("subject"), background=Background(white=True))
    assert without_region(edit) == Edit(deblur="own")
    assert laid(before, after, half, edit)[0, [0, 39, 40, 79], 0].tolist() == [255, 255, 200, 200]
    plain = edit.with_changes(background=Background(), upscale=2)
    large = laid(before, np.full((120, 160, 3), 200, np.uint8), half, plain)
    assert large[0, [0, 70, 90, 159], 0].tolist() == [100, 100, 200, 200]


def test_the_last_word_of_number_fields_made_anew_is_old_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = Photo("a.jpg", SHOWN, Path("a.jpg"), (400, 200))
    state = SimpleNamespace(mirrors=Mirrors(), rescuing=Rescuing())
    state.rescuing.choose("a.jpg")
    state.rescuing.change(region=RECTANGLE)
    drawn, nudged = (state.mirrors.key("rescue_box", box) for box in ((200, 50, 100, 100), (204, 50, 100, 100)))
    fields = {f"{key}_{name}": 50 for key in (drawn, nudged) for name in ("left", "top", "width", "height")}
    monkeypatch.setattr(where.st, "session_state", fields)
    where._set_box(state, drawn, RECTANGLE, photo)  # type: ignore[arg-type]
    assert state.rescuing.edit.region == RECTANGLE
    where._set_box(state, nudged, RECTANGLE, photo)  # type: ignore[arg-type]
    assert state.rescuing.edit.region.box == (0.125, 0.25, 0.125, 0.25)


# -- results -----------------------------------------------------------------------------------------------------------


def _result(upscale: int, side: int = 100) -> Rescued:
    pixels = np.zeros((side, side, 3), np.uint8)
    return Rescued(Wish(SHOWN, Edit(upscale=upscale)), pixels, pixels, 1.0)


def test_results_are_kept_within_memory_and_the_newest_always() -> None:
    results = Results(most_bytes=150_000)  # two of 60,000 bytes
    first, second, large = _result(1), _result(2), _result(4, side=400)
    results.put(first)
    results.put(second)
    assert results.get(first.wish) is first
    assert results.named(second.token) is second
    results.put(large)
    assert results.get(first.wish) is results.get(second.wish) is None
    assert results.get(large.wish) is large
    assert len({first.token, second.token, large.token}) == 3


def test_one_result_may_answer_two_wishes() -> None:
    results = Results(most_bytes=70_000)
    result = _result(2)
    other = Wish(SHOWN, result.wish.edit, piece=True)
    results.put(result)
    results.put(result, other)
    assert results.get(other) is results.get(result.wish) is result
    assert [wish.whole for wish in (result.wish, other, Wish(SHOWN, Edit(), long_side=9))] == [True, False, False]


# -- words -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.1, "about 1 s"), (7.2, "about 7 s"), (48, "about 50 s"), (100, "about 2 min"), (4000, "about 1 h 7 min")],
)
def test_a_time_is_told_no_finer_than_it_is_known(seconds: float, words: str) -> None:
    assert about(seconds) == words


def test_corners_are_read_line_by_line() -> None:
    assert points_in("10, 20\n\n 5;5 \n0,40", (100, 200)) == ((0.1, 0.1), (0.05, 0.025), (0.0, 0.2))
    with pytest.raises(ValueError, match="line 2 is not two numbers"):
        points_in("1, 2\n3", (10, 10))


def test_the_file_lies_with_the_users_data(tmp_path: Path) -> None:
    Rescuing().keep(timeout_s=5.0)
    assert places.data_dir().is_relative_to(tmp_path)
    assert rescue_kept.read().timeout_s == 5.0
