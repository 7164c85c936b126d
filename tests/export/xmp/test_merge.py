"""What is said in a packet, and what stays as others said it."""

from __future__ import annotations

import re

import pytest

from culling.export.xmp.mapping import Values, XmpMapping
from culling.export.xmp.merge import Wanted, is_free, merge
from culling.xmp_names import NAMESPACES
from tests.export.xmp.packets import BRIDGE, DARKTABLE, DIGIKAM, LIGHTROOM, OURS, STYLES, said, wanted
from tests.labels.test_xmp import packet

REJECT, KEEP, MAYBE = wanted("reject", "blur"), wanted("keep"), wanted("maybe", "dark")
styles = pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)


def name(own: str) -> str:
    prefix, _, local = own.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


RATING, LABEL, PICK, GOOD = (name(own) for own in ("xmp:Rating", "xmp:Label", "xmpDM:pick", "xmpDM:good"))
PICK_LABEL, SUBJECT, HIERARCHY = (name(o) for o in ("digiKam:PickLabel", "dc:subject", "lr:hierarchicalSubject"))


def edited(content: bytes, old: str, new: str) -> bytes:
    """As another program leaves it after a person's change."""
    assert content.count(old.encode()) == 1, old
    return content.replace(old.encode(), new.encode())


def test_a_new_sidecar_says_the_verdict_in_every_way_that_programs_read() -> None:
    found = said(merge(None, REJECT).content)
    assert found == {
        **{RATING: "-1", LABEL: "Red", PICK: "-1", GOOD: "false", PICK_LABEL: "1"},
        **{SUBJECT: ["cull:reject", "cull:blur"], HIERARCHY: ["cull|reject|blur"]},
    }
    assert said(merge(None, KEEP).content)[HIERARCHY] == ["cull|keep"]
    assert RATING not in said(merge(None, KEEP).content)
    maybe = said(merge(None, MAYBE).content)
    assert (maybe[PICK], maybe[LABEL], maybe[PICK_LABEL], GOOD in maybe) == ("0", "Yellow", "2", False)


def test_our_own_namespace_carries_what_the_verdict_rests_on() -> None:
    content = merge(None, wanted("reject", margin="-0.25", reasons="blur 0.5 > 0.35 & more")).content
    found = said(content, ours=True)
    assert found[f"{OURS}verdict"] == "reject"
    assert found[f"{OURS}margin"] == "-0.25"
    assert found[f"{OURS}reasons"] == "blur 0.5 > 0.35 & more"
    assert "xmp:Rating=-1" in found[f"{OURS}authored"]


@styles
def test_what_others_wrote_stays(style: bytes) -> None:
    before, after = said(style), said(merge(style, REJECT).content)
    own = {RATING, LABEL, PICK, GOOD, PICK_LABEL, SUBJECT, HIERARCHY}
    assert {key: value for key, value in before.items() if key not in own}.items() <= after.items()
    for keywords in (SUBJECT, HIERARCHY):
        assert after[keywords][: len(before.get(keywords, []))] == before.get(keywords, [])


@styles
@pytest.mark.parametrize("verdict", [REJECT, KEEP, MAYBE], ids=["reject", "keep", "maybe"])
def test_twice_is_as_once(style: bytes, verdict: Wanted) -> None:
    once = merge(style, verdict).content
    assert merge(once, verdict).content == once
    assert once != style


@styles
def test_another_verdict_replaces_ours_and_nothing_else(style: bytes) -> None:
    assert merge(merge(style, REJECT).content, KEEP).content == merge(style, KEEP).content
    assert merge(merge(None, REJECT).content, KEEP).content == merge(None, KEEP).content


@styles
def test_outside_of_the_root_no_byte_changes(style: bytes) -> None:
    content = merge(style, REJECT).content
    start, end = style.index(b"<x:x"), style.rindex(b"</x:x")
    assert content.startswith(style[:start])
    assert content.endswith(style[end:])


def test_stars_are_never_overwritten_and_what_stays_is_told() -> None:
    merged = merge(LIGHTROOM, REJECT, replace={"xmp:Rating"})
    assert said(merged.content)[RATING] == "4"
    assert said(merged.content)[PICK] == "-1"  # Lightroom's 0 is no flag
    assert merged.stays == (("xmp:Rating", "4", "-1"),)
    five = wanted("keep", mapping=XmpMapping(keep=Values(rating=5)))
    assert said(merge(LIGHTROOM, five).content)[RATING] == "4"
    assert said(merge(DARKTABLE, five).content)[RATING] == "5"


def test_a_colour_that_somebody_gave_stays_unless_it_shall_be_replaced() -> None:
    assert said(merge(BRIDGE, KEEP).content)[LABEL] == "Blue"
    replaced = merge(BRIDGE, KEEP, replace={"xmp:Label"}).content
    assert said(replaced)[LABEL] == "Green"
    assert said(merge(replaced, Wanted()).content)[LABEL] == "Blue"


def test_what_stood_there_comes_back_when_we_say_it_no_longer() -> None:
    content = merge(DIGIKAM, REJECT).content
    assert said(content)[RATING] == "-1"
    assert b"<xap:Rating>-1</xap:Rating>" in content  # in the form and with the prefix that were there
    assert said(merge(content, KEEP).content)[RATING] == "0"


def test_one_prefix_for_one_namespace() -> None:
    assert b"xmlns:xmp=" not in merge(DIGIKAM, REJECT).content
    taken = DIGIKAM.replace(b"xmlns:xap=", b'xmlns:lr="http://elsewhere/" lr:x="1" xmlns:xap=')
    found = merge(taken, REJECT).content
    assert said(found)["{http://elsewhere/}x"] == "1"
    assert said(found)[HIERARCHY] == ["cull|reject|blur"]
    assert merge(found, REJECT).content == found


@pytest.mark.parametrize(
    ("old", "new", "where", "value"),
    [
        ('xmp:Label="Red"', 'xmp:Label="Blue"', LABEL, "Blue"),
        (' xmp:Label="Red"', "", LABEL, None),
        ('xmp:Rating="-1"', 'xmp:Rating="3"', RATING, "3"),
        ('xmpDM:pick="-1"', 'xmpDM:pick="0"', PICK, "0"),
    ],
)
def test_what_a_person_changed_since_is_theirs_from_then_on(old: str, new: str, where: str, value: str | None) -> None:
    changed = edited(merge(None, REJECT).content, old, new)
    for verdict in (KEEP, REJECT, MAYBE, REJECT):
        changed = merge(changed, verdict).content
        assert said(changed).get(where) == value
    assert said(merge(changed, Wanted()).content) == ({} if value is None else {where: value})


def test_a_keyword_that_a_person_took_out_does_not_come_back() -> None:
    without = edited(merge(LIGHTROOM, REJECT).content, "<rdf:li>cull:blur</rdf:li>", "")
    again = merge(merge(without, REJECT).content, REJECT).content
    assert said(again)[SUBJECT] == ["Anna", "wedding", "cull:reject"]
    assert said(merge(again, wanted("reject", "blur", "dark")).content)[SUBJECT][2:] == ["cull:reject", "cull:dark"]


def test_a_keyword_that_was_there_before_us_is_not_ours() -> None:
    theirs = LIGHTROOM.replace(b"wedding", b"cull:reject")
    content = merge(theirs, REJECT).content
    assert said(content)[SUBJECT] == ["Anna", "cull:reject", "cull:blur"]
    assert said(merge(content, KEEP).content)[SUBJECT] == ["Anna", "cull:reject", "cull:keep"]


def test_another_way_to_write_a_value_is_no_change() -> None:
    content = merge(None, REJECT).content
    spoken = content.replace(b'xmpDM:good="false"', b'xmpDM:good="False"').replace(b'"-1"', b'"-1.0"')
    assert merge(spoken, REJECT).content == spoken
    assert GOOD not in said(merge(spoken, MAYBE).content)


def test_one_value_where_a_list_belongs_becomes_a_list() -> None:
    for single in (packet('xmlns:dc="http://purl.org/dc/elements/1.1/" dc:subject="one"'), LIGHTROOM):
        plain = re.sub(rb"<dc:subject>.*</dc:subject>", b"<dc:subject> one</dc:subject>", single, flags=re.DOTALL)
        found = merge(plain, KEEP).content
        assert said(found)[SUBJECT] == ["one", "cull:keep"]
        assert merge(found, KEEP).content == found
        assert said(merge(found, Wanted()).content)[SUBJECT] == ["one"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no whole XMP"),
        (LIGHTROOM[:-30], "no whole XMP"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + LIGHTROOM, "document type or entities"),
        (b'<html xmlns="http://www.w3.org/1999/xhtml"/>', "one element rdf:RDF"),
        (LIGHTROOM.replace(b'xmpDM:pick="0"', b'xmpDM:pick="0" xmlns:a="http://ns.adobe.com/xap/1.0/"')
         .replace(b"<dc:subject>", b"<a:Rating>3</a:Rating><dc:subject>"), "xmp:Rating stands in it 2 times"),
        (packet("", "<x:Rating><a/></x:Rating>"), "xmp:Rating holds more than one value"),
        (LIGHTROOM.replace(b"<dc:subject>", b"<dc:subject><rdf:li>1</rdf:li>"), "dc:subject is no list"),
        (packet("", "<x:Pantry>" + "<x:a>" * 300 + "</x:a>" * 300 + "</x:Pantry>"), "no whole XMP: .*depth"),
    ],
)  # fmt: skip
def test_what_cannot_be_changed_safely_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        merge(data, REJECT)


def test_utf_16_stays_utf_16() -> None:
    wide = LIGHTROOM.decode().encode("utf-16")
    content = merge(wide, REJECT).content
    assert said(content) == said(merge(LIGHTROOM, REJECT).content)
    assert content[:2] == wide[:2]
    assert merge(content, REJECT).content == content


def test_comments_and_processing_instructions_stay() -> None:
    remarked = LIGHTROOM.replace(b"<dc:subject>", b"<?note keep?><!-- mine --><dc:subject>").replace(
        b"<rdf:li>Anna</rdf:li>", b"<!-- a friend --><rdf:li>Anna<!-- R. --></rdf:li>"
    )
    for content in (merge(remarked, REJECT).content, merge(merge(remarked, REJECT).content, Wanted()).content):
        for part in (b"<?note keep?>", b"<!-- mine -->", b"<!-- a friend -->", b"<!-- R. -->"):
            assert part in content


def test_a_record_that_makes_no_sense_is_nobodys() -> None:
    strange = merge(None, REJECT).content.replace(b"xmp:Label=Red", b"crs:Exposure2012=Red").replace(b"=cull:blur", b"")
    content = merge(strange, KEEP).content
    assert said(content)[LABEL] == "Red"
    assert said(content)[SUBJECT] == ["cull:blur", "cull:keep"]


@pytest.mark.parametrize(
    ("prop", "text", "free"),
    [("xmp:Rating", None, True), ("xmp:Rating", "0", True), ("xmp:Rating", "-1", False), ("xmp:Label", " ", True),
     ("xmp:Label", "0", False), ("xmpDM:pick", "0.0", True), ("xmpDM:good", "false", False)],
)  # fmt: skip
def test_a_value_of_nothing_is_free(prop: str, text: str | None, free: bool) -> None:
    assert is_free(prop, text) is free
