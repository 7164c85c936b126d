"""Taking ours out again, after somebody else has changed the file."""

from __future__ import annotations

import pytest

from culling.export.xmp.merge import merge
from culling.export.xmp.removal import without_ours
from tests.export.xmp.packets import BRIDGE, LIGHTROOM, STYLES, said, wanted
from tests.export.xmp.test_merge import LABEL, PICK, RATING, edited

REJECT, KEEP = wanted("reject", "blur"), wanted("keep")


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_nothing_of_ours_is_left_and_the_old_bytes_come_back(style: bytes) -> None:
    ours = merge(merge(style, REJECT).content, KEEP).content
    assert without_ours(ours, style) == style
    left = without_ours(ours, None)
    assert left is not None
    assert said(left, ours=True) == said(style, ours=True)


def test_a_file_that_held_only_ours_may_go() -> None:
    ours = merge(None, REJECT).content
    assert without_ours(ours, None) is None
    noted = edited(ours, "<rdf:li>cull:blur</rdf:li>", "<rdf:li>cull:blur</rdf:li><rdf:li>Anna</rdf:li>")
    assert said(without_ours(noted, None) or b"")["{http://purl.org/dc/elements/1.1/}subject"] == ["Anna"]


def test_a_file_that_was_there_before_us_stays() -> None:
    empty = LIGHTROOM[: LIGHTROOM.index(b"<rdf:Desc")] + LIGHTROOM[LIGHTROOM.index(b"</rdf:RDF") :]
    assert without_ours(merge(empty, REJECT).content, empty) == empty


def test_what_somebody_changed_since_stays() -> None:
    changed = edited(merge(BRIDGE, REJECT).content, "<xap:Rating>2<", "<xap:Rating>5<")
    changed = edited(changed, 'xmpDM:pick="-1"', 'xmpDM:pick="1"')
    left = said(without_ours(changed, BRIDGE) or b"", ours=True)
    assert left == said(BRIDGE) | {RATING: "5", PICK: "1"}


def test_what_an_earlier_export_said_stands_there_again() -> None:
    first = merge(LIGHTROOM, REJECT).content
    second = edited(merge(first, KEEP).content, 'crs:Exposure2012="+0.35"', 'crs:Exposure2012="+1.00"')
    left = without_ours(second, first)
    assert left == first.replace(b"+0.35", b"+1.00")
    assert without_ours(merge(first, KEEP).content, first) == first
    blue = edited(merge(first, KEEP).content, 'xmp:Label="Green"', 'xmp:Label="Blue"')
    assert said(without_ours(blue, first) or b"")[LABEL] == "Blue"


@pytest.mark.parametrize("now", [b"", b"<x/>", LIGHTROOM[:-9], b"<!DOCTYPE x><x/>"])
def test_a_file_that_is_no_xmp_any_more_is_refused(now: bytes) -> None:
    with pytest.raises(ValueError, match="XMP"):
        without_ours(now, LIGHTROOM)


def test_a_file_without_ours_is_as_it_is() -> None:
    assert without_ours(LIGHTROOM, None) == LIGHTROOM
    assert without_ours(LIGHTROOM, BRIDGE) == LIGHTROOM
