"""What we have to say, merged into what a sidecar says already."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from lxml import etree

from culling.export.xmp import properties
from culling.export.xmp.packet import EMPTY, Packet, new_description
from culling.export.xmp.record import Record
from culling.xmp_names import AUTHORED, LISTS, VALUES, same_value


@dataclass(frozen=True)
class Wanted:
    """What a packet shall say of us.

    Attributes:
        values: such as {"xmp:Rating": "-1"}.
        items: entries of lists, such as {"dc:subject": ("cull:reject",)}.
        facts: in our own namespace, such as {"culling:verdict": "reject"}.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Merged:
    """A packet afterwards.

    Attributes:
        content: its bytes; those that were given where there was nothing to do.
        stays: (property, what somebody else gave, what we would have written) of each that stays.
    """

    content: bytes
    stays: tuple[tuple[str, str, str], ...] = ()


@dataclass
class _Change:
    """What will be ours, and what each property will hold."""

    record: Record
    targets: dict[str, str | None] = field(default_factory=dict)
    stays: list[tuple[str, str, str]] = field(default_factory=list)


def merge(now: bytes | None, wanted: Wanted, replace: Collection[str] = ()) -> Merged:
    """Say `wanted` in a packet, and take back what we said before and nobody changed since.

    What somebody else gave stays, stars above all; so does all that is not ours. A property that nobody has given a
    value (absent, "", 0) is free; what stood there is remembered. Whoever changes or removes what we wrote has it from
    then on. Merged twice is as merged once, byte by byte.

    Args:
        now: the sidecar as it is; None for none.
        wanted: what to say; nothing at all takes us out.
        replace: properties that are written although somebody else gave a value; never over stars.

    Raises:
        ValueError: `now` is no XMP, or not such that it could be changed safely; the text says why.
    """
    packet = Packet.parse(EMPTY if now is None else now)
    old = Record.of(packet)
    change = _Change(Record(facts=dict(wanted.facts)))
    if wanted.facts:
        change.record.theirs = list(old.theirs)
    for name in VALUES:
        _settle_value(name, properties.value(packet, name), old, change, wanted.values.get(name), replace)
    for name in LISTS:
        _settle_items(name, properties.items(packet, name), old, change, wanted.items.get(name, ()))
    if now is not None and _nothing_to_do(packet, old, change):
        return Merged(now, tuple(change.stays))
    _write(packet, old, change)
    return Merged(packet.to_bytes(), tuple(change.stays))


def is_free(name: str, text: str | None) -> bool:
    """Whether nobody has given this property a value."""
    return text is None or not text.strip() or (name != "xmp:Label" and same_value(text, "0"))


def _settle_value(
    name: str, now: str | None, old: Record, change: _Change, want: str | None, replace: Collection[str]
) -> None:
    record = change.record
    written = old.values.get(name)
    ours = written is not None and now is not None and same_value(now, written)
    if name in record.theirs or (written is not None and not ours):
        if name not in record.theirs and record.facts:
            record.theirs.append(name)
        _stay(name, now, want, change)
        return
    base = old.replaced.get(name) if ours else now
    change.targets[name] = base
    if want is None or (base is not None and same_value(base, want)):
        return
    if not is_free(name, base) and not (name in replace and not _stars(name, base)):
        _stay(name, base, want, change)
        return
    change.targets[name] = record.values[name] = want
    if base is not None:
        record.replaced[name] = base


def _stay(name: str, now: str | None, want: str | None, change: _Change) -> None:
    change.targets[name] = now
    if want is not None and now is not None and not same_value(now, want):
        change.stays.append((name, now, want))


def _settle_items(name: str, now: list[str], old: Record, change: _Change, want: tuple[str, ...]) -> None:
    record, before = change.record, old.items[name]
    if record.facts:
        gone = (f"{name}={item}" for item in before if item not in now)
        record.theirs += [entry for entry in gone if entry not in record.theirs]
    free = [item for item in want if item not in now and f"{name}={item}" not in record.theirs]
    record.items[name] = [item for item in want if item in free or (item in before and item in now)]


def _nothing_to_do(packet: Packet, old: Record, change: _Change) -> bool:
    if change.record.lists != old.lists or change.record.facts != old.facts:
        return False
    return all(_same(properties.value(packet, name), target) for name, target in change.targets.items())


def _same(one: str | None, other: str | None) -> bool:
    return one is other or (one is not None and other is not None and same_value(one, other))


def _write(packet: Packet, old: Record, change: _Change) -> None:
    """Take out what was ours, then say what is: in place where something stood, else in a description of our own."""
    record = change.record
    about = packet.about
    own: dict[str, str] = {}
    for name, target in change.targets.items():
        place = properties.find(packet, name)
        mine = name in record.values and name not in record.replaced
        if mine:
            own[name] = record.values[name]
        if place is not None and (mine or target is None):
            place.remove()
        elif place is not None and target is not None and not _same(place.text, target):
            place.set(target)
    lists: dict[str, list[str]] = {}
    for name in LISTS:
        properties.drop_items(packet, name, old.items[name])
        if record.items[name] and not properties.add_items(packet, name, record.items[name]):
            lists[name] = record.items[name]
    properties.drop_own(packet)
    if record.facts:
        spaces = packet.spaces((*own, *lists, AUTHORED))
        packet.append(_description(about, spaces, own | record.facts, lists | record.lists))


def _description(
    about: str, spaces: dict[str, str], values: Mapping[str, str], lists: Mapping[str, list[str]]
) -> etree._Element:
    made = new_description(about, spaces)
    for name, text in values.items():
        made.set(properties.tag_of(name), text)
    for name, entries in lists.items():
        properties.put_list(made, name, entries)
    etree.indent(made, space=" ", level=2)
    return made


def _stars(name: str, text: str | None) -> bool:
    return name == "xmp:Rating" and text is not None and not is_free(name, text) and not same_value(text, "-1")
