"""What the curves of a choice show: every step at its place, marks where they belong, on linear and log axes."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import pytest

from culling.audit.choose.costs import Costs, weigh
from culling.audit.choose.promises import promise
from culling.audit.choose.refusal import Refused
from culling.audit.choose.sweep import Steps, sweep_policy, sweep_rule
from culling.audit_cost_figure import MOST_POINTS, Marks, cost_figure, losses_figure
from culling.charts import Axis
from tests.audit.choose.cost_folders import POLICY, folder, label_all

AXIS = Axis(0.0, 1.0)


def _at(trace: go.Scatter, cutoff: float, mild_is_high: bool) -> float:
    """The height of a stepped line: each point holds until the next, from mild to strict."""
    places = np.asarray(trace.x, float) * (-1 if mild_is_high else 1)
    return float(np.asarray(trace.y, float)[np.flatnonzero(places < cutoff * (-1 if mild_is_high else 1))[-1]])


@pytest.mark.parametrize("side", ["above", "below"])
def test_the_curve_has_the_cost_of_each_cutoff(side: str) -> None:
    table, keep = folder(np.random.default_rng(4), 60)
    sweep = sweep_rule(table, POLICY, "blur", side)  # type: ignore[arg-type]
    costs = weigh(Steps.of(sweep, label_all(table, keep)), 4.0)
    assert isinstance(costs, Costs)
    figure = cost_figure(sweep, costs, AXIS, Marks())
    for cutoff in (0.11, 0.35, 0.52, 0.83):
        step = costs.steps.at(sweep.lever(cutoff))
        for name, values in (("cost", costs.cost), ("95 % interval", costs.low)):
            (trace,) = [one for one in figure.data if one.name == name and one.showlegend is not False]
            assert _at(trace, cutoff, side == "above") == pytest.approx(1000 * values[step])


def test_lost_and_missed_are_shares_of_their_kind() -> None:
    table, keep = folder(np.random.default_rng(4), 200)
    sweep = sweep_rule(table, POLICY, "blur", "above")
    steps = Steps.of(sweep, label_all(table, keep))
    lost, missed = losses_figure(sweep, steps, AXIS, Marks()).data
    out = sweep.rejected(-0.45)
    assert _at(lost, 0.45, True) == pytest.approx(100 * out[keep].mean())
    assert _at(missed, 0.45, True) == pytest.approx(100 * (~out)[~keep].mean())


def test_marks_stand_at_their_cutoffs_on_a_log_axis_too_and_within_it() -> None:
    table, keep = folder(np.random.default_rng(4), 200)
    sweep = sweep_rule(table, POLICY, "blur", "above")
    steps = Steps.of(sweep, label_all(table, keep))
    axis = Axis(0.1, 1.0, log=True)
    marks = Marks(present=-0.5, proposal=-3.0, plateau=(-0.7, -0.4), band=(-0.4, -0.01))
    figure = losses_figure(sweep, steps, axis, marks)
    rects = [(shape.x0, shape.x1) for shape in figure.layout.shapes if shape.type == "rect"]
    assert rects == [(0.7, 0.4), (0.4, 0.1)]
    assert [shape.x0 for shape in figure.layout.shapes if shape.type == "line"] == [0.5, 1.0]
    assert [note.text for note in figure.layout.annotations] == ["now 0.5", "proposed 3"]
    assert [note.x for note in figure.layout.annotations] == [pytest.approx(np.log10(0.5)), 0.0]


def test_a_promise_by_sample_shows_its_bound_and_one_by_counting_none() -> None:
    table, keep = folder(np.random.default_rng(4), 300)
    sweep = sweep_rule(table, POLICY.without("luminance"), "blur", "above")
    truth = label_all(table, keep)
    counted = promise(sweep, truth, 0.1)
    assert not isinstance(counted, Refused)
    assert len(losses_figure(sweep, counted.steps, AXIS, Marks(), counted).data) == 2
    sampled = promise(sweep, truth.where(np.arange(300) % 2 == 0), 0.1)
    assert not isinstance(sampled, Refused)
    assert sampled.unlabelled is None
    bound = losses_figure(sweep, sampled.steps, AXIS, Marks(), sampled).data[2]
    assert _at(bound, sweep.cutoff(sampled.lever), True) == pytest.approx(100 * sampled.bound)


def test_many_labels_are_thinned_and_the_best_step_stays() -> None:
    table, keep = folder(np.random.default_rng(4), 4000, digits=12)
    sweep = sweep_policy(table, POLICY)
    costs = weigh(Steps.of(sweep, label_all(table, keep)), 4.0)
    assert isinstance(costs, Costs)
    figure = cost_figure(sweep, costs, Axis(-1.0, 1.0), Marks())
    assert len(figure.data[2].x) <= MOST_POINTS + 2
    assert _at(figure.data[2], costs.lever, False) == pytest.approx(1000 * costs.cost[costs.best])
