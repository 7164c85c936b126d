"""Why p_keep is what it is for one photo: the parts of its log odds, the largest first."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from culling.preference.keeping import NAME
from culling.preference.learning import Vectors
from culling.preference.linear import probability
from culling.preference.model import Contribution, Model
from culling.ui.preference import learning_of, outdated, vectors_of
from culling.ui.state import Session

MOST = 5


def show(state: Session, path: str) -> None:
    """A line or two; nothing where nothing was learned of this photo."""
    if state.open is None or NAME not in state.table or pd.isna(state.table[NAME].get(path)):
        return
    model = learning_of(state).model(state.open)
    if model is None or outdated(model):
        return
    one = state.table.loc[[path]]
    for line in lines(one, path, model, vectors_of(state.open, one) if model.uses_vectors else None):
        st.text(line)


def lines(table: pd.DataFrame, path: str, model: Model, vectors: Vectors | None = None) -> list[str]:
    """In words: p_keep, the sum behind it with its largest parts, and whose sum that is."""
    parts = model.contributions(table, path, vectors)
    said = [
        f"p_keep {table[NAME][path]:.2f}, learned from your marks. For (+) and against (−) keeping it, in log odds:",
        told(parts, model.linear.intercept),
    ]
    if table["content_hash"][path] in model.trained:
        now = float(probability(np.array(model.linear.intercept + sum(part.logit for part in parts))))
        said.append(
            "You marked it, so p_keep is by a model that had not learned from it; the sum is that of the model of all "
            f"marks, which says {now:.2f}."
        )
    return said


def told(parts: list[Contribution], average: float) -> str:
    """The average photo, the largest parts, the others in one number, and their sum: nothing is left out of it."""
    shown = [f"the average photo {average:+.1f}", *(part.text for part in parts[:MOST])]
    if parts[MOST:]:
        shown.append(f"{len(parts) - MOST} others {sum(part.logit for part in parts[MOST:]):+.1f}")
    total = average + sum(part.logit for part in parts)
    return f"{' · '.join(shown)} = {total:+.1f}".replace("-", "−")
