"""Figures follow the policy of the cutoffs."""

from __future__ import annotations

from culling import Policy, Rule
from culling.charts import histogram
from culling.notebook import cutoffs, live_figure
from tests.notebook.conftest import Shoot


def test_a_live_figure_is_drawn_again_with_each_move(shoot: Shoot) -> None:
    tuner = cutoffs(shoot.table, Policy("one", (Rule("blur", "above", 0.4),)))
    figure = live_figure(tuner, lambda policy: histogram(shoot.table["blur"], policy.rules_on("blur")))
    rejected = lambda: sum(sum(trace.y) for trace in figure.data if trace.name == "reject")  # noqa: E731
    assert figure._config["showSendToCloud"] is False
    before = rejected()
    tuner._moving = [1, "blur", "above", 0.05, None]
    assert figure.layout.shapes[0].x0 == 0.05
    assert rejected() == (shoot.table["blur"] > 0.05).sum() > before
    assert "reject above 0.05" in figure.layout.annotations[0].text
