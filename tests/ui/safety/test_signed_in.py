"""Who works in a session, and whom a cookie names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.requests import cookie_parser

from culling.catalog import Catalog
from culling.ui import settings
from culling.ui.safety import signed_in
from culling.ui.safety.access import Access
from culling.ui.safety.signed_in import NotSignedInError, own_key, person_of, person_of_cookies
from culling.users import LOCAL, User
from tests.ui.sign_ins import claims, cookie, sign_in_needed


def test_without_sign_in_everybody_is_the_person_at_the_machine() -> None:
    settings.use(settings.Settings())
    assert signed_in.user() == signed_in.writer() == LOCAL


def test_outside_a_session_nobody_has_signed_in() -> None:
    sign_in_needed()
    with pytest.raises(NotSignedInError):
        signed_in.user()


def test_a_person_is_known_by_the_address_in_lower_case() -> None:
    sign_in_needed()
    assert person_of(claims("Ann@Example.org")) == User("ann@example.org", "admin")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"is_logged_in": False}, "Sign in"),
        ({"email": None}, "no e-mail address"),
        ({"email": "ann"}, "no e-mail address"),
        ({"email": "a" * 400 + "@example.org"}, "no e-mail address"),
        ({"email_verified": False}, "not verified"),
        ({"email_verified": None}, "not verified"),
        ({"email": "eve@example.org"}, "not let in"),
    ],
)
def test_whoever_is_not_vouched_for_or_not_named_is_refused_with_a_word(changed: dict[str, Any], why: str) -> None:
    sign_in_needed()
    with pytest.raises(NotSignedInError, match=why):
        person_of(claims("ann@example.org", **changed))


def _cookies(header: dict[str, str]) -> dict[str, str]:
    return cookie_parser(header["Cookie"])


def test_a_cookie_that_streamlit_signed_names_its_person() -> None:
    sign_in_needed()
    assert person_of_cookies(_cookies(cookie("bob@example.org"))) == User("bob@example.org", "view")


@pytest.mark.parametrize(
    "header",
    [
        cookie("ann@example.org", secret="another-secret-that-nobody-gave"),
        cookie("ann@example.org", origin="https://elsewhere.example"),
        cookie("ann@example.org", email_verified=False),
        cookie("eve@example.org"),
        {"Cookie": "_streamlit_user=rubbish"},
        {"Cookie": "_streamlit_user=chunks-99999999"},
        {"Cookie": ""},
    ],
)
def test_a_forged_foreign_or_damaged_cookie_names_nobody(header: dict[str, str]) -> None:
    sign_in_needed()
    assert person_of_cookies(_cookies(header)) is None


def test_roles_come_from_the_catalog_that_was_named_at_the_start(photos: Path, tmp_path: Path) -> None:
    with Catalog(photos, tmp_path / "shared.sqlite") as catalog:
        catalog.set_role("ann@example.org", "admin")
        catalog.set_role("zoe@example.org", "mark")
    sign_in_needed(Access(), folder=photos, catalog=tmp_path / "shared.sqlite")
    try:
        assert person_of(claims("zoe@example.org")).role == "mark"
        with pytest.raises(NotSignedInError):
            person_of(claims("bob@example.org"))
    finally:
        signed_in.close()


def test_what_is_a_persons_own_is_named_without_telling_whose() -> None:
    ann, bob = own_key(User("ann@example.org")), own_key(User("bob@example.org"))
    assert ann != bob
    assert "ann" not in ann
