"""Labels: what people said of photos, kept apart from marks, to check decisions against."""

from culling.labels.label import HOWS, LABELS, Draw, How, Label, Said
from culling.labels.truth import Truth

__all__ = ["HOWS", "LABELS", "Draw", "How", "Label", "Said", "Truth"]
