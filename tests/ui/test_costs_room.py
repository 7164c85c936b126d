"""Choosing a cutoff by the labels: what is proposed is what the core says, one move takes it, an undo takes it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from culling.audit.choose.bounds import Guarantee
from culling.audit.choose.budget import Plan, nearest, plan_review
from culling.audit.choose.costs import Costs, weigh
from culling.audit.choose.promises import promise
from culling.audit.choose.refusal import Refused
from culling.audit.choose.sweep import Steps, Sweep, sweep_policy, sweep_rule
from culling.labels import Draw, Label, Truth
from culling.labels.draw import EXCLUDED
from culling.policy import Policy, Rule
from culling.rule import number
from culling.ui.jobs import BOARD
from culling.ui.rooms.audit.labels import blind as labels_blind
from culling.versus import versus
from tests.ui.pages import run, seen_rows, state, table, texts, tiles

Start = Callable[..., AppTest]
POLICY = Policy("sharp", (Rule("sharpest_tile", "below", 60.0, maybe=100.0), Rule("luminance", "below", 1.0)))


def _costs_alone() -> None:
    from culling.ui.rooms.audit.costs import room as costs
    from culling.ui.state import session

    here = session()
    costs.show(here, here.open)  # type: ignore[arg-type]


def _room(
    dashboard: Start, folder: Path, rejects: int | None = 5, labelled: int = 12, policy: Policy = POLICY
) -> AppTest:
    """The most blurred `rejects` photos are labelled reject, the others keep, one of each the wrong way round."""
    dashboard(folder)
    blurred = table(folder)["sharpest_tile"].sort_values().index[:labelled]
    if rejects is not None:
        said = ["reject" if (place < rejects) != (place in (0, 7)) else "keep" for place in range(labelled)]
        labels = [Label(str(path), what) for path, what in zip(blurred, said, strict=True)]
        BOARD.open(folder.resolve()).catalog.add_labels(labels)
    app = run(AppTest.from_function(_costs_alone, default_timeout=30))
    state(app).tuning.change(policy)
    return run(app)


def _ask(app: AppTest, question: str) -> AppTest:
    app.button_group(key="audit_costs_question").set_value(question)
    return run(app)


def _steps(app: AppTest) -> Steps:
    return Steps.of(_sweep(app), _truth(app))


def _truth(app: AppTest) -> Truth:
    here = state(app)
    assert here.open is not None
    return here.auditing.truth(here.open, here.table)


def _sweep(app: AppTest) -> Sweep:
    here = state(app)
    return sweep_rule(here.table, here.policy, "sharpest_tile", "below")


def _promise(app: AppTest, share: float) -> Guarantee | Refused:
    return promise(_sweep(app), _truth(app), share)


def _said(app: AppTest) -> dict[str, bool]:
    truth = _truth(app)
    return dict(zip(truth.paths, truth.keep.tolist(), strict=True))


def _pick(app: AppTest, choice: tuple[str, str]) -> AppTest:
    app.selectbox(key="audit_costs_cutoff").set_value(choice)
    return run(app)


def test_the_cheapest_cutoff_is_proposed_taken_in_one_move_and_undone(dashboard: Start, photos: Path) -> None:
    app = _room(dashboard, photos)
    _pick(app, ("sharpest_tile", "below"))
    found = weigh(_steps(app), 5.0)
    assert isinstance(found, Costs)
    shown = texts(app)
    assert f"It costs {1000 * found.cost[found.best]:,.0f} missed rejects per 1,000 photos" in shown
    wanted = _sweep(app).policy(found.lever)
    app.button(key="audit_costs_take").click()
    run(app)
    assert state(app).policy == wanted
    assert state(app).tuning.last is not None
    assert "chosen by the labels" in state(app).tuning.last.title
    app.button(key="audit_costs_undo").click()
    run(app)
    assert state(app).policy == POLICY


def test_the_price_of_a_keeper_moves_the_proposal(dashboard: Start, photos: Path) -> None:
    app = _room(dashboard, photos)
    _pick(app, ("sharpest_tile", "below"))
    labels = set()
    for ratio in (0.1, 100.0):
        app.number_input(key="audit_costs_ratio").set_value(ratio)
        run(app)
        labels.add(_answer(app))
        found = weigh(_steps(app), ratio)
        assert isinstance(found, Costs)
        assert f"a lost keeper counted as {ratio:g}" in texts(app)
        assert f"{1000 * found.cost[found.best]:,.0f} missed" in texts(app)
    assert len(labels) == 2


def _answer(app: AppTest) -> str:
    """What is proposed, or that the cutoff should stay."""
    (said,) = [one.value for one in app.markdown if one.value.startswith(("**Proposed: ", "**Stay at "))]
    return str(said)


def test_a_cutoff_that_costs_least_already_stays(dashboard: Start, photos: Path) -> None:
    app = _pick(_room(dashboard, photos), ("sharpest_tile", "below"))
    found = weigh(_steps(app), 5.0)
    assert isinstance(found, Costs)
    low, high = found.steps.between(found.best)
    other = low + 0.75 * (high - low)  # not where the proposal lies, and yet no photo is between the two
    assert other != found.lever
    state(app).tuning.change(POLICY.replace(Rule("sharpest_tile", "below", other)))
    run(app)
    assert _answer(app) == f"**Stay at sharpest_tile below {number(other)}**"
    assert "No other cutoff costs less." in texts(app)
    assert not [button for button in app.button if button.key == "audit_costs_take"]
    assert list(app.table[0].value.index) == ["now"]


def test_shares_of_weighted_labels_stand_without_counts_that_contradict_them(dashboard: Start, photos: Path) -> None:
    app = _room(dashboard, photos, rejects=None)
    assert "stand for more photos" not in texts(app)
    paths = [str(path) for path in table(photos).index]
    catalog = BOARD.open(photos.resolve()).catalog
    strata = {path: int(place >= 8) for place, path in enumerate(paths)}
    draw = catalog.keep_draw(Draw("edge", POLICY.policy_id, strata, (*paths[:2], *paths[8:])), by="Ada")
    said = ["keep", "reject", "keep", "reject", "keep", "keep"]
    drawn = (*paths[:2], *paths[8:])
    catalog.add_labels([Label(path, what, how="blind", draw=draw) for path, what in zip(drawn, said, strict=True)])
    run(_pick(app, ("sharpest_tile", "below")))
    assert _truth(app).weighted
    assert any("some labels stand for more photos than others" in one.value for one in app.caption)
    assert not app.table[0].value["keepers lost"].str.contains(" of ").any()


def test_all_cutoffs_together_are_one_lever(dashboard: Start, photos: Path) -> None:
    app = _room(dashboard, photos)
    _pick(app, ("margin", "below"))
    sweep = sweep_policy(state(app).table, POLICY)
    found = weigh(Steps.of(sweep, _truth(app)), 5.0)
    assert isinstance(found, Costs)
    app.button(key="audit_costs_take").click()
    run(app)
    assert state(app).policy == sweep.policy(found.lever)


def test_too_few_keepers_are_told_and_a_larger_share_gives_a_promise(dashboard: Start, photos: Path) -> None:
    app = _ask(_pick(_room(dashboard, photos, labelled=8), ("sharpest_tile", "below")), "Keepers I may lose")
    app.number_input(key="audit_costs_share").set_value(1.0)
    run(app)
    refused = _promise(app, 0.01)
    assert isinstance(refused, Refused)
    assert [info.value for info in app.info] == [refused.reason]
    assert f"label {refused.missing} more" in refused.reason
    app.number_input(key="audit_costs_share").set_value(50.0)
    run(app)
    found = _promise(app, 0.5)
    assert isinstance(found, Guarantee)
    assert f"{found.lost} of {found.keepers} labelled keepers" in texts(app)
    assert f"For a stricter cutoff: {found.beyond}" in texts(app)
    state(app).tuning.change(POLICY.replace(Rule("sharpest_tile", "below", 3000.0)))
    run(app)
    change = versus(state(app).table, state(app).policy, _sweep(app).policy(found.lever))
    assert not change.flips.empty
    for was, now, count in change.directions:
        shown = tiles(app, f"audit_costs_{was}_{now}")
        assert [tile["path"] for tile in shown] == list(change.turned(was, now).index)
        assert len(shown) == count
        labelled = {path: f"labelled {'keep' if keep else 'reject'}" for path, keep in _said(app).items()}
        assert all(tile["lines"][0] == labelled.get(tile["path"], tile["lines"][0]) for tile in shown)


def test_where_all_is_labelled_what_is_lost_is_counted(dashboard: Start, photos: Path) -> None:
    app = _ask(_pick(_room(dashboard, photos), ("sharpest_tile", "below")), "Keepers I may lose")
    app.number_input(key="audit_costs_share").set_value(20.0)
    run(app)
    found = _promise(app, 0.2)
    assert isinstance(found, Guarantee)
    assert found.unlabelled == 0
    assert "it rejects no photo without a label, and 1 of 7 labelled keepers: 14.3 %" in texts(app)
    assert not app.warning


def test_a_budget_makes_a_band_of_as_many_photos(dashboard: Start, photos: Path) -> None:
    app = _ask(_pick(_room(dashboard, photos), ("sharpest_tile", "below")), "Photos I can review")
    app.number_input(key="audit_costs_share").set_value(20.0)
    app.number_input(key="audit_costs_budget").set_value(3)
    run(app)
    found = _promise(app, 0.2)
    assert isinstance(found, Guarantee)
    plan = plan_review(state(app).table, _sweep(app), _truth(app), 3, found)
    assert isinstance(plan, Plan)
    assert f"You look at {plan.review} photos" in texts(app)
    app.button(key="audit_costs_take").click()
    run(app)
    assert state(app).policy == plan.policy
    assert state(app).tuning.counts()["maybe"] == plan.review <= 3


def test_the_photos_nearest_to_the_cutoffs_can_be_reviewed_instead(
    dashboard: Start, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("culling.ui.rooms.audit.costs.room.st.switch_page", lambda _page: None)
    app = _ask(_room(dashboard, photos, labelled=6), "Photos I can review")
    app.number_input(key="audit_costs_budget").set_value(4)
    run(app)
    app.button(key="audit_costs_nearest").click()
    run(app)
    assert set(seen_rows(state(app))) == set(nearest(state(app).table, POLICY, 4))


def test_without_labels_it_says_so_and_leads_to_them(dashboard: Start, photos: Path) -> None:
    app = _room(dashboard, photos, rejects=None)
    assert "no labels yet" in app.info[0].value
    app.button(key="audit_costs_to_labels").click()
    run(app)
    assert app.session_state["audit_part"] == "labels"


def test_without_rules_a_measure_gets_its_first_one(dashboard: Start, photos: Path) -> None:
    app = _room(dashboard, photos, policy=Policy("none"))
    assert app.selectbox(key="audit_costs_cutoff").value[0] != "margin"
    _pick(app, ("sharpest_tile", "below"))
    app.button(key="audit_costs_take").click()
    run(app)
    (rule,) = state(app).policy.rules
    assert rule.key == ("sharpest_tile", "below")


def test_labels_that_repeat_a_rule_choose_nothing(
    dashboard: Start, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("culling.labels.circular.ENOUGH", 10)
    monkeypatch.setattr("culling.labels.circular.ENOUGH_OF_EACH", 3)
    dashboard(photos)
    out = (table(photos)["sharpest_tile"] < POLICY.rules_on("sharpest_tile")[0].reject).to_numpy()
    assert 3 <= out.sum() <= 9
    labels = [
        Label(str(path), "reject" if gone else "keep") for path, gone in zip(table(photos).index, out, strict=True)
    ]
    BOARD.open(photos.resolve()).catalog.add_labels(labels)
    app = run(AppTest.from_function(_costs_alone, default_timeout=30))
    state(app).tuning.change(POLICY)
    run(app)
    assert "look copied from it" in app.info[0].value
    assert not [button for button in app.button if button.key == "audit_costs_take"]


def test_the_next_photos_are_drawn_kept_and_shown_blind(dashboard: Start, photos: Path) -> None:
    app = _ask(_room(dashboard, photos, labelled=6), "Label these next")
    assert "more labels would not narrow it" in app.info[0].value  # every rejected photo is labelled
    app.selectbox(key="audit_next_goal").set_value("recall")
    app.number_input(key="audit_next_count_6").set_value(4)
    run(app)
    assert [metric.label for metric in app.metric][-3:] == ["Interval today", "With these 4 more", "With 4 at random"]
    app.button(key="audit_next_start").click()
    run(app)
    here = state(app)
    assert here.open is not None
    (draw,) = here.open.catalog.draws().values()
    assert draw.method == "next"
    assert draw.policy_id == POLICY.policy_id
    assert len(set(draw.order)) == 4
    labelled = set(here.open.catalog.label_history()["path"])
    assert not set(draw.order) & labelled
    assert set(draw.about[EXCLUDED]) == labelled
    assert app.session_state["audit_part"] == "labels"
    under_way = labels_blind.under_way(here)
    assert under_way is not None
    assert under_way.current == draw.order[0]


def test_nothing_is_left_to_label(dashboard: Start, photos: Path) -> None:
    app = _ask(_room(dashboard, photos), "Label these next")
    assert "Every readable photo is labelled" in app.info[0].value
    assert np.array_equal(_truth(app).rows, np.arange(12))
