"""A random labelled sample: each picture with what it is and what the network says, right and wrong by letter too."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from culling.experiments.sample import Shown
from culling.previews import fit
from culling.ui.safety.said import said

COUNT = 8
_LONG_SIDE = 400
_MOST = 9999


def show(about: str, sample: Callable[[int], list[Shown]]) -> None:
    """The sample of the draw that stands in the page's address, and the way to another one."""
    st.subheader("A random sample", anchor=False)
    st.caption(about)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        draw = st.number_input(
            "Draw",
            0,
            _MOST,
            0,
            1,
            key="exp-draw",
            bind="query-params",
            width=140,
            help="The same number, the same sample.",
        )
        st.button("Draw again", key="exp_draw_again", icon=":material/casino:", on_click=_again)
    seed = min(max(int(draw), 0), _MOST)
    found = sample(seed)
    if not found:
        st.info("None of the photos can be read now.")
        return
    right = sum(one.right for one in found)
    st.markdown(f"**{right} of {len(found)} told rightly.** :blue[**✓ R**] right, :red[**✗ W**] wrong.")
    for start in range(0, len(found), 4):
        for column, one in zip(st.columns(4), found[start : start + 4], strict=False):
            with column, st.container(border=True):
                _tile(one)


def _again() -> None:
    """Another number, never the same one twice in a row."""
    now = int(st.session_state.get("exp-draw") or 0)
    other = int(np.random.default_rng().integers(0, _MOST))
    st.session_state["exp-draw"] = other if other != now else (now + 1) % _MOST


def _tile(one: Shown) -> None:
    if one.pixels is None:
        st.caption("The photo is not here, or another one by now.")
    else:
        st.image(
            fit(one.pixels, _LONG_SIDE), output_format="JPEG", width="stretch", alt=f"A picture: {_spoken(one.flaw)}"
        )
    amount = f" · {_spoken(one.damage)} {one.amount:g}" if one.flaw != "original" else ""
    mark = ":blue[**✓ R**]" if one.right else ":red[**✗ W**]"
    st.markdown(f"{mark} is **{_spoken(one.flaw)}**{amount}")
    ranked = sorted(one.shares, key=lambda flaw: -one.shares[flaw])[:3]
    st.caption(" · ".join(f"{_spoken(flaw)} {one.shares[flaw]:.0%}".replace("%", " %") for flaw in ranked))
    st.text(said(one.photo))


def _spoken(name: str) -> str:
    return "good" if name == "original" else name.replace("_", " ")
