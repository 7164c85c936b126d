"""One photo under sliders: the picture, the measures and the verdict, before and after; and its curves."""

from __future__ import annotations

import streamlit as st

from culling.errors import CullingError
from culling.metrics import METRIC_NAMES, METRICS
from culling.probe.dials import DIALS, Dial
from culling.probe.judging import check, left_out
from culling.probe.probed import Setting, setting
from culling.ui.rooms.learn.photo import pick
from culling.ui.rooms.learn.what_if import curves, readings
from culling.ui.rooms.learn.what_if.kept import PairJob, kept
from culling.ui.safety.said import said
from culling.ui.state import Session

SAMPLES = tuple(f"100_WALK/IMG_{number:04}.JPG" for number in (101, 121, 131, 155))
_QUICK_S = 0.6  # so long the page waits for the pictures; then it says that they are on their way
_HELP = {
    "defocus": "Radius of the disk that a point of light becomes. Pixels count for a long side of 1000.",
    "exposure": "Each step of 1 halves or doubles the light, which clips as on a sensor.",
    "jpeg": "At 100 the photo is not saved again.",
}
_LOOKS = {"whole": "Whole photo", "near": "Where most detail is"}


def show(state: Session) -> None:
    """Sliders on the left, what comes of them on the right, curves below."""
    try:
        check(state.policy)
    except CullingError as reason:
        st.container(border=True).text(said(reason))
        return
    left, right = st.columns([4, 9], gap="large")
    with left:
        picked = pick(state, "if-photo", SAMPLES)
        where = _sliders()
    if picked is None:
        return
    probed = kept().of(picked[1])
    names = (*state.policy.measures, *_more(state, left))
    with right:
        _result(state, kept().pair_of(probed, where, names), _look())
    curves.show(state, probed, names, where)


def _sliders() -> Setting:
    amounts: dict[str, float] = {}
    for start in range(0, len(DIALS), 2):
        for place, dial in zip(st.columns(2), DIALS[start : start + 2], strict=False):
            with place:
                amounts[dial.name] = _slider(dial)
    where = setting(amounts)
    st.button("No damage", key="if_reset", icon=":material/restart_alt:", on_click=_reset, disabled=not where)
    return where


def _slider(dial: Dial) -> float:
    amount = st.slider(
        f"{dial.title} ({dial.unit})",
        dial.low,
        dial.high,
        dial.neutral,
        dial.step,
        format="%g",
        key=f"if-{dial.name}",
        bind="query-params",
        help=_HELP.get(dial.name),
    )
    return min(max(dial.on_step(float(amount)), dial.low), dial.high)


def _reset() -> None:
    for dial in DIALS:
        st.session_state[f"if-{dial.name}"] = dial.neutral


def _more(state: Session, place: st.delta_generator.DeltaGenerator) -> tuple[str, ...]:
    """Measures that a person asks for besides the policy's."""
    offered = [metric.name for metric in METRICS if not metric.learned and metric.name not in state.policy.measures]
    chosen = place.multiselect(
        "More measures",
        offered,
        key="if-more",
        bind="query-params",
        placeholder="The policy's alone",
        help="Shown beside the measures that the policy reads. Faces and subject take a second each.",
    )
    return tuple(name for name in METRIC_NAMES if name in set(chosen) & set(offered))


def _look() -> str:
    chosen = st.segmented_control(
        "What is shown of the photo",
        list(_LOOKS),
        default="whole",
        required=True,
        key="if-look",
        format_func=_LOOKS.__getitem__,
        label_visibility="collapsed",
        bind="query-params",
    )
    return str(chosen)


def _result(state: Session, job: PairJob, look: str) -> None:
    try:
        job.wait(_QUICK_S)
    except TimeoutError:
        _on_its_way(job)
    else:
        _done(state, job, look)


@st.fragment(run_every=0.4)
def _on_its_way(job: PairJob) -> None:
    if not job.running:
        st.rerun()
    st.progress(0.5, text="Damaging and measuring the photo …")


def _done(state: Session, job: PairJob, look: str) -> None:
    found = job.result
    if found is None:
        st.error("The photo could not be damaged.", icon=":material/error:")
        st.text(said(job.error))
        return
    readings.verdicts(found, state.policy)
    _pictures(found.near if look == "near" else found.whole)
    readings.table(found, state.policy)
    st.caption(" ".join(left_out(state.policy)))


def _pictures(both: tuple[bytes, bytes]) -> None:
    for place, picture, word in zip(st.columns(2), both, ("Before", "After"), strict=True):
        place.image(picture, caption=word, width="stretch")
