"""A secrets.toml as sign-in needs it, and cookies as Streamlit signs them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from streamlit import config
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from culling.ui import settings
from culling.ui.safety.access import Access, access
from culling.ui.safety.sign_in_file import SignIn
from culling.ui.settings import Settings

COOKIE_SECRET = "the-cookie-secret-of-these-tests-0001"
CLIENT_SECRET = "the-client-secret-of-these-tests-0002"
ORIGIN = "http://127.0.0.1:8501"
COOKIE = "_streamlit_user"
PEOPLE = access(["ann@example.org"], ["bob@example.org=view", "mia@example.org=mark"])


def write_secrets(folder: Path, provider: str = "http://127.0.0.1:9400", origin: str = ORIGIN, **changed: str) -> Path:
    """The file; `changed` puts other values, or "" for none, in the place of the right ones."""
    values = {
        "redirect_uri": f"{origin}/oauth2callback",
        "cookie_secret": COOKIE_SECRET,
        "client_id": "culling",
        "client_secret": CLIENT_SECRET,
        "server_metadata_url": f"{provider}/.well-known/openid-configuration",
    } | changed
    file = folder / "secrets.toml"
    file.write_text("[auth]\n" + "\n".join(f'{key} = "{value}"' for key, value in values.items() if value))
    file.chmod(0o600)
    return file


def claims(email: str, /, **changed: Any) -> dict[str, Any]:
    """What Streamlit keeps of somebody who signed in."""
    return {"email": email, "email_verified": True, "is_logged_in": True, "origin": ORIGIN} | changed


def cookie(email: str, secret: str = COOKIE_SECRET, **changed: Any) -> dict[str, str]:
    """The header with the cookie that Streamlit would have set."""
    value = create_signed_value(secret, COOKIE, json.dumps(claims(email, **changed)))
    return {"Cookie": f"{COOKIE}={value.decode()}"}


def sign_in_needed(people: Access = PEOPLE, **more: Any) -> Settings:
    """Settings in force under which people sign in."""
    config.set_option("server.cookieSecret", COOKIE_SECRET)
    config.set_option("secrets.files", [])
    chosen = Settings(sign_in=SignIn(Path("secrets.toml"), ORIGIN, ("default",)), access=people, **more)
    settings.use(chosen)
    return chosen
