"""Overfitting a cutoff: how many labels, how many tries, and what the winner of each draw promises and keeps."""

from __future__ import annotations

import streamlit as st

from culling.audit.holdout import SHARE
from culling.audit.intervals import Rate, wilson
from culling.lessons import overfitting as lesson
from culling.lessons.measured import sample_photos
from culling.lessons.overfitting_figure import spread_figure, tries_figure
from culling.rule import Rule
from culling.ui.rooms.numbers import rounded
from culling.ui.state import Session

_CHART = {"displayModeBar": False}
_FIRST = lesson.Setting()
_TRIES = (1, 2, 3, 5, 8, 13, 21)
_LAST_SEED = 9999


def show(state: Session) -> None:
    """Controls; means over all draws; how they are spread, and how they follow from the number of tries; one draw."""
    setting = _setting()
    steps = sorted({*_TRIES, setting.measures})
    drawn = lesson.over_tries(setting, steps)
    now = drawn[steps.index(setting.measures)]
    _means(setting, now)
    left, right = st.columns([1, 1], gap="medium")
    with left:
        st.plotly_chart(
            spread_figure(now),
            theme=None,
            key="overfitting_spread",
            config=_CHART,
            alt="How the winners' agreement is spread: higher with the labels that chose them than on other photos.",
        )
    with right:
        settings = [lesson.Setting(setting.labels, many, setting.cutoffs, setting.by_coin) for many in steps]
        bounds = [lesson.bound(one, float(found.training.mean())) for one, found in zip(settings, drawn, strict=True)]
        st.plotly_chart(
            tries_figure([one.looks for one in settings], drawn, bounds, setting.looks),
            theme=None,
            key="overfitting_tries",
            config=_CHART,
            alt="Mean agreement over the number of cutoffs tried: with the labels that chose it rises above the other.",
        )
    _one(setting, now)
    _locks()


def _setting() -> lesson.Setting:
    labels, measures, cutoffs = st.columns(3, gap="medium")
    count = labels.slider(
        "Labels to choose by",
        lesson.LEAST_LABELS,
        lesson.MOST_LABELS,
        _FIRST.labels,
        key="overfitting-labels",
        bind="query-params",
        help=f"Of {len(sample_photos())} sample photos; those without a say are what the winner is checked on.",
    )
    tried = measures.slider(
        "Measures tried",
        1,
        len(lesson.MEASURES),
        _FIRST.measures,
        key="overfitting-measures",
        bind="query-params",
        help="Drawn by lot each time, so that the average tells of measures in general.",
    )
    each = cutoffs.slider(
        "Cutoffs of each",
        1,
        lesson.MOST_CUTOFFS,
        _FIRST.cutoffs,
        key="overfitting-cutoffs",
        bind="query-params",
        help="Spread evenly through the measure's values; one is the median.",
    )
    coin, seed = st.columns([2, 1], gap="medium", vertical_alignment="bottom")
    by_coin = coin.toggle(
        "Labels by coin toss: nothing to learn",
        key="overfitting-coin",
        bind="query-params",
        help="A coin is tossed for each photo and draw. Whatever agrees with such labels does so by luck.",
    )
    draw = seed.number_input(
        "Draw number",
        0,
        _LAST_SEED,
        _FIRST.seed,
        1,
        key="overfitting-seed",
        bind="query-params",
        help="Plus draws again: other photos lend their labels. The same number is the same draw, for everybody.",
    )
    return lesson.Setting(
        labels=_within(count, lesson.LEAST_LABELS, lesson.MOST_LABELS),
        measures=_within(tried, 1, len(lesson.MEASURES)),
        cutoffs=_within(each, 1, lesson.MOST_CUTOFFS),
        by_coin=bool(by_coin),
        seed=_within(draw, 0, _LAST_SEED),
    )


def _means(setting: lesson.Setting, now: lesson.Draws) -> None:
    training, fresh, gap = st.columns(3, gap="small")
    others = len(sample_photos()) - setting.labels
    training.metric("On the labels that chose it", _percent(float(now.training.mean())))
    training.caption(f"the best of {setting.looks:,} on {setting.labels} labels")
    fresh.metric("On the other photos", _percent(float(now.fresh.mean())))
    fresh.caption(f"the same cutoff on {others} that had no say")
    gap.metric("Looks too good by", f"{_points(now.optimism)} points")
    bound = lesson.bound(setting, float(now.training.mean()))
    gap.caption(f"mean of {lesson.DRAWS} draws; the thermometer allows for {_points(bound)}")


def _one(setting: lesson.Setting, now: lesson.Draws) -> None:
    """The first of the draws, in words."""
    rule = lesson.rules_tried(setting.cutoffs)[int(now.chosen[0])]
    others = len(sample_photos()) - setting.labels
    training, fresh = (
        _rate(float(share[0]), count) for share, count in ((now.training, setting.labels), (now.fresh, others))
    )
    st.markdown(
        f"**Draw {setting.seed}**: `{_said(rule)}` won. It agrees with {_of(training)} labels that chose it, and with "
        f"{_of(fresh)} other photos. The first interval takes the cutoff as if nobody had chosen it, and does not hold "
        "for a winner; the second does."
    )


def _locks() -> None:
    photos = len(sample_photos())
    locked = round(SHARE * photos)
    st.caption(
        f"Audit would lock {100 * SHARE:.0f} % of these {photos} labels away, about {locked}, and leave "
        f"{photos - locked} to tune with. Photos of one burst fall on either side here, so the other photos are less "
        "strange to the winner than those of your next shoot will be."
    )


def _rate(share: float, count: int) -> Rate:
    low, high = wilson(share * count, count)
    return Rate(share, float(low), float(high), count)


def _of(rate: Rate) -> str:
    """ "19 of 20 (95 %, 76–99)"."""
    ends = f"{100 * rate.low:.0f}–{100 * rate.high:.0f}"
    share = f"{100 * rate.value:.0f} %, 95 % interval {ends}".replace(" %", "\N{NO-BREAK SPACE}%")
    return f"**{round(rate.value * rate.count)} of {rate.count}** ({share})"


def _said(rule: Rule) -> str:
    return f"{rule.metric} {'<' if rule.side == 'below' else '>'} {rounded(rule.reject)}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _points(share: float) -> str:
    text = f"{100 * share:.0f}".replace("-", "−")
    return "0" if text == "−0" else text


def _within(value: float, low: int, high: int) -> int:
    """A person's number, or a browser's that is none of the widget's."""
    return max(low, min(high, int(value)))
