"""Imports on the audit page: looked at first, who said it asked for, added at once and taken back together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from culling.catalog import Catalog
from culling.labels import Label, circular
from culling.ui.jobs import BOARD
from culling.ui.labelling import remember_labeller
from culling.ui.rooms.audit.labels import blind as labels_blind
from tests.ui.labels_room import click, labels_alone, metrics, read, write
from tests.ui.pages import run, state, texts

Start = Callable[..., AppTest]
NAMES = [f"photo_{number:02}.jpg" for number in range(12)]


@pytest.fixture
def app(dashboard: Start, photos: Path) -> AppTest:
    """Twelve photos without a label."""
    dashboard(photos)
    return run(AppTest.from_function(labels_alone, default_timeout=30))


@pytest.fixture
def catalog(app: AppTest, photos: Path) -> Catalog:
    return BOARD.open(photos.resolve()).catalog


def _who(app: AppTest) -> Any:
    (field,) = [one for one in app.text_input if one.label == "Who said it"]
    return field


def _open_tab(app: AppTest) -> str:
    """The tab that a browser opens first."""
    (tabs,) = [block for block in _blocks(app.main) if block.type == "tab_container"]
    return [tab.label for tab in app.tabs][tabs.proto.tab_container.default_tab_index]


def _blocks(block: Any) -> Iterator[Any]:
    for child in getattr(block, "children", {}).values():
        yield child
        yield from _blocks(child)


def test_an_import_is_looked_at_added_and_taken_back(app: AppTest, catalog: Catalog, photos: Path) -> None:
    catalog.add_labels([Label("photo_00.jpg", "keep", "user", "imported", "before.csv")])
    write(photos, "photo_00.jpg,reject", "photo_01.jpg,keep", "photo_02.jpg,perhaps", "nowhere.jpg,keep")
    run(app)
    click(app, "audit_own_file")
    read(app)
    shown = {"Would add": "2", "Keep": "1", "Reject": "1", "There already": "0", "Against labels you have": "1"}
    assert shown.items() <= metrics(app).items()
    assert "'perhaps' is no label" in texts(app)
    assert len(catalog.label_history()) == 1
    click(app, "audit_import_add")
    assert (metrics(app)["Keep"], metrics(app)["Reject"]) == ("1", "1")
    click(app, "audit_own_file")
    read(app)
    assert (metrics(app)["Would add"], metrics(app)["There already"]) == ("0", "2")
    assert app.button(key="audit_import_add").disabled
    click(app, "audit_import_leave")
    assert app.button(key="audit_import_undo").label == "Take the last import back (2)"
    click(app, "audit_import_undo")
    truth = state(app).auditing.truth(state(app).open, state(app).table)
    assert (truth.paths, truth.keep.tolist()) == (("photo_00.jpg",), [True])
    assert app.button(key="audit_import_undo").label == "Take the last import back (1)"
    click(app, "audit_own_file")
    read(app)
    assert metrics(app)["Would add"] == "2"  # what was taken back can be added again


def test_who_said_it_is_asked_and_no_name_is_taken_for_granted(app: AppTest, catalog: Catalog, photos: Path) -> None:
    remember_labeller("Ada")  # who labelled last here has nothing to do with a file
    write(photos, "photo_00.jpg,reject", "photo_01.jpg,keep")
    run(app)
    click(app, "audit_first_file")
    read(app)
    (asked,) = [field for field in app.text_input if field.label == "Who said it"]
    assert (asked.value, asked.placeholder) == ("", "unknown")
    click(app, "audit_import_add")
    assert set(catalog.label_history()["by"]) == {"unknown"}
    click(app, "audit_own_file")
    read(app)
    assert metrics(app)["Would add"] == "0"
    _who(app).set_value("  Bert ")
    run(app)
    assert metrics(app)["Would add"] == "2"  # another person says the same
    click(app, "audit_import_add")
    assert list(catalog.label_history()["by"]) == ["unknown", "unknown", "Bert", "Bert"]


def test_a_file_that_names_one_person_says_so(app: AppTest, catalog: Catalog, photos: Path) -> None:
    (photos / "labels.csv").write_text("path,label,by\nphoto_00.jpg,keep,Cleo\nphoto_01.jpg,reject,Cleo\n")
    run(app)
    click(app, "audit_first_file")
    read(app)
    assert _who(app).value == "Cleo"
    _who(app).set_value("Dora")
    click(app, "audit_import_add")  # in one go, as a person who types and clicks
    assert set(catalog.label_history()["by"]) == {"Dora"}


def test_of_a_file_with_several_people_those_without_a_name_are_asked_for(
    app: AppTest, catalog: Catalog, photos: Path
) -> None:
    (photos / "labels.csv").write_text(
        "path,label,by\nphoto_00.jpg,keep,Cleo\nphoto_01.jpg,reject,Ada\nphoto_02.jpg,keep,\n"
    )
    run(app)
    click(app, "audit_first_file")
    read(app)
    assert "Said by Ada, Cleo, and by somebody who is not named" in texts(app)
    _who(app).set_value("Dora")
    click(app, "audit_import_add")
    history = catalog.label_history()
    assert dict(zip(history["path"], history["by"], strict=True)) == {
        "photo_00.jpg": "Cleo", "photo_01.jpg": "Ada", "photo_02.jpg": "Dora",
    }  # fmt: skip


def test_what_an_import_would_add_is_keep_and_reject_together(app: AppTest, catalog: Catalog, photos: Path) -> None:
    said = [Label(f"photo_0{n}.jpg", "keep", "unknown", "imported", "labels.csv") for n in range(3)]
    catalog.add_labels(said)
    write(photos, *(f"photo_0{n}.jpg,{'keep' if n < 5 else 'reject'}" for n in range(8)))
    run(app)
    click(app, "audit_own_file")
    read(app)
    shown = {"Would add": "5", "Keep": "2", "Reject": "3", "There already": "3"}
    assert shown.items() <= metrics(app).items()


def test_after_an_import_its_tab_is_open_and_after_labelling_the_first_one(
    app: AppTest, catalog: Catalog, photos: Path
) -> None:
    write(photos, "photo_00.jpg,keep")
    run(app)
    assert _open_tab(app) == "Label photos blind"
    click(app, "audit_first_file")
    read(app)
    click(app, "audit_import_add")
    assert _open_tab(app) == "Import labels"
    click(app, "audit_blind_start")
    labels_blind.leave(state(app))
    run(app)
    assert _open_tab(app) == "Label photos blind"


def test_a_way_in_which_nothing_stands_any_more_is_no_choice(app: AppTest, catalog: Catalog, photos: Path) -> None:
    catalog.add_labels([Label("photo_00.jpg", "keep", how="blind")])
    write(photos, "photo_01.jpg,keep")
    run(app)
    click(app, "audit_own_file")
    read(app)
    click(app, "audit_import_add")
    assert app.button_group(key="audit_hows").options == ["Blind", "Imported"]
    click(app, "audit_import_undo")
    assert app.button_group(key="audit_hows").options == ["Blind"]
    catalog.add_labels([Label("photo_00.jpg", None, how="blind")])
    run(app)
    assert not [group for group in app.button_group if group.key == "audit_hows"]


def test_labels_copied_from_a_measure_are_refused_with_the_reason(
    app: AppTest, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(circular, "ENOUGH", 12)
    monkeypatch.setattr(circular, "ENOUGH_OF_EACH", 3)
    write(photos, *(f"{name},{'keep' if n < 5 else 'reject'}" for n, name in enumerate(NAMES)))
    run(app)
    click(app, "audit_first_file")
    read(app)
    assert "gives back every one of all 12 labels" in texts(app)
    assert app.button(key="audit_import_add").disabled


def test_marks_become_labels_that_were_seen(app: AppTest, catalog: Catalog) -> None:
    state(app).mark_all(
        [("photo_00.jpg", "must-have"), ("photo_01.jpg", "reject"), ("photo_02.jpg", "maybe")], "review"
    )
    run(app)
    click(app, "audit_first_marks")
    read(app)
    assert "count as seen" in texts(app)
    click(app, "audit_import_add")
    history = catalog.label_history()
    assert dict(zip(history["path"], history["label"], strict=True)) == {
        "photo_00.jpg": "keep",
        "photo_01.jpg": "reject",
    }
    assert set(history["how"]) == {"seen"}


def test_folders_and_stars_are_read_where_it_is_allowed(app: AppTest, catalog: Catalog, photos: Path) -> None:
    sorted_into = photos / "sorted"
    for name, part in (("photo_00.jpg", "keep"), ("photo_11.jpg", "reject")):
        (sorted_into / part).mkdir(parents=True)
        (sorted_into / part / name).write_bytes((photos / name).read_bytes())
    app.segmented_control(key="audit_import_way").set_value("folders")
    run(app)
    app.text_input(key="audit_folders_path").set_value("/etc")
    click(app, "audit_read_folders")
    assert "is outside the folders this dashboard may use" in texts(app)
    app.text_input(key="audit_folders_path").set_value(str(sorted_into))
    click(app, "audit_read_folders")
    read(app)
    assert "not in the table of photos" in texts(app)  # they were put there after the scan
    assert app.button(key="audit_import_add").disabled
    click(app, "audit_import_leave")
    packet = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="{}"/></rdf:RDF></x:xmpmeta>'
    )
    for name, rating in (("photo_00", 4), ("photo_01", -1), ("photo_02", 2)):
        (photos / f"{name}.xmp").write_text(packet.format(rating))
    app.segmented_control(key="audit_import_way").set_value("xmp")
    run(app)
    app.toggle(key="audit_xmp_low").set_value(True)
    click(app, "audit_read_xmp")
    read(app)
    click(app, "audit_import_add")
    history = catalog.label_history()
    said = dict(zip(history["path"], history["label"], strict=True))
    assert said == {"photo_00.jpg": "keep", "photo_01.jpg": "reject", "photo_02.jpg": "reject"}
