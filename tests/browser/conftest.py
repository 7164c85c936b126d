"""A real server with data of its own, and a real Chromium that watches where requests go."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import pytest
from filelock import FileLock
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, expect, sync_playwright

from culling.catalog import Catalog
from culling.scan import scan
from culling.ui import places
from tests.browser.cuts import open_tune
from tests.browser.forgotten import forget_people
from tests.browser.pages import Open, catalog_path_in
from tests.browser.tabs import Tabs
from tests.ui.photos import write_photos

HERE = Path(__file__).parent
SCREENSHOTS = HERE / "screenshots"
DOCS = HERE.parents[1] / "docs"

# A name that HTML, Markdown or a careless script would act on; with its folders it holds a whole address.
HOSTILE = (
    "100_WALK/![x](http:/evil.example/p.png).jpg",
    "100_WALK/<img src=x onerror=document.title='owned'>.jpg",
)
_FLAGS = [
    f"--{flag}"
    for flag in (
        "headless",
        "no-sandbox",
        "disable-gpu",
        "disable-quic",
        "no-first-run",
        "disable-background-networking",
        "disable-component-update",
        "disable-sync",
    )
]
WENT_WELL = pytest.StashKey[bool]()
# What was sent twice for want of an answer can come after its part of the page was left; Streamlit passes it over.
_LATE = "Couldn't find fragment with id"
# A page that is left while it still connects: Streamlit closes what is closed already.
_GONE = re.compile(
    r"Exception in ASGI application\n(?:.*\n)*?starlette\.websockets\.WebSocketDisconnected: Cannot call.*\n"
)
expect.set_options(timeout=20_000)  # a machine that does other work as well is slow, not wrong

# Streamlit looks for its server below a cold link first, and finds it one level up.
_EXPECTED = ("/_stcore/health", "/_stcore/host-config")


# Seconds of files whose tests are long; of others a test takes about five.
_LONG = {
    "test_sign_in": 120,
    "test_accessibility": 60,
    "test_networks": 60,
    "test_rescue": 60,
    "test_groups_large": 50,
    "test_gallery_many": 50,
    "test_contact_sheet": 30,
    "test_files": 30,
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives a browser; long files come first, so that at the end no worker waits for another's."""
    here = [item for item in items if HERE in item.path.parents]
    for item in here:
        item.add_marker("browser")
    counts = Counter(item.path for item in here)
    here.sort(key=lambda item: (-_LONG.get(item.path.stem, 5 * counts[item.path]), item.path))
    items[:] = [item for item in items if HERE not in item.path.parents] + here


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember how a test went: what a failed one did to its tabs, nobody knows."""
    report = yield
    if report.when == "call":
        item.stash[WENT_WELL] = report.passed
    return report


@dataclass
class Server:
    """A running dashboard and the folder it was started on."""

    address: str
    folder: Path
    data: Path


@dataclass
class Watch:
    """What a page did that a page should not do."""

    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def begin(self, page: Page) -> None:
        page.on("request", self.request)
        page.on("console", self.console)
        page.on("pageerror", self.error)

    def end(self, page: Page) -> None:
        page.remove_listener("request", self.request)
        page.remove_listener("console", self.console)
        page.remove_listener("pageerror", self.error)

    def request(self, request: Request) -> None:
        self.hosts.add(urlsplit(request.url).netloc)

    def error(self, error: Error) -> None:
        self.complaints.append(str(error))

    def console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.location["url"].endswith(_EXPECTED):
            self.complaints.append(f"{message.text} ({message.location['url']})")


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where Chromium is; without one the tests skip, but not on the machine that decides."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    if os.environ.get("CI"):
        pytest.fail("no Chromium, and CI is set: apt-get install chromium")
    pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The dashboard on a copy of the sample photos, with two hostile names among them; they were scanned before."""
    base = tmp_path_factory.mktemp("browser")
    running = Server("", base / "photos", base / "data")
    shutil.copytree(places.SAMPLE_DATA, running.folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    write_photos(running.folder, list(HOSTILE))
    catalog_path_in(running).parent.mkdir(parents=True)
    shutil.copy(_scanned(running.folder, tmp_path_factory), catalog_path_in(running))
    with serving(running.folder, base) as running:
        _SHARED.append(running)
        yield running
        _SHARED.clear()


_SHARED: list[Server] = []


@pytest.fixture(scope="module", autouse=True)
def _nothing_left() -> Iterator[None]:
    """No file's tests see what another's did, in whatever order they come."""
    yield
    for server in _SHARED:
        forget_people(server)


def _scanned(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog of these photos: whichever worker comes first scans for all."""
    shared = tmp_path_factory.getbasetemp()
    catalog = (shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared) / "scanned.sqlite"
    with FileLock(catalog.with_suffix(".lock")):
        if not catalog.exists():
            scan(folder, catalog=catalog.with_suffix(".part"))
            catalog.with_suffix(".part").rename(catalog)
    return catalog


@contextmanager
def serving(folder: Path, base: Path) -> Iterator[Server]:
    """A server of its own on a folder; its data and its log lie below `base`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "XDG_DATA_HOME": str(base / "data"),
        "HOME": str(base),
        "PYTHONPATH": str(places.LAUNCHER.parent),
    }
    start = f"from culling.ui.server import serve; serve({str(folder)!r}, port={port}, roots=[{str(base)!r}])"
    log = (base / "log").open("w+")
    process = subprocess.Popen([sys.executable, "-c", start], cwd=base, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/_stcore/health", process, base / "log")
        yield Server(address, folder, base / "data")
    finally:
        process.terminate()
        process.wait(60)
        log.close()
    said = [line for line in _GONE.sub("", (base / "log").read_text()).splitlines() if _LATE not in line]
    assert said == [f"culling is at {address} (stop it with Ctrl+C)"], "the server complained"


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until a server answers; its log when it ends before that."""
    end = time.monotonic() + 90
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            assert process.poll() is None, log.read_text()
            time.sleep(0.1)
    raise AssertionError(f"the server did not answer: {log.read_text()}")


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture(scope="session")
def tabs(browser: Browser) -> Iterator[Tabs]:
    """Tabs that were left by the tests before, in one profile for each colour scheme."""
    kept = Tabs(browser)
    yield kept
    kept.close()


@pytest.fixture
def open_page(
    tabs: Tabs, server: Server, watch: Watch, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Open a page in a tab; afterwards no request may have left the machine and nothing been complained of."""
    pages: list[Page] = []

    def start(path: str = "", scheme: str = "light", width: int = 1280, height: int = 800) -> Page:
        page = tabs.take(scheme)
        pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        page.set_default_timeout(60_000)
        watch.begin(page)
        page.goto(f"{server.address}/{path}")
        page.locator("h1").first.wait_for()
        return page

    start.server = server  # type: ignore[attr-defined]
    yield start
    for page in pages:
        watch.end(page)
        if request.node.stash.get(WENT_WELL, False):
            tabs.give_back(page)
        else:
            page.close()
    own = {urlsplit(server.address).netloc, ""}
    assert watch.hosts <= own, "a request left the machine"
    assert watch.complaints == []


@pytest.fixture
def tune(open_page: Open) -> Page:
    """Tune, with its histograms drawn."""
    return open_tune(open_page)


@pytest.fixture
def table(tune: Page, server: Server) -> pd.DataFrame:
    """The folder's photos, which an open page has had scanned."""
    with Catalog(server.folder, catalog_path_in(server)) as catalog:
        return catalog.table()
