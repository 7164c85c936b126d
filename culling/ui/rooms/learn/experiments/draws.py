"""Curves and confusion as they are drawn for any experiment, and which sample photos are undamaged."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pandas as pd
import streamlit as st

from culling.experiments.figures import What, confusion_figure, curves_figure, lacking
from culling.experiments.tables import CURVES, Confusion, Curve
from culling.map_figure import CONFIG
from culling.synth.registry import FLAWS
from culling.ui import places

_WHATS: tuple[What, What] = ("loss", "accuracy")


def curves(shown: Sequence[Curve]) -> None:
    """Loss and accuracy beside each other, what was not saved told in words, and the numbers as a table."""
    if not shown:
        st.caption("Choose an architecture to see its curves.")
        return
    for what, column in zip(_WHATS, st.columns(2), strict=True):
        with column:
            st.markdown("**Loss** · lower is better" if what == "loss" else "**Accuracy** · higher is better")
            st.plotly_chart(
                curves_figure(shown, what),
                theme=None,
                config={**CONFIG, "displayModeBar": False},
                key=f"exp_{what}",
                alt=f"Training and validation {what} over the batches trained; the table below has the numbers.",
            )
    missing = [sentence for what in _WHATS for sentence in lacking(shown, what)]
    if missing:
        st.caption(f"Not saved: {'; '.join(missing)}.")
    with st.expander("The numbers"):
        st.dataframe(_numbers(shown), hide_index=True, key="exp_numbers")


def confusion(found: Confusion, about: str) -> None:
    """The matrix, the accuracy, and the same as a table to unfold."""
    st.markdown(f"{about}: **{found.accuracy.text}** of {found.total:,} told rightly.")
    st.plotly_chart(
        confusion_figure(found),
        theme=None,
        config={**CONFIG, "displayModeBar": False},
        key="exp_confusion",
        alt="Counts of what pictures are against what the network says; the table below has the numbers.",
    )
    with st.expander("As a table"):
        table = pd.DataFrame(found.counts, index=pd.Index(FLAWS, name="is ↓ said →"), columns=list(FLAWS))
        st.dataframe(table.reset_index(), hide_index=True, key="exp_confusion_table")


@cache
def clean_samples() -> tuple[str, ...]:
    """Sample photos that nobody damaged, none of a drawn screen."""
    labels = pd.read_csv(places.SAMPLE_DATA / "labels.csv")
    clean = labels[(labels["flaw"] == "clean") & (labels["label"] == "keep")]
    return tuple(map(str, clean["path"]))


def _numbers(shown: Sequence[Curve]) -> pd.DataFrame:
    parts = [
        pd.DataFrame({"architecture": curve.name, "batches": curve.steps, **curve.values}).rename(columns=dict(CURVES))
        for curve in shown
    ]
    table = pd.concat(parts)
    return table if any(curve.name for curve in shown) else table.drop(columns="architecture")
