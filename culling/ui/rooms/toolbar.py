"""The row above the cutoffs: undo, redo, named policies, the policy as a file, further measures."""

from __future__ import annotations

import streamlit as st

from culling.errors import CullingError
from culling.metrics import METRICS, get_metric
from culling.policy import MAX_FILE_BYTES, Policy
from culling.presets import PRESETS
from culling.rule import Rule, Side
from culling.ui import remembered
from culling.ui.places import PAGES
from culling.ui.rooms import about_measure, person
from culling.ui.rooms.rules import new_rule, sides_of
from culling.ui.safety.said import said
from culling.ui.state import Session

_GUARD = (
    "Of a group of photos that the rules and you would reject whole, one is a maybe instead: its keeper, else the one "
    "nearest to the cutoffs. So no scene is lost without a look."
)


@st.fragment(key="toolbar")
def show(state: Session) -> None:
    """Draw the row; each action is one move that can be undone, and draws the whole page again."""
    tuning = state.tuning
    note_policy(state)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Undo", icon=":material/undo:", on_click=_back, args=(state,), disabled=not tuning.can_undo)
        st.button("Redo", icon=":material/redo:", on_click=_forth, args=(state,), disabled=not tuning.can_redo)
        with st.popover("Add a measure", icon=":material/add:", key="add_popover"):
            _add(state)
        with st.popover("About a measure", icon=":material/functions:", key="about_popover"):
            about_measure.show("about_measure", state.shown)
        with st.popover("Policies", icon=":material/bookmark:", key="presets_popover"):
            _presets(state)
        with st.popover("File", icon=":material/description:", key="file_popover"):
            _file(state)
        st.button(
            "Reset",
            icon=":material/restart_alt:",
            on_click=_load,
            args=(state, Policy.default()),
            disabled=state.policy.policy_id == Policy.default().policy_id,
            help="Back to the default policy. Undo takes it back.",
        )
        _guard(state)
        st.text(
            f"Policy: {remembered.title_now(state.policy)}",
            help=f"Its number is {state.policy.policy_id}, as in every export.",
        )
        if was_left(state):
            offer_left(state, "last_cutoffs")
    for problem in st.session_state.pop("policy_problems", []):
        st.error("The policy was left as it was.", icon=":material/error:")
        st.text(said(problem))


def was_left(state: Session) -> bool:
    """Whether the cutoffs were left otherwise in this folder, and none was moved since the page was loaded."""
    left = state.left
    return left is not None and not state.tuning.can_undo and left.policy_id != state.policy.policy_id


def offer_left(state: Session, key: str) -> None:
    """The way back to the cutoffs as they were left, where there is one."""
    if state.left is not None:
        st.button(
            "Last cutoffs",
            key=key,
            icon=":material/history:",
            help="The cutoffs as they were left in this folder. Undo takes it back.",
            on_click=_load,
            args=(state, state.left),
        )


def _guard(state: Session) -> None:
    """The switch of the group guard, where there is something to guard."""
    on, grouped = state.policy.guard, "group" in state.table
    key = state.mirrors.key("guard", on)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
        st.toggle(
            "Group guard",
            on,
            key=key,
            disabled=not grouped and not on,
            help=_GUARD if grouped else f"{_GUARD} This folder keeps no groups: choose groups on **Similar** first.",
            on_change=_guarded,
            args=(state, key),
        )
        if not grouped and st.button(
            "choose groups on Similar", key="guard_groups", type="tertiary", icon=":material/scatter_plot:"
        ):
            st.switch_page(PAGES / "similar.py")


def _guarded(state: Session, key: str) -> None:
    on = bool(st.session_state[key])
    if state.mirrors.moved(key, on):
        state.tuning.change(state.policy.guarding(on))
        st.rerun()


def note_policy(state: Session) -> None:
    """Keep what was moved, for a page that is loaded anew or a session that ends."""
    if state.open is None or not state.tuning.can_undo or state.policy == state.left:
        return
    state.left = state.policy
    try:
        remembered.keep_last_policy(state.open.path, state.policy)
    except CullingError as reason:
        st.caption("The cutoffs will not be offered again after a reload:")
        st.text(said(reason))


def _back(state: Session) -> None:
    state.tuning.undo()
    st.rerun()


def _forth(state: Session) -> None:
    state.tuning.redo()
    st.rerun()


def _load(state: Session, policy: Policy) -> None:
    state.tuning.change(policy, f"policy {policy.name}")
    st.rerun()


def _add(state: Session) -> None:
    """Choose a measure that has no rule yet; where both ends can be a flaw, choose the side by the entry."""
    taken = {rule.key for rule in state.policy.rules}
    free = [choice for choice in _choices() if choice not in taken]
    if not free:
        st.caption("Every measure has its rule.")
        return
    chosen = st.selectbox("Measure and side that is rejected", free, format_func=_side_name, key="add_measure")
    described = get_metric(chosen[0])
    st.caption(described.in_short.replace("\n", "\n\n"))
    with st.container(horizontal=True):
        st.button("Add", type="primary", key="add_rule", on_click=_add_rule, args=(state, *chosen))
        if chosen[0] not in state.shown:
            words = "Show its histogram without a rule: nothing is rejected by it."
            st.button("Only show", key="watch", help=words, on_click=_watch, args=(state, chosen[0]))


def _add_rule(state: Session, metric: str, side: Side) -> None:
    state.tuning.change(state.policy.replace(new_rule(state, metric, side)), f"rule on {metric}")
    st.rerun()


def _watch(state: Session, metric: str) -> None:
    state.watched.add(metric)
    st.rerun()


def _choices() -> list[tuple[str, Side]]:
    return [(metric.name, side) for metric in METRICS for side in sides_of(metric.name)]


def _side_name(choice: tuple[str, Side]) -> str:
    return f"{choice[0]} – too {'low' if choice[1] == 'below' else 'high'}"


def _presets(state: Session) -> None:
    known, notes = remembered.saved_policies()
    for note in notes:
        st.text(note)
    names = list(known)
    if st.session_state.get("preset") not in names:
        st.session_state.preset = state.policy.name if state.policy.name in names else names[0]
    chosen = st.selectbox("Saved policies", names, key="preset")
    if chosen in known:
        lines = [_rule_line(rule) for rule in known[chosen].rules] or ["no rules"]
        st.text("\n".join([*lines, *(["group guard"] if known[chosen].guard else [])]))
        with st.container(horizontal=True):
            st.button("Load", key="preset_load", on_click=_load, args=(state, known[chosen]), type="primary")
            person.button(
                "Delete",
                key="preset_delete",
                type="tertiary",
                on_click=remembered.forget_policy,
                args=(chosen,),
                disabled=chosen in PRESETS,
            )
    st.text_input("Save the cutoffs as", key="preset_name", max_chars=80, placeholder="harbour at night")
    person.button("Save", key="preset_save", on_click=_save, args=(state,))


def _rule_line(rule: Rule) -> str:
    return f"reject {rule}"


def _save(state: Session) -> None:
    try:
        named = remembered.save_policy(state.policy, st.session_state.preset_name)
    except CullingError as reason:
        _problem(str(reason))
        return
    state.tuning.change(named, f"saved as {named.name}")
    st.session_state.preset_name = ""
    st.session_state.preset = named.name
    st.rerun()


def _file(state: Session) -> None:
    st.download_button(
        "Download policy.toml",
        state.policy.to_toml,
        file_name="policy.toml",
        mime="application/toml",
        on_click="ignore",
        icon=":material/download:",
        key="policy_download",
    )
    st.caption("The same file works in the shell: `culling decide FOLDER --policy policy.toml`")
    st.file_uploader("Take the cutoffs from a file", type="toml", key="policy_upload", on_change=_upload, args=(state,))


def _upload(state: Session) -> None:
    file = st.session_state.policy_upload
    if file is None:
        return
    try:
        if file.size > MAX_FILE_BYTES:
            raise CullingError(f"{file.name} is larger than {MAX_FILE_BYTES:,} bytes: that is no policy")
        _load(state, Policy.from_toml(file.getvalue().decode("utf-8-sig"), source=file.name))
    except UnicodeDecodeError:
        _problem(f"{file.name} is no policy: it is not UTF-8 text")
    except CullingError as reason:
        _problem(str(reason))


def _problem(text: str) -> None:
    st.session_state.setdefault("policy_problems", []).append(text)
