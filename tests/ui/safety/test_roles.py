"""What a role covers, held by the catalog and by whatever else writes for a person."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from culling.labels import Label
from culling.policy import Policy
from culling.suggest.settings import Suggestions
from culling.ui import remembered, state
from culling.ui.components.gallery import marking_now
from culling.ui.jobs import BOARD, OpenFolder
from culling.ui.preference import Learning
from culling.ui.safety import signed_in
from culling.ui.suggesting import Suggesting
from culling.users import NotAllowedError, Role, User
from tests.ui.sign_ins import sign_in_needed

Session = Callable[[str, Role], None]


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    """Goes on as the session of this person."""
    sign_in_needed()
    main = threading.main_thread()
    monkeypatch.setattr(
        signed_in, "get_script_run_ctx", lambda **_options: object() if threading.current_thread() is main else None
    )

    def of(name: str, role: Role) -> None:
        monkeypatch.setattr(signed_in, "user", lambda: User(f"{name}@example.org", role))

    return of


@pytest.fixture
def folder(photos: Path) -> OpenFolder:
    opened = BOARD.open(photos.resolve())
    assert opened.job is not None
    opened.job.wait(60)
    opened.refresh()
    return opened


def _writes(folder: OpenFolder) -> dict[str, Callable[[], object]]:
    first, second = folder.table.index[:2]
    label = Label(first, "keep", "bob@example.org", "blind", "", None, False)
    return {
        "mark": lambda: folder.mark([(first, "reject")], "review"),
        "groups": lambda: folder.keep_groups(pd.Series({first: 1.0, second: 1.0}), {"method": "likeness"}),
        "no groups": folder.drop_groups,
        "keeper": lambda: folder.choose_keeper(first, True, [second]),
        "label": lambda: folder.catalog.add_labels([label]),
        "learn": lambda: Learning().start(folder.catalog),
        "forget": folder.catalog.forget_learned,
        "policy": lambda: remembered.save_policy(Policy.default(), "mine"),
        "no policy": lambda: remembered.forget_policy("mine"),
        "suggestions": lambda: Suggesting().move(folder.path, Suggestions()),
    }


def test_who_may_only_look_writes_nothing(folder: OpenFolder, session: Session) -> None:
    session("bob", "view")
    for what, write in _writes(folder).items():
        with pytest.raises(NotAllowedError, match="has the role view; this needs mark"):
            write()
        assert what
    assert folder.catalog.mark_history().empty
    assert folder.catalog.label_history().empty
    remembered.keep_last_policy(folder.path, Policy.default())
    assert remembered.last_policy(folder.path) is None
    assert "mine" not in remembered.saved_policies()[0]


@pytest.mark.parametrize(("role", "may"), [("view", False), ("mark", True), ("admin", True)])
def test_keys_in_the_browser_know_beforehand_whether_they_may_mark(session: Session, role: Role, may: bool) -> None:
    session("bob", role)
    assert marking_now(state.Session())["may_mark"] is may


def test_marks_carry_the_person_of_the_session(folder: OpenFolder, session: Session) -> None:
    first = folder.table.index[0]
    session("ann", "admin")
    folder.mark([(first, "keep")], "review")
    session("mia", "mark")
    folder.mark([(first, "reject")], "review")
    folder.choose_keeper(first, True, [folder.table.index[1]])
    assert list(folder.catalog.mark_history()["by"]) == ["ann@example.org", "mia@example.org"]


def test_opening_scans_for_everybody_and_scanning_again_is_not_for_who_may_only_look(
    photos: Path, session: Session
) -> None:
    session("bob", "view")
    folder = BOARD.open(photos.resolve())
    assert folder.job is not None
    with pytest.raises(NotAllowedError, match="this needs mark"):
        folder.cancel_scan()
    folder.job.wait(60)
    assert (folder.job.error, folder.job.cancelled) == ("", False)
    first = folder.job
    with pytest.raises(NotAllowedError, match="this needs mark"):
        folder.scan()
    assert folder.job is first
