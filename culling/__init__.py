"""Choose photos with open eyes: folder → numbers → verdicts with reasons.

>>> from culling import METRICS, Policy, decide, scan  # doctest: +SKIP
>>> table = scan("photos")  # doctest: +SKIP
>>> decisions = decide(table, Policy.default())  # doctest: +SKIP
"""

from culling.catalog import Catalog
from culling.decide import decide
from culling.embed import embed
from culling.errors import CullingError
from culling.eyes import eye_openness
from culling.group.grouping import METHODS, group
from culling.metrics import METRICS, Metric
from culling.photos import Photo, find_photos, read_photo
from culling.policy import Policy
from culling.rule import Rule, Unless
from culling.scan import scan

__all__ = [
    "METHODS",
    "METRICS",
    "Catalog",
    "CullingError",
    "Metric",
    "Photo",
    "Policy",
    "Rule",
    "Unless",
    "decide",
    "embed",
    "eye_openness",
    "find_photos",
    "group",
    "read_photo",
    "scan",
]
