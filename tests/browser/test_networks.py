"""A stronger network is fetched in a real browser, and the face that blinks is seen beside its photo."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from culling.ui import places
from tests.browser.conftest import SCREENSHOTS, Server, Watch, serving

PHOTO = places.SAMPLE_DATA / "101_HOME" / "IMG_0227.JPG"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_given: object) -> None:
        pass


@pytest.fixture(scope="module")
def mirror(shared_weights: Path) -> Iterator[str]:
    """A mirror on this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=shared_weights)) as server:
        thread = threading.Thread(target=partial(server.serve_forever, poll_interval=0.05))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture
def people(tmp_path: Path) -> Iterator[Server]:
    """A server of its own, with nothing fetched, on a photo of a person; a test that is run again has a new one."""
    base = tmp_path
    (base / "photos").mkdir()
    shutil.copyfile(PHOTO, base / "photos" / "person.jpg")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CULLING_MODELS", str(base / "models"))
        patch.setenv("NO_PROXY", "*")
        with serving(base / "photos", base) as running:
            yield running


@pytest.fixture
def page(browser: Browser, people: Server, watch: Watch) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.on("console", watch.console)
    page.on("pageerror", lambda error: watch.complaints.append(str(error)))
    page.goto(people.address)
    expect(page.get_by_role("button", name="Scan again")).to_be_visible(timeout=120_000)
    yield page
    context.close()
    assert watch.complaints == []


def open_person(page: Page) -> None:
    page.get_by_role("combobox", name="Look at a photo").fill("person")
    page.keyboard.press("Enter")


def test_the_face_is_seen_beside_the_photo_and_leads_to_the_networks(page: Page) -> None:
    open_person(page)
    faces = page.get_by_role("list", name="Faces, least open eyes first")
    expect(faces.get_by_role("listitem")).to_have_count(1)
    expect(faces).to_contain_text("eyes open")
    picture = faces.get_by_role("img")
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 128
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / "photo_faces.png")
    page.get_by_role("button", name="yunet sees more").click()
    expect(page.get_by_role("heading", name="Networks")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    button, opened = page.get_by_role("button", name="Fetch, 237.8 kB"), page.get_by_test_id("stPopoverBody")
    button.press("Enter")
    expect(opened).to_be_visible()
    page.keyboard.press("Tab")  # into what was opened, though it is drawn at the end of the page
    expect(opened.locator("summary")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(button).to_be_focused()


def test_a_network_is_fetched_used_measured_anew_and_removed(page: Page, mirror: str) -> None:
    page.get_by_role("link", name="Networks").click()
    page.get_by_role("button", name="Fetch, 237.8 kB").click()
    page.get_by_text("From another address, or a file").click()
    source = page.get_by_label("Address of a mirror, or a file on this computer").first
    source.fill(f"{mirror}/face_detection_yunet_dynamic.onnx")
    source.press("Enter")
    page.get_by_role("button", name="Agree to MIT and fetch").first.click()
    expect(page.get_by_text("in use: yunet")).to_be_visible()
    expect(page.get_by_text("will be measured anew")).to_be_visible()
    page.screenshot(path=SCREENSHOTS / "networks.png")
    page.get_by_role("button", name="Measure now").click()
    expect(page.get_by_text("will be measured anew")).to_have_count(0, timeout=60_000)
    page.get_by_role("link", name="Library").click()
    open_person(page)
    expect(page.get_by_role("dialog").get_by_text("Looked for by yunet.")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Networks").click()
    page.get_by_role("button", name="Remove").first.click()
    expect(page.get_by_role("button", name="Fetch, 237.8 kB")).to_be_visible()
