"""What a packet of XMP says of one photo: stars, picks, colours. Read without trust: no entities, no surprises.

Adobe, XMP Specification Part 1 (ISO 16684-1), for the packet; Part 3 for where a JPEG file holds it.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from culling.labels.label import Said
from culling.xmp_names import AUTHORED, PREFIX, RDF, VALUES, not_ours, uri_and_name

#: A sidecar with all masks of a long edit has a few MB.
MAX_BYTES = 20_000_000
#: Of a value no more is kept: what says keep or reject is a word or a number.
MAX_VALUE = 200

#: So many keywords are looked at.
MAX_ITEMS = 1_000


def _expanded(name: str) -> str:
    return " ".join(uri_and_name(name))


_TOP = [f"{RDF} RDF", f"{RDF} Description"]
_WANTED = {_expanded(name): name for name in VALUES}
_LISTED = {_expanded(name): name for name in (AUTHORED, "dc:subject")}
_CONTAINERS = frozenset(f"{RDF} {name}" for name in ("Bag", "Seq", "Alt"))
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # there, zeros belong to the text; else they fill up
_END = (0, 0xD9, 0xDA)  # nothing more, end of image, start of the pixels
_MAX_SEGMENTS = 500  # an ICC profile takes a few, and so do previews
_APP1 = b"http://ns.adobe.com/xap/1.0/\0"

# What stands for itself, whatever the stars say.
_PICKS: Mapping[tuple[str, str], Said] = {
    ("xmp:Rating", "-1"): "reject",
    ("xmpDM:pick", "-1"): "reject",
    ("xmpDM:pick", "1"): "keep",
    ("xmpDM:good", "false"): "reject",
    ("xmpDM:good", "true"): "keep",
    ("digiKam:PickLabel", "1"): "reject",
    ("digiKam:PickLabel", "3"): "keep",
}
_COLOURS: Mapping[str, Said] = {"red": "reject", "green": "keep"}


@dataclass(frozen=True)
class Stars:
    """How stars and colours become labels.

    Attributes:
        keep_from: so many stars or more are keep, 1 … 5.
        low_rejects: whether fewer stars, but at least one, are reject; they say nothing otherwise.
        colours: whether the colours red (reject) and green (keep) count.
    """

    keep_from: int = 3
    low_rejects: bool = False
    colours: bool = False

    def __post_init__(self) -> None:
        if self.keep_from not in range(1, 6):
            raise ValueError(f"photos are kept from 1 to 5 stars on, got {self.keep_from!r}")


def label_of(values: Mapping[str, str], stars: Stars) -> Said | None:
    """keep, reject, or None where nothing was said.

    −1 stars and picks count first, then the number of stars and, where asked for, the colour. 0 stars say nothing.

    Raises:
        ValueError: what counts alike contradicts itself, such as five stars and a pick of −1.
    """
    rating = _whole(values.get("xmp:Rating", ""))
    votes = {f"{name} {value}": said for (name, value), said in _PICKS.items() if _same(values.get(name), value)}
    if rating >= stars.keep_from:
        votes[f"{rating} stars"] = "keep"
    colour = values.get("xmp:Label", "").strip().lower()
    if stars.colours and colour in _COLOURS:
        votes[f"the colour {colour}"] = _COLOURS[colour]
    if not votes and stars.low_rejects and 1 <= rating < stars.keep_from:
        return "reject"
    if len(set(votes.values())) > 1:
        raise ValueError(f"{' and '.join(votes)} contradict each other")
    return next(iter(votes.values()), None)


def read_packet(data: bytes) -> dict[str, str]:
    """The values of a packet that may say keep or reject, by name, such as {"xmp:Rating": "3"}.

    Only what is said of the photo itself: not of files that it was made from, or of faces in it; and only what others
    said: not what we wrote, as long as nobody changed it.

    Raises:
        ValueError: no XML, of an encoding that is none, cut off, too large, or with a document type, which XMP never
            has: whoever writes one may want it to grow without end.
    """
    if len(data) > MAX_BYTES:
        raise ValueError(f"larger than {MAX_BYTES:,} bytes")
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    reader = _Reader()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data if data.startswith(_UTF_16) else data.strip(b"\0 \r\n\t"), True)
    except (expat.ExpatError, LookupError) as error:  # the second: an encoding that Python does not know as one
        raise ValueError(f"no whole XMP: {str(error)[:MAX_VALUE]}") from error
    return reader.said


def packet_of_jpeg(path: Path) -> bytes | None:
    """The packet of XMP in a JPEG file; None where there is none. Reads the head of the file alone.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        if file.read(2) != b"\xff\xd8":
            return None
        for _ in range(_MAX_SEGMENTS):
            marker, size = _segment(file)
            if marker in _END:
                return None
            if marker == 0xE1 and size > len(_APP1):
                body = file.read(size)
                if body.startswith(_APP1):
                    return body[len(_APP1) :]
            else:
                file.seek(size, 1)
    return None


def _segment(file: BinaryIO) -> tuple[int, int]:
    """(marker, bytes that follow its size) of the next segment; the marker is 0 where nothing sensible follows."""
    head = file.read(4)
    size = int.from_bytes(head[2:4], "big") - 2
    return (head[1], size) if len(head) == 4 and head[0] == 0xFF and size >= 0 else (0, 0)


@dataclass
class _Reader:
    """Attributes and elements of the descriptions that lie directly in the packet's RDF."""

    values: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in _LISTED.values()})
    _above: list[str] = field(default_factory=list)
    _open: str | None = None
    _items: list[str] | None = None

    @property
    def said(self) -> dict[str, str]:
        """What somebody else said."""
        keywords = [item for item in self.lists["dc:subject"] if item.startswith(PREFIX)]
        return not_ours(self.values, self.lists[AUTHORED], keywords)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        above = self._above
        if tag == _TOP[1] and above[-1:] == _TOP[:1]:
            self.values |= {_WANTED[name]: value[:MAX_VALUE] for name, value in attributes.items() if name in _WANTED}
        self._open = _WANTED.get(tag) if above[-2:] == _TOP else None
        if self._open is not None:
            self.values[self._open] = ""
        self._items = None
        if tag == f"{RDF} li" and above[-4:-2] == _TOP and above[-2] in _LISTED and above[-1] in _CONTAINERS:
            items = self.lists[_LISTED[above[-2]]]
            if len(items) < MAX_ITEMS:
                items.append("")
                self._items = items
        above.append(tag)

    def end(self, _tag: str) -> None:
        self._above.pop()
        self._open = self._items = None

    def text(self, text: str) -> None:
        if self._open is not None:
            self.values[self._open] += text[: MAX_VALUE - len(self.values[self._open])]
        elif self._items is not None:
            self._items[-1] += text[: MAX_VALUE - len(self._items[-1])]


def refuse(*_about: object) -> None:
    """Stop at a document type or an entity, before it can do anything."""
    raise ValueError("it has a document type or entities, which XMP never has")


def _whole(text: str) -> int:
    try:
        return int(float(text))
    except (ValueError, OverflowError):
        return 0


def _same(text: str | None, value: str) -> bool:
    """Whether a value is meant, also as "1.0" or "True"."""
    if text is None:
        return False
    plain = text.strip().lower()
    return plain == value or (value.lstrip("-").isdigit() and plain not in ("", "nan") and _number(plain) == int(value))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")
