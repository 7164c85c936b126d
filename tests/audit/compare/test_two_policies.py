"""Two policies against labels: who is right, beside a count by hand and SciPy's binomial test."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest

from culling.audit.compare.two_policies import against_labels
from culling.labels.truth import Truth
from culling.policy import Policy
from culling.rule import Rule

LAX = Policy("lax", (Rule("blur", "above", 0.8),))
STRICT = Policy("strict", (Rule("blur", "above", 0.4, maybe=0.2),))


def _table(blur: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"blur": blur}, index=[f"{n}.jpg" for n in range(len(blur))])


def test_each_flip_counts_for_the_policy_that_people_agree_with() -> None:
    table = _table([0.1, 0.5, 0.6, 0.7, 0.9, np.nan, 0.5]).assign(mark=["reject"] + [None] * 5 + ["keep"])
    said = {
        "0.jpg": "reject",
        "1.jpg": "reject",
        "2.jpg": "reject",
        "3.jpg": "keep",
        "4.jpg": "reject",
        "6.jpg": "keep",
    }
    found = against_labels(table, LAX, STRICT, Truth.of(table, said))
    # 1, 2: strict is right; 3, 6: lax is (the mark on 6 counts for neither); 0 both miss, 4 both find
    assert (found.first_right, found.second_right) == (2, 2)
    assert (found.of_first.tp, found.of_first.fp, found.of_first.fn, found.of_first.tn) == (1, 0, 3, 2)
    assert (found.of_second.tp, found.of_second.fp, found.of_second.fn, found.of_second.tn) == (3, 2, 1, 0)
    assert found.p == 1
    assert "it is not shown that either is better" in found.sentence


def test_a_split_beyond_chance_is_told_and_tested_exactly() -> None:
    table = _table([0.6] * 14)
    said = {f"{n}.jpg": "reject" if n < 12 else "keep" for n in range(14)}
    found = against_labels(table, LAX, STRICT, Truth.of(table, said))
    assert (found.first_right, found.second_right) == (2, 12)
    assert found.p == pytest.approx(binomtest(2, 14).pvalue)
    assert found.sentence == (
        "By the rules alone, marks aside: of 14 labelled photos that only one of the two rejects, A is right on 2, "
        "B on 12: B is right more often, by more than chance would bring (p = 0.013)."
    )


def test_without_labels_or_flips_nobody_is_called_better() -> None:
    table = _table([0.1, 0.9])
    nobody = against_labels(table, LAX, STRICT, Truth.of(table, {}))
    assert nobody.p == 1
    assert "No photo is labelled" in nobody.sentence
    alike = against_labels(table, LAX, STRICT, Truth.of(table, {"0.jpg": "keep"}))
    assert alike.sentence.endswith("on the one label, A and B decide alike between reject and not.")
    one = against_labels(_table([0.5]), LAX, STRICT, Truth.of(_table([0.5]), {"0.jpg": "reject"}))
    assert "of 1 labelled photo that only one of the two rejects, A is right on 0, B on 1" in one.sentence


def test_labels_copied_from_one_of_the_two_tell_nothing() -> None:
    table = _table([0.3 + 0.01 * n for n in range(60)])
    said = {f"{n}.jpg": "reject" if 0.3 + 0.01 * n > 0.4 else "keep" for n in range(60)}
    found = against_labels(table, LAX, STRICT, Truth.of(table, said))
    assert found.first_right == 0 < found.second_right
    assert "gives back every one of all 60 labels" in found.circular
    assert found.sentence.startswith("Which of the two is right cannot be told: the labels are circular.")
