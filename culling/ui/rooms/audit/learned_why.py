"""Why p_keep is what it is for one photo: the parts of its log odds, the largest first."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from culling.learn.keeping import NAME
from culling.learn.linear import probability
from culling.learn.model import Contribution, Model
from culling.ui.learning import learning_of, outdated, vectors_of
from culling.ui.state import Session

MOST = 5


def show(state: Session, path: str) -> None:
    """A line or two; nothing where nothing was learned of this photo."""
    if state.open is None or NAME not in state.table or pd.isna(state.table[NAME].get(path)):
        return
    model = learning_of(state).model(state.open)
    if model is None or outdated(model):
        return
    for line in lines(state.table, path, model, _vectors(state, model)):
        st.text(line)


def lines(table: pd.DataFrame, path: str, model: Model, vectors: object = None) -> list[str]:
    """In words: "p_keep 0.23 …" and what speaks for and against the photo."""
    parts = model.contributions(table, path, vectors)  # type: ignore[arg-type]
    logit = model.linear.intercept + sum(part.logit for part in parts)
    said = [f"p_keep {table[NAME][path]:.2f}, learned from your marks: {told(parts)}."]
    if table["content_hash"][path] in model.trained:
        now = float(probability(np.array(logit)))
        said.append(
            "You marked it, so this number is by a model that had not learned from it; the parts are those of the "
            f"model of all marks, which says {now:.2f}."
        )
    return said


def told(parts: list[Contribution]) -> str:
    """The largest parts, and the rest in one number, so that nothing is left out of the sum."""
    rest = sum(part.logit for part in parts[MOST:])
    others = f"; {len(parts) - MOST} others together {rest:+.1f}".replace("-", "−") if parts[MOST:] else ""
    return f"{' · '.join(part.text for part in parts[:MOST])}{others} (log odds beside the average photo)"


def _vectors(state: Session, model: Model) -> object:
    return vectors_of(state.open, state.table) if state.open is not None and model.uses_vectors else None
