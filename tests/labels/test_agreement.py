"""Agreement with oneself and with others, against scikit-learn and by simulation."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import cohen_kappa_score

from culling.catalog import Catalog
from culling.labels.agreement import agreement, agreement_between, people, self_agreement
from culling.labels.label import Label


def _answers(*cells: int) -> tuple[list[str], list[str]]:
    """Both keep, keep then reject, reject then keep, both reject: so many pairs of each."""
    pairs = [("keep", "keep"), ("keep", "reject"), ("reject", "keep"), ("reject", "reject")]
    listed = [pair for pair, count in zip(pairs, cells, strict=True) for _ in range(count)]
    return [one for one, _ in listed], [other for _, other in listed]


@pytest.mark.parametrize(
    "cells", [(9, 1, 0, 10), (20, 5, 10, 15), (0, 5, 5, 0), (1, 1, 1, 1), (50, 0, 3, 0), (0, 4, 0, 9), (2, 0, 0, 1)]
)
def test_kappa_is_that_of_scikit_learn(cells: tuple[int, ...]) -> None:
    first, second = _answers(*cells)
    found = agreement(first, second)
    assert found.kappa is not None
    assert found.kappa.value == pytest.approx(cohen_kappa_score(first, second), abs=1e-12)
    assert found.kappa.low <= found.kappa.value <= found.kappa.high
    assert found.kappa.low >= -1
    assert found.kappa.high <= 1
    assert (found.same, found.pairs) == (cells[0] + cells[3], sum(cells))


def test_an_example_worked_out_by_hand() -> None:
    """50 pairs, 35 the same; by chance 25/50 · 30/50 + 25/50 · 20/50 = 0.5."""
    first, second = _answers(20, 5, 10, 15)
    found = agreement(first, second)
    assert found.kappa is not None
    assert found.percent.value == pytest.approx(0.7)
    assert found.kappa.value == pytest.approx((0.7 - 0.5) / (1 - 0.5))
    assert (found.percent.low, found.percent.high) == pytest.approx((0.5625, 0.8090), abs=1e-4)  # Wilson, 35 of 50


@pytest.mark.parametrize("pairs", [12, 20, 50])
def test_the_interval_holds_the_truth_as_often_as_it_says(pairs: int) -> None:
    """Averaged over kinds of photos and of people, some of them stricter the second time."""
    chance, covered = np.random.default_rng(pairs), []
    for keeps in (0.3, 0.5, 0.7):
        for kappa in (0.4, 0.7, 0.9):
            for shift in (0.0, 0.04):
                both = keeps * (1 - keeps)
                cells = np.array([keeps**2 + kappa * both, both * (1 - kappa) + shift, both * (1 - kappa), 0])
                cells[3] = 1 - cells.sum()
                truth = _kappa_of(cells)
                tables, counts = np.unique(chance.multinomial(pairs, cells, 600), axis=0, return_counts=True)
                covered.append(_coverage(tables, counts, truth))
    assert 0.93 <= np.mean(covered) <= 0.97
    assert min(covered) > 0.88


def _kappa_of(cells: np.ndarray) -> float:
    by_chance = (cells[0] + cells[1]) * (cells[0] + cells[2]) + (cells[2] + cells[3]) * (cells[1] + cells[3])
    return float((cells[0] + cells[3] - by_chance) / (1 - by_chance))


def _coverage(tables: np.ndarray, counts: np.ndarray, truth: float) -> float:
    held = defined = 0
    for cells, count in zip(tables.tolist(), counts.tolist(), strict=True):
        kappa = agreement(*_answers(*cells)).kappa
        if kappa is not None:
            defined += count
            held += count * (kappa.low <= truth <= kappa.high)
    return float(held / defined)


@pytest.mark.parametrize(
    ("cells", "why"),
    [((0, 0, 0, 0), "no photo was labelled twice"), ((1, 0, 0, 0), "one pair"), ((7, 0, 0, 0), "every answer is keep")],
)
def test_where_kappa_is_not_defined_it_says_why(cells: tuple[int, ...], why: str) -> None:
    found = agreement(*_answers(*cells))
    assert found.kappa is None
    assert why in found.why
    assert why in found.sentence
    assert "nan" not in found.sentence.lower()
    assert found.words == ""


def test_the_sentence_is_plain() -> None:
    assert agreement(*_answers(9, 1, 0, 10)).sentence == (
        "19 of 20 photos got the same label twice, 95 % (76–99); κ 0.90 (0.53 to 0.98), almost perfect by the "
        "convention of Landis and Koch."
    )


def test_one_pair_is_one_photo_and_below_nothing_is_a_minus() -> None:
    assert agreement(["keep"], ["keep"]).sentence.startswith("1 of 1 photo got the same label twice")
    told = agreement(*_answers(0, 5, 5, 0)).sentence
    assert "κ −1.00 (−1.00 to " in told
    assert "-" not in told
    assert told.endswith("of too few photos to call it good or poor.")


@pytest.mark.parametrize(
    ("cells", "word"),
    [((0, 5, 5, 0), "poor"), ((5, 5, 5, 5), "slight"), ((20, 5, 10, 15), "fair"), ((9, 2, 2, 9), "substantial")],
)
def test_the_words_are_those_of_landis_and_koch(cells: tuple[int, ...], word: str) -> None:
    assert agreement(*_answers(*cells)).words == word


def test_answers_must_come_in_pairs() -> None:
    with pytest.raises(ValueError, match="two answers per photo"):
        agreement(["keep"], [])


def _history(tmp_path: Path, *labels: Label) -> pd.DataFrame:
    with Catalog(tmp_path, tmp_path / "c.sqlite") as catalog:
        names = sorted({label.path for label in labels})
        catalog.save([{"path": name, "file_bytes": 1, "mtime_ns": 1} for name in names], "r", {})
        catalog.add_labels(labels)
        return catalog.label_history()


def test_a_repeat_is_compared_with_what_was_said_before_it(tmp_path: Path) -> None:
    def blind(path: str, said: str | None, repeat: bool = False, by: str = "ann", draw: int = 1) -> Label:
        return Label(path, said, by, "blind", draw=draw, repeat=repeat)  # type: ignore[arg-type]

    history = _history(
        tmp_path,
        *(blind("a", "reject"), blind("a", None), blind("a", "keep"), blind("a", "keep", repeat=True)),
        *(blind("b", "keep"), blind("b", "reject", repeat=True), blind("b", None, repeat=True)),  # taken back
        *(blind("c", "keep"), blind("c", "keep", repeat=True), blind("c", "reject", repeat=True)),  # thought again
        *(blind("d", "keep"), blind("d", "reject", by="bob"), blind("d", "reject", repeat=True, by="bob")),
        *(blind("e", "keep", repeat=True), blind("f", "keep"), Label("f", "reject", "ann", "seen")),
        *(blind("f", "keep", repeat=True), blind("f", "reject", repeat=True, draw=2)),  # shown again in two samples
    )
    assert (self_agreement(history).same, self_agreement(history).pairs) == (3, 5)
    assert (self_agreement(history, "ann").same, self_agreement(history, "ann").pairs) == (2, 4)
    assert self_agreement(history, "nobody").pairs == 0
    assert people(history) == ("ann", "bob")


def test_two_people_are_compared_where_both_said_something(tmp_path: Path) -> None:
    history = _history(
        tmp_path,
        *(Label("a", "keep", "ann", "blind"), Label("a", "reject", "ann", "seen"), Label("a", "keep", "bob")),
        *(Label("b", "keep", "ann"), Label("b", "reject", "bob"), Label("c", "keep", "ann")),
        *(Label("d", "keep", "ann"), Label("d", "keep", "bob"), Label("d", None, "bob")),
    )
    found = agreement_between(history, "ann", "bob")
    assert (found.same, found.pairs) == (1, 2)
