"""Counts and rates of decisions against labels: by hand, against scikit-learn, and with one class only."""

from __future__ import annotations

import math

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, confusion_matrix, precision_score, recall_score

from culling.audit.confusion import CELLS, confusion, counted_in, rows_in
from culling.audit.intervals import wilson
from culling.labels import Truth


def _truth(rows: list[int], keep: list[bool], weights: list[float] | None = None) -> Truth:
    paths = tuple(f"{row}.jpg" for row in rows)
    given = np.array(weights or [1.0] * len(rows))
    return Truth(paths, np.array(rows, np.int64), np.array(keep, np.bool_), given, ("blind",) * len(rows))


#: Of ten photos seven are labelled; the policy rejects 0, 2, 3, 8.
TRUTH = _truth([0, 2, 3, 4, 5, 7, 9], [False, False, True, False, True, True, True])
REJECTED = np.isin(np.arange(10), [0, 2, 3, 8])


def test_seven_labels_counted_by_hand() -> None:
    found = confusion(TRUTH, REJECTED)
    assert (found.tp, found.fp, found.fn, found.tn, found.count) == (2, 1, 1, 3, 7)
    shares = {"precision": (2, 3), "recall": (2, 3), "keepers_lost": (1, 4), "agreement": (5, 7)}
    for name, (hits, count) in {**shares, "reject_share": (3, 7), "prevalence": (3, 7)}.items():
        rate = getattr(found, name)
        assert (rate.value, rate.count) == (pytest.approx(hits / count), count)
        assert (rate.low, rate.high) == pytest.approx([float(end) for end in wilson(hits, count)])


def test_the_photos_of_each_cell_are_told_by_their_rows() -> None:
    rows = {cell: rows_in(TRUTH, REJECTED, cell).tolist() for cell in CELLS}
    assert rows == {"tp": [0, 2], "fp": [3], "fn": [4], "tn": [5, 7, 9]}


def test_weighted_rates_are_those_of_scikit_learn() -> None:
    rng = np.random.default_rng(2)
    keep, rejected, weights = rng.random(400) < 0.6, rng.random(400) < 0.3, rng.choice([1.0, 2.5, 30.0], 400)
    found = confusion(_truth(list(range(400)), keep.tolist(), weights.tolist()), rejected)
    assert confusion_matrix(~keep, rejected).ravel().tolist() == [found.tn, found.fp, found.fn, found.tp]
    assert found.precision.value == pytest.approx(precision_score(~keep, rejected, sample_weight=weights))
    assert found.recall.value == pytest.approx(recall_score(~keep, rejected, sample_weight=weights))
    assert 1 - found.keepers_lost.value == pytest.approx(
        recall_score(~keep, rejected, pos_label=False, sample_weight=weights)
    )
    assert found.agreement.value == pytest.approx(accuracy_score(~keep, rejected, sample_weight=weights))
    assert found.prevalence.value == pytest.approx(np.average(~keep, weights=weights))


@pytest.mark.parametrize("keep", [True, False])
def test_with_one_class_the_rates_of_the_other_are_not_known(keep: bool) -> None:
    found = confusion(_truth([1, 2, 3], [keep] * 3), REJECTED)
    unknown = found.recall if keep else found.keepers_lost
    assert math.isnan(unknown.value)
    assert (unknown.low, unknown.high, unknown.count) == (0, 1, 0)
    known = found.keepers_lost if keep else found.recall
    assert known.value == pytest.approx(2 / 3)


def test_no_label_and_one_label_are_numbers_too() -> None:
    none = confusion(_truth([], []), REJECTED)
    assert (none.count, none.precision.known, none.agreement.text) == (0, False, "not known")
    one = confusion(_truth([2], [False]), REJECTED)
    assert (one.tp, one.precision.value) == (1, 1)
    assert one.precision.low == pytest.approx(0.2065, abs=1e-3)


def test_decisions_on_fewer_photos_than_the_labels_know_are_refused() -> None:
    with pytest.raises(ValueError, match="row 9 is labelled; give one for each photo"):
        confusion(TRUTH, REJECTED[:9])


def test_a_cell_is_counted_in_words() -> None:
    assert [counted_in("fp", count) for count in (0, 1, 3)] == ["0 lost keepers", "1 lost keeper", "3 lost keepers"]
    assert (counted_in("fn", 1), counted_in("tp", 1)) == ("1 missed reject", "1 rightly rejected")
