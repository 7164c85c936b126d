import base64
import re
import threading

import numpy as np
import pandas as pd
import pytest
import simplejpeg

from culling.decide import decide
from culling.export.lists.contact_sheet import LONG_SIDE, contact_sheets
from culling.export.transfer import Stopped
from culling.policy import Policy, Rule
from culling.previews import encode_jpeg

POLICY = Policy("sharp ones", (Rule("laplacian_variance", reject=400, maybe=600),))
THUMBNAIL = encode_jpeg(np.full((240, 320, 3), 128, np.uint8))


def photos(values: dict[str, float], **columns) -> pd.DataFrame:
    index = pd.Index(list(values), name="path", dtype=object)
    return pd.DataFrame({"laplacian_variance": list(values.values()), **columns}, index=index)


def sheets(table: pd.DataFrame, title: str = "holiday", thumbnail=lambda key: THUMBNAIL, **given) -> dict[str, str]:
    made = contact_sheets(table, decide(table, POLICY), POLICY, title, thumbnail, **given)
    return {name: data.decode() for name, data in made.items()}


def captions(page: str) -> list[str]:
    return re.findall(r"<figcaption><b>(.*?)</b>", page)


def test_a_sheet_tells_of_each_photo_by_verdict():
    table = photos(
        {"b/good.jpg": 1234.0, "a/bad.jpg": 12.3456, "c/doubt.jpg": 500.0, "d/marked.jpg": 1.0, "e.jpg": float("nan")},
        mark=[None, None, None, "must-have", None],
    )
    (page,) = sheets(table).values()
    assert re.findall(r'<section class="(\w+)"><h2>(.*?)</h2>', page) == [
        ("keep", "keep · 2"),
        ("maybe", "maybe · 1"),
        ("reject", "reject · 1"),
        ("unjudged", "unjudged · 1"),
    ]
    ways = re.findall(r'<a href="#(\w+)">(.*?)</a>', page)
    assert ways == re.findall(r'<section class="(\w+)"><h2>(.*?)</h2>', page)
    assert [name for name, _ in ways] == re.findall(r'<div class="sheet" id="(\w+)">', page)
    assert captions(page) == ["b/good.jpg", "d/marked.jpg", "c/doubt.jpg", "a/bad.jpg", "e.jpg"]
    assert '<span class="mark">marked must-have</span>' in page
    assert "laplacian_variance\N{NO-BREAK SPACE}1,234" in page
    assert "laplacian_variance\N{NO-BREAK SPACE}12.3" in page
    assert "laplacian_variance 12.35 &lt; 400" in page
    assert f"Policy sharp ones, {POLICY.policy_id}: rejects laplacian_variance below 400 (maybe below 600)." in page


def test_pictures_are_small_and_inside_the_file():
    (page,) = sheets(photos({"a.jpg": 900.0})).values()
    (data,) = re.findall(r'<img src="data:image/jpeg;base64,([^"]+)"', page)
    pixels = simplejpeg.decode_jpeg(base64.b64decode(data), "RGB")
    assert pixels.shape == (LONG_SIDE * 3 // 4, LONG_SIDE, 3)
    (page,) = sheets(photos({"a.jpg": 900.0}), thumbnail=lambda key: None).values()
    assert "<span>no picture</span>" in page


def test_hostile_names_stay_text_and_nothing_can_be_loaded():
    names = ["<img src=http://evil.example/x.png>.jpg", "a&b\"'.jpg", "right\u202egpj.exe.jpg", "two\nlines.jpg"]
    (page,) = sheets(photos(dict.fromkeys(names, 900.0)), title="<script>alert(1)</script>").values()
    assert "<script" not in page
    assert "&lt;img src=http://evil.example/x.png&gt;.jpg" in page
    assert "\u202e" not in page
    assert re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?(\w+):""", page.replace("&lt;img src=", "")) == ["data"] * 4
    assert 'content="default-src &#x27;none&#x27;; img-src data:; style-src &#x27;unsafe-inline&#x27;"' in page


def test_many_photos_are_split_into_files_and_verdicts_chosen():
    table = photos({f"{number:02}.jpg": 900.0 if number % 2 else 1.0 for number in range(10)})
    made = sheets(table, per_file=4)
    assert list(made) == ["contact-sheet-01.html", "contact-sheet-02.html", "contact-sheet-03.html"]
    assert [len(captions(page)) for page in made.values()] == [4, 4, 2]
    assert "4 photos, sheet 2 of 3." in made["contact-sheet-02.html"]
    assert re.findall(r"<h2>(.*?)</h2>", made["contact-sheet-02.html"]) == ["keep · 1", "reject · 3"]
    (page,) = sheets(table, verdicts=("reject",)).values()
    assert "<nav>" not in page
    assert captions(page) == ["00.jpg", "02.jpg", "04.jpg", "06.jpg", "08.jpg"]
    (page,) = sheets(table, verdicts=("maybe",)).values()
    assert "No photo has one of these verdicts." in page


def test_the_same_photos_give_the_same_bytes_and_progress_is_told():
    table = photos({"a.jpg": 900.0, "b.jpg": 1.0})
    told = []
    assert sheets(table, progress=lambda done, total: told.append((done, total))) == sheets(table)
    assert told == [(1, 2), (2, 2)]


def test_it_stops_when_asked_and_refuses_what_it_does_not_know():
    table = photos({"a.jpg": 900.0, "b.jpg": 1.0})
    stop = threading.Event()

    def thumbnail(key: str) -> bytes:
        stop.set()
        return THUMBNAIL

    with pytest.raises(Stopped):
        sheets(table, thumbnail=thumbnail, cancel=stop)
    with pytest.raises(ValueError, match="got 'kept'"):
        sheets(table, verdicts=("kept",))
    with pytest.raises(ValueError, match="per_file must be at least 1, got 0"):
        sheets(table, per_file=0)
