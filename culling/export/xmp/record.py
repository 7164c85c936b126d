"""What a packet's own namespace remembers: what we wrote, what stood there before, what is somebody else's now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from culling.export.xmp import properties
from culling.export.xmp.packet import Packet
from culling.xmp_names import AUTHORED, LISTS, VALUES

_REPLACED, _THEIRS = "culling:replaced", "culling:theirs"


@dataclass
class Record:
    """What is ours in one packet.

    Attributes:
        values: what we wrote, by property.
        items: the entries that we put into lists, by property.
        replaced: what stood there before, such as a rating of 0.
        theirs: properties that somebody changed after us, and entries such as "dc:subject=cull:blur" that somebody
            took out: never to be written again.
        facts: all that is said in our own namespace besides.
    """

    values: dict[str, str] = field(default_factory=dict)
    items: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in LISTS})
    replaced: dict[str, str] = field(default_factory=dict)
    theirs: list[str] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)

    @staticmethod
    def of(packet: Packet) -> Record:
        """Read it; a packet without one has an empty one. What makes no sense in it is left out."""
        record = Record(facts=properties.facts(packet), theirs=properties.items(packet, _THEIRS))
        for name, text in _pairs(packet, AUTHORED):
            if name in VALUES:
                record.values[name] = text
            elif name in LISTS:
                record.items[name].append(text)
        record.replaced = {name: text for name, text in _pairs(packet, _REPLACED) if name in VALUES}
        return record

    @property
    def lists(self) -> dict[str, list[str]]:
        """As lists of texts, to be written; those without entries are left out."""
        authored = [f"{name}={text}" for name, text in self.values.items()]
        authored += [f"{name}={text}" for name, texts in self.items.items() for text in texts]
        replaced = [f"{name}={text}" for name, text in self.replaced.items()]
        lists = {AUTHORED: authored, _REPLACED: replaced, _THEIRS: sorted(self.theirs)}
        return {name: texts for name, texts in lists.items() if texts}


def _pairs(packet: Packet, name: str) -> Iterator[tuple[str, str]]:
    for entry in properties.items(packet, name):
        key, equals, text = entry.partition("=")
        if equals:
            yield key, text
