"""Taking out of a sidecar what we wrote into it, while all that others wrote stays."""

from __future__ import annotations

from lxml import etree

from culling.export.xmp import properties
from culling.export.xmp.merge import Wanted, merge
from culling.export.xmp.packet import Packet
from culling.export.xmp.record import Record
from culling.xmp_names import LISTS


def without_ours(now: bytes, before: bytes | None) -> bytes | None:
    """A sidecar that somebody changed after an export, without what that export said; None where nothing else is left.

    What an earlier export had said stands there again. Values that somebody changed since are theirs and stay.

    Args:
        now: its bytes.
        before: what it was before the export; None where there was no file.

    Raises:
        ValueError: `now` is no XMP any more, or not such that it could be changed safely; leave it as it is.
    """
    earlier = _said(before)
    content = merge(now, earlier).content
    if before is not None:
        return before if _meaning(content) == _meaning(before) else content
    return None if Packet.parse(content).says_nothing else content


def _said(before: bytes | None) -> Wanted:
    """What we said in a packet; nothing where there is none."""
    if before is None:
        return Wanted()
    record = Record.of(Packet.parse(before))
    return Wanted(record.values, {name: tuple(items) for name, items in record.items.items()}, record.facts)


def _meaning(packet: bytes) -> bytes:
    """The same for packets that differ in spaces between elements and in lists of nothing alone."""
    parsed = Packet.parse(packet)
    for name in LISTS:
        properties.drop_empty(parsed, name)
    for element in parsed.root.iter():
        if (len(element) or element is parsed.rdf) and not (element.text or "").strip():
            element.text = None
        if not (element.tail or "").strip():
            element.tail = None
    return etree.tostring(parsed.root, method="c14n")
