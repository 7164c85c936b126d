"""Above the map: how photos are grouped, with the settings of the method, and whether the folder keeps these groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

import streamlit as st

from culling.errors import CullingError
from culling.group.grouping import METHODS
from culling.ui.alike import Finding
from culling.ui.jobs import OpenFolder
from culling.ui.rooms import person
from culling.ui.rooms.icon_button import icon_button
from culling.ui.safety.said import said
from culling.ui.state import Session

View = Literal["map", "methods"]
_VIEWS = {"map": "Map and groups", "methods": "Compare methods"}


@dataclass(frozen=True)
class Control:
    """How a setting is called and set on screen."""

    label: str
    low: float
    high: float
    step: float
    help: str


#: Every setting that a method may have; a test compares them with the methods.
CONTROLS: dict[str, Control] = {
    "distance": Control("Distance", 0.0, 1.0, 0.01, "1 − cosine at most: 0 copies alone, 1 nothing in common."),
    "sure": Control("Sure up to", 0.0, 1.0, 0.01, "Distance up to which geometry is not asked."),
    "min_samples": Control("Photos to begin a group", 1, 10, 1, "Photos within the distance, itself counted."),
    "min_cluster_size": Control("Photos of a group at least", 2, 50, 1, "Smaller groups are not made."),
    "gap_s": Control("Gap, s", 0.0, 120.0, 0.5, "Seconds from a frame to the next, at most."),
    "bits": Control("Bits", 0, 64, 1, "Bits of the perceptual hash, of 64, that may differ."),
    "alpha_s": Control("α: time, s", 0.0, 3600.0, 1.0, "Seconds between two photos, at most."),
    "beta_deg": Control("β: longitude, °", 0.0, 0.1, 0.0001, "Degrees of longitude, at most; 0.001° are up to 111 m."),
    "gamma_deg": Control("γ: latitude, °", 0.0, 0.1, 0.0001, "Degrees of latitude, at most; 0.001° are 111 m."),
}


def show_head(state: Session) -> View:
    """The title, what the page shows, and the way to keep the groups."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.title("Similar", width="content")
        if state.open is None or state.table.empty:
            return "map"
        with st.container(horizontal=True, vertical_alignment="center", width="content", gap="small"):
            view: View = st.segmented_control(
                "Shown",
                get_args(View),
                default="map",
                required=True,
                format_func=_VIEWS.__getitem__,
                key="similar_view",
                label_visibility="collapsed",
                persist_state="session",
            )
            _kept(state, state.open)
    return view


def show(state: Session) -> None:
    """Method and settings, and what is being found."""
    folder = state.open
    if folder is None:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="similar_toolbar"):
        _method(state)
        for name, value in state.alike.settings(len(state.table)).items():
            show_setting(state, name, value, state.alike.method)
        if state.alike.given.get(state.alike.method):
            icon_button(
                "Settings as they begin",
                key="similar_reset",
                icon=":material/restart_alt:",
                help="Every setting as the method has it",
                on_click=state.alike.reset,
            )
    st.caption(METHODS[state.alike.method].summary)
    with st.container():  # also when it is empty: what comes after it stays where it is, and the map as it is
        _progress(state, folder)


def _method(state: Session) -> None:
    key = state.mirrors.key("similar_method", state.alike.method)
    st.selectbox(
        "Grouped by",
        list(METHODS),
        index=list(METHODS).index(state.alike.method),
        key=key,
        width=170,
        help="\n".join(f"- **{name}**: {method.summary}" for name, method in METHODS.items()),
        on_change=_chosen,
        args=(state, key),
    )


def _chosen(state: Session, key: str) -> None:
    value = st.session_state[key]
    if state.mirrors.moved(key, value):
        state.alike.method = value


def show_setting(state: Session, name: str, value: float, method: str) -> None:
    """A slider for a setting of a method."""
    control = CONTROLS[name]
    whole = isinstance(control.step, int)
    cast = int if whole else float
    key = state.mirrors.key(f"similar_{method}_{name}", value)
    st.slider(
        control.label,
        min_value=cast(min(control.low, value)),
        max_value=cast(max(control.high, value)),
        value=cast(value),
        step=cast(control.step),
        format="%d" if whole else f"%.{_decimals(control.step)}f",
        key=key,
        help=control.help,
        width=190,
        on_change=_set,
        args=(state, name, key, method),
    )


def _decimals(step: float) -> int:
    return len(f"{step:g}".partition(".")[2])


def _set(state: Session, name: str, key: str, method: str) -> None:
    value: Any = st.session_state[key]
    if state.mirrors.moved(key, value):
        state.alike.set(name, value, method)


def _kept(state: Session, folder: OpenFolder) -> None:
    """Whether the folder keeps the groups that are shown, and the button that makes it so."""
    about = folder.catalog.grouping()
    same = about is not None and state.alike.is_kept(folder)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
        person.button(
            "Groups in use" if same else "Use these groups",
            key="similar_keep",
            type="secondary" if same else "primary",
            icon=":material/check:" if same else ":material/bookmark_add:",
            disabled=same,
            help="Filters, the group guard and exports then know these groups, here and in the shell.",
            on_click=_keep,
            args=(state, folder),
        )
        if about is not None:
            icon_button(
                "Use no groups any more",
                key="similar_drop",
                icon=":material/bookmark_remove:",
                button=person.button,
                help=f"Use no groups any more. In use: {_told(about)}.",
                on_click=_drop,
                args=(state, folder),
            )


def _told(about: dict[str, Any]) -> str:
    settings = ", ".join(f"{name} {value:g}" for name, value in about.items() if isinstance(value, int | float))
    return f"{about.get('method', 'groups')} ({settings})" if settings else str(about.get("method", "groups"))


def _keep(state: Session, folder: OpenFolder) -> None:
    _tried(state, lambda: state.alike.keep(folder))


def _drop(state: Session, folder: OpenFolder) -> None:
    _tried(state, folder.drop_groups)


def _tried(state: Session, write: Any) -> None:
    """Write; a catalog that cannot be written is told at the top of the page."""
    try:
        write()
    except CullingError as reason:
        state.notes.append(str(reason))
    state.follow()


def _progress(state: Session, folder: OpenFolder) -> None:
    """What is being found, and what went wrong."""
    finding = state.alike.finding(folder)
    if finding.running and state.alike.groups(folder) is None:
        _searching(state, finding)
    elif finding.error:
        st.warning("There are no groups to show.", icon=":material/scatter_plot:")
        st.text(said(finding.error))
        st.button("Try again", key="similar_again", on_click=state.alike.again, args=(folder,))


@st.fragment(run_every=0.5)
def _searching(state: Session, finding: Finding) -> None:
    """Looks twice a second until the groups are there."""
    if not finding.running:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        looked = f" {finding.looked:,} photos were looked at." if finding.looked else ""
        st.text(f"Photos are being compared …{looked}")
        st.button("Cancel", key="similar_cancel", on_click=finding.cancel, disabled=finding.cancelled)
