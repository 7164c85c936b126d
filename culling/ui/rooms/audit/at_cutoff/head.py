"""Above the matrix: which labels these are, what is looked at, and the three rates with their intervals as bars."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from culling.audit.confusion import Confusion
from culling.audit.intervals import Rate
from culling.charts import VERDICT_COLOURS
from culling.labels import Truth
from culling.labels.circular import circularity, seen_of
from culling.labels.words import counted
from culling.ui.jobs import OpenFolder
from culling.ui.rooms.audit.at_cutoff.view import View
from culling.ui.rooms.audit.labels.overview import show_finding
from culling.ui.state import Session

_POLICY = ""  # no measure has this name
_RATES = (
    (
        "Precision",
        "precision",
        "of the rejected photos are rightly rejected",
        "Of the labelled photos that are rejected, the share labelled reject. Interval: Wilson, 95 %.",
    ),
    (
        "Recall",
        "recall",
        "of the photos that should go are found",
        "True-positive rate: of the photos labelled reject, the share rejected. Interval: Wilson, 95 %.",
    ),
    (
        "Keepers lost",
        "keepers_lost",
        "of the keepers are lost",
        "False-positive rate: of the photos labelled keep, the share rejected. Interval: Wilson, 95 %.",
    ),
)
_NONE = {
    "precision": "no labelled photo is rejected",
    "recall": "no photo is labelled reject",
    "keepers_lost": "no photo is labelled keep",
}
_STYLE = """
.culling-rate { position: relative; height: 8px; border-radius: 4px; margin: 2px 0 4px;
  background: color-mix(in srgb, currentcolor 12%, transparent); }
.culling-rate i { position: absolute; top: 0; bottom: 0; border-radius: 4px; opacity: 0.45; }
.culling-rate b { position: absolute; top: -2px; bottom: -2px; width: 3px; margin-left: -1.5px; border-radius: 2px; }
"""
_WEIGHTED = (
    "A label counts for the photos it stands for, as some photos were more likely to be drawn than others: by the "
    "inverse of its probability (Hájek's estimate; interval on Kish's effective count)."
)


def show_about(truth: Truth, photos: int) -> None:
    """How many labels, and what they can tell of."""
    keep = int(truth.keep.sum())
    words = f"{counted(len(truth), 'label')}: {keep:,} keep, {len(truth) - keep:,} reject."
    if len(truth) == photos:
        reach = "Every photo of the folder has one."
    elif truth.sampled:
        reach = "They are a random sample: the rates tell of the whole folder."
    else:
        reach = "Nobody knows how these photos were chosen: the rates tell of them, not of the folder."
    st.caption(
        f"{words} {reach}" + (" Weighted." if truth.weighted else ""), help=_WEIGHTED if truth.weighted else None
    )
    if truth.notes:
        with st.expander(f"About these labels: {len(truth.notes)}", key="audit_notes"):
            st.text("\n".join(f"• {note}" for note in truth.notes))


def show_findings(state: Session, folder: OpenFolder, truth: Truth) -> None:
    """Why the labels prove nothing of these cutoffs, or less than they seem to; nothing where they are sound."""
    made_of, seen = state.auditing.kept.get("seen_of", (None, {}))
    if made_of is not truth:
        seen = seen_of(folder.catalog.label_history())
        state.auditing.kept["seen_of"] = (truth, seen)
    for finding in circularity(truth, state.table, state.policy, seen):
        show_finding(finding)


def choose(state: Session, view: View, metrics: Sequence[str]) -> None:
    """Of what: the whole policy, a measure that has a rule, or any other measure by itself."""
    ruled = list(dict.fromkeys(rule.metric for rule in state.policy.rules))
    choices = [_POLICY, *ruled, *(name for name in metrics if name not in ruled)]
    if view.metric not in choices:
        view.metric = None
    now = view.metric or _POLICY
    key = state.mirrors.key("audit_of", now)
    st.selectbox(
        "Check",
        choices,
        index=choices.index(now),
        format_func=lambda name: _words(state, name),
        key=key,
        on_change=_chosen,
        args=(state, view, key),
        width=420,
    )


def _words(state: Session, name: str) -> str:
    if name == _POLICY:
        return "the whole policy"
    rules = state.policy.rules_on(name)
    return f"only {' and '.join(str(rule) for rule in rules)}" if rules else f"{name}, which has no rule"


def _chosen(state: Session, view: View, key: str) -> None:
    if state.mirrors.moved(key, st.session_state[key]):
        view.metric = st.session_state[key] or None
        view.select(())


def show_rates(found: Confusion) -> None:
    """Precision, recall and lost keepers, in words, with intervals."""
    st.html(f"<style>{_STYLE}</style>")
    for column, (title, name, among, meaning) in zip(st.columns(3, gap="medium"), _RATES, strict=True):
        with column:
            _rate(title, getattr(found, name), among, meaning, name)


def _rate(title: str, rate: Rate, among: str, meaning: str, name: str) -> None:
    value, _, interval = rate.text.partition(" (")
    st.metric(title, value, help=meaning)
    if not rate.known:
        st.caption(_NONE[name])
        return
    colour = VERDICT_COLOURS["reject" if name == "keepers_lost" else "keep"]
    words = f"{rate.text}, interval 95 percent"
    st.html(
        f'<div class="culling-rate" role="img" aria-label="{words}">'
        f'<i style="left:{100 * rate.low:.2f}%;width:{100 * (rate.high - rate.low):.2f}%;background:{colour}"></i>'
        f'<b style="left:{100 * rate.value:.2f}%;background:{colour}"></b></div>'
    )
    st.caption(f"{interval.removesuffix(')')} % {among} · {counted(rate.count, 'label')}")
