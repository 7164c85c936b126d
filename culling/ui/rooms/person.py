"""Who has signed in, the way in for everybody else, and what a role does not cover."""

from __future__ import annotations

from typing import Any

import streamlit as st

from culling.errors import CullingError
from culling.ui import settings
from culling.ui.safety import signed_in

_ROLES = {
    "view": "You may look; marks, groups, labels, policies, saving and sorting are for others.",
    "mark": "You may look, mark, group, label, tune and export.",
    "admin": "You may do everything here.",
}


def let_in() -> bool:
    """Whether this session may see anything; if not, the page with the way in is drawn."""
    try:
        signed_in.user()
    except signed_in.NotSignedInError as reason:
        _way_in(str(reason))
    except CullingError:
        _closed("Who may do what cannot be looked up now: the catalog is not reached. Try again in a minute.")
    else:
        return True
    return False


def show() -> None:
    """Who works here, in the sidebar, with the way out; nothing where nobody signs in."""
    if settings.current().sign_in is None:
        return
    person = signed_in.user()
    st.caption("Signed in")
    st.text(person.name)
    with st.container(horizontal=True, vertical_alignment="center"):
        if person.role == "view":
            st.badge("look only", icon=":material/visibility:", color="orange", help=_ROLES["view"])
        else:
            st.badge(person.role, color="primary", help=_ROLES[person.role])
        st.button("Sign out", key="sign_out", icon=":material/logout:", type="tertiary", on_click=st.logout)


def may_mark() -> bool:
    """Whether this session's person may mark, and do all that comes with it."""
    return signed_in.user().may("mark")


def button(label: str, **given: Any) -> bool:
    """A button that writes: closed, with the reason, for whoever may only look."""
    if not may_mark():
        given |= {"disabled": True, "help": "You may look; this needs the role mark."}
    return st.button(label, **given)


def _way_in(why: str) -> None:
    st.title("culling")
    with st.container(border=True, width=520):
        if st.user.get("is_logged_in"):
            st.subheader("Not let in")
            st.text(why)
            st.button("Sign out", key="sign_out", icon=":material/logout:", on_click=st.logout)
            return
        st.subheader("Sign in to see the photos")
        sign_in = settings.current().sign_in
        providers = sign_in.providers if sign_in else ()
        for name in providers:
            words = "Sign in" if len(providers) == 1 else f"Sign in with {name}"
            st.button(
                words,
                key=f"sign_in_{name}",
                type="primary",
                icon=":material/login:",
                on_click=st.login,
                args=() if name == "default" else (name,),
            )


def _closed(why: str) -> None:
    st.title("culling")
    with st.container(border=True, width=520):
        st.subheader("Closed for a moment")
        st.text(why)
        st.button("Try again", key="try_again", icon=":material/refresh:")
