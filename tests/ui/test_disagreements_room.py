"""Two columns against each other without a browser: what is compared, the four galleries, marks, files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from culling.audit.said import rejected
from culling.labels import Label
from culling.policy import Policy
from culling.presets import PRESETS
from culling.rule import Rule
from culling.ui.components.tiles import take_up
from culling.ui.jobs import BOARD
from culling.ui.rooms.audit.disagreements.cells import HOW
from culling.ui.rooms.audit.disagreements.kept import Chosen, kept
from culling.ui.rooms.audit.disagreements.room import disagreements_csv
from tests.ui.pages import run, state, table, texts, tiles, widget

Start = Callable[..., AppTest]
NOW = Policy("now", (Rule("contrast", "below", 4.2),))


def _alone() -> None:
    from culling.ui.rooms.audit.disagreements import room as disagreements
    from culling.ui.rooms.frame import show_notes, show_sidebar
    from culling.ui.state import session

    here = session()
    show_sidebar(here)
    show_notes(here)
    disagreements.show(here, here.open)


@pytest.fixture
def app(dashboard: Start, photos: Path) -> AppTest:
    """Twelve photos, each blurred more than the last: the cutoff rejects the last six. Eight of them are labelled."""
    dashboard(photos)
    names = sorted(path.name for path in photos.iterdir())
    labels = [Label(name, "keep" if at in (0, 1, 2, 6) else "reject", how="seen") for at, name in enumerate(names[:8])]
    BOARD.open(photos.resolve()).catalog.add_labels(labels)
    app = run(AppTest.from_function(_alone, default_timeout=30))
    state(app).tuning.change(NOW)
    return run(app)


def _choose(app: AppTest, side: str, source: tuple[str, ...]) -> AppTest:
    widget(app.selectbox, f"audit_{side}").set_value(source)
    return run(app)


def _cells(app: AppTest) -> dict[str, list[str]]:
    return {
        cell: [tile["path"] for tile in tiles(app, f"audit_cell_{cell}")]
        for cell in ("left_only", "right_only", "both", "neither")
    }


def test_cutoffs_against_labels_are_the_first_comparison_and_can_be_downloaded(app: AppTest, photos: Path) -> None:
    assert rejected(table(photos), NOW).tolist() == [False] * 6 + [True] * 6
    assert _cells(app) == {
        "left_only": ["photo_06.jpg"],
        "right_only": [f"photo_{at:02}.jpg" for at in (3, 4, 5)],
        "both": ["photo_07.jpg"],
        "neither": [f"photo_{at:02}.jpg" for at in (2, 1, 0)],
    }
    said = "\n".join(item.value for item in app.caption)
    assert "McNemar's exact p" in said
    assert "4 photos are left out" in said
    assert BOARD.open(photos.resolve()).catalog.looks()["policy_id"].tolist()[-1] == NOW.policy_id
    here = state(app)
    assert here.open is not None
    found = kept(here)._found
    assert found is not None
    rows = list(csv.DictReader(io.StringIO(disagreements_csv(here, here.open, found).decode())))
    cells = _cells(app)
    assert {row["path"] for row in rows} == {*cells["left_only"], *cells["right_only"]}
    for row in rows:
        own = row["path"] in cells["left_only"]
        assert row["should_go_by"] == ("your cutoffs (now)" if own else "labels")
        assert row["label"] == ("keep" if own else "reject")


def test_a_measure_has_a_cutoff_of_its_own(app: AppTest, photos: Path) -> None:
    _choose(app, "right", ("measure", "contrast"))
    assert widget(app.number_input, "audit_right_cutoff").value == 4.2
    assert not _cells(app)["left_only"]
    assert not _cells(app)["right_only"]
    widget(app.number_input, "audit_right_cutoff").set_value(2.9)
    run(app)
    values = table(photos)["contrast"]
    assert set(_cells(app)["both"]) == set(values.index[values < 2.9])
    assert _cells(app)["left_only"] == [f"photo_{at:02}.jpg" for at in (6, 7, 8)]  # furthest apart first
    widget(app.selectbox, "audit_right_side").set_value("above")
    run(app)
    assert kept(state(app)).right == Chosen(("measure", "contrast"), "above", 2.9)


def test_who_is_right_is_told_where_labels_know(app: AppTest, photos: Path) -> None:
    _choose(app, "right", ("policy", "strict"))
    differ = len(_cells(app)["left_only"]) + len(_cells(app)["right_only"])
    assert differ
    assert (
        "Who is right: where the two disagree and people said something, they agree with your cutoffs (now) in"
        in texts(app)
    )
    shares = [item.value for item in app.caption if item.value.startswith("People agree with the left column in")]
    assert shares
    assert all("each counting" not in share for share in (*shares, texts(app)))
    labels = pd.Series(
        {row.path: row.label for row in BOARD.open(photos.resolve()).catalog.label_history().itertuples()}
    )
    alone = labels.reindex(state(app).table.index[kept(state(app))._found.rows("left_only")]).dropna()  # type: ignore[union-attr]
    assert shares[0].endswith(f": {(alone == 'reject').sum()} of {len(alone)} label{'s' * (len(alone) != 1)}.")
    _choose(app, "right", ("labels",))
    assert "Who is right" not in texts(app)  # labels would answer for themselves


def test_one_key_sides_with_either_and_galleries_hold_still(app: AppTest, photos: Path) -> None:
    _choose(app, "right", ("policy", "strict"))
    shown = next(tile for cell in ("left_only", "right_only") for tile in tiles(app, f"audit_cell_{cell}"))
    key = "audit_cell_left_only" if shown["path"] in _cells(app)["left_only"] else "audit_cell_right_only"
    expected = ("reject", "keep") if key.endswith("left_only") else ("keep", "reject")
    assert (shown["accept"], shown["contest"]) == expected
    take_up(state(app), key, [[1, "contest", shown["path"], shown["contest"]]], HOW)
    before = _cells(app)
    run(app)
    assert _cells(app) == before
    marks = BOARD.open(photos.resolve()).catalog.mark_history()
    assert marks[["path", "mark", "how"]].values.tolist() == [[shown["path"], expected[1], "disagreement contest"]]


def test_marks_are_compared_anew_on_request(app: AppTest) -> None:
    _choose(app, "right", ("marks",))
    assert "no photo of which both say something" in texts(app)
    state(app).mark("photo_00.jpg", "reject")
    state(app).mark("photo_11.jpg", "reject")
    kept(state(app)).refresh()
    run(app)
    assert _cells(app)["right_only"] == ["photo_00.jpg"]
    state(app).mark("photo_01.jpg", "reject")
    run(app)
    assert _cells(app)["right_only"] == ["photo_00.jpg"]
    app.button(key="audit_cells_again").click().run()
    assert set(_cells(app)["right_only"]) == {"photo_00.jpg", "photo_01.jpg"}


def test_the_right_column_moves_to_labels_when_they_first_appear_unless_it_was_chosen(
    dashboard: Start, photos: Path
) -> None:
    dashboard(photos)
    app = run(AppTest.from_function(_alone, default_timeout=30))
    catalog = BOARD.open(photos.resolve()).catalog
    before = widget(app.selectbox, "audit_right").value
    assert before != ("labels",)
    catalog.add_labels([Label("photo_00.jpg", "keep")])
    assert widget(run(app).selectbox, "audit_right").value == ("labels",)
    assert set(catalog.looks()["policy_id"]) == {state(app).policy.policy_id}
    _choose(app, "right", ("policy", "strict"))
    catalog.add_labels([Label("photo_01.jpg", "keep")])
    assert widget(run(app).selectbox, "audit_right").value == ("policy", "strict")
    assert set(catalog.looks()["policy_id"]) == {state(app).policy.policy_id, PRESETS["strict"].policy_id}


def test_a_changed_policy_is_called_changed(app: AppTest) -> None:
    state(app).tuning.change(NOW.replace(name="default"))
    run(app)
    assert "your cutoffs (default, changed)" in texts(app)


def test_files_of_other_programs(app: AppTest) -> None:
    stars = "path,rating\n" + "".join(f"photo_{at:02}.jpg,{5 if at < 6 else 1}\n" for at in range(12)) + "gone.jpg,1\n"
    app.file_uploader[0].set_value([("old.csv", stars.encode(), "text/csv")])
    run(app)
    app.button(key="audit_files_take").click().run()
    assert not app.exception
    assert widget(app.selectbox, "audit_right").value == ("file", "old.csv", "rating")
    assert widget(app.number_input, "audit_right_cutoff").value == 3.0
    assert "1 of its lines speaks of a photo that is not here" in texts(app)
    assert set(_cells(app)["right_only"]) <= {f"photo_{at:02}.jpg" for at in range(6, 12)}
    app.button(key="audit_forget_old.csv").click().run()
    assert not app.exception
    assert widget(app.selectbox, "audit_right").value == ("labels",)
    lines = "path,colour\nphoto_00.jpg,Red\nphoto_01.jpg,Green\nphoto_11.jpg,Yellow\n"
    app.file_uploader[0].set_value([("c.csv", lines.encode(), "text/csv")])
    run(app)
    app.button(key="audit_files_take").click().run()
    assert kept(state(app)).right == Chosen(("file", "c.csv", "colour"), go=("Red",))
    assert _cells(app)["right_only"] == ["photo_00.jpg"]
    widget(app.get("button_group"), "audit_right_words").set_value(["Red", "Yellow"])
    run(app)
    assert _cells(app)["both"] == ["photo_11.jpg"]
    app.file_uploader[0].set_value([("<b>.csv", b"\xff\xfe", "text/csv")])
    run(app)
    app.button(key="audit_files_take").click().run()
    assert not app.exception
    assert "<b>.csv: not UTF-8 text at byte 0" in texts(app)


def test_without_labels_another_policy_is_compared(dashboard: Start, photos: Path) -> None:
    dashboard(photos)
    app = run(AppTest.from_function(_alone, default_timeout=30))
    assert widget(app.selectbox, "audit_right").value == ("policy", "strict")
    assert tiles(app, "audit_cell_both") or tiles(app, "audit_cell_neither")


def test_by_buttons(app: AppTest, photos: Path) -> None:
    first = app.selectbox(key="audit_cells_photo").value
    app.button(key="audit_cells_keep").click().run()
    assert not app.exception
    assert BOARD.open(photos.resolve()).catalog.marks()[first] == "keep"
    app.button(key="audit_cells_undo").click().run()
    assert first not in BOARD.open(photos.resolve()).catalog.marks()
    run(app).button(key="audit_swap").click().run()
    assert widget(app.selectbox, "audit_left").value == ("labels",)
