"""XMP sidecars: verdicts as other programs read them, merged into what they wrote, and taken out again."""

from culling.export.xmp.mapping import PROPERTIES, Values, XmpMapping
from culling.export.xmp.planning import NAMINGS, Naming, plan_xmp
from culling.export.xmp.removal import without_ours

__all__ = ["NAMINGS", "PROPERTIES", "Naming", "Values", "XmpMapping", "plan_xmp", "without_ours"]
