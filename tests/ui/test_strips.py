"""Strips: what the last move flipped can be accepted or contested, by keys over the tiles and by buttons."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from culling.decide import decide
from culling.policy import Policy
from culling.rule import Rule
from culling.ui.components.tiles import take_up
from culling.ui.jobs import BOARD
from culling.ui.rooms.strips import answers
from culling.ui.tuning import Move
from tests.ui.pages import run, state, table, texts, tiles

Start = Callable[..., AppTest]
STRICT = Policy("strict", (Rule("sharpest_tile", "below", 1e6),))
LAX = Policy("lax", (Rule("sharpest_tile", "below", 0.0),))


@pytest.fixture
def app(dashboard: Start, photos: Path) -> AppTest:
    """The page after a move that rejects every photo that could be measured."""
    app = dashboard(photos, "tune")
    return _move(_move(app, LAX), STRICT)


def _move(app: AppTest, policy: Policy) -> AppTest:
    state(app).tuning.change(policy)
    return run(app)


def _paths(app: AppTest, key: str = "turned_reject") -> list[str]:
    return [str(tile["path"]) for tile in tiles(app, key)]


def _how(photos: Path) -> dict[str, tuple[str, str]]:
    """Path → (mark, how) of the present marks."""
    latest = BOARD.open(photos.resolve()).catalog.mark_history().drop_duplicates("path", keep="last")
    return {row.path: (row.mark, row.how) for row in latest.itertuples() if row.mark}


def test_a_strip_offers_the_new_verdict_and_its_opposite(app: AppTest) -> None:
    assert {(tile["accept"], tile["contest"]) for tile in tiles(app, "turned_reject")} == {("reject", "keep")}
    _move(app, LAX)
    assert {(tile["accept"], tile["contest"]) for tile in tiles(app, "turned_keep")} == {("keep", "reject")}
    assert {(tile["accept"], tile["contest"]) for tile in tiles(app, "edge_kept")} == {(None, None)}


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        ("keep", "reject", ("reject", "keep")),
        ("maybe", "reject", ("reject", "keep")),
        ("reject", "keep", ("keep", "reject")),
        ("unjudged", "keep", ("keep", "reject")),
        ("keep", "maybe", ("maybe", "keep")),
        ("reject", "maybe", ("maybe", "reject")),
        ("unjudged", "maybe", ("maybe", None)),
        ("keep", "unjudged", (None, None)),
    ],
)
def test_what_agreeing_and_disagreeing_mark(was: str, now: str, expected: tuple[str | None, str | None]) -> None:
    before, after = (pd.DataFrame({"verdict": [verdict]}, index=["a.jpg"]) for verdict in (was, now))
    assert answers(Move("", before, after), "a.jpg") == expected


def test_presses_are_done_once_each_in_order(app: AppTest, photos: Path) -> None:
    first, second, third, *_ = _paths(app)
    presses = [[7, "accept", first, "reject"], [8, "contest", second, "keep"]]
    take_up(state(app), "turned_reject", presses, "strip")
    take_up(state(app), "turned_reject", [*presses, [9, "mark", third, "must-have"]], "strip")
    assert _how(photos) == {
        first: ("reject", "strip accept"),
        second: ("keep", "strip contest"),
        third: ("must-have", "strip"),
    }
    assert len(BOARD.open(photos.resolve()).catalog.mark_history()) == 3
    take_up(state(app), "turned_reject", [[11, "mark", third, None], [10, "undo", None, None]], "strip")
    assert third not in _how(photos)  # undone, then cleared: sorted by number
    assert len(BOARD.open(photos.resolve()).catalog.mark_history()) == 4  # a mark that is not there is not cleared


def test_all_is_drawn_again_when_the_presses_pause(app: AppTest) -> None:
    first, second, *_ = _paths(app)
    presses: list[list[object]] = [[1, "accept", first, "reject"], [2, "accept", second, "reject"]]
    assert take_up(state(app), "turned_reject", presses, "strip") is False
    presses.append([3, "rest", None, None])
    assert take_up(state(app), "turned_reject", presses, "strip") is True
    assert state(app).pressed["turned_reject"] == 3
    assert take_up(state(app), "turned_reject", [[4, "undo", None, None]], "strip") is True


def test_two_strips_count_their_presses_apart(app: AppTest, photos: Path) -> None:
    first, second, *_ = _paths(app)
    take_up(state(app), "edge_rejected", [[20, "mark", first, "keep"]], "edge")
    take_up(state(app), "turned_reject", [[19, "accept", second, "reject"]], "strip")
    assert set(_how(photos)) == {first, second}


@pytest.mark.parametrize(
    "presses",
    [
        None,
        "accept",
        [[1, "accept", "photo_00.jpg"]],
        [["1", "accept", "photo_00.jpg", "keep"]],
        [[True, "accept", "photo_00.jpg", "keep"]],
        [[1, "delete", "photo_00.jpg", "keep"]],
        [[1, "accept", ["photo_00.jpg"], "keep"]],
        [[1, "accept", "photo_00.jpg", ["keep"]]],
        [[1, "accept", "photo_00.jpg", "splendid"]],
        [[1, "accept", "../photo_00.jpg", "keep"]],
    ],
)
def test_presses_that_make_no_sense_change_nothing(app: AppTest, photos: Path, presses: object) -> None:
    take_up(state(app), "turned_reject", presses, "strip")
    assert BOARD.open(photos.resolve()).catalog.mark_history().empty


def test_an_undo_says_what_it_took_back_wherever_it_was_marked(app: AppTest) -> None:
    state(app).mark_all([("photo_00.jpg", "keep"), ("photo_01.jpg", "keep")], "gallery")
    take_up(state(app), "turned_reject", [[5, "undo", None, None]], "strip")
    assert state(app).pressed_said["turned_reject"] == (5, "Taken back: photo_00.jpg and 1 more", "photo_00.jpg")
    take_up(state(app), "turned_reject", [[6, "undo", None, None]], "strip")
    assert state(app).pressed_said["turned_reject"] == (6, "There is nothing to undo.", None)


def test_what_was_answered_stays_in_the_strip_until_the_next_move(app: AppTest) -> None:
    before = _paths(app)
    state(app).mark_all([(before[0], "keep"), (before[1], "reject")], "strip")
    shown = tiles(run(app), "turned_reject")
    assert [tile["path"] for tile in shown] == before
    assert [tile["mark"] for tile in shown[:3]] == ["keep", "reject", None]
    assert {tile["verdict"] for tile in shown} == {"reject"}  # the policy's, beside the mark
    _move(app, LAX)
    assert set(before[:2]).isdisjoint(_paths(app, "turned_keep"))  # marked photos change sides no more


def test_the_list_beside_the_strips_is_their_twin(app: AppTest, photos: Path) -> None:
    paths = _paths(app)
    app.selectbox(key="strip_photo").set_value(paths[2]).run()
    assert app.button(key="strip_contest").label == "Contest: keep"
    app.button(key="strip_contest").click().run()
    app.selectbox(key="strip_photo").set_value(paths[3]).run()
    app.button(key="strip_accept").click().run()
    assert _how(photos) == {paths[2]: ("keep", "strip contest"), paths[3]: ("reject", "strip accept")}
    assert [tile["mark"] for tile in tiles(app, "turned_reject")[2:4]] == ["keep", "reject"]
    assert "marked reject" in texts(app)
    app.button(key="strip_undo").click().run()
    assert set(_how(photos)) == {paths[2]}
    app.button(key="strip_look").click().run()
    assert state(app).viewing == paths[3]


def test_a_strip_is_sorted_by_margin_and_leads_to_the_review_of_all_its_photos(app: AppTest, photos: Path) -> None:
    rows = table(photos)
    margin = decide(rows, STRICT)["margin"].abs()
    measured = rows.index[rows["sharpest_tile"].notna()]
    assert _paths(app) == list(margin[measured].sort_values(kind="stable").index)
    app.button(key="review_turned_reject").click().run()
    assert not app.exception
    listed = state(app).listing.rows(state(app).table, state(app).tuning.decisions, state(app).policy)
    assert [str(state(app).table.index[row]) for row in listed] == list(
        margin[measured].sort_values(kind="stable").index
    )
    assert app.title[0].value == "Review"
    assert "Only: newly rejected" in texts(app)
