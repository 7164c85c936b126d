"""Which two policies are set beside each other: the present one, the one before, built-in, saved, or from a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import streamlit as st

from culling.errors import CullingError
from culling.policy import MAX_FILE_BYTES, Policy
from culling.ui import remembered
from culling.ui.safety.said import said
from culling.ui.state import Session

NOW, BEFORE, FILE = "now:", "before:", "file:"  # how names of choices begin; those of the others with "known:"
_KNOWN = "known:"


@dataclass
class Chosen:
    """What a person chose.

    Attributes:
        first: name of the choice whose place the second would take.
        second: name of the other one; "" for none yet.
        asked: whether the second one was chosen by a person; else it is the first that differs, which nobody asked for.
        uploaded: policies from files, by name of the choice.
        problem: why the last file could not be used; "" when it could.
    """

    first: str = NOW
    second: str = ""
    asked: bool = False
    uploaded: dict[str, Policy] = field(default_factory=dict)
    problem: str = ""


def chosen(state: Session) -> Chosen:
    """What was chosen in this folder so far."""
    found: Chosen = state.auditing.kept.setdefault("policies", Chosen())
    return found


def choices(state: Session) -> dict[str, Policy]:
    """Every policy that can be chosen, by name of the choice."""
    saved, notes = remembered.saved_policies()
    for note in notes:
        st.text(note)
    before = state.tuning.before
    return {
        NOW: state.policy,
        **({BEFORE: before} if before else {}),
        **chosen(state).uploaded,
        **{f"{_KNOWN}{name}": policy for name, policy in saved.items()},
    }


def words(name: str, policy: Policy) -> str:
    """A choice as it stands in the list."""
    if name == NOW:
        return f"the cutoffs as they are ({remembered.title_now(policy)})"
    if name == BEFORE:
        return f"as before the last move ({remembered.title_now(policy)})"
    return f"{policy.name} (from a file)" if name.startswith(FILE) else policy.name


def show(state: Session) -> tuple[Policy, Policy]:
    """Choose (A, B)."""
    known, own = choices(state), chosen(state)
    if own.first not in known:
        own.first = NOW
    if own.second not in known:
        own.asked = False
        own.second = next((name for name in known if known[name].policy_id != known[own.first].policy_id), own.first)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _select(state, known, "first", "A: the policy")
        st.button(
            "Swap",
            key="audit_swap",
            icon=":material/swap_horiz:",
            on_click=_swap,
            args=(own,),
            help="A takes the place of B, and B that of A.",
        )
        _select(state, known, "second", "B: in its place")
        with st.popover("From a file", icon=":material/upload:", key="audit_policy_file"):
            _upload(own)
    return known[own.first], known[own.second]


def _select(state: Session, known: Mapping[str, Policy], side: str, label: str) -> None:
    own = chosen(state)
    now = getattr(own, side)
    key = state.mirrors.key(f"audit_{side}", (now, tuple(known)))
    st.selectbox(
        label,
        list(known),
        index=list(known).index(now),
        format_func=lambda name: words(name, known[name]) if name in known else name,
        key=key,
        on_change=_chose,
        args=(state, side, key, tuple(known)),
        width=330,
    )


def _chose(state: Session, side: str, key: str, offered: tuple[str, ...]) -> None:
    value = st.session_state[key]
    if state.mirrors.moved(key, (value, offered)):
        own = chosen(state)
        setattr(own, side, value)
        own.asked = own.asked or side == "second"


def _swap(own: Chosen) -> None:
    own.first, own.second, own.asked = own.second, own.first, True


def _upload(own: Chosen) -> None:
    st.file_uploader(
        "A policy (TOML), to be set beside another; it changes nothing until you take it",
        type="toml",
        key="audit_policy_upload",
        on_change=_take_file,
        args=(own,),
    )
    if own.problem:
        st.text(own.problem)


def _take_file(own: Chosen) -> None:
    """What was uploaded becomes B."""
    file = st.session_state.get("audit_policy_upload")
    own.problem = ""
    if file is None:
        return
    try:
        if file.size > MAX_FILE_BYTES:
            raise CullingError(f"{file.name} is larger than {MAX_FILE_BYTES:,} bytes: that is no policy")
        policy = Policy.from_toml(file.getvalue().decode("utf-8-sig"), source=file.name)
    except UnicodeDecodeError as error:
        own.problem = f"{file.name} is no policy: not UTF-8 text at byte {error.start}"
    except CullingError as reason:
        own.problem = said(reason)
    else:
        own.second = f"{FILE}{policy.name}:{policy.policy_id}"
        own.uploaded[own.second], own.asked = policy, True
