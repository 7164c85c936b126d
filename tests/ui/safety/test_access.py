"""Who is let in, and with which role."""

from __future__ import annotations

import pytest

from culling.ui.safety.access import Access, Remembered, access
from culling.users import Role


def test_whoever_is_named_nowhere_stays_outside_unless_a_default_lets_them_in() -> None:
    assert Access().role_of("eve@example.org") is None
    assert Access(default="view").role_of("eve@example.org") == "view"


def test_the_catalogs_list_comes_first_then_the_command_line() -> None:
    said = access(["ann@example.org"], ["bob@example.org=mark"], "view")
    assert said.role_of("bob@example.org") == "mark"
    assert said.role_of("bob@example.org", "view") == "view"
    assert said.role_of("ann@example.org") == "admin"


def test_an_address_is_the_same_however_it_is_written() -> None:
    assert access([" Ann@Example.org"]).role_of("ann@example.org") == "admin"


@pytest.mark.parametrize(
    "given", ["bob", "bob@", "@example.org", "bob@example.org=", "bob@example.org=owner", "a b@c=view"]
)
def test_a_role_that_makes_no_sense_is_refused_in_words(given: str) -> None:
    with pytest.raises(ValueError, match=r"e-mail address|EMAIL=ROLE"):
        access([], [given])


def test_nobody_becomes_admin_by_default() -> None:
    with pytest.raises(ValueError, match="none, view, mark"):
        access(default="admin")


def test_a_catalogs_answer_is_asked_for_anew_after_a_moment() -> None:
    kept: dict[str, Role] = {"ann@example.org": "mark"}
    patient, at_once = Remembered(kept.get, seconds=1000), Remembered(kept.get, seconds=-1)
    assert patient.role_of("ann@example.org") == at_once.role_of("ann@example.org") == "mark"
    kept["ann@example.org"] = "view"
    assert (patient.role_of("ann@example.org"), at_once.role_of("ann@example.org")) == ("mark", "view")
