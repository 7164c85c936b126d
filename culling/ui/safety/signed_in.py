"""Who has signed in: the person of the session that runs this script, or of a request with its cookie."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx

from culling.catalog import Catalog
from culling.ui import settings
from culling.ui.safety.access import Remembered
from culling.users import LOCAL, NotAllowedError, Role, User

_LONGEST_NAME = 320  # of an e-mail address


class NotSignedInError(NotAllowedError):
    """Nobody has signed in, or whoever has is not let in."""


def user() -> User:
    """Who works in this session: whom the sign-in names, or LOCAL where none is configured.

    Raises:
        NotSignedInError: nobody has signed in, or the person is not let in.
    """
    if settings.current().sign_in is None:
        return LOCAL
    claims = st.user.to_dict() if get_script_run_ctx(suppress_warning=True) is not None else {}
    return person_of(claims)


def writer() -> User:
    """Whose role counts for what is written into a catalog now: in a thread of our own, such as a scan's, LOCAL."""
    return user() if get_script_run_ctx(suppress_warning=True) is not None else LOCAL


def person_of(claims: Mapping[str, Any]) -> User:
    """The person whom a provider's claims name, with the role that the settings or the catalog give.

    Raises:
        NotSignedInError: why the person is not let in.
    """
    if not claims.get("is_logged_in"):
        raise NotSignedInError("Sign in to see the photos.")
    name = _name(claims)
    role = settings.current().access.role_of(name, _kept_role(name))
    if role is None:
        raise NotSignedInError(f"{name} is not let in. Ask whoever runs this dashboard for a role.")
    return User(name, role)


def person_of_cookies(cookies: Mapping[str, str]) -> User | None:
    """The person whom a request's cookies name; None when they name nobody who is let in."""
    from streamlit.auth_util import get_cookie_with_chunks
    from streamlit.web.server.server_util import get_cookie_secret
    from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
    from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

    def signed(name: str) -> bytes | None:
        value = cookies.get(name)
        return decode_signed_value(get_cookie_secret(), name, value) if value else None

    sign_in = settings.current().sign_in
    try:
        claims = json.loads(get_cookie_with_chunks(signed, USER_COOKIE_NAME) or b"{}")
    except ValueError:
        return None
    if sign_in is None or not isinstance(claims, dict) or claims.get("origin") != sign_in.origin:
        return None
    try:
        return person_of(claims)
    except NotSignedInError:
        return None


def own_key(person: User) -> str:
    """Names what belongs to one person alone, such as a folder of uploads, without telling who."""
    return hashlib.sha256(person.name.encode()).hexdigest()[:16]


def _name(claims: Mapping[str, Any]) -> str:
    email = claims.get("email")
    if not isinstance(email, str) or "@" not in email or len(email) > _LONGEST_NAME:
        raise NotSignedInError("The sign-in gave no e-mail address, so it is not known who you are.")
    if claims.get("email_verified") not in (True, "true"):
        raise NotSignedInError(f"The sign-in does not vouch for the address {email}: it is not verified there.")
    return email.strip().lower()


_opening = threading.Lock()
_catalogs: dict[str, tuple[Catalog, Remembered]] = {}


def _kept_role(name: str) -> Role | None:
    """The role in the catalog that was named at the start; the catalogs of other folders have no say."""
    given, folder = settings.current().catalog, settings.current().first_folder()
    if given is None or folder is None:
        return None
    with _opening:
        if str(given) not in _catalogs:
            catalog = Catalog(folder, given)
            _catalogs[str(given)] = catalog, Remembered(catalog.role_of)
        return _catalogs[str(given)][1].role_of(name)


def close() -> None:
    """Let go of the catalog that was asked; for the end of the process."""
    with _opening:
        for catalog, _ in _catalogs.values():
            catalog.close()
        _catalogs.clear()
