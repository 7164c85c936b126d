"""A measure's docstring is read strictly: nothing that a person should know can be left out unseen."""

from __future__ import annotations

import pytest

from culling import METRICS, Metric
from culling.metrics import METRIC_NAMES
from culling.metrics.explanation import explain


def whole() -> None:
    r"""Share of it; higher is better.

    In two
    lines.

    Formula:
        $$\frac{a}
        {b}$$
        $a$ is
        one.

    Cannot tell:
        Why.

    Source:
        Somebody 1999.
    """


def without_a_source() -> None:
    """Share of it.

    Formula:
        One.

    Cannot tell:
        Why.
    """


def in_another_order() -> None:
    """Share of it.

    Source:
        Somebody.

    Formula:
        One.

    Cannot tell:
        Why.
    """


def saying_nothing() -> None:
    """Share of it.

    Formula:

    Cannot tell:
        Why.

    Source:
        Somebody.
    """


def test_the_parts_are_taken_apart_and_lines_joined() -> None:
    told = explain(whole)
    assert (told.summary, told.about) == ("Share of it; higher is better.", "In two lines.")
    assert told.formula == "$$\n\\frac{a}\n{b}\n$$\n\n$a$ is one."
    assert (told.cannot_tell, told.source) == ("Why.", "Somebody 1999.")


def test_the_markdown_has_all_parts_in_order() -> None:
    text = explain(whole).markdown
    parts = [
        "Share of it",
        "In two lines.",
        "**Formula**",
        "$a$ is one.",
        "**What it cannot tell**",
        "Why.",
        "Somebody",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("measure", "reason"),
    [
        (
            without_a_source,
            "without_a_source needs the sections Formula, .*; it has Formula, Cannot tell",
        ),
        (in_another_order, "it has Source, Formula, Cannot tell"),
        (saying_nothing, "saying_nothing says nothing under 'Formula'"),
        (test_the_parts_are_taken_apart_and_lines_joined, "it has none of them"),
    ],
)
def test_what_is_missing_is_named(measure: object, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        explain(measure)  # type: ignore[arg-type]


@pytest.mark.parametrize("metric", METRICS, ids=METRIC_NAMES)
def test_every_measure_tells_all_of_it(metric: Metric) -> None:
    told = metric.explanation
    assert told.summary == metric.summary
    assert told.formula.count("$$") % 2 == 0
    assert told.formula.replace("$$", "").count("$") % 2 == 0
    assert told.cannot_tell.endswith(".")
    assert told.source.endswith(".")
    assert metric.in_short.splitlines()[-1] == f"It cannot tell: {told.cannot_tell}"
