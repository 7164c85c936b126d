"""Whatever others wrote, in whatever form, comes through a merge, a change of mind and a removal."""

from __future__ import annotations

from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from hypothesis import given, settings
from hypothesis import strategies as st

from culling.export.xmp.merge import is_free, merge
from culling.export.xmp.removal import without_ours
from culling.xmp_names import LISTS, NAMESPACES, VALUES
from tests.export.xmp.packets import said, wanted
from tests.export.xmp.test_merge import name

SPACES = NAMESPACES | {"a": "http://a.example/", "b": "urn:b:"}
texts = (
    st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=12).map(str.strip).filter(bool)
)
verdicts = st.sampled_from([wanted("reject", "blur"), wanted("keep"), wanted("maybe", "dark", "blur")])


class Property(NamedTuple):
    """One property as XML: as an attribute where `attribute`, else as an element."""

    name: str
    xml: str
    attribute: bool


@st.composite
def foreign(draw: st.DrawFn, number: int) -> Property:
    own, text, other = f"{draw(st.sampled_from('ab'))}:p{number}", draw(texts), draw(texts)
    forms = {
        "attribute": f"{own}={quoteattr(text)}",
        "element": f"<{own}>{escape(text)}</{own}>",
        "seq": f"<{own}><rdf:Seq><rdf:li>{escape(text)}</rdf:li><rdf:li>{escape(other)}</rdf:li></rdf:Seq></{own}>",
        "alt": f'<{own}><rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt></{own}>',
        "struct": f'<{own} rdf:parseType="Resource"><a:x>{escape(text)}</a:x><b:y b:z={quoteattr(other)}/></{own}>',
        "comment": f"<!-- note --><{own}>{escape(text)}<?do it?></{own}>",
    }
    form = draw(st.sampled_from(sorted(forms)))
    return Property(own, forms[form], form == "attribute")


@st.composite
def known(draw: st.DrawFn) -> list[Property]:
    """Values of the properties that we write too, and keywords."""
    found = []
    for own in draw(st.lists(st.sampled_from(VALUES), unique=True)):
        text = draw(st.sampled_from(["0", "-1", "1", "3", "5", "", "Red", "Blue", "true", "False"]))
        attribute = draw(st.booleans())
        found.append(Property(own, f'{own}="{text}"' if attribute else f"<{own}>{text}</{own}>", attribute))
    for own in draw(st.lists(st.sampled_from(LISTS), unique=True)):
        words = draw(st.lists(st.sampled_from(["cull:reject", "cull:blur", "Anna", "a|b", "cull|keep"]), unique=True))
        items = "\n".join(f"<rdf:li>{word}</rdf:li>" for word in words)
        found.append(Property(own, f"<{own}><rdf:Bag>{items}</rdf:Bag></{own}>", False))
    return found


@st.composite
def packets(draw: st.DrawFn) -> bytes:
    count = draw(st.integers(0, 5))
    properties = [draw(foreign(number)) for number in range(count)] + draw(known())
    groups = draw(st.integers(1, 3))
    about = draw(st.sampled_from(["", "uuid:1"]))
    space = draw(st.sampled_from(["", "\n   ", " \n"]))
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in SPACES.items() if prefix != "rdf")
    body = ""
    for group in range(groups):
        own = [entry for place, entry in enumerate(properties) if place % groups == group]
        attributes = " ".join(entry.xml for entry in own if entry.attribute)
        elements = space.join(["", *(entry.xml for entry in own if not entry.attribute), ""])
        body += f'{space}<rdf:Description rdf:about="{about}" {spaces} {attributes}>{elements}</rdf:Description>'
    wrapped = f'<rdf:RDF xmlns:rdf="{NAMESPACES["rdf"]}">{body}{space}</rdf:RDF>'
    if draw(st.booleans()):  # as programs of old call it
        wrapped = wrapped.replace("xmp:", "xap:").replace("xmlns:xmp=", "xmlns:xap=")
    head, tail = draw(st.sampled_from([("", ""), ("<?xpacket begin='' id='W5M0'?>\n", "\n  <?xpacket end='w'?>")]))
    return f"{head}{wrapped}{tail}".encode()


@settings(max_examples=60)
@given(packets(), verdicts, verdicts, verdicts)
def test_what_others_wrote_survives(packet: bytes, first: object, second: object, third: object) -> None:
    before = said(packet)
    now = packet
    for verdict in (first, second, third):
        now = merge(now, verdict).content  # type: ignore[arg-type]
        assert merge(now, verdict).content == now  # type: ignore[arg-type]
    after = said(now)
    foreign_names = [key for key in before if key.startswith(("{http://a.", "{urn:b:"))]
    assert {key: after[key] for key in foreign_names} == {key: before[key] for key in foreign_names}
    for own in VALUES:
        if not is_free(own, before.get(name(own))):
            assert after[name(own)] == before[name(own)]
    for own in LISTS:
        theirs = before.get(name(own), [])
        assert [word for word in after.get(name(own), []) if word in theirs] == theirs
    assert without_ours(now, packet) == packet
    left = without_ours(now, None)
    assert (said(left, ours=True) if left else {}) == before
    assert after == said(merge(packet, third).content)  # type: ignore[arg-type]
