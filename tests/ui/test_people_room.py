"""The people in a photo, beside it: whoever blinks first, in words, with a picture of each."""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import cv2
import httpx
import numpy as np
import pytest
from PIL import Image
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest

from culling import nets
from culling.faces.face import Face
from culling.faces.judge import WHY, Judgement
from culling.faces.opinions import OCEC, OURS
from culling.ui.jobs import BOARD
from culling.ui.people import MOST, People, people_of, worst_first
from culling.ui.rooms import people as room
from culling.ui.routes import ROUTES
from tests.conftest import ROOT
from tests.ui.dialog import captions, click, look, page_html
from tests.ui.pages import state, texts
from tests.ui.photos import write_photos

Start = Callable[..., AppTest]
PORTRAIT = ROOT / "sample_data" / "101_HOME" / "IMG_0227.JPG"


@pytest.fixture(autouse=True)
def _nothing_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("CULLING_MODELS", str(tmp_path / "fetched"))
    nets.clear()
    yield
    nets.clear()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A person, and a texture."""
    write_photos(tmp_path / "photos", ["noise.jpg"])
    (tmp_path / "photos" / "person.jpg").write_bytes(PORTRAIT.read_bytes())
    return tmp_path / "photos"


def judgement(size: float, opened: float, why: str = "", sharp: float = 90.0, smile: float = math.nan) -> Judgement:
    return Judgement(Face(0, 0, size, size, 0.9, np.zeros((0, 2), np.float32)), sharp, opened, why, smile)


def test_a_person_is_listed_with_a_picture(dashboard: Start, folder: Path) -> None:
    app = look(dashboard(folder), "person.jpg")
    listed = page_html(app)
    assert "eyes open, " in listed
    assert "sharpness" in listed
    assert 'aria-label="Faces, least open eyes first"' in listed
    (address,) = set(re.findall(r'<img src="([^"]+)"', listed))
    answer = get(address)
    assert answer.headers["content-type"] == "image/jpeg"
    assert Image.open(BytesIO(answer.content)).size == (128, 128)
    assert "Looked for by our own small network." in captions(app)


def get(address: str) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(Starlette(routes=ROUTES))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8501") as client:
            return await client.get(address)

    return asyncio.run(ask())


def test_the_way_to_a_better_network_leaves_the_photo(dashboard: Start, folder: Path) -> None:
    app = look(dashboard(folder), "person.jpg")
    click(app, "to_networks")
    assert state(app).viewing is None
    assert [title.value for title in app.title] == ["Networks"]


def test_without_a_face_there_is_no_list_and_nothing_is_looked_for(
    dashboard: Start, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = dashboard(folder)
    monkeypatch.setattr(room, "people_of", lambda *_given: pytest.fail("looked for faces"))
    look(app, "noise.jpg")
    assert "No face was found." in captions(app)
    assert 'culling-people"' not in page_html(app)


def test_what_was_not_measured_is_said(dashboard: Start, folder: Path) -> None:
    app = dashboard(folder)
    state(app).table.loc["person.jpg", "faces"] = math.nan
    look(app, "person.jpg")
    assert "Faces were not looked for" in captions(app)


def test_a_photo_that_is_gone_by_now_is_no_error(dashboard: Start, folder: Path) -> None:
    app = dashboard(folder)
    (folder / "person.jpg").unlink()
    look(app, "person.jpg")
    assert "The file is gone." in texts(app)
    opened = BOARD.open(folder.resolve())
    shown = opened.sheet.photo(opened.sheet.paths.index("person.jpg"))
    (folder / "person.jpg").symlink_to(PORTRAIT)
    assert people_of(opened, shown) is None, "a link leads out of the folder"


def test_sixty_faces_are_twelve_and_a_word(dashboard: Start, folder: Path) -> None:
    pixels = cv2.imread(str(PORTRAIT))[20:200, 95:275]
    head = cv2.resize(pixels, (140, 140), interpolation=cv2.INTER_AREA)
    cv2.imwrite(str(folder / "crowd.jpg"), np.vstack([np.hstack([head] * 10)] * 6))
    app = look(dashboard(folder), "crowd.jpg")
    assert page_html(app).count("<li><span><img") == MOST
    said = re.search(r"And (\d+) more\.", captions(app))
    assert said is not None
    assert 40 <= int(said[1]) <= 49


def test_whoever_blinks_stands_at_the_front() -> None:
    large, unknown, blinks, half = (
        judgement(300, 0.98),
        judgement(400, math.nan),
        judgement(90, 0.02),
        judgement(80, 0.6),
    )
    assert worst_first([large, unknown, blinks, half]) == (blinks, half, large, unknown)
    twins = [judgement(80, math.nan), judgement(90, math.nan)]
    assert [one.face.size for one in worst_first(twins)] == [90, 80]


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (judgement(120, 0.97), ["O", "eyes open, 0.97 of 1", "120 px · sharp, sharpness 90"]),
        (judgement(120, 0.5), ["O", "eyes open, 0.50 of 1"]),
        (judgement(120, 0.03, sharp=40), ["C", "eyes closed, 0.03 of 1", "soft, sharpness 40"]),
        (judgement(120, 0.9, sharp=20, smile=0.9), ["blurred, sharpness 20", "laughs, 0.90"]),
        (judgement(120, 0.9, smile=0.3), ["smiles, 0.30"]),
        (judgement(120, 0.9, smile=0.01), ["does not smile, 0.01"]),
        (judgement(30, math.nan, "small", math.nan), ["?", "cannot be judged: too small", "30 px<"]),
        (judgement(90, math.nan, "covered"), ["cannot be judged: sunglasses"]),
    ],
)
def test_in_words(one: Judgement, words: list[str]) -> None:
    html = room.as_html(People((one,), b""), "/strip")
    for said in words:
        assert said in html, html


@pytest.mark.parametrize("why", WHY)
def test_every_reason_has_words(why: str) -> None:
    assert room.WHY[why] in room.eyes(judgement(90, math.nan, why))


def test_who_says_the_contrary_is_told() -> None:
    one = judgement(90, 0.9)._replace(opinions={OURS: 0.99, OCEC: 0.01})
    assert "ocec-s says closed" in room.facts(one)
    assert "says" not in room.facts(one._replace(opinions={OURS: 0.99, OCEC: 0.9}))
    closed = judgement(90, 0.1)._replace(opinions={OURS: 0.8, OCEC: 0.01})
    assert "our network says open" in room.facts(closed)


def test_each_face_is_shown_by_its_part_of_the_strip() -> None:
    html = room.as_html(People(tuple(judgement(90, 0.1 * place) for place in range(3)), b""), "/strip?x")
    assert re.findall(r'src="/strip\?x" alt="Face (\d): [^"]+" style="left:-(\d+)%"', html) == [
        ("1", "000"),
        ("2", "100"),
        ("3", "200"),
    ]
