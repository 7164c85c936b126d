"""How good what was learned is: in sentences, beside the best measure and the present policy, as curves."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from culling.audit.at_cutoff import draw
from culling.audit.auc import Auc
from culling.audit.confusion import Confusion
from culling.audit_figures import pr_figure, roc_figure
from culling.map_figure import CONFIG
from culling.preference import words
from culling.preference.figures import importance_figure, reliability_figure
from culling.preference.how_good import Tried, interval, told_auc
from culling.preference.learning import MEASURES
from culling.preference.model import Model
from culling.ui import remembered
from culling.ui.preference import Learning, vectors_of
from culling.ui.state import Session

_CONFIG = {**CONFIG, "displayModeBar": False}


def show(state: Session, kept: Learning, model: Model) -> None:
    """The account of the kept model."""
    seen = kept.tried(model)
    st.subheader("How good it is")
    st.markdown(f"**{words.how_good(seen)}** {words.beside_single(model.told, seen)}")
    st.caption(words.in_figures(seen))
    more = [
        words.learned_from(model.told),
        words.tried_out(model.told),
        *words.why_this_kind(model.told),
    ]
    st.caption(" ".join(more))
    st.dataframe(_rivals(state, kept, model, seen), hide_index=True)
    st.caption(
        "AUC: how often, of a keeper and a reject, the keeper is ranked better; .50 is chance. p_keep is that of "
        "photos it had not learned from; the single measures were chosen on these very marks, which flatters them. "
        "The intervals in this table take photos as independent, which those of one shoot are not quite."
    )
    _curves(kept, seen)
    _importance(state, model)


def _rivals(state: Session, kept: Learning, model: Model, seen: Tried) -> list[dict[str, str]]:
    """p_keep, the policy as it stands, the best measures by themselves."""
    rows = [_row(f"p_keep below {kept.cutoff:g}", _auc(seen.auc), seen.at(kept.cutoff))]
    for name, kind in model.told["kinds"].items():
        if name != model.told["chosen"]:
            rows.append(_row(f"… had it read {name}{' alone' * (name == MEASURES)}", interval(kind["auc"])))
    area, at, count = words.present_policy(state.table, state.policy, model)
    if count and state.policy.rules:
        rows.append(_row(f"the present policy ({remembered.title_now(state.policy)})", _auc(area), at))
    for name, _, *single in model.told["singles"][:3]:
        rows.append(_row(f"{name} alone", interval(single)))
    return rows


def _row(what: str, area: str, at: Confusion | None = None) -> dict[str, str]:
    """One line; rates only where there is a cutoff."""
    return {
        "what": what,
        "AUC (95 %)": area,
        "rightly rejected": at.precision.text if at else "",
        "rejects found": at.recall.text if at else "",
        "keepers lost": at.keepers_lost.text if at else "",
    }


def _auc(found: Auc) -> str:
    return interval(told_auc(found)) if found.known else "not known"


def _curves(kept: Learning, seen: Tried) -> None:
    drawn = draw("p_keep", seen.truth, seen.p_keep, False, seen.p_keep < kept.cutoff)
    figures = (pr_figure(drawn), roc_figure(drawn), reliability_figure(seen.reliability()))
    for column, name, figure in zip(st.columns(3, gap="small"), ("pr", "roc", "reliability"), figures, strict=True):
        column.plotly_chart(figure, theme=None, config=_CONFIG, key=f"audit_learned_{name}")
    st.caption(
        "The red point is where the cutoff below stands. Reliability: of the photos in each bin, what p_keep said and "
        f"the share that you kept. Brier score {seen.brier:.3f}, lower is better; knowing the share of keepers alone "
        f"gives {seen.brier_of_share:.3f}."
    )


def _importance(state: Session, model: Model) -> None:
    with st.expander("What it goes by"):
        vectors = vectors_of(state.open, state.table) if state.open and model.uses_vectors else None
        found = model.importance(state.table, vectors)
        st.plotly_chart(
            importance_figure(found, model.directions()), theme=None, config=_CONFIG, key="audit_learned_importance"
        )
        st.caption(
            "Mean size of what each measure adds to the log odds, over all photos of the folder. ▲ blue: higher values "
            "speak for keep; ▼ red: for reject. Measures that move together share their weight, so a small bar does "
            "not say that a measure is useless. The photo dialog tells each photo's own."
        )
        _table(found.index.tolist(), found.tolist())


def _table(names: Sequence[str], sizes: Sequence[float]) -> None:
    st.dataframe(
        [{"measure": name, "mean contribution": f"{size:.2f}"} for name, size in zip(names, sizes, strict=True)],
        hide_index=True,
        height=180,
    )
