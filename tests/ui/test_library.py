"""The library page: choosing, what was found, what could not be read, uploads."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Checkbox

from culling.catalog import catalog_path
from culling.scan import Progress
from culling.ui import jobs, places, settings
from culling.ui.jobs import BOARD
from culling.ui.rooms.choose import MAX_UPLOADS, keep_uploads
from tests.ui.pages import state, table, texts, tiles
from tests.ui.photos import write_photos

Start = Callable[..., AppTest]

HOSTILE = (
    "![x](http:/evil.example/p.png).jpg",
    "<img src=x onerror=alert(1)>.jpg",
    ":red[x] $y$ **z**.jpg",
    "=1+1.jpg",
)


def test_the_folder_given_is_open_and_measured(dashboard: Start, photos: Path) -> None:
    app = dashboard(photos)
    assert "<dd>12</dd>" in app.html[0].value
    assert [tile["name"] for tile in tiles(app, "library_tiles")] == sorted(path.name for path in photos.iterdir())
    assert all(tile["url"].startswith("/api/rows/") for tile in tiles(app, "library_tiles"))


def test_nothing_open_says_what_to_do(dashboard: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "SAMPLE_DATA", tmp_path / "no samples")
    app = dashboard(None)
    assert app.subheader[0].value == "No folder is open"
    assert "Type the path of a folder" in app.markdown[-1].value


def test_without_a_folder_the_sample_photos_are_opened(
    dashboard: Start, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "SAMPLE_DATA", photos)
    assert state(dashboard(None)).open is BOARD.open(photos)


def test_an_empty_folder_says_so(dashboard: Start, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    app = dashboard(tmp_path / "empty")
    assert "No photos here" in [item.value for item in app.subheader]


def test_a_typed_folder_is_opened(dashboard: Start, photos: Path, tmp_path: Path) -> None:
    write_photos(tmp_path / "other", ["one.jpg"])
    app = dashboard(photos)
    settings.use(settings.Settings(folder=photos, roots=(tmp_path,)))
    app.text_input(key="folder_path").set_value(str(tmp_path / "other")).run()
    opened = state(app).open
    assert opened is not None
    assert opened.path == tmp_path / "other"
    assert opened.job is not None  # the scan began by itself


@pytest.mark.parametrize("typed", ["/", "/no/such/folder", "~nobody-here/x", "a\0b"])
def test_a_folder_that_cannot_be_opened_is_told_and_nothing_changes(dashboard: Start, photos: Path, typed: str) -> None:
    app = dashboard(photos)
    before = state(app).open
    app.text_input(key="folder_path").set_value(typed).run()
    assert not app.exception
    assert any("not opened" in item.value for item in app.markdown)
    assert state(app).open is before


def test_the_unreadable_are_listed_with_why(dashboard: Start, photos: Path) -> None:
    (photos / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 not a photo")
    (photos / "empty.png").write_bytes(b"")
    app = dashboard(photos)
    listed = app.dataframe[0].value.set_index("path")["error"]
    assert list(listed.index) == ["broken.jpg", "empty.png"]
    assert all(len(why) > 10 for why in listed)
    assert app.expander[0].label.startswith("2 unreadable")
    broken = next(tile for tile in tiles(app, "library_tiles") if tile["name"] == "broken.jpg")
    assert (broken["verdict"], broken["url"]) == ("unjudged", "")


def test_hostile_names_are_only_ever_plain_text(dashboard: Start, tmp_path: Path) -> None:
    write_photos(tmp_path / "hostile", list(HOSTILE))
    app = dashboard(tmp_path / "hostile")
    assert {tile["path"] for tile in tiles(app, "library_tiles")} == set(HOSTILE)  # set by textContent in the browser
    for page in ("library", "tune", "export"):
        app.switch_page(str(places.PAGES / f"{page}.py")).run()
        interpreted = [item.value for kind in (app.markdown, app.caption, app.subheader, app.html) for item in kind]
        assert not any(name in text for name in HOSTILE for text in interpreted)


def test_tiles_can_be_narrowed_to_one_verdict(dashboard: Start, photos: Path) -> None:
    app = dashboard(photos)
    rejected = state(app).tuning.decisions.query("verdict == 'reject'").index
    app.get_by_key("library_show").set_value("reject").run()
    assert [tile["path"] for tile in tiles(app, "library_tiles")] == list(rejected)
    assert len(rejected) > 0


def test_verdicts_as_a_table_have_their_reasons(dashboard: Start, photos: Path) -> None:
    app = dashboard(photos)
    app.get_by_key("library_view").set_value("table").run()
    shown = app.dataframe[0].value
    assert len(shown) == 12
    assert all(shown.loc[shown["verdict"] == "reject", "reasons"].str.contains("margin"))


def test_uploads_are_kept_measured_and_judged(dashboard: Start, photos: Path) -> None:
    folder = keep_uploads([(path.name, path.read_bytes()) for path in sorted(photos.iterdir())[:3]])
    assert folder.is_relative_to(places.data_dir())
    app = dashboard(folder)
    assert len(table(folder)) == 3
    assert set(app.dataframe[0].value["verdict"]) <= {"keep", "maybe", "reject", "unjudged"}
    assert "path" in app.dataframe[0].value  # the labels come first after an upload


def test_upload_through_the_form(dashboard: Start, photos: Path) -> None:
    app = dashboard(photos)
    for path in sorted(photos.iterdir())[:2]:
        app.file_uploader(key="uploads").upload(path.name, path.read_bytes())
    next(button for button in app.button if button.label == "Measure and judge").click().run()
    opened = state(app).open
    assert opened is not None
    assert sorted(path.name for path in opened.path.iterdir()) == ["photo_00.jpg", "photo_01.jpg"]


def test_upload_names_cannot_leave_the_folder_or_collide() -> None:
    names = [
        "../../evil.jpg",
        "..\\evil.jpg",
        "a/b/evil.jpg",
        "CON:<>|?*.jpg",
        ".jpg",
        "",
        "x" * 400 + ".jpg",
        "EVIL.JPG",
    ]
    folder = keep_uploads([(name, b"x") for name in names])
    written = list(folder.rglob("*"))
    assert len(written) == len(names)
    assert all(path.parent == folder and len(path.name) < 200 for path in written)


def test_at_most_two_hundred_files_are_taken() -> None:
    folder = keep_uploads([(f"{number}.jpg", b"x") for number in range(MAX_UPLOADS + 5)])
    assert len(list(folder.iterdir())) == MAX_UPLOADS


def test_damaged_notes_of_the_past_do_not_stop_the_page(dashboard: Start, photos: Path) -> None:
    (places.data_dir() / "recent.json").write_text("{broken")
    app = dashboard(photos)
    assert "recent folders could not be read" in texts(app)


def test_a_damaged_catalog_is_told_and_left_as_it_is(dashboard: Start, unscanned: Path) -> None:
    file = catalog_path(unscanned)
    file.parent.mkdir(parents=True)
    file.write_bytes(b"this is no database" * 100)
    settings.use(settings.Settings(folder=unscanned))
    app = AppTest.from_file(str(places.MAIN), default_timeout=30).run()
    assert not app.exception
    assert str(file) in texts(app)
    assert file.read_bytes() == b"this is no database" * 100


def test_the_scan_shows_how_far_it_is_and_can_be_cancelled(photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()

    def slow(folder: Path, *, progress: Callable[[Progress], None], cancel: threading.Event, **_: object) -> object:
        progress(Progress(done=5, total=20, unchanged=3, failed=1, rate=2.5, seconds_left=75.0))
        assert cancel.wait(30)
        assert go_on.wait(30)
        return table(photos)

    monkeypatch.setattr(jobs, "scan", slow)
    settings.use(settings.Settings(folder=photos))
    app = AppTest.from_file(str(places.MAIN), default_timeout=30).run()
    bars = [(bar.value, bar.text) for bar in app.progress]
    assert (25, "Measured 5 of 20 photos") in bars
    assert "2.5 photos a second · 1 min 15 s left · 3 unchanged · 1 unreadable" in [c.value for c in app.caption]
    app.button(key="cancel_scan").click().run()
    job = BOARD.open(photos.resolve()).job
    assert job is not None
    assert job.cancelled
    go_on.set()
    job.wait(30)
    app.run()
    assert "cancelled" in app.warning[0].value
    assert "Go on with the scan" in [button.label for button in app.button]


def test_a_part_of_the_scan_can_be_left_out_and_taken_in_again(dashboard: Start, photos: Path) -> None:
    app = dashboard(photos)
    opened = BOARD.open(photos.resolve())
    first = opened.job
    _part(app, "people").uncheck().run()
    assert opened.catalog.left_out == ("people",)
    assert opened.job is first, "leaving out needs no scan"
    assert not _part(app, "people").value
    _part(app, "people").check().run()
    assert opened.catalog.left_out == ()
    assert opened.job is not first, "what is wanted again is measured at once"


def _part(app: AppTest, part: str) -> Checkbox:
    return next(box for box in app.checkbox if box.label.startswith(f"**{part}**"))
