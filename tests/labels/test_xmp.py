"""XMP packets: what other programs write, and what nobody should."""

from __future__ import annotations

import html
import io
from pathlib import Path

import pytest
from PIL import Image

from culling.labels import xmp
from culling.labels.xmp import Stars, label_of, packet_of_jpeg, read_packet

_SPACES = (
    'xmlns:x="http://ns.adobe.com/xap/1.0/" xmlns:dm="http://ns.adobe.com/xmp/1.0/DynamicMedia/" '
    'xmlns:dk="http://www.digikam.org/ns/1.0/"'
)


def packet(attributes: str = "", elements: str = "") -> bytes:
    """An XMP packet as programs write it."""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><m:xmpmeta xmlns:m="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" {_SPACES} {attributes}>{elements}</rdf:Description>'
        '</rdf:RDF></m:xmpmeta><?xpacket end="w"?>'
    ).encode()


@pytest.mark.parametrize(
    ("attributes", "elements", "said"),
    [
        ('x:Rating="-1"', "", "reject"),
        ('x:Rating="-1.0"', "", "reject"),
        ("", "<x:Rating>5</x:Rating>", "keep"),
        ("", "<x:Rating> 3\n</x:Rating>", "keep"),
        ('x:Rating="2"', "", None),
        ('x:Rating="0"', "", None),
        ('x:Rating=""', "", None),
        ('x:Rating="five"', "", None),
        ('x:Rating="nan"', "", None),
        ('x:Rating="1e999"', "", None),
        ('dm:pick="-1"', "", "reject"),
        ('dm:pick="1" x:Rating="0"', "", "keep"),
        ('dm:pick="0"', "", None),
        ('dm:good="False"', "", "reject"),
        ('dm:good="true" dm:pick="1" x:Rating="4"', "", "keep"),
        ("", "<dk:PickLabel>1</dk:PickLabel>", "reject"),
        ("", "<dk:PickLabel>3</dk:PickLabel>", "keep"),
        ('dk:PickLabel="2"', "", None),
        ('x:Label="Red"', "", None),
        ("", "", None),
    ],
)
def test_stars_and_picks_become_labels(attributes: str, elements: str, said: str | None) -> None:
    assert label_of(read_packet(packet(attributes, elements)), Stars()) == said


@pytest.mark.parametrize(
    ("attributes", "stars", "said"),
    [
        ('x:Rating="2"', Stars(2), "keep"),
        ('x:Rating="4"', Stars(5, low_rejects=True), "reject"),
        ('x:Rating="1" dm:pick="1"', Stars(low_rejects=True), "keep"),  # a pick counts before few stars
        ('x:Rating="0"', Stars(low_rejects=True), None),
        ('x:Label="Red"', Stars(colours=True), "reject"),
        ('x:Label=" green "', Stars(colours=True), "keep"),
        ('x:Label="Yellow"', Stars(colours=True), None),
    ],
)
def test_how_stars_and_colours_count_can_be_chosen(attributes: str, stars: Stars, said: str | None) -> None:
    assert label_of(read_packet(packet(attributes)), stars) == said


@pytest.mark.parametrize("attributes", ['x:Rating="5" dm:pick="-1"', 'dm:good="true" dk:PickLabel="1"'])
def test_what_contradicts_itself_says_nothing(attributes: str) -> None:
    with pytest.raises(ValueError, match="contradict each other"):
        label_of(read_packet(packet(attributes)), Stars())


def test_only_what_is_said_of_the_photo_itself_counts() -> None:
    inner = (
        '<x:Pantry><rdf:Bag xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:li>'
        '<rdf:Description x:Rating="-1"><dm:pick>-1</dm:pick></rdf:Description></rdf:li></rdf:Bag></x:Pantry>'
    )
    assert read_packet(packet('x:Rating="4"', inner)) == {"xmp:Rating": "4"}


_LAUGHS = b"<!DOCTYPE x [<!ENTITY a 'ha'>" + b"".join(
    b"<!ENTITY %c '%s'>" % (98 + step, b"&%c;" % (97 + step) * 10) for step in range(9)
)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no whole XMP"),
        (b"\0" * 100, "no whole XMP"),
        (b"\xff\xd8\xff\xe0 a JPEG", "no whole XMP"),
        (packet('x:Rating="3"')[:-60], "no whole XMP"),
        (_LAUGHS + b"]><x>&j;</x>", "document type or entities"),
        (b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', "document type or entities"),
        (b"<x>" + b"&nbsp;" + b"</x>", "no whole XMP"),
        (b'<?xml version="1.0" encoding="nosuch"?><a/>', "no whole XMP: unknown encoding: nosuch"),
        (b'<?xml version="1.0" encoding="hex"?><a/>', "no whole XMP: 'hex' is not a text encoding"),
        (b'<?xml version="1.0" encoding="base64"?><a/>', "no whole XMP: 'base64' is not a text encoding"),
        (b'<?xml version="1.0" encoding="utf-7"?><a/>', "multi-byte encodings"),
    ],
)
def test_hostile_and_damaged_packets_are_refused(data: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_packet(data)


def test_a_packet_can_be_too_large_and_deep_as_it_likes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_packet(packet("", "<x:a>" * 20_000 + "</x:a>" * 20_000)) == {}
    monkeypatch.setattr(xmp, "MAX_BYTES", 10)
    with pytest.raises(ValueError, match="larger than 10 bytes"):
        read_packet(packet())


@pytest.mark.parametrize("filling", ["1", "1\n", "&#49;", "&lt;"])
def test_of_a_value_without_end_only_its_beginning_is_kept(filling: str) -> None:
    found = read_packet(packet(f'x:Label="{filling * 5_000}"', f"<x:Rating>{filling * 5_000}</x:Rating>"))
    assert [len(value) for value in found.values()] == [xmp.MAX_VALUE, xmp.MAX_VALUE]
    assert found["xmp:Rating"].startswith(html.unescape(filling))


def test_an_encoding_that_is_none_is_told_in_short() -> None:
    with pytest.raises(ValueError, match="unknown encoding") as said:
        read_packet(b'<?xml version="1.0" encoding="' + b"x" * 900 + b'"?><a/>')
    assert len(str(said.value)) < 300


def test_utf_16_is_xmp_as_well() -> None:
    assert read_packet(packet('x:Rating="4"').decode().encode("utf-16")) == {"xmp:Rating": "4"}


def test_stars_are_one_to_five() -> None:
    with pytest.raises(ValueError, match="from 1 to 5 stars"):
        Stars(0)


def jpeg_with(data: bytes) -> bytes:
    """A JPEG that holds a packet, written by another library than ours."""
    written = io.BytesIO()
    Image.new("RGB", (8, 8)).save(written, "JPEG", xmp=data, icc_profile=b"i" * 100_000)
    return written.getvalue()


def test_the_packet_inside_a_jpeg_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(jpeg_with(packet('x:Rating="4"')))
    found = packet_of_jpeg(tmp_path / "a.jpg")
    assert found is not None
    assert read_packet(found) == {"xmp:Rating": "4"}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8",
        b"\xff\xd8\xff",
        b"\xff\xd8" + b"\xff" * 5_000,
        b"\xff\xd8" + b"\xff\xe2\x00\x02" * 100_000,
        b"\xff\xd8\xff\xe1\xff\xffhttp://ns.adobe.com",
        b"\xff\xd8\xff\xe1\x00\x00" + packet(),
        b"\x89PNG" + packet(),
    ],
)
def test_a_file_without_a_packet_has_none(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.jpg").write_bytes(data)
    assert packet_of_jpeg(tmp_path / "a.jpg") is None
