"""One packet of XMP: read without trust, changed in place, written so that what we did not touch stays as it was."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.parsers import expat

from lxml import etree

from culling.labels import xmp
from culling.xmp_names import NAMESPACES, RDF

#: A packet that says nothing yet.
EMPTY = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
    f' <rdf:RDF xmlns:rdf="{RDF}">\n </rdf:RDF>\n</x:xmpmeta>\n<?xpacket end="w"?>\n'
).encode()
_DESCRIPTION, _ABOUT = f"{{{RDF}}}Description", f"{{{RDF}}}about"
#: What identifies a description and says nothing of the photo.
_IDENTITY = frozenset((_ABOUT, f"{{{RDF}}}ID", f"{{{RDF}}}nodeID", "about", "ID"))
_PADDING = b"\0 \r\n\t"
_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=False
)


@dataclass
class Packet:
    """What lies before the root element and behind it, byte by byte, and the root itself."""

    head: bytes
    root: etree._Element
    tail: bytes
    encoding: str
    rdf: etree._Element

    @staticmethod
    def parse(data: bytes) -> Packet:
        """Read a packet.

        Raises:
            ValueError: no XML, cut off, too large, too deep, with a document type, or no XMP in it.
        """
        start, end, encoding = _extent(data)
        try:
            root = etree.fromstring(data if data[:2] in _UTF_16 else data.strip(_PADDING), _PARSER)
        except (etree.XMLSyntaxError, ValueError, LookupError) as error:
            raise ValueError(f"no whole XMP: {str(error)[: xmp.MAX_VALUE]}") from error
        found = list(root.iter(f"{{{RDF}}}RDF"))
        if len(found) != 1:
            raise ValueError("no XMP: it needs one element rdf:RDF" if not found else "more than one element rdf:RDF")
        return Packet(data[:start], root, data[end:], encoding, found[0])

    def to_bytes(self) -> bytes:
        """The packet; all outside its root element is as it was."""
        text = etree.tostring(self.root, encoding="unicode", with_tail=False)
        return self.head + text.encode(self.encoding, "xmlcharrefreplace") + self.tail

    def descriptions(self) -> Iterator[etree._Element]:
        """Those that are about the photo itself."""
        return (child for child in self.rdf if child.tag == _DESCRIPTION)

    @property
    def about(self) -> str:
        """What the descriptions are about; all of a packet must say the same."""
        return next((about for about in (each.get(_ABOUT) for each in self.descriptions()) if about), "")

    def spaces(self, names: Iterable[str]) -> dict[str, str]:
        """Prefixes for the namespaces of properties: those that the packet uses, since exiv2 refuses two for one."""
        bound: dict[str, str] = {}
        for element in (self.rdf, *self.rdf.iterchildren("*"), *self.rdf.iterfind("*/*")):
            bound |= {prefix: uri for prefix, uri in element.nsmap.items() if prefix and prefix not in bound}
        known = {uri: prefix for prefix, uri in reversed(bound.items())}
        found = {}
        for own in dict.fromkeys(name.partition(":")[0] for name in names):
            free = own
            while free in bound:
                free += "_"
            found[known.get(NAMESPACES[own], free)] = NAMESPACES[own]
        return found

    @property
    def says_nothing(self) -> bool:
        """Whether no description holds a property, and nothing else lies beside them."""
        return all(child.tag == _DESCRIPTION and is_bare(child) for child in self.rdf)

    def append(self, description: etree._Element) -> None:
        """Put a description behind the others, indented as they are."""
        if len(self.rdf):
            last = self.rdf[-1]
            description.tail = last.tail
            if not (last.tail or "").strip():
                last.tail = "\n  "
        else:
            self.rdf.text, description.tail = "\n  ", "\n "
        self.rdf.append(description)


def is_bare(description: etree._Element) -> bool:
    """Whether it says nothing, not even in a comment."""
    return not len(description) and not (description.text or "").strip() and set(description.keys()) <= _IDENTITY


def new_description(about: str, spaces: dict[str, str]) -> etree._Element:
    """An empty description with these prefixes."""
    description = etree.Element(_DESCRIPTION, nsmap={"rdf": RDF, **spaces})
    description.set(_ABOUT, about)
    return description


def take_out(element: etree._Element) -> None:
    """Remove an element and the space behind it; what else follows it stays."""
    above, before = element.getparent(), element.getprevious()
    if above is None:
        raise ValueError("the root of a packet cannot be taken out")
    rest = element.tail or ""
    if rest.strip():
        rest = ((above.text if before is None else before.tail) or "") + rest
    if before is None:
        above.text = rest or None
    else:
        before.tail = rest or None
    element.tail = None
    above.remove(element)


def _extent(data: bytes) -> tuple[int, int, str]:
    """(where the root element begins, where it ends, its encoding); ValueError as `Packet.parse` says.

    expat looks first: it stops at a document type, before anything could be expanded.
    """
    if len(data) > xmp.MAX_BYTES:
        raise ValueError(f"larger than {xmp.MAX_BYTES:,} bytes")
    wide = _UTF_16.get(data[:2])
    first = 0 if wide else len(data) - len(data.lstrip(_PADDING))
    parser = expat.ParserCreate()
    start, end, declared = -1, -1, ""

    def begin(_tag: str, _attributes: dict[str, str]) -> None:
        nonlocal start
        start = parser.CurrentByteIndex if start < 0 else start  # the first is the root

    def finish(_tag: str) -> None:
        nonlocal end
        end = parser.CurrentByteIndex  # the last is the root's

    def declare(_version: str, encoding: str | None, _standalone: int) -> None:
        nonlocal declared
        declared = encoding or ""

    parser.StartElementHandler, parser.EndElementHandler, parser.XmlDeclHandler = begin, finish, declare
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = xmp.refuse
    try:
        parser.Parse(data if wide else data.strip(_PADDING), True)
        encoding = wide or codecs.lookup(declared or "utf-8").name
    except (expat.ExpatError, LookupError) as error:
        raise ValueError(f"no whole XMP: {str(error)[: xmp.MAX_VALUE]}") from error
    last = first + end
    if data.startswith("</".encode(encoding), last):  # else the root is one empty tag, and expat stands behind it
        close = ">".encode(encoding)
        last = data.index(close, last) + len(close)
    return first + start, last, encoding
