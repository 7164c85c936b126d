"""The three questions that a cutoff is chosen by: their numbers to set, and from these a proposal or a refusal."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from culling.audit.choose.bounds import Guarantee, percent
from culling.audit.choose.budget import Plan, plan_review
from culling.audit.choose.costs import Costs, weigh
from culling.audit.choose.promises import promise
from culling.audit.choose.refusal import Refused
from culling.audit.choose.sweep import MARGIN, Steps, Sweep
from culling.audit_cost_figure import Marks, cost_figure, losses_figure
from culling.charts import Axis
from culling.labels import Truth
from culling.labels.words import counted
from culling.policy import Policy
from culling.rule import number

REVIEW = "Photos I can review"
_COST_HELP = (
    "Expected cost: this number times the lost keepers, plus the missed rejects. 1: both mistakes are equally bad; "
    "20: to lose one keeper is as bad as to keep 20 photos that should go. The grey stretch holds the cutoffs that an "
    "exact binomial test at 5 % cannot tell from the best one."
)
_LOST_HELP = (
    "Fixed-sequence testing (Learn then Test) with exact Clopper–Pearson bounds: whatever the photos and measures are "
    "like, in at most 5 of 100 samples of labels does the cutoff lose more. From labelled keepers alone; with few "
    "or uneven labels from the share of keepers among what is rejected; what is labelled to the full is counted."
)
_REVIEW_HELP = "Photos that have no mark and are maybe: in this cutoff's new band, or in doubt by other rules."


@dataclass(frozen=True, eq=False)
class Asked:
    """What a question is asked of."""

    table: pd.DataFrame
    truth: Truth
    sweep: Sweep
    steps: Steps
    axis: Axis

    def words(self, lever: float) -> str:
        """A cutoff as a person reads it: "blur above 0.53", "all cutoffs 12 % milder"."""
        if self.sweep.name == MARGIN:
            return f"all cutoffs {_shift(lever)}"
        return f"{self.sweep.name} {self.sweep.side} {number(self.sweep.cutoff(lever))}"

    def band_words(self, lever: float, end: float) -> str:
        """A cutoff with its band of doubt: "blur: reject above 0.53, maybe from 0.4"; `words` where that is empty."""
        if end <= lever:
            return self.words(lever)
        if self.sweep.name == MARGIN:
            return f"{self.words(lever)}, maybe up to {_shift(end)}"
        side, reject, maybe = self.sweep.side, self.sweep.cutoff(lever), self.sweep.cutoff(end)
        edge = "from" if side == "above" else "up to"
        return f"{self.sweep.name}: reject {side} {number(reject)}, maybe {edge} {number(maybe)}"

    def stretch(self, ends: tuple[float, float]) -> str:
        """A stretch of cutoffs: "from 0.17 to 0.7", "from 62 % milder to 43 % stricter"."""
        if self.sweep.name == MARGIN:
            return f"from {_shift(ends[0])} to {_shift(ends[1])}"
        low, high = sorted(self.sweep.cutoff(end) for end in ends)
        return f"from {low:.3g} to {high:.3g}"


def _shift(lever: float) -> str:
    return f"{abs(100 * lever):.3g} % {'stricter' if lever > 0 else 'milder'}" if lever else "as they are"


@dataclass(frozen=True, eq=False)
class Proposal:
    """A policy to take, and what can be said for it.

    Attributes:
        words: the cutoff, for the button and the list of moves.
        says: sentences: the promise first.
        cautions: sentences on what it does not promise.
        needed: whether anything speaks against leaving the cutoff where it is.
        stays: whether it is the present cutoff, so that there is nothing to take.
    """

    policy: Policy
    words: str
    says: tuple[str, ...]
    figure: go.Figure
    cautions: tuple[str, ...] = ()
    needed: bool = True
    stays: bool = False


Answer = Proposal | Refused


def ask_cost(asked: Asked) -> Answer:
    """A lost keeper costs so many missed rejects."""
    ratio = st.number_input(
        "One lost keeper is as bad as so many missed rejects",
        min_value=0.1,
        max_value=10_000.0,
        value=5.0,
        step=1.0,
        format="%g",
        key="audit_costs_ratio",
        width=380,
        help=_COST_HELP,
        persist_state="session",
    )
    costs = weigh(asked.steps, ratio, asked.sweep.name, asked.sweep.present)
    if isinstance(costs, Refused):
        return costs
    marks = Marks(asked.sweep.present, costs.lever if costs.stays is None else None, costs.plateau)
    figure = cost_figure(asked.sweep, costs, asked.axis, marks)
    policy, words = asked.sweep.policy(costs.lever), asked.words(costs.lever)
    says = _cost_says(asked, costs)
    return Proposal(policy, words, says, figure, needed=not _good_enough(asked, costs), stays=costs.stays is not None)


def _good_enough(asked: Asked, costs: Costs) -> bool:
    """Whether the labels cannot tell the present cutoff from the best one."""
    present = asked.sweep.present
    return not math.isnan(present) and bool(costs.alike[asked.steps.at(present)])


def _cost_says(asked: Asked, costs: Costs) -> tuple[str, ...]:
    best, sweep = costs.best, asked.sweep
    stretch = asked.stretch(costs.plateau)
    says = [
        f"It costs {_per_1000(costs.cost[best])} missed rejects per 1,000 photos "
        f"({_per_1000(costs.low[best])}–{_per_1000(costs.high[best])}), a lost keeper counted as {costs.ratio:g}.",
        f"{stretch[0].upper()}{stretch[1:]} the labels cannot tell any cutoff from the best one.",
    ]
    if costs.stays is not None:
        says.append("No other cutoff costs less.")
    elif not math.isnan(sweep.present):
        now = asked.steps.at(sweep.present)
        said = "is one of them: nothing says that it should move" if costs.alike[now] else "is not one of them"
        says.append(f"The present one costs {_per_1000(costs.cost[now])} and {said}.")
    return tuple(says)


def ask_lost(asked: Asked) -> Answer:
    """At most so many keepers may be lost."""
    found = _promise(asked)
    if isinstance(found, Refused):
        return found
    marks = Marks(asked.sweep.present, found.lever)
    figure = losses_figure(asked.sweep, asked.steps, asked.axis, marks, found)
    policy = asked.sweep.policy(found.lever)
    return Proposal(policy, asked.words(found.lever), _promised(found), figure, _cautions(asked, found))


def ask_review(asked: Asked) -> Answer:
    """So many photos can be looked at."""
    count = st.number_input(
        "I can review so many photos",
        min_value=1,
        max_value=max(len(asked.table), 1),
        value=min(200, 1 + len(asked.table) // 10),
        key="audit_costs_budget",
        width=220,
        help=_REVIEW_HELP,
        persist_state="session",
    )
    found = _promise(asked)
    if isinstance(found, Refused):
        return found
    plan = plan_review(asked.table, asked.sweep, asked.truth, int(count), found)
    if isinstance(plan, Refused):
        return plan
    band = (found.lever, plan.end) if plan.end > found.lever else None
    marks = Marks(asked.sweep.present, found.lever, band=band)
    figure = losses_figure(asked.sweep, asked.steps, asked.axis, marks, found)
    words = asked.band_words(found.lever, plan.end)
    return Proposal(plan.policy, words, (*_plan_says(plan), *_promised(found)), figure, _cautions(asked, found))


def _plan_says(plan: Plan) -> tuple[str, ...]:
    def photos(share: float) -> str:
        return f"{round(share * plan.photos):,}"

    return (
        f"You look at {plan.review:,} photos: {plan.band:,} in the new band, and {plan.review - plan.band:,} in doubt "
        "by other rules or the group guard.",
        f"What goes wrong without a look: about {photos(plan.wrong.value)} of {plan.photos:,} photos "
        f"({photos(plan.wrong.low)}–{photos(plan.wrong.high)}); keepers lost {photos(plan.lost.value)}, "
        f"rejects missed {photos(plan.missed.value)}.",
    )


def _promise(asked: Asked) -> Guarantee | Refused:
    share = st.number_input(
        "Lose at most this % of the keepers",
        min_value=0.1,
        max_value=50.0,
        value=5.0,
        step=1.0,
        format="%g",
        key="audit_costs_share",
        width=270,
        help=_LOST_HELP,
        persist_state="session",
    )
    return promise(asked.sweep, asked.truth, share / 100)


def _promised(found: Guarantee) -> tuple[str, ...]:
    share, lost = percent(found.share), f"{found.lost:,} of {found.keepers:,} labelled keepers"
    if found.unlabelled is None:
        of, follows = "the", "from that"
        if found.way == "share":
            of, follows = "this folder's", "from that, and from how few photos it rejects,"
        return (
            f"With {percent(found.confidence)} confidence at most {share} of {of} keepers are lost: it rejects {lost}, "
            f"and the exact upper bound {follows} is {percent(found.bound)}.",
        )
    even = f"it rejects no photo without a label, and {lost}: {percent(found.bound)}"
    if found.unlabelled:
        photos = counted(found.unlabelled, "photo")
        even = (
            f"it rejects {lost} and {photos} without a label: {percent(found.bound)}, even if all of these are keepers"
        )
    said = f"At most {share} of this folder's keepers are lost: {even}. That says nothing of other folders."
    return (said, f"For a stricter cutoff: {found.beyond}") if found.beyond else (said,)


def _cautions(asked: Asked, found: Guarantee) -> tuple[str, ...]:
    """None where everything was counted: that holds however the labels were chosen."""
    if found.way == "counted":
        return ()
    cautions: list[str] = []
    if not asked.truth.sampled:
        cautions.append(
            "Nobody knows how the labelled photos were chosen: the promise holds for photos like them, and for this "
            "folder only if they are like the rest of it."
        )
    return tuple(cautions)


def _per_1000(cost: float) -> str:
    return f"{1000 * cost:,.0f}"


QUESTIONS: Mapping[str, Callable[[Asked], Answer]] = MappingProxyType(
    {
        "What a mistake costs": ask_cost,
        "Keepers I may lose": ask_lost,
        REVIEW: ask_review,
    }
)
