"""A packet comes back as it was, byte by byte outside its root."""

from __future__ import annotations

import pytest

from culling.export.xmp.packet import EMPTY, Packet, is_bare, new_description, take_out
from culling.labels import xmp
from culling.xmp_names import NAMESPACES, RDF
from tests.export.xmp.packets import BRIDGE, DIGIKAM, LIGHTROOM, STYLES, said


@pytest.mark.parametrize("style", [*STYLES.values(), EMPTY], ids=[*STYLES, "empty"])
def test_what_is_read_is_written(style: bytes) -> None:
    once = Packet.parse(style).to_bytes()
    assert said(once) == said(style)
    assert Packet.parse(once).to_bytes() == once
    assert Packet.parse(EMPTY).to_bytes() == EMPTY


@pytest.mark.parametrize(
    "around", [b"%s", b"\n\n %s\0\0\0", b"\xef\xbb\xbf%s\n", b"<?xml version='1.0'?>\r\n%s<!-- > -->\r\n"]
)
def test_what_lies_around_the_root_stays(around: bytes) -> None:
    data = around % b'<rdf:RDF xmlns:rdf="%s"/>' % RDF.encode()
    assert Packet.parse(data).to_bytes() == data
    assert Packet.parse(data).says_nothing


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_letters_keep_their_order(encoding: str) -> None:
    data = ("\ufeff" + Packet.parse(LIGHTROOM).to_bytes().decode()).encode(encoding)
    assert Packet.parse(data).to_bytes() == data


def test_another_encoding_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = f'<rdf:RDF xmlns:rdf="{RDF}"><rdf:Description rdf:about="é"/></rdf:RDF>'
    data = f'<?xml version="1.0" encoding="ISO-8859-1"?>{plain}'.encode("latin-1")
    packet = Packet.parse(data)
    assert (packet.to_bytes(), packet.about) == (data, "é")
    monkeypatch.setattr(xmp, "MAX_BYTES", 10)
    with pytest.raises(ValueError, match="larger than 10 bytes"):
        Packet.parse(data)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<a/>", "one element rdf:RDF"),
        (b'<a xmlns:r="%s"><r:RDF/><r:RDF/></a>' % RDF.encode(), "more than one element rdf:RDF"),
        (b'<?xml version="1.0" encoding="nosuch"?><a/>', "unknown encoding"),
        (b'<?xml version="1.0" encoding="hex"?><a/>', "not a text encoding"),
        (b"<a>&b;</a>", "no whole XMP"),
        (b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "document type"),
    ],
)
def test_what_is_no_xmp_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Packet.parse(data)


def test_prefixes_are_those_of_the_packet() -> None:
    assert Packet.parse(DIGIKAM).spaces(["xmp:Rating", "dc:subject"]) == {
        "xap": NAMESPACES["xmp"], "dc": NAMESPACES["dc"]
    }  # fmt: skip
    taken = DIGIKAM.replace(b"xmlns:xap=", b'xmlns:dc="http://elsewhere/" dc:x="1" xmlns:xap=')
    assert Packet.parse(taken).spaces(["dc:subject"]) == {"dc_": NAMESPACES["dc"]}


def test_a_description_that_is_put_in_and_taken_out_leaves_no_trace() -> None:
    for data in (LIGHTROOM, BRIDGE, EMPTY):
        packet = Packet.parse(data)
        before = packet.to_bytes()
        made = new_description(packet.about, {})
        packet.append(made)
        assert is_bare(made)
        assert packet.to_bytes() != before
        take_out(made)
        assert packet.to_bytes() == before
