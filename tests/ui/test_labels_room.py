"""The labels of the audit page by its native parts: first steps, blind labelling by buttons, imports, the ledger."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from culling.catalog import Catalog
from culling.labels import Label
from culling.ui.jobs import BOARD
from culling.ui.rooms.audit.labels import blind as labels_blind
from tests.ui.labels_room import click, keys, labels_alone, metrics, write
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


def _given(app: AppTest) -> dict[str, Any]:
    """What the blind part was given; empty when it is not there."""
    for element in app.get("bidi_component"):
        if element.proto.id.endswith("audit_blind"):
            return dict(json.loads(element.proto.json))
    return {}


def test_without_labels_the_page_says_what_to_do(app: AppTest, photos: Path) -> None:
    assert [heading.value for heading in app.subheader] == ["No labels yet"]
    assert not {"audit_first_file", "audit_first_marks"} & keys(app)
    write(photos, "photo_00.jpg,keep")
    state(app).mark("photo_01.jpg", "reject", "review")
    run(app)
    assert {"audit_first_file", "audit_first_marks", "audit_blind_start"} <= keys(app)


def test_photos_are_labelled_by_buttons_and_the_overview_follows(app: AppTest, catalog: Catalog) -> None:
    app.text_input(key="audit_by").set_value("  Ada ")
    app.number_input(key="audit_count_12").set_value(3)
    app.toggle(key="audit_by_buttons").set_value(True)
    run(app)
    click(app, "audit_blind_start")
    (draw,) = catalog.draws().values()
    assert (draw.method, len(draw.order), draw.about["by"]) == ("uniform", 3, "Ada")
    for act in ("keep", "skip", "reject", "undo", "reject"):
        click(app, f"audit_blind_{act}")
    first, skipped, third = draw.order
    history = catalog.label_history()
    assert list(zip(history["path"], history["label"], strict=True)) == [
        (first, "keep"), (third, "reject"), (third, None), (third, "reject"),
    ]  # fmt: skip
    assert set(history["how"]) == {"blind"}
    assert set(history["by"]) == {"Ada"}
    click(app, "audit_blind_leave")
    assert metrics(app)["Labels that count"] == "2"
    assert "Sample 1, at random: 2 of 3 labelled by Ada" in texts(app)
    click(app, "audit_go_on_1")
    click(app, "audit_blind_keep")
    assert app.success[0].value == "All 3 are labelled. Thank you."
    assert catalog.label_history().iloc[-1]["path"] == skipped


def test_nothing_beside_a_photo_tells_of_it(app: AppTest, catalog: Catalog) -> None:
    app.toggle(key="audit_by_buttons").set_value(True)
    run(app)
    state(app).view("photo_03.jpg")
    click(app, "audit_blind_start")
    assert state(app).viewing is None
    said = "\n".join((texts(app), *(item.value for item in (*app.markdown, *app.caption))))
    assert not any(name in said for name in NAMES)
    assert len(app.get("image")) == 1


def test_keys_are_given_rows_alone_and_what_is_left(app: AppTest, catalog: Catalog) -> None:
    click(app, "audit_blind_start")
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
    click(app, "audit_blind_buttons")
    assert _given(app) == {}
    assert "audit_blind_keep" in keys(app)


def test_which_photos_are_drawn(app: AppTest, catalog: Catalog) -> None:
    app.segmented_control(key="audit_method").set_value("edge")
    app.number_input(key="audit_count_12").set_value(8)
    run(app)
    click(app, "audit_blind_start")
    (draw,) = catalog.draws().values()
    assert (draw.method, draw.policy_id) == ("edge", state(app).policy.policy_id)
    assert len(set(draw.strata.values())) > 1
    click(app, "audit_blind_leave")
    catalog.add_labels([Label(name, "keep", how="blind") for name in NAMES[:11]])
    run(app)
    assert app.number_input(key="audit_count_1").value == 1
    app.toggle(key="audit_again").set_value(True)
    run(app)
    assert app.number_input(key="audit_count_12").value == 12
    catalog.add_labels([Label(NAMES[11], "keep", how="blind")])
    app.toggle(key="audit_again").set_value(False)
    run(app)
    assert "audit_blind_start" not in keys(app)


def test_leaving_leads_back_to_where_labelling_was_begun(app: AppTest, catalog: Catalog) -> None:
    app.session_state["audit_part"] = "costs"
    app.toggle(key="audit_by_buttons").set_value(True)
    run(app)
    click(app, "audit_blind_start")
    app.session_state["audit_part"] = "labels"  # as "Label these next" has it: the photos are shown there
    run(app)
    click(app, "audit_blind_leave")
    assert app.session_state["audit_part"] == "costs"
    assert labels_blind.under_way(state(app)) is None


def test_the_ledger_is_told_chosen_from_and_taken_back(app: AppTest, catalog: Catalog) -> None:
    catalog.add_labels([Label("photo_00.jpg", "keep", how="blind"), Label("photo_01.jpg", "reject", how="seen")])
    run(app)
    assert metrics(app)["Labels that count"] == "2"
    app.button_group(key="audit_hows").set_value(["blind"])
    run(app)
    run(app)
    assert metrics(app)["Labels that count"] == "1"
    assert state(app).auditing.hows == ("blind", "imported")
    assert app.button(key="audit_take_back").disabled
    app.session_state["audit_ledger_2_1"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    run(app)
    click(app, "audit_take_back")
    last = catalog.label_history().iloc[-1]
    assert (last["path"], last["label"], last["how"]) == ("photo_01.jpg", None, "seen")
    answers = ["reject", "keep"] * 6
    catalog.add_labels([Label(name, said, "Ada", "blind") for name, said in zip(NAMES, answers, strict=True)])
    catalog.add_labels([Label(name, answers[n], "Ada", "blind", repeat=True) for n, name in enumerate(NAMES[:4])])
    run(app)
    assert "Ada, with themselves: 4 of 4 photos got the same label twice" in texts(app)
