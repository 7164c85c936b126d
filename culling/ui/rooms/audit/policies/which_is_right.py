"""Which of two policies people agree with: the rates of each beside the other, and McNemar's test."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from culling.audit.compare.two_policies import TwoPolicies
from culling.labels.truth import Truth
from culling.labels.words import counted

_RATES = {
    "of the rejected photos, rightly rejected": "precision",
    "of the photos that should go, found": "recall",
    "of the keepers, lost": "keepers_lost",
}
_HELP = (
    "Precision, recall and false-positive rate of each policy by itself (marks aside), with Wilson's 95 % intervals. "
    "Who is right is told by McNemar's exact test on the labelled photos that only one of the two rejects."
)
_NO_LABELS = "Once photos are labelled, this also tells which of the two people agree with: see **Labels** above."


def show(judged: TwoPolicies | None, truth: Truth) -> None:
    """The rates of both, and who is right where they differ; what to do where there are no labels."""
    if judged is None:
        st.caption(_NO_LABELS)
        return
    st.text(judged.sentence)
    st.table(_rates(judged))
    stands = ", each counting for the photos it stands for in the shares, and once in the counts" * truth.weighted
    reach = "They tell of the whole folder." if truth.sampled else "Nobody knows how these photos were chosen."
    st.caption(f"Compared with {counted(len(truth), 'label')}{stands}. {reach}", help=_HELP)


def _rates(judged: TwoPolicies) -> pd.DataFrame:
    sides = (judged.of_first, judged.of_second)
    rows = {words: [getattr(side, name).text for side in sides] for words, name in _RATES.items()}
    rows["lost keepers among the labels"] = [f"{side.fp:,} of {side.fp + side.tn:,}" for side in sides]
    rows["missed rejects among the labels"] = [f"{side.fn:,} of {side.fn + side.tp:,}" for side in sides]
    return pd.DataFrame.from_dict(rows, orient="index", columns=["A", "B"])
