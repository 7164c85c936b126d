"""At the cutoff without a browser: numbers against labels, the cells' photos, moves that are followed, empty states."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from culling.audit.confusion import Confusion, confusion, rows_in
from culling.audit.said import rejected
from culling.labels import Draw, Label, Truth, circular
from culling.policy import Policy, Rule
from culling.ui import places
from culling.ui.jobs import BOARD
from culling.ui.rooms.audit.at_cutoff.view import view_of
from tests.ui.pages import run, seen_rows, state, table, widget

Dashboard = Callable[..., AppTest]
POLICY = Policy("p", (Rule("sharpest_tile", "below", 20_000.0),))
SHARP, MIXED = range(6), (0, 2, 4, 7, 9, 11)


def _labelled(dashboard: Dashboard, photos: Path, keep: Mapping[int, bool]) -> AppTest:
    """The part, with some of the twelve photos labelled: row → whether it is to be kept."""
    app = dashboard(photos)
    catalog = BOARD.open(photos.resolve()).catalog
    paths = [str(path) for path in table(photos).index]
    catalog.add_labels([Label(paths[row], "keep" if good else "reject", how="blind") for row, good in keep.items()])
    state(app).tuning.change(POLICY)
    app.session_state["audit_part"] = "cutoff"
    app.switch_page(str(places.PAGES / "audit.py"))
    return run(app)


def _scanned(dashboard: Dashboard, photos: Path) -> pd.DataFrame:
    dashboard(photos)
    return table(photos)


@pytest.fixture
def app(dashboard: Dashboard, photos: Path) -> AppTest:
    """Every photo labelled; six of them reject."""
    return _labelled(dashboard, photos, {row: row not in MIXED for row in range(12)})


def _expected(photos: Path, policy: Policy = POLICY) -> Confusion:
    rows = table(photos)
    said = {str(path): ("reject" if row in MIXED else "keep") for row, path in enumerate(rows.index)}
    return confusion(Truth.of(rows, said), rejected(rows, policy))


def _counts(app: AppTest) -> list[int]:
    """What stands on the four buttons."""
    labels = [app.button(key=f"audit_cell_{cell}").label for cell in ("tp", "fp", "fn", "tn")]
    return [int(label.removeprefix("**").partition("**")[0]) for label in labels]


def _rates(app: AppTest) -> dict[str, str]:
    return {
        metric.label: metric.value for metric in app.metric if metric.label in ("Precision", "Recall", "Keepers lost")
    }


def _said(app: AppTest) -> str:
    return "\n".join(item.value for kind in (app.markdown, app.caption, app.text) for item in kind)


def test_the_numbers_are_those_of_the_labels(app: AppTest, photos: Path) -> None:
    found = _expected(photos)
    assert _counts(app) == [found.tp, found.fp, found.fn, found.tn]
    rates = {"Precision": found.precision, "Recall": found.recall, "Keepers lost": found.keepers_lost}
    assert _rates(app) == {name: rate.text.partition(" (")[0] for name, rate in rates.items()}
    assert "12 labels: 6 keep, 6 reject. Every photo of the folder has one." in _said(app)
    assert len(app.get("plotly_chart")) == 2
    assert "The policy predicts nothing here that could be told from chance" in _said(app)
    run(app)
    assert list(BOARD.open(photos.resolve()).catalog.looks()["policy_id"]) == [POLICY.policy_id]  # noted once


def test_the_numbers_follow_a_move(app: AppTest, photos: Path) -> None:
    before = _counts(app)
    policy = Policy("p", (Rule("sharpest_tile", "below", 1_000.0),))
    state(app).tuning.change(policy)
    run(app)
    found = _expected(photos, policy)
    assert _counts(app) == [found.tp, found.fp, found.fn, found.tn] != before


def test_sliders_move_the_cutoff_here_as_well(app: AppTest, photos: Path) -> None:
    app.button_group(key="cutoffs_as").set_value("sliders").run()
    widget(app.number_input, "reject_sharpest_tile_below").set_value(900.0)
    run(app)
    (rule,) = state(app).policy.rules
    assert rule.reject == 900.0
    found = _expected(photos, state(app).policy)
    assert _counts(app) == [found.tp, found.fp, found.fn, found.tn]


def test_a_cell_shows_its_photos_and_leads_to_review(app: AppTest, photos: Path) -> None:
    for _ in range(2):  # once more closes it
        app.button(key="audit_cell_tn").click()
        run(app)
    assert view_of(state(app)).cell is None
    assert "selected" not in _said(app)
    app.button(key="audit_cell_fp").click()
    run(app)
    rows = table(photos)
    said = Truth.of(rows, {str(path): ("reject" if at in MIXED else "keep") for at, path in enumerate(rows.index)})
    lost = rows_in(said, rejected(rows, POLICY), "fp")
    (gallery,) = [one for one in app.get("bidi_component") if one.proto.id.endswith("audit_cutoff_cell_photos")]
    assert json.loads(gallery.proto.json)["count"] == 12
    assert f"**{len(lost)} lost keeper{'s' * (len(lost) != 1)}**" in _said(app)
    assert "selected" not in _said(app)
    app.button(key="audit_cutoff_cell_review").click()
    run(app)
    assert seen_rows(state(app)) == [str(path) for path in rows.index[lost]]


def test_one_measure_is_looked_at_by_itself(app: AppTest, photos: Path) -> None:
    state(app).tuning.change(POLICY.replace(Rule("luminance", "below", 10.0)))
    run(app)
    widget(app.selectbox, "audit_of").set_value("luminance")
    run(app)
    found = _expected(photos, Policy("one", (Rule("luminance", "below", 10.0),)))
    assert _counts(app) == [found.tp, found.fp, found.fn, found.tn]
    widget(app.selectbox, "audit_of").set_value("entropy")  # has no rule: only its curves
    run(app)
    assert _rates(app) == {}
    assert len(app.get("plotly_chart")) == 2


def test_every_measure_is_told_with_its_interval(app: AppTest, photos: Path) -> None:
    rules, measures = (frame.value for frame in app.dataframe[-2:])
    assert list(rules["rule"]) == ["sharpest_tile < 20000"]
    assert rules["keepers lost"][0] == _expected(photos).keepers_lost.text
    known = measures["AUC"].dropna()
    assert (np.diff(known) <= 0).all()
    assert {"blur", "luminance", "sharpest_tile"} <= set(measures["measure"])
    assert dict(zip(measures["measure"], measures["rule"], strict=True))["sharpest_tile"] == "✓"
    app.button_group(key="audit_measures_as").set_value("chart")
    run(app)
    assert len(app.get("plotly_chart")) == 3


def test_labels_that_are_copied_from_the_policy_are_told(
    dashboard: Dashboard, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(circular, "ENOUGH", 12)
    monkeypatch.setattr(circular, "ENOUGH_OF_EACH", 2)
    out = rejected(_scanned(dashboard, photos), POLICY)
    assert 2 <= out.sum() <= 10
    app = _labelled(dashboard, photos, {row: not gone for row, gone in enumerate(out.tolist())})
    assert "The policy gives back every one of all 12 labels" in _said(app)


def test_without_labels_the_way_to_them(dashboard: Dashboard, photos: Path) -> None:
    app = _labelled(dashboard, photos, {})
    assert "precision, recall and lost keepers appear here" in _said(app)
    app.button(key="audit_to_labels").click()
    run(app)
    assert app.session_state["audit_part"] == "labels"


def test_one_class_only_and_one_label_are_told_in_words(dashboard: Dashboard, photos: Path) -> None:
    app = _labelled(dashboard, photos, {3: True})
    assert "1 label: 1 keep, 0 reject." in _said(app)
    assert _rates(app)["Recall"] == "not known"
    assert "The policy cannot be checked: none of the photos that it has a value for is labelled reject." in _said(app)
    assert "None can be checked: that takes labels of both kinds, keep and reject." in _said(app)
    assert not app.get("plotly_chart")


def test_what_weighted_labels_stand_for_is_said_beside_their_counts(dashboard: Dashboard, photos: Path) -> None:
    paths = [str(path) for path in _scanned(dashboard, photos).index]
    catalog = BOARD.open(photos.resolve()).catalog
    drawn = (*paths[:2], *paths[8:])
    strata = {path: int(place >= 8) for place, path in enumerate(paths)}
    number = catalog.keep_draw(Draw("edge", POLICY.policy_id, strata, drawn), by="Ada")
    catalog.add_labels([Label(path, "keep", how="blind", draw=number) for path in drawn])
    app = _labelled(dashboard, photos, {})
    truth = Truth.of(table(photos), dict.fromkeys(drawn, "keep"))
    out = rejected(table(photos), POLICY)[truth.rows]
    weights = np.where(np.isin(truth.paths, paths[:2]), 4.0, 1.0)  # 2 of 8 were drawn, 4 of 4
    share = f"{100 * (weights * out).sum() / weights.sum():.0f} %"
    assert out.sum() > 1
    assert f"So {out.sum()} lost keepers among 6 labels stand for {share}." in _said(app)
    assert "Weighted." in _said(app)


def test_unweighted_labels_need_no_word_on_what_they_stand_for(app: AppTest) -> None:
    assert "stand for" not in _said(app)
