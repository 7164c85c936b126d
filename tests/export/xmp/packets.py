"""Sidecars as programs write them, and what a packet says, read by another parser than ours."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from culling.export.xmp.mapping import XmpMapping
from culling.export.xmp.merge import Wanted

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
ABOUT = f"{RDF}about"
OURS = "{urn:culling:ns:1.0/}"

# One description, attributes on lines of their own, no wrapper: as Lightroom Classic and Camera Raw write it.
LIGHTROOM = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Adobe XMP Core 7.0-c000 1.000000, 0000/00/00-00:00:00    ">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:lr="http://ns.adobe.com/lightroom/1.0/"
    xmlns:xmpDM="http://ns.adobe.com/xmp/1.0/DynamicMedia/"
   xmp:Rating="4"
   xmp:CreatorTool="ILCE-7M3 v3.10"
   xmpDM:pick="0"
   crs:Exposure2012="+0.35"
   crs:HasSettings="True">
   <dc:subject>
    <rdf:Bag>
     <rdf:li>Anna</rdf:li>
     <rdf:li>wedding</rdf:li>
    </rdf:Bag>
   </dc:subject>
   <dc:title>
    <rdf:Alt>
     <rdf:li xml:lang="x-default">First dance</rdf:li>
     <rdf:li xml:lang="de">Er\xc3\xb6ffnungstanz</rdf:li>
    </rdf:Alt>
   </dc:title>
   <lr:hierarchicalSubject>
    <rdf:Bag>
     <rdf:li>people|Anna</rdf:li>
    </rdf:Bag>
   </lr:hierarchicalSubject>
   <crs:ToneCurvePV2012>
    <rdf:Seq>
     <rdf:li>0, 0</rdf:li>
     <rdf:li>255, 255</rdf:li>
    </rdf:Seq>
   </crs:ToneCurvePV2012>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
"""

# An XML declaration, masks and a history of its own, tags in both lists: as darktable writes it.
DARKTABLE = b"""<?xml version="1.0" encoding="UTF-8"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="XMP Core 4.4.0-Exiv2">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:exif="http://ns.adobe.com/exif/1.0/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
    xmlns:darktable="http://darktable.sf.net/"
   exif:DateTimeOriginal="2024:06:01 12:00:00.000"
   xmp:Rating="0"
   xmpMM:DerivedFrom="IMG_1.CR3"
   darktable:xmp_version="5"
   darktable:raw_params="0"
   darktable:auto_presets_applied="1"
   darktable:history_end="1">
   <darktable:masks_history>
    <rdf:Seq/>
   </darktable:masks_history>
   <darktable:history>
    <rdf:Seq>
     <rdf:li
      darktable:num="0"
      darktable:operation="exposure"
      darktable:enabled="1"
      darktable:params="0000000000004040"/>
    </rdf:Seq>
   </darktable:history>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
"""

# Elements instead of attributes, a read-write wrapper with padding: as digiKam writes it.
DIGIKAM = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
    ' <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
    '  <rdf:Description rdf:about="" xmlns:digiKam="http://www.digikam.org/ns/1.0/"'
    ' xmlns:xap="http://ns.adobe.com/xap/1.0/">\n'
    "   <digiKam:PickLabel>0</digiKam:PickLabel>\n   <digiKam:ColorLabel>0</digiKam:ColorLabel>\n"
    "   <xap:Rating>0</xap:Rating>\n"
    "   <digiKam:TagsList>\n    <rdf:Seq>\n     <rdf:li>Places/Rome</rdf:li>\n    </rdf:Seq>\n   </digiKam:TagsList>\n"
    "  </rdf:Description>\n </rdf:RDF>\n</x:xmpmeta>\n" + " " * 200 + "\n"
    '<?xpacket end="w"?>'
).encode()

# One description for each namespace, comments, everything about one identifier: as Photoshop CS and Bridge wrote it.
BRIDGE = b"""<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?>
<!-- kept -->
<x:xapmeta xmlns:x='adobe:ns:meta/' x:xaptk='XMP toolkit 2.8.2-33'>
<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>
 <!-- this one too -->
 <rdf:Description rdf:about='uuid:1a2b' xmlns:xap='http://ns.adobe.com/xap/1.0/'>
  <xap:Rating>2</xap:Rating><xap:Label>Blue</xap:Label>
 </rdf:Description>
 <rdf:Description rdf:about='uuid:1a2b' xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' photoshop:City='Rome'/>
 <rdf:Description rdf:about='uuid:1a2b' xmlns:dc='http://purl.org/dc/elements/1.1/'>
  <dc:subject><rdf:Bag><rdf:li>fountain</rdf:li></rdf:Bag></dc:subject>
 </rdf:Description>
</rdf:RDF>
</x:xapmeta>
<?xpacket end='w'?>"""

STYLES = {"lightroom": LIGHTROOM, "darktable": DARKTABLE, "digikam": DIGIKAM, "bridge": BRIDGE}

_MAPPING = XmpMapping()


def wanted(verdict: str, *words: str, mapping: XmpMapping = _MAPPING, **facts: str) -> Wanted:
    """What the mapping makes of a verdict, with the facts that every packet has."""
    own = {"culling:verdict": verdict, "culling:policy": "0123456789ab"}
    return Wanted(
        mapping.values(verdict), mapping.keywords(verdict, words), own | {f"culling:{k}": v for k, v in facts.items()}
    )


def said(packet: bytes, *, ours: bool = False) -> dict[str, Any]:
    """All properties that a packet gives the photo, in whatever form, as values that compare; without our own names."""
    found: dict[str, Any] = {}
    for description in ElementTree.fromstring(packet if packet[:1] == b"\xff" else packet.strip()).iter(f"{RDF}RDF"):
        for top in description.findall(f"{RDF}Description"):
            pairs = [(name, value) for name, value in top.attrib.items() if name != ABOUT]
            pairs += [(child.tag, _value(child)) for child in top]
            found |= {name: value for name, value in pairs if ours or not name.startswith(OURS)}
    return {name: value for name, value in found.items() if value != []}


def _value(element: ElementTree.Element) -> Any:
    if len(element) == 1 and element[0].tag in (f"{RDF}Bag", f"{RDF}Seq", f"{RDF}Alt"):
        return [_item(entry) for entry in element[0]]
    return _item(element) if len(element) or element.attrib else (element.text or "").strip()


def _item(entry: ElementTree.Element) -> Any:
    if not entry.attrib and not len(entry):
        return entry.text
    return dict(entry.attrib), (entry.text or "").strip(), [(child.tag, _value(child)) for child in entry]
