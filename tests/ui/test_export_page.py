"""The export page: what is downloaded is what the shell writes; sorting is tried, done and taken back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from culling.export.changes import Change
from culling.export.transfer import Stopped
from culling.export.xmp import XmpMapping
from culling.export.xmp.mapping import Values
from culling.policy import Policy
from culling.rule import Rule
from culling.ui import settings
from culling.ui.rooms.export import mapping, planned, rights
from culling.users import User
from tests.ui.pages import run, state, texts

Start = Callable[..., AppTest]


@pytest.fixture
def app(dashboard: Start, photos: Path, tmp_path: Path) -> AppTest:
    app = dashboard(photos, "export")
    settings.use(settings.Settings(folder=photos, roots=(tmp_path,), host="0.0.0.0", insecure=True))
    state(app).tuning.change(Policy("p", (Rule("sharpest_tile", "below", 200.0),)))
    return run(app)


def _show(app: AppTest, part: str) -> AppTest:
    app.session_state["export_part"] = part
    return run(app)


def _waited(app: AppTest, work: Any) -> AppTest:
    """The page after the work that a button began."""
    assert work is not None
    work.wait(30)
    return run(app)


def _buttons(app: AppTest) -> set[str]:
    return {str(button.key) for button in app.button}


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _names(app: AppTest, verdict: str) -> set[str]:
    decisions = state(app).tuning.decisions
    return set(decisions.index[decisions["verdict"] == verdict])


def _dry_run(app: AppTest, to: Path | str, how: str = "copy") -> None:
    _show(app, "sort")
    app.text_input(key="sort_to").set_value(str(to))
    app.selectbox(key="sort_how").set_value(how)
    app.button(key="sort_dry").click().run()
    assert not app.exception


def _sort(app: AppTest) -> None:
    app.button(key="sort_run").click().run()
    _waited(app, state(app).sorting.job)


def test_there_is_a_button_for_every_file_and_names_to_copy(app: AppTest) -> None:
    labels = [button.label for button in app.get("download_button")]
    assert labels == [
        *("decisions.csv", "keep.csv", "maybe.csv", "reject.csv", "policy.toml", "keep.txt", "maybe.txt", "reject.txt"),
        *("contact-sheet.html", "exiftool.csv", "exiftool-stars.csv", "exiftool.args"),
    ]
    assert "Policy: p" in texts(app)
    assert any(state(app).policy.policy_id in item.value for item in app.caption)
    assert "reject sharpest_tile below 200" in texts(app)
    app.segmented_control(key="names_verdict").set_value("reject").run()
    app.segmented_control(key="names_by").set_value("spaces").run()
    assert app.code[-1].value == " ".join(sorted(_names(app, "reject")))


def test_a_dry_run_lists_the_steps_and_touches_nothing(app: AppTest, photos: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*.jpg"))
    _dry_run(app, tmp_path / "sorted")
    steps = dict(app.dataframe[0].value.itertuples(index=False))
    assert {name for name, goes in steps.items() if goes.startswith("reject")} == _names(app, "reject")
    assert {name for name, goes in steps.items() if goes.startswith("keep")} == _names(app, "keep")
    assert sorted(tmp_path.rglob("*.jpg")) == before
    assert not (tmp_path / "sorted").exists()


@pytest.mark.parametrize("how", ["copy", "move", "link"])
def test_sorted_as_tried_and_taken_back(app: AppTest, photos: Path, tmp_path: Path, how: str) -> None:
    originals = {path.name: path.read_bytes() for path in photos.iterdir()}
    to = tmp_path / "sorted"
    rejected, kept = _names(app, "reject"), _names(app, "keep")
    assert rejected
    assert kept
    _dry_run(app, to, how)
    _sort(app)
    assert {path.name for path in (to / "reject").iterdir()} == rejected
    assert {path.name for path in (to / "keep").iterdir()} == kept
    assert len(list(photos.iterdir())) == (len(originals) - len(rejected | kept) if how == "move" else len(originals))
    assert f"{len(rejected | kept)} files" in app.success[0].value
    app.button(key="sort_undo").click().run()
    _waited(app, state(app).exporting.undoing)
    assert "taken back" in app.success[0].value
    assert "sort_undo" not in _buttons(app)
    assert {path.name: path.read_bytes() for path in photos.iterdir()} == originals
    assert not list(to.rglob("*.jpg"))


def test_left_empty_the_folder_is_one_beside_the_photos(app: AppTest, photos: Path) -> None:
    _dry_run(app, "")
    plan = state(app).sorting.plan
    assert plan is not None
    assert plan.to == photos.parent / f"{photos.name} sorted"


def test_a_plan_is_not_run_after_the_decisions_changed(app: AppTest, tmp_path: Path) -> None:
    _dry_run(app, tmp_path / "sorted")
    state(app).tuning.change(Policy("q", (Rule("sharpest_tile", "below", 50.0),)))
    app.run()
    assert "do it again" in app.warning[0].value
    assert not [button for button in app.button if button.key == "sort_run"]


@pytest.mark.parametrize(
    ("to", "told"),
    [("/etc/culling", "outside the folders"), ("photos/inside", "would be scanned again")],
)
def test_a_place_that_does_not_serve_is_refused_in_words(app: AppTest, to: str, told: str) -> None:
    _dry_run(app, to)
    assert app.error[0].value == "Not done."
    assert told in texts(app)
    assert state(app).sorting.plan is None


def _try_xmp(app: AppTest) -> None:
    _show(app, "xmp")
    app.button(key="xmp_dry").click().run()
    _waited(app, state(app).exporting.xmp.planning)


def test_sidecars_are_tried_looked_at_written_and_taken_back(app: AppTest, photos: Path) -> None:
    before = _files(photos)
    _show(app, "history")
    assert any("Nothing was written yet" in item.value for item in app.markdown)
    _try_xmp(app)
    assert _files(photos) == before
    judged = len(_names(app, "keep")) + len(_names(app, "reject"))
    (listed,) = [frame.value for frame in app.dataframe if "file" in frame.value]
    assert len(listed) == judged
    assert set(listed["what"]) == {"new"}
    app.button(key="xmp_write").click().run()
    _waited(app, state(app).exporting.xmp.writing)
    assert f"{judged} sidecars written" in app.success[0].value
    written = _files(photos)
    assert len(written) == len(before) + judged
    assert {name: data for name, data in written.items() if name in before} == before
    app.button(key="xmp_dry").click().run()
    _waited(app, state(app).exporting.xmp.planning)
    assert "nothing to do" in app.success[0].value
    assert "xmp_write" not in _buttons(app)
    _show(app, "history")
    app.button(key="export_undo_1").click().run()
    _waited(app, state(app).exporting.undoing)
    assert f"{judged} files taken back" in app.success[0].value
    assert _files(photos) == before
    assert "export_undo_1" not in _buttons(app)


def test_a_plan_for_other_choices_is_not_written(app: AppTest, tmp_path: Path) -> None:
    _try_xmp(app)
    state(app).exporting.naming = "full"
    run(app)
    assert "do it again" in app.warning[0].value
    assert "xmp_write" not in _buttons(app)
    app.segmented_control(key="xmp_where").set_value("in another folder").run()
    assert "Type the folder" in texts(app)
    assert app.button(key="xmp_dry").disabled
    app.text_input(key="xmp_out").set_value("/etc").run()
    assert "outside the folders" in texts(app)
    app.text_input(key="xmp_out").set_value("aside").run()
    app.button(key="xmp_dry").click().run()
    _waited(app, state(app).exporting.xmp.planning)
    app.button(key="xmp_write").click().run()
    _waited(app, state(app).exporting.xmp.writing)
    assert (tmp_path / "aside" / "photo_00.jpg.xmp").is_file()


def test_what_verdicts_are_called_is_edited_loaded_and_reset(app: AppTest) -> None:
    _show(app, "xmp")
    exporting = state(app).exporting
    assert app.button(key="xmp_reset").disabled
    (pills,) = [item for item in app.button_group if str(item.key).startswith("xmp_write")]
    pills.set_value(["rating", "label"]).run()
    assert exporting.mapping.write == ("rating", "label")
    assert not app.button(key="xmp_reset").disabled
    app.button(key="xmp_reset").click().run()
    assert exporting.mapping == XmpMapping()
    own = XmpMapping(keep=Values(rating=5, label="Grün"), prefix="k:")
    app.file_uploader(key="xmp_load").upload("mine.toml", own.to_toml().encode(), "application/toml").run()
    assert exporting.mapping == own
    app.file_uploader(key="xmp_load").upload("bad.toml", b"[keep]\nrating = 9\n", "application/toml").run()
    assert "bad.toml: keep.rating must be one of" in texts(app)
    assert exporting.mapping == own


def test_cells_of_the_mapping_are_read_as_they_are_shown() -> None:
    own = XmpMapping(keep=Values(rating=5, label="Grün"), must_have=Values(good=False, pick=0))
    shown = pd.DataFrame({title: mapping._cells(getattr(own, row)) for row, title in mapping._ROWS.items()}).T
    assert mapping._edited(XmpMapping(), shown) == own
    shown.loc["keep", "label"] = "x" * 200
    with pytest.raises(ValueError, match="label must be a colour's name"):
        mapping._edited(own, shown)


def test_lists_are_tried_and_written_beside_the_photos_and_conflicts_are_told(app: AppTest, tmp_path: Path) -> None:
    _show(app, "lists")
    app.button_group(key="lists_parts").set_value(["lists", "sheet"]).run()
    (tmp_path / "photos lists").mkdir()
    (tmp_path / "photos lists" / "keep.txt").write_bytes(b"mine")
    app.button(key="lists_dry").click().run()
    _waited(app, state(app).exporting.lists.planning)
    (listed,) = [frame.value for frame in app.dataframe if "file" in frame.value]
    told = dict(zip(listed["file"], listed["what"], strict=True))
    assert told.pop("keep.txt") == "stays"
    assert set(told.values()) == {"new"}
    assert "contact-sheet.html" in told
    assert app.button(key="lists_write").label == f"Write {len(told)} files"
    app.button(key="lists_write").click().run()
    _waited(app, state(app).exporting.lists.writing)
    assert (tmp_path / "photos lists" / "keep.txt").read_bytes() == b"mine"
    assert (tmp_path / "photos lists" / "contact-sheet.html").read_bytes().startswith(b"<!DOCTYPE html>")
    app.button(key="lists_undo").click().run()
    _waited(app, state(app).exporting.undoing)
    assert _files(tmp_path / "photos lists") == {"keep.txt": b"mine"}


def test_whoever_may_only_look_is_told_and_writes_nothing(
    app: AppTest, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _files(photos)
    _try_xmp(app)
    monkeypatch.setattr(rights, "user", lambda: User("eve@example.org", "view"))
    app.button(key="xmp_write").click().run()  # the role changed after the button was drawn
    assert "Nothing was written: eve@example.org has the role view" in texts(app)
    assert "role here is view" in app.info[0].value
    button = app.button(key="xmp_write")
    assert button.disabled
    assert "writes no files" in button.help
    assert state(app).exporting.xmp.writing is None
    assert _files(photos) == before


def test_a_run_is_shown_while_it_goes_on_and_can_be_stopped(app: AppTest) -> None:
    _show(app, "xmp")
    begun, go_on = threading.Event(), threading.Event()

    def make(tell: Any, stop: threading.Event) -> Any:
        tell(3, 12)
        begun.set()
        go_on.wait(30)
        raise Stopped

    work = state(app).exporting.xmp
    work.try_dry((), make)
    assert begun.wait(30)
    run(app)
    assert "xmp_dry" not in _buttons(app)
    app.button(key="xmp_cancel").click().run()
    go_on.set()
    _waited(app, work.planning)
    assert "cancelled. Nothing was written" in app.info[0].value


def test_a_file_is_shown_as_it_will_be_or_with_what_changes() -> None:
    new = Change(Path("/p/a.xmp"), b"<x>\n <b/>\n</x>")
    assert planned._difference(new) == ("xml", "<x>\n <b/>\n</x>")
    language, text = planned._difference(Change(new.target, new.content, b"<x>\n</x>"))
    assert language == "diff"
    assert text.splitlines()[-3:] == [" <x>", "+ <b/>", " </x>"]
    large = Change(Path("/p/sheet.html"), b"x" * 1_000_000, b"y")
    assert planned._difference(large) == (None, "1 bytes before, 1,000,000 bytes after")
