"""A real provider to sign in with, and a dashboard that asks it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from culling.ui import places
from tests.browser.conftest import Server, wait_for
from tests.ui.sign_ins import write_secrets

_VERIFIED = {"ann": True, "bob": True, "eve": True, "una": False}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def provider(base: Path) -> Iterator[str]:
    """An OpenID provider in a process of its own that knows ann, bob, eve and una, whose address is not verified."""
    port = _free_port()
    users = [{"sub": name, "email": f"{name}@example.org", "email_verified": sure} for name, sure in _VERIFIED.items()]
    told = [part for user in users for part in ("--user-claims", json.dumps(user))]
    with (base / "provider.log").open("w") as log:
        command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *told]
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/.well-known/openid-configuration", process, base / "provider.log")
            yield address
        finally:
            process.terminate()
            process.wait(60)


@contextmanager
def signing_in(folder: Path, base: Path, *options: str) -> Iterator[Server]:
    """`culling app` on a folder, where ann is admin and bob may look; the log lies below `base`."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "XDG_DATA_HOME": str(base / "data"),
        "HOME": str(base),
        "PYTHONPATH": str(places.LAUNCHER.parent),
    }
    with provider(base) as asked, (base / "log").open("w") as log:
        file = write_secrets(base, asked, address)
        people = ["--admin", "ann@example.org", "--role-of", "bob@example.org=view"]
        command = ["-c", "from culling.cli import main; main()", "app", str(folder), "--port", str(port)]
        process = subprocess.Popen(
            [sys.executable, *command, "--auth", str(file), *people, *options],
            cwd=base,
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            wait_for(f"{address}/_stcore/health", process, base / "log")
            yield Server(address, folder, base / "data")
        finally:
            process.terminate()
            process.wait(60)


def sign_in(page: Page, server: Server, name: str) -> None:
    """Go to the provider and come back as this person."""
    page.goto(server.address)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_url(f"{server.address}/**")
