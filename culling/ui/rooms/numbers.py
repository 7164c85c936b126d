"""What was measured of one photo: its EXIF line, what each rule says, the classes it may belong to, every measure."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping
from typing import Any, TypeGuard

import pandas as pd
import streamlit as st

from culling.explain import Reason
from culling.flip import Move
from culling.metrics import METRICS, get_metric
from culling.rule import number
from culling.synth.registry import FLAWS
from culling.things.classes import TAGS
from culling.ui.rooms import about_measure

_DIRECTIONS = {True: "higher", False: "lower", None: "–"}


def show_reasons(reasons: list[Reason]) -> None:
    """Each rule with the value, the cutoff and the distance between them."""
    rows = [
        {
            "verdict": reason.verdict,
            "measure": reason.rule.metric,
            "value": rounded(reason.value),
            "cutoff": f"{reason.rule.side} {number(reason.rule.reject)}",
            "margin": reason.exempt or rounded(reason.margin),
            "flips at": _flip(reason.flip) if reason.flip and reason.flip.possible else "–",
            "by": percent(reason.flip.share) if reason.flip and reason.flip.possible else "–",
            "unit": get_metric(reason.rule.metric).unit,
        }
        for reason in reasons
    ]
    st.dataframe(rows, hide_index=True)
    st.caption(
        "Margin is the distance to the reject cutoff; below zero is on the rejected side. Flips at: the nearest cutoff "
        "with which this rule alone would say something else, and by how much the cutoff would have to move."
    )


def _flip(move: Move) -> str:
    """Where the cutoff would stand, and what the rule would say; named where it is that of the condition."""
    whose = f"{move.metric} " if move.cutoff == "unless" else ""
    return f"{whose}{move.rounded} → {move.verdict}"


def show_measures(row: pd.Series[Any]) -> None:
    """Every measure of the photo with its meaning, also those without a rule."""
    rows = [
        {
            "measure": metric.name,
            "value": rounded(float(row[metric.name])),
            "unit": metric.unit,
            "better": _DIRECTIONS[metric.higher_is_better],
            "meaning": metric.summary,
        }
        for metric in METRICS
        if metric.name in row and is_known(row[metric.name])
    ]
    unknown = [metric.name for metric in METRICS if not is_known(row.get(metric.name))]
    with st.expander(f"All {len(rows)} measures"):
        st.dataframe(rows, hide_index=True, column_config={"meaning": st.column_config.TextColumn(width="large")})
        about_measure.show("about_photo_measure")
        if unknown:
            st.caption(f"Not measured: {', '.join(unknown)}.")


def show_classes(row: pd.Series[Any]) -> None:
    """How likely each kind of flaw is, as bars and in words."""
    shares = class_probabilities(row)
    if shares is None:
        st.caption("Kind of flaw: not measured.")
    else:
        likeliest = max(shares, key=shares.__getitem__)
        st.markdown(f"Likeliest: **{_spoken(likeliest)}**, {percent(shares[likeliest])}")
        st.html(_bars(shares))
    if is_known(row.get("p_dark")):
        st.caption(f"Too dark to see what is in it: {percent(row['p_dark'])}")
    if is_known(row.get("p_screenshot")):
        st.caption(f"Screenshot or page, no camera photo: {percent(row['p_screenshot'])}")


def class_probabilities(row: Mapping[str, Any] | pd.Series[Any]) -> dict[str, float] | None:
    """Probability of each class in `FLAWS`; `original` is what the flaws leave. None where one is not measured."""
    flaws = {name: row.get(f"p_{name}") for name in FLAWS if name != "original"}
    known = {name: float(share) for name, share in flaws.items() if is_known(share)}
    if len(known) < len(flaws):
        return None
    return {"original": max(0.0, 1.0 - sum(known.values())), **known}


def show_tags(row: pd.Series[Any]) -> None:
    """What is in the photo, as chips; nothing but the nine known words becomes Markdown."""
    tags = _text(row.get("tags")).split(",")
    if badges := " ".join(f":gray-badge[{tag}]" for tag in tags if tag in TAGS):
        st.markdown(badges)


def exif_line(row: pd.Series[Any]) -> str:
    """Camera, lens, aperture, shutter, ISO, focal length, time and size, as far as they are known."""
    shutter = row.get("shutter_s")
    parts = [
        _text(row.get("camera")),
        _text(row.get("lens")),
        _say(row.get("focal_mm"), "{:g} mm"),
        _say(row.get("aperture"), "f/{:g}"),
        "" if not is_known(shutter) else f"1/{1 / shutter:.0f} s" if 0 < shutter < 0.4 else f"{shutter:g} s",
        _say(row.get("iso"), "ISO {:g}"),
        _text(row.get("taken_at"))[:19].replace("T", " "),
        f"{row['width']:.0f} × {row['height']:.0f} px" if is_known(row.get("width")) else "",
    ]
    return " · ".join(part for part in parts if part)


def is_known(value: Any) -> TypeGuard[float]:
    """Whether a cell of the table holds a number."""
    return isinstance(value, int | float) and not math.isnan(value)


def _bars(shares: Mapping[str, float]) -> str:
    rows = (
        f"<li><span>{html.escape(_spoken(name))}</span><i><b style='width:{100 * share:.1f}%'></b></i>"
        f"<em>{percent(share)}</em></li>"
        for name, share in shares.items()
    )
    return f'<ul class="culling-classes">{"".join(rows)}</ul>'


def _spoken(name: str) -> str:
    return "no flaw" if name == "original" else name.replace("_", " ")


def percent(share: float) -> str:
    """A share in words, never 0 % for something."""
    return "< 1 %" if 0 < share < 0.005 else f"{share:.0%}".replace("%", " %")


def _say(value: Any, words: str) -> str:
    return words.format(value) if is_known(value) else ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def rounded(value: float) -> str:
    """A measured number in four digits, large ones whole, tiny ones in two."""
    text = f"{value:.0f}" if abs(value) >= 1000 else f"{value:.4g}" if abs(value) >= 0.001 else f"{value:.2g}"
    return "not measured" if math.isnan(value) else text.replace("-", "−")
