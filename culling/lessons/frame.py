"""What the lessons' figures have in common: colours that serve a white and a near-black page, no tools, no theme."""

from __future__ import annotations

from typing import Any

from culling.charts import VERDICT_COLOURS

INK = "#747B84"
GRID = "rgba(116,123,132,0.25)"
FEWER, MORE, SAME = VERDICT_COLOURS["keep"], VERDICT_COLOURS["reject"], VERDICT_COLOURS["unjudged"]


def frame(height: int, *, left: int = 56, bottom: int = 48, top: int = 10) -> dict[str, Any]:
    """Layout of a figure of this height in px, with room for what stands on the left and below."""
    return {
        "height": height,
        "margin": {"l": left, "r": 14, "t": top, "b": bottom},
        "showlegend": False,
        "dragmode": False,
        "font": {"color": INK, "size": 12},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
    }
