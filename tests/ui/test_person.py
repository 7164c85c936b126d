"""What a role does not cover is closed, and says why."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from culling.ui.safety import signed_in
from culling.users import Role, User


@pytest.mark.parametrize(("role", "closed"), [("view", True), ("mark", False), ("admin", False)])
def test_a_button_that_writes_is_closed_for_who_may_only_look(
    monkeypatch: pytest.MonkeyPatch, role: Role, closed: bool
) -> None:
    monkeypatch.setattr(signed_in, "user", lambda: User("bob@example.org", role))
    app = AppTest.from_string("from culling.ui.rooms import person; person.button('Keep', help='Key K')").run()
    assert app.button[0].disabled == closed
    assert app.button[0].help == ("You may look; this needs the role mark." if closed else "Key K")
