"""Which rejected photos may be rescued: only those that every rule rejects for blur, or for too little light."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from culling.metrics import METRICS
from culling.policy import Policy, Rule
from culling.restore.queue import MENDS, out_of_reach, remedy_of, rescuable
from culling.rule import Unless

BLUR = Rule("blur", "above", 0.35, maybe=0.2)
DARK = Rule("luminance", "below", 20.0)
BURNT = Rule("highlight_clipping", "above", 0.5)
EYES = Rule("eyes_open", "below", 0.5)
POLICY = Policy("test", (BLUR, DARK, BURNT, EYES))

# path: blur, luminance, highlight_clipping, eyes_open, mark
ROWS = {
    "burnt.jpg": (0.7, 240.0, 0.9, np.nan, None),
    "both.jpg": (0.7, 10.0, 0.0, np.nan, None),
    "blinked.jpg": (0.7, 90.0, 0.0, 0.1, None),
    "dark.jpg": (0.1, 19.0, 0.0, 0.9, None),
    "doubtful.jpg": (0.3, 90.0, 0.0, np.nan, None),
    "fine.jpg": (0.1, 90.0, 0.0, 0.9, None),
    "kept.jpg": (0.7, 90.0, 0.0, np.nan, "keep"),
    "refused.jpg": (0.5, 90.0, 0.0, np.nan, "reject"),
    "refused_sharp.jpg": (0.1, 90.0, 0.0, np.nan, "reject"),
    "shaken.jpg": (0.42, 90.0, 0.0, np.nan, None),
}


@pytest.fixture
def table() -> pd.DataFrame:
    names = ["blur", "luminance", "highlight_clipping", "eyes_open", "mark"]
    return pd.DataFrame.from_dict(ROWS, orient="index", columns=names)


def test_only_what_is_rejected_for_blur_or_darkness_alone_is_in_the_queue(table: pd.DataFrame) -> None:
    found = rescuable(table, POLICY)
    assert found["remedy"].to_dict() == {"dark.jpg": "light", "shaken.jpg": "deblur", "both.jpg": "both"}
    assert not found["marked"].any()


def test_the_queue_begins_with_what_is_nearest_to_its_cutoff(table: pd.DataFrame) -> None:
    margins = rescuable(table, POLICY)["margin"]
    assert list(margins.index) == ["dark.jpg", "shaken.jpg", "both.jpg"]
    # (19 − 20) / 20, (.35 − .42) / .35, and the worse of (.35 − .7) / .35 and (10 − 20) / 20
    assert margins.tolist() == pytest.approx([-0.05, -0.2, -1.0])


def test_reasons_name_each_value_and_cutoff(table: pd.DataFrame) -> None:
    reasons = rescuable(table, POLICY)["reasons"]
    assert reasons["both.jpg"] == "blur 0.7 > 0.35 (margin −0.35); luminance 10 < 20 (margin −10)"


def test_a_persons_reject_is_left_out_unless_it_is_asked_for_and_the_rules_agree(table: pd.DataFrame) -> None:
    asked = rescuable(table, POLICY, marked=True)
    assert asked["marked"].to_dict()["refused.jpg"]
    assert "refused_sharp.jpg" not in asked.index  # no rule rejects it: a person had another reason
    assert "kept.jpg" not in asked.index
    assert asked.loc["refused.jpg", "reasons"] == "blur 0.5 > 0.35 (margin −0.15)"


def test_paths_that_are_named_stay_out(table: pd.DataFrame) -> None:
    assert list(rescuable(table, POLICY, without=["shaken.jpg"]).index) == ["dark.jpg", "both.jpg"]


def test_what_a_condition_exempts_or_the_guard_saves_is_not_rejected(table: pd.DataFrame) -> None:
    exempting = Policy("exempting", (Rule("blur", "above", 0.35, unless=Unless("luminance", "below", 20.0)),))
    assert "both.jpg" not in rescuable(table, exempting).index
    grouped = table.assign(group=np.nan)
    grouped.loc[["shaken.jpg", "both.jpg"], "group"] = 0
    saved = rescuable(grouped, POLICY.guarding())
    assert list(saved.index) == ["dark.jpg", "both.jpg"]  # shaken.jpg is the better one of its group


def test_rules_that_keep_photos_out_are_counted(table: pd.DataFrame) -> None:
    assert out_of_reach(table, POLICY) == {"highlight_clipping > 0.5": 1, "eyes_open < 0.5": 1}
    assert out_of_reach(table, Policy("blur", (BLUR,))) == {}


def test_an_empty_table_and_a_policy_without_rules_give_an_empty_queue(table: pd.DataFrame) -> None:
    for found in (rescuable(table.iloc[:0], POLICY), rescuable(table, Policy("none", ()))):
        assert found.empty
        assert list(found.columns) == ["remedy", "margin", "reasons", "marked"]


def test_a_remedy_fits_every_rule_or_there_is_none() -> None:
    assert remedy_of([BLUR]) == "deblur"
    assert remedy_of([DARK]) == "light"
    assert remedy_of([BLUR, DARK]) == "both"
    assert remedy_of([BLUR, EYES]) is None
    assert remedy_of([Rule("luminance", "above", 250.0)]) is None
    assert remedy_of([]) is None


def test_a_rule_that_is_mended_lies_on_the_worse_side_of_its_measure() -> None:
    known = {metric.name: metric for metric in METRICS}
    for name, side in MENDS:
        worse = {True: "below", False: "above", None: "below"}[known[name].higher_is_better]
        assert side == worse, name


def test_of_every_measure_of_sharpness_and_light_it_was_decided_what_mends_it() -> None:
    """A new one must be put into `MENDS`, or here with the reason why nothing mends it."""
    not_mended = {
        "highlight_clipping",  # lost light
        "p_overexposed",  # lost light
        "p_distorted",  # neither blur nor light
        "flaw",  # does not say which flaw
        "own_flaw",  # neither does it
        "entropy",  # nothing is made for it
    }
    modules = ("blur", "focus", "light", "dark", "flaws")
    about = {m.name for m in METRICS if m.measure.__module__.rpartition(".")[2] in modules}
    assert about - {name for name, _ in MENDS} == not_mended
