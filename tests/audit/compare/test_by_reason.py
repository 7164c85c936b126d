"""What makes photos flip: on hand-made rows, and beside policies where one rule after the other is exchanged."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from culling.audit.compare.by_reason import GUARD, because, causes, deciding
from culling.decide import decide
from culling.policy import Policy
from culling.rule import Rule, Unless
from culling.versus import versus

LAX = Policy("lax", (Rule("blur", "above", 0.8, maybe=0.6), Rule("luminance", "above", 200.0)))
STRICT = Policy("strict", (Rule("blur", "above", 0.4, maybe=0.2), Rule("luminance", "below", 10.0)))
TABLE = pd.DataFrame(
    {
        "blur": [0.1, 0.28, 0.5, 0.65, 0.9, 0.3, np.nan, np.nan, 0.1, 0.5],
        "luminance": [100.0, 100.0, 5.0, 100.0, 100.0, 220.0, 5.0, 90.0, 250.0, 100.0],
        "mark": [None] * 9 + ["keep"],
    },
    index=pd.Index([f"{name}.jpg" for name in "abcdefghij"], name="path"),
)


def _by_path(table: pd.DataFrame, first: Policy, second: Policy) -> dict[str, str]:
    found = versus(table, first, second)
    return dict(zip(found.flips.index, because(table, found), strict=True))


def test_each_flip_names_the_rules_that_say_the_stricter_verdict() -> None:
    assert _by_path(TABLE, LAX, STRICT) == {
        "b.jpg": "blur above",  # keep → maybe by the new band
        "c.jpg": "blur above; luminance below",  # keep → reject by both
        "d.jpg": "blur above",  # maybe → reject
        "f.jpg": "luminance above",  # reject → maybe: the rule on bright photos is gone
        "g.jpg": "luminance below",  # keep → reject
        "i.jpg": "luminance above",  # reject → keep
    }


def test_causes_come_by_direction_with_what_changed_and_who_flips_by_it_alone() -> None:
    found = causes(TABLE, versus(TABLE, LAX, STRICT))
    told = [(cause.was, cause.now, cause.name, len(cause.photos), cause.alone) for cause in found]
    assert told == [
        ("keep", "reject", "luminance below", 2, 1),
        ("keep", "reject", "blur above", 1, 0),
        ("keep", "maybe", "blur above", 1, 1),
        ("maybe", "reject", "blur above", 1, 1),
        ("reject", "keep", "luminance above", 1, 1),
        ("reject", "maybe", "luminance above", 1, 1),
    ]
    assert found[0].change == "new rule: luminance below 10"
    assert found[1].change == "blur: reject above 0.8 → 0.4"
    assert found[2].change == "blur: maybe above 0.6 → 0.2"
    assert found[4].change == "rule removed: luminance above 200"
    assert set(found[0].photos.index) == {"c.jpg", "g.jpg"}


def test_what_only_one_policy_can_judge_is_due_to_the_rule_that_knows_it() -> None:
    table = TABLE.loc[["g.jpg", "h.jpg"]]
    blur_alone = Policy("blur", (Rule("blur", "above", 0.8),))
    assert _by_path(table, blur_alone, LAX) == {"g.jpg": "luminance above", "h.jpg": "luminance above"}
    assert _by_path(table, STRICT, blur_alone) == {"g.jpg": "luminance below", "h.jpg": "luminance below"}


def test_an_exempted_photo_flips_because_of_its_rule() -> None:
    exempting = LAX.replace(Rule("blur", "above", 0.8, maybe=0.6, unless=Unless("luminance", "above", 50)))
    found = causes(TABLE, versus(TABLE, LAX, exempting))
    assert [(cause.was, cause.now, cause.name, cause.change) for cause in found] == [
        ("maybe", "keep", "blur above", "blur above: unless none → luminance above 50"),
        ("reject", "keep", "blur above", "blur above: unless none → luminance above 50"),
    ]


def test_the_guard_is_the_cause_where_the_rules_reject_in_both() -> None:
    table = TABLE.assign(group=[np.nan] * 4 + [1.0] + [np.nan] * 5)
    (cause,) = causes(table, versus(table, LAX, LAX.guarding()))
    assert (cause.was, cause.now, cause.name, cause.alone) == ("reject", "maybe", GUARD, 1)
    assert cause.change == "group guard: off → on"
    assert list(cause.photos.index) == ["e.jpg"]


def test_the_guard_saves_another_photo_of_the_group_once_that_one_stays() -> None:
    table = pd.DataFrame({"blur": [0.9, 0.5], "group": [0, 0], "keeper": [True, False]}, index=["a.jpg", "b.jpg"])
    strict, lax = (Policy(str(cut), (Rule("blur", "above", cut),), guard=True) for cut in (0.4, 0.6))
    found = versus(table, strict, lax)
    assert found.flips[["was", "is"]].astype(str).to_dict("index") == {
        "a.jpg": {"was": "maybe", "is": "reject"},  # saved while both would go
        "b.jpg": {"was": "reject", "is": "keep"},
    }
    assert _by_path(table, strict, lax) == {"a.jpg": GUARD, "b.jpg": "blur above"}


def test_the_same_policy_has_no_causes() -> None:
    found = versus(TABLE, LAX, LAX)
    assert causes(TABLE, found) == []
    assert deciding(TABLE, found).shape == (0, 3)


values = st.sampled_from([0.05, 0.3, 0.4, 0.6, 0.95, np.nan])
rows = st.lists(st.tuples(values, values, st.sampled_from([None, "keep", "reject"]), st.integers(0, 3)), max_size=12)
bands = st.tuples(st.sampled_from([0.3, 0.5, 0.9]), st.sampled_from([None, 0.1]))
policies = st.builds(
    lambda blur, shake, guard, unless: Policy(
        "drawn",
        (
            Rule("blur", "above", blur[0], blur[1], Unless("motion_blur", "above", 0.5) if unless else None),
            *([Rule("motion_blur", "above", *shake)] if shake else []),
        ),
        guard,
    ),
    bands,
    st.one_of(st.none(), bands),
    st.booleans(),
    st.booleans(),
)


@given(rows, policies, policies)
def test_every_flip_has_a_cause_and_the_rules_differ_there(
    drawn: list[tuple[float, float, str | None, int]], first: Policy, second: Policy
) -> None:
    columns = ["blur", "motion_blur", "mark", "group"]
    table = pd.DataFrame(drawn, columns=columns, index=[f"{n}.jpg" for n in range(len(drawn))])
    table = table.astype({"blur": float, "motion_blur": float, "mark": object, "group": float})
    found = versus(table, first, second)
    said = deciding(table, found)
    assert said.any(axis=1).all()
    for cause in causes(table, found):
        assert cause.change
    mine, theirs = ({rule.key: rule for rule in policy.rules} for policy in (first, second))
    for name in said.columns[said.any()]:
        key = tuple(name.split())
        assert name == GUARD or mine.get(key) != theirs.get(key)


@given(rows, policies, st.sampled_from([0.2, 0.5, 0.8]))
def test_giving_the_deciding_rules_back_takes_every_flip_back(
    drawn: list[tuple[float, float, str | None, int]], first: Policy, cutoff: float
) -> None:
    columns = ["blur", "motion_blur", "mark", "group"]
    table = pd.DataFrame(drawn, columns=columns, index=[f"{n}.jpg" for n in range(len(drawn))]).drop(columns="group")
    table = table.astype({"blur": float, "motion_blur": float, "mark": object})
    second = first.replace(Rule("blur", "above", cutoff), Rule("motion_blur", "above", 1 - cutoff))
    found = versus(table, first, second)
    for path, names in zip(found.flips.index, because(table, found), strict=True):
        back = second
        for metric in {name.split()[0] for name in names.split("; ")}:
            back = back.without(metric).replace(*first.rules_on(metric))
        again = decide(table, back)["verdict"].astype(str)
        assert again[path] != found.flips["is"].astype(str)[path]
