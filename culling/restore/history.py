"""What was done to a photo, written down in the new file as XMP, and read again.

ISO 16684-1 for the packet; Adobe's XMP Media Management (xmpMM, stEvt, stRef) for where a file comes from. The edit
itself, and what it was done with, stand in a namespace of our own.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from xml.dom import minidom
from xml.parsers.expat import ExpatError

from culling.labels.xmp import read_packet
from culling.restore.edit import Edit

NAMESPACE = "urn:culling:restore:1.0/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_NAMES = {
    "rdf": _RDF,
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "stEvt": "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#",
    "stRef": "http://ns.adobe.com/xap/1.0/sType/ResourceRef#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmpNote": "http://ns.adobe.com/xmp/note/",
    "culling": NAMESPACE,
}
_TIFF, _EXIF = "http://ns.adobe.com/tiff/1.0/", "http://ns.adobe.com/exif/1.0/"
#: Of the source's packet these no longer hold: sizes, turns, small pictures of what was, parts that stood elsewhere.
_STALE = (
    (_TIFF, "Orientation"),
    (_TIFF, "ImageWidth"),
    (_TIFF, "ImageLength"),
    (_TIFF, "BitsPerSample"),
    (_EXIF, "PixelXDimension"),
    (_EXIF, "PixelYDimension"),
    (_NAMES["xmp"], "Thumbnails"),
    (_NAMES["xmpNote"], "HasExtendedXMP"),
    ("http://ns.google.com/photos/1.0/container/", "Directory"),
    ("http://ns.adobe.com/hdr-gain-map/1.0/", "Version"),
    ("http://ns.google.com/photos/1.0/camera/", "MotionPhoto"),
    ("http://ns.google.com/photos/1.0/camera/", "MicroVideo"),
)
_MOST_MERGED = 2_000_000  # a packet with all masks of a long edit; reading more takes seconds


@dataclass(frozen=True)
class Record:
    """What a rescued photo says of itself.

    Attributes:
        edit: what was done.
        source: name of the file that it was made from, without its folder.
        source_hash: xxh3-128 of that file's bytes, as in the catalog's `content_hash`.
        version: of culling.
        networks: SHA-256 by name of each network that was run; "" where a server ran its own.
        server: whether a server did the work.
    """

    edit: Edit
    source: str
    source_hash: str
    version: str = ""
    networks: Mapping[str, str] = field(default_factory=dict)
    server: bool = False


class Packet(NamedTuple):
    """What goes into the file: a packet, the rest where one segment does not hold it, and how much was kept."""

    main: bytes
    extension: bytes
    whole: bool


def packet_of(record: Record, source: bytes, media_type: str, when: datetime, most: int = 1 << 30) -> Packet:
    """What is written down, together with the source's packet unless that is damaged, hostile or too large.

    Args:
        most: bytes of a packet; what an edit has beyond them stands apart.
    """
    for before in dict.fromkeys((source, b"")):
        for apart in (False, True):
            document = _merged(before) if before else _empty()
            if document is None:
                break
            try:
                main, extension = _written(document, record, media_type, when, apart)
            except RecursionError:  # elements within elements without end
                break
            if len(main) <= most:
                return Packet(main, extension, before == source)
    raise ValueError(f"a packet of {most} bytes does not even hold what every edit has")


def read_record(*packets: bytes) -> Record | None:
    """What `packet_of` wrote down, in one part or two; None for other packets, and for what makes no sense."""
    said: dict[str, str] = {}
    for document in filter(None, map(_merged, filter(None, packets))):
        for described in _descriptions(document):
            said |= {node.localName: _text(node) for node in described.childNodes if node.namespaceURI == NAMESPACE}
    try:
        return Record(
            edit=Edit.from_dict(json.loads(said["edit"])),
            source=said.get("sourceName", ""),
            source_hash=said["sourceHash"],
            version=said.get("version", ""),
            networks=_texts(json.loads(said.get("networks", "{}"))),
            server=said.get("server") == "True",
        )
    except (KeyError, TypeError, ValueError, RecursionError):
        return None


def _merged(packet: bytes) -> Any:
    """The packet as a document, without what no longer holds; None when it is damaged, hostile or no XMP."""
    if len(packet) > _MOST_MERGED:
        return None
    try:
        read_packet(packet)  # refuses document types and entities, before anything could grow
        document: Any = minidom.parseString(packet.strip(b"\0 \r\n\t"))
        return document if document.getElementsByTagNameNS(_RDF, "RDF") else None
    except (ExpatError, LookupError, ValueError, RecursionError):
        return None


def _empty() -> Any:
    return minidom.parseString(f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{_RDF}"/></x:xmpmeta>')


def _written(document: Any, record: Record, media_type: str, when: datetime, apart: bool) -> tuple[bytes, bytes]:
    """(packet, what stands apart) with the document's own properties as well."""
    for namespace, name in _STALE:
        _take(document, namespace, name)
    of_source = {name: _take(document, _NAMES["xmpMM"], name) for name in ("DocumentID", "InstanceID")}
    original = _take(document, _NAMES["xmpMM"], "OriginalDocumentID") or of_source["DocumentID"]
    original = original or f"xmp.did:{uuid.uuid5(uuid.NAMESPACE_OID, record.source_hash)}"
    for name in ("DerivedFrom", "Pantry"):
        _take(document, _NAMES["xmpMM"], name)
    for described in _descriptions(document):
        for element in [node for node in described.childNodes if node.namespaceURI == NAMESPACE]:
            described.removeChild(element)
    identity = f"xmp.iid:{uuid.uuid4()}"
    plain = {
        "xmp:CreatorTool": record.version,
        "xmp:ModifyDate": when.isoformat(timespec="seconds"),
        "xmp:MetadataDate": when.isoformat(timespec="seconds"),
        "xmpMM:DocumentID": identity.replace("iid", "did"),
        "xmpMM:InstanceID": identity,
        "xmpMM:OriginalDocumentID": original,
        "dc:format": media_type,
    }
    for name in plain:  # what the source says of the same
        prefix, _, local = name.partition(":")
        _take(document, _NAMES[prefix], local)
    ours = _description(document)
    own = _own(record)
    extension = _apart(own.pop("culling:edit")) if apart else b""
    if extension:
        plain["xmpNote:HasExtendedXMP"] = guid(extension)
    for name, text in (plain | own).items():
        _add(ours, name, text)
    _add_origin(ours, record, of_source, original)
    _add_event(document, ours, record, identity, when)
    begin = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    return f'{begin}{_xml(document)}<?xpacket end="w"?>'.encode("utf-8", "replace"), extension


def _apart(text: str) -> bytes:
    document = _empty()
    _add(_description(document), "culling:edit", text)
    return _xml(document).encode()


def guid(extension: bytes) -> str:
    """The name under which a packet leads to what stands apart from it: XMP Part 3, 1.1.3.1."""
    return hashlib.md5(extension, usedforsecurity=False).hexdigest().upper()


def _xml(document: Any) -> str:
    (root,) = (node for node in document.childNodes if node.nodeType == node.ELEMENT_NODE)
    return str(root.toxml())


def _own(record: Record) -> dict[str, str]:
    return {
        "culling:edit": edit_text(record.edit),
        "culling:sourceName": record.source,
        "culling:sourceHash": record.source_hash,
        "culling:version": record.version,
        "culling:networks": json.dumps(dict(record.networks), sort_keys=True),
        "culling:server": str(record.server),
    }


def edit_text(edit: Edit) -> str:
    """An edit as JSON, the same text for the same edit."""
    return json.dumps(edit.as_dict(), sort_keys=True, separators=(",", ":"))


def _add_origin(ours: Any, record: Record, of_source: Mapping[str, str], original: str) -> None:
    origin = _add(ours, "xmpMM:DerivedFrom", "")
    origin.setAttribute("rdf:parseType", "Resource")
    _add(origin, "stRef:filePath", record.source)
    _add(origin, "stRef:originalDocumentID", original)
    for name, text in of_source.items():
        if text:
            _add(origin, f"stRef:{name[0].lower()}{name[1:]}", text)


def _add_event(document: Any, ours: Any, record: Record, identity: str, when: datetime) -> None:
    """One more line in the history, after what other programs wrote there."""
    histories = document.getElementsByTagNameNS(_NAMES["xmpMM"], "History")
    lists = histories[0].getElementsByTagNameNS(_RDF, "Seq") if histories else []
    events = lists[0] if lists else _add(_add(ours, "xmpMM:History", ""), "rdf:Seq", "")
    event = _add(events, "rdf:li", "")
    for prefix in ("rdf", "stEvt"):  # the list may stand where these names mean something else
        event.setAttribute(f"xmlns:{prefix}", _NAMES[prefix])
    event.setAttribute("rdf:parseType", "Resource")
    parts = {
        "action": "derived",
        "parameters": f"rescued from {record.source}",
        "instanceID": identity,
        "when": when.isoformat(timespec="seconds"),
        "softwareAgent": record.version,
        "changed": "/",
    }
    for name, text in parts.items():
        _add(event, f"stEvt:{name}", text)


def _description(document: Any) -> Any:
    (rdf, *_) = document.getElementsByTagNameNS(_RDF, "RDF")
    known = _descriptions(document)
    ours = document.createElementNS(_RDF, "rdf:Description")
    for prefix, namespace in _NAMES.items():
        ours.setAttribute(f"xmlns:{prefix}", namespace)
    ours.setAttribute("rdf:about", known[0].getAttributeNS(_RDF, "about") if known else "")
    return rdf.appendChild(ours)


def _descriptions(document: Any) -> list[Any]:
    (rdf, *_) = document.getElementsByTagNameNS(_RDF, "RDF")
    return [node for node in rdf.childNodes if node.namespaceURI == _RDF and node.localName == "Description"]


def _add(above: Any, name: str, text: str) -> Any:
    element = above.ownerDocument.createElementNS(_NAMES[name.partition(":")[0]], name)
    if text:
        element.appendChild(above.ownerDocument.createTextNode(_printable(text)))
    return above.appendChild(element)


def _take(document: Any, namespace: str, name: str) -> str:
    """Remove a property of the photo, attribute or element; its text."""
    found = ""
    for described in _descriptions(document):
        if described.hasAttributeNS(namespace, name):
            found = found or described.getAttributeNS(namespace, name)
            described.removeAttributeNS(namespace, name)
        for element in [node for node in described.childNodes if node.namespaceURI == namespace]:
            if element.localName == name:
                found = found or _text(element)
                described.removeChild(element)
    return found


def _text(element: Any) -> str:
    return "".join(
        node.data for node in element.childNodes if node.nodeType in (node.TEXT_NODE, node.CDATA_SECTION_NODE)
    )


def _texts(given: Any) -> dict[str, str]:
    return {str(name): str(value) for name, value in given.items()} if isinstance(given, dict) else {}


def _printable(text: str) -> str:
    """XML 1.0 has no place for control characters, nor for lone surrogates; a file's name may hold both."""
    return "".join(char if char >= " " and not "\ud800" <= char <= "\udfff" else "\ufffd" for char in text)
