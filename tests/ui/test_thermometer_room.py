"""The thermometer above the audit: how it warms, labels that are locked away, and opening them on purpose."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from culling.audit.confusion import confusion
from culling.audit.holdout import Lock
from culling.audit.said import rejected
from culling.labels import Label
from culling.policy import Policy
from culling.rule import Rule
from culling.ui.jobs import BOARD, OpenFolder
from tests.ui.pages import run, state

COUNT = 24


def _thermometer_alone() -> None:
    import streamlit as st

    from culling.ui.rooms.audit import thermometer
    from culling.ui.state import session

    here = session()
    assert here.open is not None
    if st.session_state.setdefault("comparing", True) and len(here.auditing.truth(here.open, here.table)):
        here.auditing.look(here.open, here.policy, "a part of the audit")
    thermometer.show(here, here.open)


@pytest.fixture
def labelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Photos from dark to light, and a lock that is the same in every run."""
    monkeypatch.setattr(secrets, "token_hex", lambda count: "5" * count)
    folder = tmp_path / "many"
    folder.mkdir()
    for row in range(COUNT):
        light = np.full((48, 64, 3), 5 * row, np.uint8)
        (folder / f"{row:02}.jpg").write_bytes(cv2.imencode(".jpg", light)[1].tobytes())
    return folder


@pytest.fixture
def room(dashboard: Callable[..., AppTest]) -> Callable[..., AppTest]:
    """The thermometer on a folder whose first photos are labelled."""

    def start(folder: Path, labels: int = COUNT) -> AppTest:
        dashboard(folder)
        opened = _opened(folder)
        said = [Label(path, ("reject", "keep", "keep")[row % 3], how="blind") for row, path in _photos(opened)]
        opened.catalog.add_labels(said[:labels])
        return run(AppTest.from_function(_thermometer_alone, default_timeout=30))

    return start


def _opened(folder: Path) -> OpenFolder:
    return BOARD.open(folder.resolve())


def _photos(opened: OpenFolder) -> list[tuple[int, str]]:
    return list(enumerate(map(str, opened.catalog.table().index)))


def _said(app: AppTest) -> str:
    return "\n".join(item.value for item in app.markdown)


def _press(widget: Any, app: AppTest) -> None:
    (widget.check if widget.type == "checkbox" else widget.click)()
    run(app)


def _tune(app: AppTest, cutoff: float) -> None:
    state(app).tuning.change(Policy("mine", (Rule("luminance", "below", cutoff),)))
    run(app)


def test_nothing_is_said_without_labels(room: Callable[..., AppTest], labelled: Path) -> None:
    app = room(labelled, 0)
    assert not app.markdown
    assert _opened(labelled).catalog.looks().empty


def test_each_policy_shown_is_a_look_and_it_warms_up(room: Callable[..., AppTest], labelled: Path) -> None:
    app = room(labelled)
    assert "One policy was compared with 24 labels" in _said(app)
    assert "cool" in _said(app)
    for cutoff in (*range(20, 100, 10), 20):
        _tune(app, float(cutoff))
    looks = _opened(labelled).catalog.looks()
    assert looks["labels"].tolist() == ["tuning"] * 9  # the one that came back is no further look
    assert looks["policy_id"].iloc[-1] == Policy("any", (Rule("luminance", "below", 90.0),)).policy_id
    assert "You compared 9 policies with 24 labels" in _said(app)
    assert "hot" in _said(app)
    assert "lock some of the labels away" in _said(app)


def test_what_labels_say_of_a_policy_is_not_told_unasked(room: Callable[..., AppTest], labelled: Path) -> None:
    app = room(labelled)
    assert "keepers: lost" in _said(app)
    app.session_state["comparing"] = False
    _tune(app, 50.0)
    assert len(_opened(labelled).catalog.looks()) == 1
    assert "keepers: lost" not in _said(app)


def test_too_few_labels_are_not_divided(room: Callable[..., AppTest], labelled: Path) -> None:
    app = room(labelled, 19)
    assert app.button(key="audit_lock").disabled


def test_locked_labels_are_out_of_sight_until_they_are_opened(room: Callable[..., AppTest], labelled: Path) -> None:
    app = room(labelled)
    _press(app.button(key="audit_lock"), app)
    here, catalog = state(app), _opened(labelled).catalog
    assert here.open is not None
    lock = Lock.of(catalog.label_lock())
    assert lock is not None
    truth, locked = (of(here.open, here.table) for of in (here.auditing.truth, here.auditing.holdout_truth))
    contents = here.table["content_hash"]
    assert set(locked.paths) == {path for path in contents.index if lock.holds([contents[path]])[0]}
    assert len(truth) + len(locked) == COUNT
    assert f"{len(truth)} labels" in _said(app)
    assert f"{len(locked)} labels are locked away" in _said(app)
    assert app.button(key="audit_open").disabled

    _tune(app, 70.0)
    assert 0 < len(locked) < len(truth)
    _press(app.checkbox(key="audit_settled_0"), app)
    _press(app.button(key="audit_open"), app)
    policy = here.policy
    last = catalog.looks().iloc[-1]
    assert (last["policy_id"], last["labels"], last["about"]["event"]) == (policy.policy_id, "holdout", "opened")
    rejects = rejected(here.table, policy)
    for word, of in (("tuning", truth), ("holdout", locked)):
        assert last["about"][word]["keepers_lost"]["value"] == confusion(of, rejects).keepers_lost.value
    assert last["about"]["policies"] == 2  # the first one was compared with all labels, before the lock
    assert "The locked labels say" in _said(app)
    assert app.dataframe[0].value["policy"].tolist() == [f"mine · {policy.policy_id[:6]}"]
    assert "audit_open" not in [button.key for button in app.button]  # again, they would say the same
    _tune(app, 75.0)
    assert app.button(key="audit_open").disabled  # a further opening is decided on anew


def test_unlocking_is_for_good_and_noted(room: Callable[..., AppTest], labelled: Path) -> None:
    app = room(labelled)
    _press(app.button(key="audit_lock"), app)
    _press(app.checkbox(key="audit_unlock_sure"), app)
    _press(app.button(key="audit_unlock"), app)
    here, catalog = state(app), _opened(labelled).catalog
    assert catalog.label_lock() is None
    assert len(here.auditing.truth(here.open, here.table)) == COUNT  # type: ignore[arg-type]
    noted = catalog.looks()
    assert [about["event"] for about in noted[noted["labels"] == "holdout"]["about"]] == ["locked", "unlocked"]
    assert any("Labels were locked" in caption.value and "unlocked" in caption.value for caption in app.caption)


def test_a_second_lock_does_not_take_the_place_of_the_first(room: Callable[..., AppTest], labelled: Path) -> None:
    app = room(labelled)
    here, opened = state(app), _opened(labelled)
    here.auditing.lock_away(opened)
    first = opened.catalog.label_lock()
    here.auditing.lock_away(opened)
    assert opened.catalog.label_lock() == first


def test_labels_are_gathered_anew_after_a_label_and_not_after_a_mark(
    room: Callable[..., AppTest], labelled: Path
) -> None:
    here, opened = state(room(labelled)), _opened(labelled)
    truth = here.auditing.truth(opened, here.table)
    here.mark("03.jpg", "reject")
    assert here.table.at["03.jpg", "mark"] == "reject"
    assert here.auditing.truth(opened, here.table) is truth
    opened.catalog.add_labels([Label("03.jpg", None, how="blind")])
    assert "03.jpg" not in here.auditing.truth(opened, here.table).paths
    opened.scan()
    assert opened.job is not None
    opened.job.wait(60)
    here.follow()
    assert here.auditing.truth(opened, here.table).paths == tuple(sorted(set(truth.paths) - {"03.jpg"}))
