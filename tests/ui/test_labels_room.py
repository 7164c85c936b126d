"""The labels of the audit page by its native parts: first steps, blind labelling by buttons, imports, the ledger."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from culling.catalog import Catalog
from culling.labels import Label, circular
from culling.ui.jobs import BOARD
from culling.ui.labelling import remember_labeller
from culling.ui.rooms.audit import labels_blind
from tests.ui.pages import run, state, texts

Start = Callable[..., AppTest]
NAMES = [f"photo_{number:02}.jpg" for number in range(12)]


def _labels_alone() -> None:
    from culling.ui.rooms.audit import labels
    from culling.ui.rooms.frame import show_notes
    from culling.ui.state import session

    here = session()
    show_notes(here)
    labels.show(here, here.open)  # type: ignore[arg-type]


@pytest.fixture
def app(dashboard: Start, photos: Path) -> AppTest:
    """Twelve photos without a label."""
    dashboard(photos)
    return run(AppTest.from_function(_labels_alone, default_timeout=30))


@pytest.fixture
def catalog(app: AppTest, photos: Path) -> Catalog:
    return BOARD.open(photos.resolve()).catalog


def _click(app: AppTest, key: str) -> None:
    app.button(key=key).click()
    run(app)


def _keys(app: AppTest) -> set[str]:
    return {button.key for button in app.button}


def _read(app: AppTest) -> None:
    """Wait until what is read was read."""
    state(app).auditing.kept["label_import"].wait(30)
    run(app)


def _given(app: AppTest) -> dict[str, Any]:
    """What the blind part was given; empty when it is not there."""
    for element in app.get("bidi_component"):
        if element.proto.id.endswith("audit_blind"):
            return dict(json.loads(element.proto.json))
    return {}


def _metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


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


def _write(photos: Path, *lines: str) -> None:
    (photos / "labels.csv").write_text("\n".join(("path,label", *lines)) + "\n")


def test_without_labels_the_page_says_what_to_do(app: AppTest, photos: Path) -> None:
    assert [heading.value for heading in app.subheader] == ["No labels yet"]
    assert not {"audit_first_file", "audit_first_marks"} & _keys(app)
    _write(photos, "photo_00.jpg,keep")
    state(app).mark("photo_01.jpg", "reject", "review")
    run(app)
    assert {"audit_first_file", "audit_first_marks", "audit_blind_start"} <= _keys(app)


def test_photos_are_labelled_by_buttons_and_the_overview_follows(app: AppTest, catalog: Catalog) -> None:
    app.text_input(key="audit_by").set_value("  Ada ")
    app.number_input(key="audit_count_12").set_value(3)
    app.toggle(key="audit_by_buttons").set_value(True)
    run(app)
    _click(app, "audit_blind_start")
    (draw,) = catalog.draws().values()
    assert (draw.method, len(draw.order), draw.about["by"]) == ("uniform", 3, "Ada")
    for act in ("keep", "skip", "reject", "undo", "reject"):
        _click(app, f"audit_blind_{act}")
    first, skipped, third = draw.order
    history = catalog.label_history()
    assert list(zip(history["path"], history["label"], strict=True)) == [
        (first, "keep"), (third, "reject"), (third, None), (third, "reject"),
    ]  # fmt: skip
    assert set(history["how"]) == {"blind"}
    assert set(history["by"]) == {"Ada"}
    _click(app, "audit_blind_leave")
    assert _metrics(app)["Labels that count"] == "2"
    assert "Sample 1, at random: 2 of 3 labelled by Ada" in texts(app)
    _click(app, "audit_go_on_1")
    _click(app, "audit_blind_keep")
    assert app.success[0].value == "All 3 are labelled. Thank you."
    assert catalog.label_history().iloc[-1]["path"] == skipped


def test_nothing_beside_a_photo_tells_of_it(app: AppTest, catalog: Catalog) -> None:
    app.toggle(key="audit_by_buttons").set_value(True)
    run(app)
    state(app).view("photo_03.jpg")
    _click(app, "audit_blind_start")
    assert state(app).viewing is None
    said = "\n".join((texts(app), *(item.value for item in (*app.markdown, *app.caption))))
    assert not any(name in said for name in NAMES)
    assert len(app.get("image")) == 1


def test_keys_are_given_rows_alone_and_what_is_left(app: AppTest, catalog: Catalog) -> None:
    _click(app, "audit_blind_start")
    (draw,) = catalog.draws().values()
    given = _given(app)
    rows = np.frombuffer(base64.b64decode(given["rows"]), "<u4")
    assert [NAMES[row] for row in rows] == list(draw.order)
    assert len(rows) == 13  # one of the twelve comes again
    assert not any(name in json.dumps(given) for name in NAMES)
    sizes = np.frombuffer(base64.b64decode(given["sizes"]), "<u4").reshape(-1, 2)
    assert sizes.tolist() == [[320, 240]] * 13
    state(app).auditing.kept["labelling"].answer(state(app).open, "reject")
    run(app)
    assert np.frombuffer(base64.b64decode(_given(app)["queue"]), "<u4").tolist() == list(range(1, 13))
    assert np.frombuffer(base64.b64decode(_given(app)["steps"]), "<u4").tolist() == [1]
    _click(app, "audit_blind_buttons")
    assert _given(app) == {}
    assert "audit_blind_keep" in _keys(app)


def test_which_photos_are_drawn(app: AppTest, catalog: Catalog) -> None:
    app.segmented_control(key="audit_method").set_value("edge")
    app.number_input(key="audit_count_12").set_value(8)
    run(app)
    _click(app, "audit_blind_start")
    (draw,) = catalog.draws().values()
    assert (draw.method, draw.policy_id) == ("edge", state(app).policy.policy_id)
    assert len(set(draw.strata.values())) > 1
    _click(app, "audit_blind_leave")
    catalog.add_labels([Label(name, "keep", how="blind") for name in NAMES[:11]])
    run(app)
    assert app.number_input(key="audit_count_1").value == 1
    app.toggle(key="audit_again").set_value(True)
    run(app)
    assert app.number_input(key="audit_count_12").value == 12
    catalog.add_labels([Label(NAMES[11], "keep", how="blind")])
    app.toggle(key="audit_again").set_value(False)
    run(app)
    assert "audit_blind_start" not in _keys(app)


def test_an_import_is_looked_at_added_and_taken_back(app: AppTest, catalog: Catalog, photos: Path) -> None:
    catalog.add_labels([Label("photo_00.jpg", "keep", "user", "imported", "before.csv")])
    _write(photos, "photo_00.jpg,reject", "photo_01.jpg,keep", "photo_02.jpg,perhaps", "nowhere.jpg,keep")
    run(app)
    _click(app, "audit_own_file")
    _read(app)
    shown = {"Would add": "2", "Keep": "1", "Reject": "1", "There already": "0", "Against labels you have": "1"}
    assert shown.items() <= _metrics(app).items()
    assert "'perhaps' is no label" in texts(app)
    assert len(catalog.label_history()) == 1
    _click(app, "audit_import_add")
    assert (_metrics(app)["Keep"], _metrics(app)["Reject"]) == ("1", "1")
    _click(app, "audit_own_file")
    _read(app)
    assert (_metrics(app)["Would add"], _metrics(app)["There already"]) == ("0", "2")
    assert app.button(key="audit_import_add").disabled
    _click(app, "audit_import_leave")
    assert app.button(key="audit_import_undo").label == "Take the last import back (2)"
    _click(app, "audit_import_undo")
    truth = state(app).auditing.truth(state(app).open, state(app).table)
    assert (truth.paths, truth.keep.tolist()) == (("photo_00.jpg",), [True])
    assert app.button(key="audit_import_undo").label == "Take the last import back (1)"
    _click(app, "audit_own_file")
    _read(app)
    assert _metrics(app)["Would add"] == "2"  # what was taken back can be added again


def test_who_said_it_is_asked_and_no_name_is_taken_for_granted(app: AppTest, catalog: Catalog, photos: Path) -> None:
    remember_labeller("Ada")  # who labelled last here has nothing to do with a file
    _write(photos, "photo_00.jpg,reject", "photo_01.jpg,keep")
    run(app)
    _click(app, "audit_first_file")
    _read(app)
    (asked,) = [field for field in app.text_input if field.label == "Who said it"]
    assert (asked.value, asked.placeholder) == ("", "unknown")
    _click(app, "audit_import_add")
    assert set(catalog.label_history()["by"]) == {"unknown"}
    _click(app, "audit_own_file")
    _read(app)
    assert _metrics(app)["Would add"] == "0"
    _who(app).set_value("  Bert ")
    run(app)
    assert _metrics(app)["Would add"] == "2"  # another person says the same
    _click(app, "audit_import_add")
    assert list(catalog.label_history()["by"]) == ["unknown", "unknown", "Bert", "Bert"]


def test_a_file_that_names_one_person_says_so(app: AppTest, catalog: Catalog, photos: Path) -> None:
    (photos / "labels.csv").write_text("path,label,by\nphoto_00.jpg,keep,Cleo\nphoto_01.jpg,reject,Cleo\n")
    run(app)
    _click(app, "audit_first_file")
    _read(app)
    assert _who(app).value == "Cleo"
    _who(app).set_value("Dora")
    _click(app, "audit_import_add")  # in one go, as a person who types and clicks
    assert set(catalog.label_history()["by"]) == {"Dora"}


def test_of_a_file_with_several_people_those_without_a_name_are_asked_for(
    app: AppTest, catalog: Catalog, photos: Path
) -> None:
    (photos / "labels.csv").write_text(
        "path,label,by\nphoto_00.jpg,keep,Cleo\nphoto_01.jpg,reject,Ada\nphoto_02.jpg,keep,\n"
    )
    run(app)
    _click(app, "audit_first_file")
    _read(app)
    assert "Said by Ada, Cleo, and by somebody who is not named" in texts(app)
    _who(app).set_value("Dora")
    _click(app, "audit_import_add")
    history = catalog.label_history()
    assert dict(zip(history["path"], history["by"], strict=True)) == {
        "photo_00.jpg": "Cleo", "photo_01.jpg": "Ada", "photo_02.jpg": "Dora",
    }  # fmt: skip


def test_what_an_import_would_add_is_keep_and_reject_together(app: AppTest, catalog: Catalog, photos: Path) -> None:
    said = [Label(f"photo_0{n}.jpg", "keep", "unknown", "imported", "labels.csv") for n in range(3)]
    catalog.add_labels(said)
    _write(photos, *(f"photo_0{n}.jpg,{'keep' if n < 5 else 'reject'}" for n in range(8)))
    run(app)
    _click(app, "audit_own_file")
    _read(app)
    shown = {"Would add": "5", "Keep": "2", "Reject": "3", "There already": "3"}
    assert shown.items() <= _metrics(app).items()


def test_after_an_import_its_tab_is_open_and_after_labelling_the_first_one(
    app: AppTest, catalog: Catalog, photos: Path
) -> None:
    _write(photos, "photo_00.jpg,keep")
    run(app)
    assert _open_tab(app) == "Label photos blind"
    _click(app, "audit_first_file")
    _read(app)
    _click(app, "audit_import_add")
    assert _open_tab(app) == "Import labels"
    _click(app, "audit_blind_start")
    labels_blind.leave(state(app))
    run(app)
    assert _open_tab(app) == "Label photos blind"


def test_a_way_in_which_nothing_stands_any_more_is_no_choice(app: AppTest, catalog: Catalog, photos: Path) -> None:
    catalog.add_labels([Label("photo_00.jpg", "keep", how="blind")])
    _write(photos, "photo_01.jpg,keep")
    run(app)
    _click(app, "audit_own_file")
    _read(app)
    _click(app, "audit_import_add")
    assert app.button_group(key="audit_hows").options == ["Blind", "Imported"]
    _click(app, "audit_import_undo")
    assert app.button_group(key="audit_hows").options == ["Blind"]
    catalog.add_labels([Label("photo_00.jpg", None, how="blind")])
    run(app)
    assert not [group for group in app.button_group if group.key == "audit_hows"]


def test_leaving_leads_back_to_where_labelling_was_begun(app: AppTest, catalog: Catalog) -> None:
    app.session_state["audit_part"] = "costs"
    app.toggle(key="audit_by_buttons").set_value(True)
    run(app)
    _click(app, "audit_blind_start")
    app.session_state["audit_part"] = "labels"  # as "Label these next" has it: the photos are shown there
    run(app)
    _click(app, "audit_blind_leave")
    assert app.session_state["audit_part"] == "costs"
    assert labels_blind.under_way(state(app)) is None


def test_labels_copied_from_a_measure_are_refused_with_the_reason(
    app: AppTest, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(circular, "ENOUGH", 12)
    monkeypatch.setattr(circular, "ENOUGH_OF_EACH", 3)
    _write(photos, *(f"{name},{'keep' if n < 5 else 'reject'}" for n, name in enumerate(NAMES)))
    run(app)
    _click(app, "audit_first_file")
    _read(app)
    assert "gives back every one of all 12 labels" in texts(app)
    assert app.button(key="audit_import_add").disabled


def test_marks_become_labels_that_were_seen(app: AppTest, catalog: Catalog) -> None:
    state(app).mark_all(
        [("photo_00.jpg", "must-have"), ("photo_01.jpg", "reject"), ("photo_02.jpg", "maybe")], "review"
    )
    run(app)
    _click(app, "audit_first_marks")
    _read(app)
    assert "count as seen" in texts(app)
    _click(app, "audit_import_add")
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
    _click(app, "audit_read_folders")
    assert "is outside the folders this dashboard may use" in texts(app)
    app.text_input(key="audit_folders_path").set_value(str(sorted_into))
    _click(app, "audit_read_folders")
    _read(app)
    assert "not in the table of photos" in texts(app)  # they were put there after the scan
    assert app.button(key="audit_import_add").disabled
    _click(app, "audit_import_leave")
    packet = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="{}"/></rdf:RDF></x:xmpmeta>'
    )
    for name, rating in (("photo_00", 4), ("photo_01", -1), ("photo_02", 2)):
        (photos / f"{name}.xmp").write_text(packet.format(rating))
    app.segmented_control(key="audit_import_way").set_value("xmp")
    run(app)
    app.toggle(key="audit_xmp_low").set_value(True)
    _click(app, "audit_read_xmp")
    _read(app)
    _click(app, "audit_import_add")
    history = catalog.label_history()
    said = dict(zip(history["path"], history["label"], strict=True))
    assert said == {"photo_00.jpg": "keep", "photo_01.jpg": "reject", "photo_02.jpg": "reject"}


def test_the_ledger_is_told_chosen_from_and_taken_back(app: AppTest, catalog: Catalog) -> None:
    catalog.add_labels([Label("photo_00.jpg", "keep", how="blind"), Label("photo_01.jpg", "reject", how="seen")])
    run(app)
    assert _metrics(app)["Labels that count"] == "2"
    app.button_group(key="audit_hows").set_value(["blind"])
    run(app)
    run(app)
    assert _metrics(app)["Labels that count"] == "1"
    assert state(app).auditing.hows == ("blind", "imported")
    assert app.button(key="audit_take_back").disabled
    app.session_state["audit_ledger_2_1"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    run(app)
    _click(app, "audit_take_back")
    last = catalog.label_history().iloc[-1]
    assert (last["path"], last["label"], last["how"]) == ("photo_01.jpg", None, "seen")
    answers = ["reject", "keep"] * 6
    catalog.add_labels([Label(name, said, "Ada", "blind") for name, said in zip(NAMES, answers, strict=True)])
    catalog.add_labels([Label(name, answers[n], "Ada", "blind", repeat=True) for n, name in enumerate(NAMES[:4])])
    run(app)
    assert "Ada, with themselves: 4 of 4 photos got the same label twice" in texts(app)
