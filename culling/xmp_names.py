"""What XMP calls things, and by what a packet tells which of its values are ours."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#: Ours ends with a slash, as exiv2 wants it; a URN, since no domain is.
CULLING = "urn:culling:ns:1.0/"
NAMESPACES: Mapping[str, str] = MappingProxyType(
    {
        "rdf": RDF,
        "xmp": "http://ns.adobe.com/xap/1.0/",
        "xmpDM": "http://ns.adobe.com/xmp/1.0/DynamicMedia/",
        "digiKam": "http://www.digikam.org/ns/1.0/",
        "dc": "http://purl.org/dc/elements/1.1/",
        "lr": "http://ns.adobe.com/lightroom/1.0/",
        "culling": CULLING,
    }
)
#: The properties that hold one value.
VALUES = ("xmp:Rating", "xmp:Label", "xmpDM:pick", "xmpDM:good", "digiKam:PickLabel")
#: Those that hold keywords.
LISTS = ("dc:subject", "lr:hierarchicalSubject")
#: What a verdict is called where nobody chose otherwise.
DEFAULTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "reject": {
            "xmp:Rating": "-1",
            "xmp:Label": "Red",
            "xmpDM:pick": "-1",
            "xmpDM:good": "false",
            "digiKam:PickLabel": "1",
        },
        "maybe": {"xmp:Label": "Yellow", "xmpDM:pick": "0", "digiKam:PickLabel": "2"},
        "keep": {"xmp:Label": "Green", "xmpDM:pick": "1", "xmpDM:good": "true", "digiKam:PickLabel": "3"},
    }
)
PREFIX = "cull:"
#: The list of what we wrote, as "xmp:Label=Red" and "dc:subject=cull:reject".
AUTHORED = "culling:authored"


def uri_and_name(name: str) -> tuple[str, str]:
    """Of a property that is written with one of our prefixes.

    >>> uri_and_name("dc:subject")
    ('http://purl.org/dc/elements/1.1/', 'subject')
    """
    prefix, _, local = name.partition(":")
    return NAMESPACES[prefix], local


def same_value(one: str, other: str) -> bool:
    """Whether two texts are one value: programs write "False" for "false" and "3.0" for "3".

    >>> same_value(" False", "false"), same_value("-1.0", "-1"), same_value("Red", "Blue")
    (True, True, False)
    """
    first, second = one.strip().casefold(), other.strip().casefold()
    return first == second or (_number(first) is not None and _number(first) == _number(second))


def not_ours(values: Mapping[str, str], authored: list[str], keywords: list[str]) -> dict[str, str]:
    """The values that somebody else gave: without those that we wrote and nobody changed since.

    Where the list of what we wrote is missing, since exiftool's CSV cannot hold it, a keyword such as cull:reject
    tells that values which mean the same came with it.

    Args:
        values: by name, such as {"xmp:Rating": "3"}.
        authored: what `AUTHORED` lists.
        keywords: what dc:subject lists.
    """
    written = [tuple(entry.split("=", 1)) for entry in authored if "=" in entry]
    if not authored:
        verdicts = [verdict for verdict in DEFAULTS if f"{PREFIX}{verdict}" in keywords]
        written = [pair for verdict in verdicts for pair in DEFAULTS[verdict].items()]
    return {
        name: value
        for name, value in values.items()
        if not any(name == own and same_value(value, text) for own, text in written)
    }


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
