"""Two claims about the same photos: counts, McNemar's test, the difference with its interval, κ, who is right."""

from __future__ import annotations

import math
from dataclasses import replace
from math import comb

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.metrics import cohen_kappa_score, confusion_matrix

from culling.audit.compare.claims import Claim, of_labels, of_marks, of_measure, of_policy, of_words
from culling.audit.compare.disagree import (
    CELLS,
    cohen_kappa,
    disagreement,
    in_cell,
    mcnemar,
    ordered,
    p_text,
    paired_difference,
    sentence,
    who_is_right,
)
from culling.audit.intervals import wilson
from culling.labels import Truth
from culling.policy import Policy
from culling.rule import Rule

COUNT = st.integers(0, 60)


def _claim(name: str, yes: list[int], known: list[int] | None = None, strength: list[float] | None = None) -> Claim:
    said = np.array(yes, np.bool_)
    there = np.ones(len(yes), np.bool_) if known is None else np.array(known, np.bool_)
    return Claim(name, said & there, there, None if strength is None else np.array(strength))


# -- numbers ---------------------------------------------------------------------------------------------------------


@given(COUNT, COUNT)
def test_mcnemar_is_a_binomial_test_of_the_disagreements(left: int, right: int) -> None:
    exact, mid = mcnemar(left, right)
    assert exact == pytest.approx(binomtest(left, left + right).pvalue if left + right else 1.0)
    tries = left + right
    ways = [comb(tries, k) / 2**tries for k in range(tries + 1)]
    rarer = sum(way for way in ways if way < ways[left] * (1 - 1e-9))
    equal = sum(way for way in ways if abs(way - ways[left]) <= ways[left] * 1e-9)
    if tries:
        assert mid == pytest.approx(rarer + equal / 2)


def test_a_published_example() -> None:
    """Airway responsiveness before and after a transplantation: 1, 1, 7, 12 (Fagerland, Lydersen & Laake 2014)."""
    exact, mid = mcnemar(1, 7)
    assert (exact, mid) == (pytest.approx(0.0703, abs=5e-5), pytest.approx(0.0391, abs=5e-5))
    assert paired_difference(1, 1, 7, 12) == (pytest.approx(-0.507, abs=5e-4), pytest.approx(-0.026, abs=5e-4))


@given(COUNT, COUNT, COUNT, COUNT)
def test_the_interval_holds_the_difference_and_turns_with_the_sides(a: int, b: int, c: int, d: int) -> None:
    low, high = paired_difference(a, b, c, d)
    if not a + b + c + d:
        assert np.isnan([low, high]).all()
        return
    assert -1 <= low <= (b - c) / (a + b + c + d) + 1e-12
    assert (b - c) / (a + b + c + d) - 1e-12 <= high <= 1
    assert paired_difference(a, c, b, d) == (pytest.approx(-high), pytest.approx(-low))


@pytest.mark.parametrize("cells", [(0.1, 0.1, 0.05, 0.75), (0.3, 0.15, 0.05, 0.5), (0.02, 0.1, 0.02, 0.86)])
def test_the_interval_holds_the_truth_in_93_to_97_percent(cells: tuple[float, ...]) -> None:
    drawn = np.random.default_rng(5).multinomial(200, cells, size=3000)
    table, times = np.unique(drawn, axis=0, return_counts=True)
    held = [low <= cells[1] - cells[2] <= high for low, high in (paired_difference(*row) for row in table.tolist())]
    assert 0.93 <= np.average(held, weights=times) <= 0.975


@given(COUNT, COUNT, COUNT, COUNT)
def test_kappa_is_scikit_learns(a: int, b: int, c: int, d: int) -> None:
    left = [1] * (a + b) + [0] * (c + d)
    right = [1] * a + [0] * b + [1] * c + [0] * d
    if len(set(left) | set(right)) < 2:
        assert math.isnan(cohen_kappa(a, b, c, d))
    else:
        assert cohen_kappa(a, b, c, d) == pytest.approx(cohen_kappa_score(left, right))


# -- claims ----------------------------------------------------------------------------------------------------------


def _table() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "blur": [0.9, 0.1, 0.5, np.nan, 0.2],
            "luminance": [100.0, 5.0, 90.0, np.nan, 120.0],
            "mark": ["reject", "keep", "maybe", None, "must-have"],
        },
        index=pd.Index(["a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg"], name="path"),
    )


def test_a_policy_claims_what_it_rejects_marks_aside() -> None:
    claim = of_policy(_table(), Policy("mine", (Rule("blur", "above", 0.6, maybe=0.4), Rule("luminance", "below", 20))))
    assert claim.yes.tolist() == [True, True, False, False, False]
    assert claim.known.tolist() == [True, True, True, False, True]
    assert claim.says(0) == "reject · blur > 0.6"
    assert claim.says(2).startswith("maybe · ")
    assert claim.says(3).startswith("unjudged")
    assert np.isnan(claim.ranks[3])
    assert (
        claim.ranks[1] > claim.ranks[0] > claim.ranks[2] > claim.ranks[4]
    )  # by verdict, then by margin: 75 % and 50 % beyond


def test_a_measure_claims_what_lies_beyond_its_cutoff() -> None:
    claim = of_measure(_table(), "blur", "above", 0.5)
    assert claim.yes.tolist() == [True, False, False, False, False]  # at the cutoff is not beyond it
    assert claim.known.tolist() == [True, True, True, False, True]
    assert of_measure(_table(), "luminance", "below", 95).yes.tolist() == [False, True, True, False, False]
    with pytest.raises(ValueError, match="must be a number"):
        of_measure(_table(), "blur", "above", math.nan)


def test_labels_and_marks_claim_what_people_said() -> None:
    table = _table()
    labels = of_labels(table, Truth.of(table, {"b.jpg": "reject", "c.jpg": "keep"}))
    assert labels.yes.tolist() == [False, True, False, False, False]
    assert labels.known.tolist() == [False, True, True, False, False]
    assert [labels.says(row) for row in range(3)] == ["no label", "labelled reject", "labelled keep"]
    marks = of_marks(table)
    assert marks.yes.tolist() == [True, False, False, False, False]
    assert marks.known.tolist() == [True, True, True, False, True]
    assert not of_marks(table.drop(columns="mark")).known.any()


def test_words_claim_those_that_were_chosen() -> None:
    words = np.array(["Red", None, "Green", "Yellow", "Red"], dtype=object)
    claim = of_words("label", words, {"Red", "Yellow"})
    assert claim.yes.tolist() == [True, False, False, True, True]
    assert claim.known.tolist() == [True, False, True, True, True]


def test_a_claim_about_the_unknown_is_refused() -> None:
    with pytest.raises(ValueError, match="leave it unknown"):
        Claim("x", np.array([True]), np.array([False]))
    with pytest.raises(ValueError, match="one answer for each photo"):
        Claim("x", np.array([True]), np.array([True, True]))


# -- two of them -----------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=40))
def test_every_photo_is_counted_once(said: list[tuple[bool, bool, bool, bool]]) -> None:
    left = _claim("left", [a for a, *_ in said], [k for _, _, k, _ in said])
    right = _claim("right", [b for _, b, *_ in said], [k for *_, k in said])
    found = disagreement(left, right)
    assert found.count + found.unknown == len(said)
    known = [place for place, (_, _, k, m) in enumerate(said) if k and m]
    if known:
        counts = confusion_matrix([said[at][0] for at in known], [said[at][1] for at in known], labels=[True, False])
        assert counts.tolist() == [[found.both, found.left_only], [found.right_only, found.neither]]
    rows = np.concatenate([found.rows(cell) for cell in CELLS])
    assert sorted(rows.tolist()) == known
    assert len(ordered(pd.DataFrame(index=range(len(said))), found)) == found.differ
    assert sentence(found)


def test_the_biggest_disagreement_comes_first() -> None:
    left = _claim("left", [1, 1, 1, 0], strength=[3, 9, 5, 0])
    right = _claim("right", [0, 0, 0, 1], strength=[1, 3, 0, 9])
    # ranks left: .375 .875 .625 .125; right: .375 .625 .125 .875; differences 0, .25, .5
    found = disagreement(left, right)
    assert found.rows("left_only").tolist() == [2, 1, 0]
    assert found.rows("right_only").tolist() == [3]
    assert ordered(pd.DataFrame(index=list("abcd")), found).index.tolist() == ["d", "c", "b", "a"]


def test_who_is_right_where_they_disagree() -> None:
    table = pd.DataFrame(index=[f"{number}.jpg" for number in range(8)])
    left, right = _claim("left", [1, 1, 1, 1, 0, 0, 0, 1]), _claim("right", [0, 0, 0, 0, 1, 1, 0, 1])
    truth = Truth.of(table, {"0.jpg": "reject", "1.jpg": "reject", "2.jpg": "keep", "4.jpg": "keep", "7.jpg": "keep"})
    found = who_is_right(left, right, truth)
    assert (found.left.value, found.left.count) == (pytest.approx(3 / 4), 4)
    assert (found.left.low, found.left.high) == tuple(pytest.approx(float(end)) for end in wilson(3, 4))
    assert (found.by_cell["left_only"].value, found.by_cell["left_only"].count) == (pytest.approx(2 / 3), 3)
    assert (found.by_cell["right_only"].value, found.by_cell["right_only"].count) == (1.0, 1)
    assert (found.counts(), found.counts("left_only"), found.counts("right_only")) == (
        "3 of 4 labels",
        "2 of 3 labels",
        "1 of 1 label",
    )


def test_counts_beside_weighted_shares_say_that_these_are_not_theirs() -> None:
    table = pd.DataFrame(index=["0.jpg", "1.jpg"])
    plain = Truth.of(table, {"0.jpg": "reject", "1.jpg": "keep"})
    truth = replace(plain, weights=np.array([1.0, 9.0]))
    found = who_is_right(_claim("left", [1, 1]), _claim("right", [0, 0]), truth)
    assert found.left.value == pytest.approx(1 / 10)
    assert found.counts() == "1 of 2 labels, each counting for the photos it stands for"


def test_a_changed_preset_is_not_called_by_its_name_alone() -> None:
    table = pd.DataFrame({"blur": [0.1, 0.9]}, index=["a.jpg", "b.jpg"])
    rules = (Rule("blur", "above", 0.5),)
    assert of_policy(table, Policy("default", rules)).name == "policy default, changed"
    assert of_policy(table, Policy("mine", rules)).name == "policy mine"


def test_bad_calls_are_told() -> None:
    with pytest.raises(ValueError, match="not of one table"):
        disagreement(_claim("left", [1]), _claim("right", [1, 0]))
    with pytest.raises(ValueError, match="one of these cells"):
        in_cell(_claim("left", [1]), _claim("right", [1]), "somewhere")  # type: ignore[arg-type]


def test_words() -> None:
    left, right = _claim("A", [1] * 10 + [0] * 10), _claim("B", [0] * 20)
    told = sentence(disagreement(left, right))
    assert "10 photos would go by A alone" in told
    assert "more uneven than chance" in told
    assert "could well be chance" in sentence(disagreement(_claim("A", [1, 0]), _claim("B", [0, 0])))
    assert "nothing to compare" in sentence(disagreement(_claim("A", [1], [0]), right=_claim("B", [1])))
    assert [p_text(p) for p in (0.0001, 0.0312, 0.5)] == ["p < 0.001", "p = 0.031", "p = 0.50"]
