"""The report as one HTML file: nothing is loaded, nothing from files becomes markup, every table and plot is told."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from culling.audit.report.html import Html, tag, visible
from culling.audit.report.label_facts import LabelFacts
from culling.audit.report.numbers import Numbers, numbers
from culling.audit.report.page import report_html
from culling.audit.report.sentences import command, summary
from culling.labels.truth import Truth
from culling.policy import Policy
from culling.rule import Rule, Unless
from tests.audit.report.test_numbers import POLICY, folder

HOSTILE = (
    "<script>alert(1)</script>.jpg",
    '" onerror="alert(2)".jpg',
    "a&lt;b&amp;.jpg",
    "\\xff\\xfe.jpg",
    "\u202egpj.exe.jpg",
    "line\nbreak\x07.jpg",
    "</style></table>.jpg",
)


class Page(HTMLParser):
    """What a browser would make of a page: elements with their attributes, and texts."""

    VOID = ("meta", "img", "br")

    def __init__(self, page: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(page.decode())
        assert self.open == []

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((name, dict(attributes)))
        if name not in self.VOID:
            self.open.append(name)

    def handle_startendtag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((name, dict(attributes)))

    def handle_endtag(self, name: str) -> None:
        assert self.open.pop() == name

    def handle_data(self, data: str) -> None:
        if data.strip() and "style" not in self.open:
            self.texts.append(data.strip())

    def named(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name in names]


def hostile() -> Numbers:
    """Photos with the worst of names, all rejected and all labelled keep, from sources and a camera as bad."""
    table = pd.DataFrame(
        {"blur": [0.9] * 30, "luminance": 100.0, "camera": ["<img src=http://x/>"] * 15 + ["ok"] * 15, "error": None},
        index=pd.Index([*HOSTILE, *(f"{n}.jpg" for n in range(23))], name="path"),
    )
    said = {str(path): "reject" if place >= len(HOSTILE) else "keep" for place, path in enumerate(table.index)}
    facts = LabelFacts("<b>labels</b>.csv", {"<i>me</i>": 30}, leaning=("<u>lean</u>",))
    policy = Policy("<h1>policy</h1>", POLICY.rules)
    return numbers(table, policy, Truth.of(table, said), facts, folder="<a href=//evil>")


@pytest.fixture(scope="module")
def found() -> Numbers:
    table, said = folder()
    return numbers(table, POLICY, Truth.of(table, said), folder="day 1")


def test_the_page_loads_nothing_and_runs_nothing(found: Numbers) -> None:
    page = report_html(found)
    parsed = Page(page)
    names = {name for name, _ in parsed.elements}
    assert not names & {
        "script",
        "link",
        "iframe",
        "object",
        "embed",
        "base",
        "form",
        "a",
        "use",
        "image",
        "foreignobject",
    }
    for _, attributes in parsed.elements:
        assert not [key for key in attributes if key.startswith("on") or key in ("src", "href", "style", "srcset")]
    assert b"url(" not in page
    assert b"@import" not in page
    policy = next(meta["content"] for meta in parsed.named("meta") if "http-equiv" in meta)
    assert policy == "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    assert len(page) < 500_000


def test_names_and_texts_of_others_stay_text(found: Numbers) -> None:
    pictures = dict.fromkeys(HOSTILE, b"\xff\xd8jpeg")
    parsed = Page(report_html(hostile(), pictures))
    plain = Page(report_html(found))
    assert {name for name, _ in parsed.elements} <= {name for name, _ in plain.elements} | {"img"}
    assert all(str(image["src"]).startswith("data:image/jpeg;base64,") for image in parsed.named("img"))
    assert len(parsed.named("img")) == len(HOSTILE)
    assert all(set(image) == {"src", "alt"} for image in parsed.named("img"))
    texts = "\n".join(parsed.texts)
    for name in ("<script>alert(1)</script>.jpg", '" onerror="alert(2)".jpg', "a&lt;b&amp;.jpg", "\\xff\\xfe.jpg"):
        assert name in texts
    for name in ("<b>labels</b>.csv", "<i>me</i>: 30", "<u>lean</u>", "<h1>policy</h1>", "<img src=http://x/>"):
        assert name in texts
    assert "\\u202egpj.exe.jpg" in texts  # a name that would be read backwards
    assert "\u202e" not in texts
    assert "break\\x07.jpg" in texts


def test_no_markup_of_our_own_is_shown_as_text() -> None:
    table, said = folder()
    for page in (numbers(table.assign(camera="ok"), POLICY, Truth.of(table, said)), numbers(*_nothing())):
        assert not [text for text in Page(report_html(page)).texts if re.search(r"</?[a-z]+[ >]", text)]


def test_every_table_and_plot_is_told_to_those_who_cannot_see_it(found: Numbers) -> None:
    parsed = Page(report_html(found, {found.lost[0].path: b"\xff\xd8"}))
    assert parsed.named("html") == [{"lang": "en"}]
    assert len(parsed.named("caption")) == len(parsed.named("table")) > 7
    assert all(cell.get("scope") in ("col", "row") for cell in parsed.named("th"))
    plots = parsed.named("svg")
    assert len(plots) > 8
    assert all(plot["role"] == "img" and plot["aria-label"] for plot in plots)
    assert all(image["alt"] for image in parsed.named("img"))
    assert len(parsed.named("h1")) == 1


def test_plots_are_whole_svg_inside_their_frame(found: Numbers) -> None:
    for source in re.findall(r"<svg.*?</svg>", report_html(found).decode(), re.DOTALL):
        plot = ElementTree.fromstring(source)
        x, y, width, height = map(float, plot.attrib["viewBox"].split())
        for part in plot.iter():
            for key, low, high in (("cx", x, x + width), ("cy", y, y + height), ("x1", x, x + width)):
                if key in part.attrib:
                    assert low <= float(part.attrib[key]) <= high


def test_the_numbers_and_every_wrong_photo_stand_in_it(found: Numbers) -> None:
    texts = Page(report_html(found)).texts
    for line in (*summary(found), *found.limits):
        assert line in texts
    for one in (*found.lost, *found.missed):
        assert one.path in texts
        assert one.reasons in texts
    for value in (found.confusion.precision, found.confusion.recall, found.confusion.keepers_lost):
        assert value.text in texts
    assert {found.truth.sha256, found.provenance.table_sha256} <= set(texts)
    assert found.policy.to_toml().strip() in texts
    assert "/" not in found.provenance.folder


def test_the_same_numbers_give_the_same_bytes(found: Numbers) -> None:
    table, said = folder()
    assert report_html(found) == report_html(numbers(table, POLICY, Truth.of(table, said), folder="day 1"))


def test_long_lists_end_and_say_so() -> None:
    table, said = folder(1500)
    strict = Policy("strict", (Rule("blur", "above", 0.1),))
    found = numbers(table, strict, Truth.of(table, said), slices=False)
    assert len(found.lost) > 300
    page = report_html(found)
    assert len(page) < 500_000
    assert f"{len(found.lost) - 200:,} more are in the JSON file." in Page(page).texts


def test_the_command_names_no_folder_of_this_machine_and_quotes_what_needs_it(found: Numbers) -> None:
    assert command(found) == "culling audit FOLDER --policy policy.toml --report report.html --json numbers.json"
    assert "--labels 'my labels.csv'" in command(found, labels="my labels.csv")
    assert command(found, pictured=True).endswith("numbers.json --pictures")
    assert command(numbers(*_nothing(), slices=False)).endswith("numbers.json --no-slices")
    circular = numbers(*_nothing(), LabelFacts("x.csv", circular="Copied."))
    assert "--labels x.csv" in command(circular, labels="x.csv")
    assert command(circular).endswith("--force")


def test_circular_labels_stand_above_every_number() -> None:
    table, said = folder(60)
    found = numbers(table, POLICY, Truth.of(table, said), LabelFacts(circular="Copied from it."))
    texts = Page(report_html(found)).texts
    told = next(place for place, text in enumerate(texts) if "The labels are circular: Copied from it." in text)
    assert told < texts.index(found.confusion.precision.text)


def test_a_report_on_a_changed_preset_says_so() -> None:
    table, said = folder(60)
    changed, same = (
        "\n".join(Page(report_html(numbers(table, Policy(name, POLICY.rules), Truth.of(table, said)))).texts)
        for name in ("default", "mine")
    )
    for line in ("Audit of the policy default, changed", "The policy “default, changed” by itself"):
        assert line in changed
    assert "changed" not in same


def test_a_policy_without_rules_and_labels_of_nothing_give_a_page() -> None:
    texts = "\n".join(Page(report_html(numbers(*_nothing()))).texts)
    for line in ("The policy has no rules.", "There is no curve", "No lost keepers", "nothing can be compared"):
        assert line in texts


def test_conditions_of_rules_are_told() -> None:
    table, said = folder(80)
    policy = Policy("sparing", (Rule("blur", "above", 0.5, unless=Unless("contrast", "above", 50)),))
    texts = Page(report_html(numbers(table, policy, Truth.of(table, said)))).texts
    assert "blur > 0.5 unless contrast above 50" in texts


def test_only_what_tag_makes_is_markup() -> None:
    assert tag("p", "<b>", tag("i", "&"), title='"') == '<p title="&quot;">&lt;b&gt;<i>&amp;</i></p>'
    assert tag("p", Html("<b></b>")) == "<p><b></b></p>"
    assert tag("img", alt="x") == '<img alt="x">'
    assert visible("a\x00\ud800\u2066b\n") == "a\\x00\\ud800\\u2066b\n"


def _nothing() -> tuple[pd.DataFrame, Policy, Truth]:
    table = pd.DataFrame({"blur": [np.nan, 0.4], "error": None}, index=["a.jpg", "b.jpg"])
    return table, Policy("empty"), Truth.of(table, {})
