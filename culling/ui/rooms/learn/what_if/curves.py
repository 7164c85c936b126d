"""The curves of one damage: each measure from none to severe, with its cutoffs and where the verdict flips."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from culling.map_figure import CONFIG
from culling.probe import tables
from culling.probe.curve import Curve
from culling.probe.dials import DIALS, Dial, get_dial
from culling.probe.figure import measure_figure
from culling.probe.probed import Probed, Setting
from culling.probe.words import sentences
from culling.ui.rooms.learn.what_if.kept import CurveJob, kept
from culling.ui.safety.said import said
from culling.ui.state import Session

_ABREAST = 3
_POLL_S = 0.7
_CONFIG = {name: value for name, value in CONFIG.items() if name != "scrollZoom"} | {"displayModeBar": False}


def show(state: Session, probed: Probed, names: Sequence[str], where: Setting) -> None:
    """The choice of the damage, its flips as a sentence, and small curves."""
    st.subheader("From none to severe")
    dial = _dial()
    job = kept().curve_of(probed, dial, state.policy, names)
    at = dict(where).get(dial.name)
    if job.running:
        _growing(job, names, at)
    else:
        _ended(job, names, at)


def _dial() -> Dial:
    chosen = st.pills(
        "Damage",
        [dial.name for dial in DIALS],
        default="defocus",
        required=True,
        key="if-damage",
        format_func=lambda name: get_dial(name).title,
        label_visibility="collapsed",
        bind="query-params",
    )
    return get_dial(str(chosen or "defocus"))


@st.fragment(key="if_growing", run_every=_POLL_S)
def _growing(job: CurveJob, names: Sequence[str], at: float | None) -> None:
    """Looks now and then; the curves fill, coarse before fine."""
    if not job.running:
        st.rerun()
    curve = job.latest
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(width="stretch"):
            share, told = (curve.done / curve.of, f" {curve.done} of {curve.of}") if curve else (0.0, " …")
            st.progress(share, text=f"Amounts measured:{told}")
        st.button("Cancel", key="if_curve_cancel", on_click=job.cancel, disabled=job.cancelled)
    if curve is not None:
        _figures(curve, names, at)


def _ended(job: CurveJob, names: Sequence[str], at: float | None) -> None:
    curve = job.latest
    if job.error:
        st.error("The curves could not be worked out.", icon=":material/error:")
        st.text(said(job.error))
    elif curve is not None and curve.whole:
        st.text("\n".join(sentences(curve)))
        _figures(curve, names, at)
        _about(curve)
    else:
        st.button("Go on", key="if_curve_again", icon=":material/play_arrow:", on_click=_again)
        if curve is not None:
            _figures(curve, names, at)


def _again() -> None:
    kept().curve = None  # what was measured is known still


def _figures(curve: Curve, names: Sequence[str], at: float | None) -> None:
    for start in range(0, len(names), _ABREAST):
        for place, name in zip(st.columns(_ABREAST), names[start : start + _ABREAST], strict=False):
            place.plotly_chart(
                measure_figure(curve, name, at=at),
                key=f"if_curve_{name}",
                theme=None,
                config=_CONFIG,
                alt=f"{name} over {curve.dial.title.lower()}; the file curves.csv holds the numbers.",
            )


def _about(curve: Curve) -> None:
    unit = " Pixels count for a long side of 1000." if curve.dial.unit == "px" else ""
    st.caption(
        f"This damage alone. Points have the colour of the verdict there; a flip is found to {curve.dial.step:g} "
        f"{curve.dial.unit}, and one that comes and goes between two points is not seen.{unit}"
    )
    st.download_button(
        "curves.csv",
        lambda: tables.curves_csv([curve]),
        file_name=f"curves-{curve.dial.name}.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        key="if_curve_csv",
    )
