"""One property of a packet: found as attribute or element in any description, read, set, and taken out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from culling.export.xmp.packet import Packet, is_bare, take_out
from culling.xmp_names import CULLING, RDF, uri_and_name

_CONTAINERS = tuple(f"{{{RDF}}}{name}" for name in ("Bag", "Seq", "Alt"))
_LI = f"{{{RDF}}}li"


@dataclass(frozen=True)
class Place:
    """Where a property stands: as an attribute of a description, or as an element in it."""

    description: etree._Element
    tag: str
    element: etree._Element | None = None

    @property
    def text(self) -> str | None:
        """Its one value; None for a list or a structure."""
        if self.element is None:
            return str(self.description.get(self.tag))
        return _plain(self.element)

    def set(self, text: str) -> None:
        """Give it another value, in the form that it has; comments in it stay."""
        if self.element is None:
            self.description.set(self.tag, text)
            return
        self.element.text = text
        for child in self.element:
            child.tail = None

    def remove(self) -> None:
        """Take it out, and its description where that says nothing then."""
        if self.element is None:
            del self.description.attrib[self.tag]
        else:
            take_out(self.element)
        _drop_bare(self.description)


def tag_of(name: str) -> str:
    """As lxml writes a property's name."""
    return "{%s}%s" % uri_and_name(name)  # noqa: UP031 - braces of their own


def find(packet: Packet, name: str) -> Place | None:
    """Where a property stands, None where it does not; ValueError where it stands twice."""
    tag = tag_of(name)
    found = []
    for description in packet.descriptions():
        if description.get(tag) is not None:
            found.append(Place(description, tag))
        found += [Place(description, tag, element) for element in description.iterchildren(tag)]
    if len(found) > 1:
        raise ValueError(f"{name} stands in it {len(found)} times")
    return found[0] if found else None


def value(packet: Packet, name: str) -> str | None:
    """A property's one value, None where there is none; ValueError for a list or a structure."""
    place = find(packet, name)
    if place is None:
        return None
    if place.text is None:
        raise ValueError(f"{name} holds more than one value")
    return place.text


def items(packet: Packet, name: str) -> list[str]:
    """The entries of a list; a single value is a list of one. ValueError for a structure."""
    place = find(packet, name)
    if place is None:
        return []
    if place.text is not None:
        return [place.text.strip()] if place.text.strip() else []
    return [text for entry in _container(place, name) if (text := _plain(entry)) is not None and entry.tag == _LI]


def add_items(packet: Packet, name: str, new: Iterable[str]) -> bool:
    """Put entries behind those of a list that is there; False where there is none."""
    place = find(packet, name)
    if place is None:
        return False
    container = _as_container(place, name)
    for item in new:
        entry = etree.SubElement(container, _LI)
        entry.text = item
        before = entry.getprevious()
        if before is not None:
            entry.tail, before.tail = before.tail, _space_before(before, container)
    return True


def drop_items(packet: Packet, name: str, old: Iterable[str]) -> None:
    """Take entries out of a list, each once, and the list itself where none is left."""
    place = find(packet, name)
    if place is None or place.element is None or place.text is not None:
        return
    container = _container(place, name)
    dropped = False
    for item in old:
        entry = next((each for each in container if each.tag == _LI and _plain(each) == item), None)
        if entry is not None:
            last = entry.getnext() is None
            before, closing = entry.getprevious(), entry.tail
            take_out(entry)
            if last and before is not None:
                before.tail = closing
            dropped = True
    if dropped and not len(container):
        place.remove()


def drop_empty(packet: Packet, name: str) -> None:
    """Take out a list without entries."""
    place = find(packet, name)
    if place is not None and not items(packet, name):
        place.remove()


def facts(packet: Packet) -> dict[str, str]:
    """Our own properties that hold one value, by name."""
    found: dict[str, str] = {}
    for description in packet.descriptions():
        pairs = [(str(tag), str(text)) for tag, text in description.attrib.items()]
        pairs += [(str(each.tag), _plain(each) or "") for each in description if _is_ours(each.tag) and not len(each)]
        found |= {f"culling:{tag[len(CULLING) + 2 :]}": text for tag, text in pairs if _is_ours(tag)}
    return found


def drop_own(packet: Packet) -> None:
    """Take out all that is in our own namespace."""
    for description in list(packet.descriptions()):
        before = len(description), len(description.attrib)
        for tag in [tag for tag in description.attrib if _is_ours(tag)]:
            del description.attrib[tag]
        for element in [each for each in description if _is_ours(each.tag)]:
            take_out(element)
        if before != (len(description), len(description.attrib)):
            _drop_bare(description)


def put_list(description: etree._Element, name: str, entries: Iterable[str]) -> None:
    """A new list in a description of our own."""
    container = etree.SubElement(etree.SubElement(description, tag_of(name)), _CONTAINERS[0])
    for text in entries:
        etree.SubElement(container, _LI).text = text


def _is_ours(tag: object) -> bool:
    return isinstance(tag, str) and tag.startswith(f"{{{CULLING}}}")


def _drop_bare(description: etree._Element) -> None:
    if is_bare(description) and description.getparent() is not None:
        take_out(description)


def _plain(element: etree._Element) -> str | None:
    """The text of an element without the comments in it; None where it holds elements or leads elsewhere."""
    if any(isinstance(child.tag, str) for child in element) or f"{{{RDF}}}resource" in element.attrib:
        return None
    return (element.text or "") + "".join(child.tail or "" for child in element)


def _container(place: Place, name: str) -> etree._Element:
    elements = [] if place.element is None else [each for each in place.element if isinstance(each.tag, str)]
    if len(elements) != 1 or elements[0].tag not in _CONTAINERS:
        raise ValueError(f"{name} is no list")
    return elements[0]


def _as_container(place: Place, name: str) -> etree._Element:
    """The list's container; a single value becomes a list of one first."""
    text = place.text
    if text is None:
        return _container(place, name)
    if place.element is None:
        del place.description.attrib[place.tag]
        element = etree.SubElement(place.description, place.tag)  # the attribute's prefix is known there
    else:
        element = place.element
        place.set("")
    container = etree.SubElement(element, _CONTAINERS[0])
    if text.strip():
        etree.SubElement(container, _LI).text = text.strip()
    return container


def _space_before(entry: etree._Element, container: etree._Element) -> str | None:
    before = entry.getprevious()
    return container.text if before is None else before.tail
