"""From a selection to a condition: what it would exempt, its cutoff on a slider, the ways to apply and remove it."""

from __future__ import annotations

import numpy as np
import streamlit as st

from culling.anatomy import WHOLE, Effect, condition_on, effect, exempting, soft_side, whole_rules
from culling.policy import Policy
from culling.rule import number
from culling.ui.redraw import redraw
from culling.ui.rooms import toolbar
from culling.ui.rooms.anatomy.scatter import FOLLOW, scales
from culling.ui.rooms.rules import new_rule
from culling.ui.state import Session


@st.fragment(key="exemption")
def show(state: Session) -> None:
    """The condition that is proposed or in force; without a rule to exempt from, the way to one."""
    toolbar.note_policy(state)
    with st.container(border=True, key="box_exemption"):
        rules = whole_rules(state.policy, state.anatomy.subject)
        if not rules:
            _no_rules(state)
            return
        cutoff = state.anatomy.cutoff(state.table, state.policy)
        if cutoff is None:
            _how(state)
            return
        _cutoff(state, cutoff)
        found = effect(
            state.table,
            state.policy,
            exempting(state.policy, state.anatomy.subject, cutoff),
            state.anatomy.subject,
            np.isin(np.arange(len(state.table)), state.anatomy.rows(state.table)),
        )
        st.markdown(_told(state, found))
        st.caption(f"Exempt from: {'; '.join(f'{rule.metric} {rule.side} {number(rule.reject)}' for rule in rules)}.")
        _others(state)
        _acts(state, found, cutoff)


def _no_rules(state: Session) -> None:
    """Nothing in the policy looks at the whole image: there is nothing to be exempt from."""
    metric = state.anatomy.whole
    rule = new_rule(state, metric, soft_side(metric))
    st.markdown("**No rule of the policy rejects what is soft as a whole**, so there is nothing to exempt from.")
    _others(state)
    st.button(
        f"Add the rule: reject {rule}",
        key="anatomy_add",
        icon=":material/add:",
        on_click=_change,
        args=(state, state.policy.replace(rule), f"rule on {metric}"),
    )


def _how(state: Session) -> None:
    st.markdown("**Exempt artistic blur.** Draw a loop around photos whose subject is sharp and whose rest is soft.")
    _, subject = scales(state)
    st.button(
        f"Or begin at {state.anatomy.subject} > {number(subject.cut)}",
        key="anatomy_begin",
        type="tertiary",
        icon=":material/arrow_forward:",
        on_click=_try,
        args=(state, subject.cut),
    )


def _cutoff(state: Session, cutoff: float) -> None:
    """The cutoff of the condition: a slider, and the number."""
    metric = state.anatomy.subject
    st.markdown(f"**Exempt photos whose subject is this sharp: {metric} > {number(cutoff)}**")
    stops = sorted({*scales(state)[1].axis.stops(), cutoff})
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        key = state.mirrors.key("anatomy_cutoff", cutoff)
        st.select_slider(
            f"{metric} above",
            stops,
            cutoff,
            key=key,
            format_func=number,
            label_visibility="collapsed",
            on_change=_moved,
            args=(state, key),
        )
        exact = state.mirrors.key("anatomy_exact", cutoff)
        st.number_input(
            f"{metric} above, exact",
            value=cutoff,
            key=exact,
            step=None,
            format="%.6g",
            label_visibility="collapsed",
            icon=":material/shield:",
            width=120,
            on_change=_moved,
            args=(state, exact),
        )


def _told(state: Session, found: Effect) -> str:
    """In words: "exempts 41 of the 45 selected and 12 others; 9 verdicts change from reject to keep"."""
    chosen = len(state.anatomy.rows(state.table))
    if chosen:
        others = f"{found.others:,} other{'s' * (found.others != 1)}"
        words = f"exempts **{found.selected:,} of the {chosen:,} selected** and **{others}**"
    else:
        words = f"exempts **{found.others:,} photo{'s' * (found.others != 1)}** that these rules would not keep"
    turned = [
        f"{count:,} verdict{'s' * (count != 1)} change{'s' * (count == 1)} from {was} to {now}"
        for was, now, count in found.turned
    ]
    if found.policy == state.policy:
        return f"In the policy: {words}."
    return f"{words[0].upper()}{words[1:]}; {', '.join(turned) or 'no verdict changes'}."


def _others(state: Session) -> None:
    """Rules that already have a condition on something else stay as they are."""
    left = [
        str(rule)
        for rule in state.policy.rules
        if rule.metric in WHOLE and rule.unless is not None and rule.unless.metric != state.anatomy.subject
    ]
    if left:
        st.caption(f"Left as they are: {'; '.join(left)}.")


def _acts(state: Session, found: Effect, cutoff: float) -> None:
    metric = state.anatomy.subject
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Apply",
            key="anatomy_apply",
            type="primary",
            icon=":material/check:",
            disabled=found.policy == state.policy,
            help="Put the condition into the policy, as one step that undo takes back.",
            on_click=_change,
            args=(state, found.policy, f"exempt where {metric} > {number(cutoff)}"),
        )
        st.button(
            "Remove",
            key="anatomy_remove",
            icon=":material/close:",
            disabled=condition_on(state.policy, metric) is None,
            help="The whole-image rules count for every photo again.",
            on_click=_change,
            args=(state, exempting(state.policy, metric, None), f"no condition on {metric}"),
        )
        st.button(
            "Undo",
            key="anatomy_undo",
            type="tertiary",
            icon=":material/undo:",
            disabled=not state.tuning.can_undo,
            help="Take back the last step of the policy, here or on Tune.",
            on_click=_undo,
            args=(state,),
        )


def _moved(state: Session, key: str) -> None:
    value = float(st.session_state[key])
    if state.mirrors.moved(key, value):
        _try(state, value)


def _try(state: Session, cutoff: float) -> None:
    state.anatomy.tried = cutoff
    redraw(FOLLOW)


def _change(state: Session, policy: Policy, title: str) -> None:
    state.tuning.change(policy, title)
    st.rerun()


def _undo(state: Session) -> None:
    state.tuning.undo()
    st.rerun()
