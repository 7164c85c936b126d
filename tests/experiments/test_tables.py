"""What training saved is read as numbers and short texts; the rest is refused by a sentence that names the file."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from culling.errors import CullingError
from culling.experiments.tables import (
    MOST_BYTES,
    confusion,
    number,
    read_architectures,
    read_curves,
    read_json,
    read_predictions,
    short_name,
)
from culling.synth.registry import FLAWS
from tests.experiments.made import evaluation, predictions

ARCHITECTURES = """architecture,parameters,ms,minutes_trained,validation_accuracy,validation_low,validation_high,\
validation_n,test_accuracy,test_low,test_high,test_n
deep,100,1.5,2.0,0.9,0.8,0.95,100,0.85,0.8,0.9,200
"""


def test_an_architecture_has_its_rates_with_intervals(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(ARCHITECTURES)
    (one,) = read_architectures(tmp_path / "a.csv")
    assert (one.name, one.parameters, one.ms, one.minutes) == ("deep", 100, 1.5, 2.0)
    assert (one.test.value, one.test.low, one.test.high, one.test.count) == (0.85, 0.8, 0.9, 200)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("0.85,0.8", "2.5,0.8", "not between 0 and 1"),
        ("0.85,0.8", "0.7,0.8", "outside its interval"),
        ("deep", "<script>", "no name"),
        ("1.5", "nan", "not between"),
        ("test_low", "low", "lacks 'test_low'"),
        ("100,1.5", "many,1.5", "no number"),
    ],
)
def test_a_damaged_comparison_names_its_file(tmp_path: Path, old: str, new: str, said: str) -> None:
    (tmp_path / "a.csv").write_text(ARCHITECTURES.replace(old, new, 1))
    with pytest.raises(CullingError, match=rf"a\.csv is damaged: .*{said}"):
        read_architectures(tmp_path / "a.csv")


def test_curves_are_read_by_architecture_and_what_was_not_saved_is_absent(tmp_path: Path) -> None:
    text = "architecture,step,loss,validation_accuracy,train_accuracy\na,1,2,.3,\na,2,1,.5,\nb,1,3,.2,.4\n"
    (tmp_path / "c.csv").write_text(text)
    found = read_curves(tmp_path / "c.csv")
    assert list(found) == ["a", "b"]
    np.testing.assert_array_equal(found["a"].steps, [1, 2])
    assert found["a"].saved("validation_accuracy")
    assert not found["a"].saved("train_accuracy")
    assert found["b"].saved("train_accuracy")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "step\n1\n",
        "step,loss\n",
        "step,loss\n2,1\n1,1\n",
        "step,loss\n1,-1\n",
        "step,loss\n1,inf\n",
        "step,loss\n1,x\n",
        "a,b\n\x00",
    ],
)
def test_damaged_curves_name_their_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "c.csv").write_text(text)
    with pytest.raises(CullingError, match=r"c\.csv is damaged"):
        read_curves(tmp_path / "c.csv")


def test_a_file_that_is_missing_or_huge_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CullingError, match=r"c\.csv cannot be read: No such file"):
        read_curves(tmp_path / "c.csv")
    with (tmp_path / "c.csv").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(CullingError, match="at most 4,000,000 are read"):
        read_curves(tmp_path / "c.csv")


def test_a_confusion_counts_the_diagonal_with_its_interval() -> None:
    found = confusion(evaluation(10)["confusion"])
    assert (found.right, found.total) == (50, 60)
    assert found.accuracy.low < 50 / 60 < found.accuracy.high
    assert found.accuracy.count == 60


@pytest.mark.parametrize(
    "change",
    [
        {"original": [1, 2]},
        {"original": [1, 2, 3, 4, 5, -6]},
        {"original": [1, 2, 3, 4, 5, 6.5]},
        {"original": [1, 2, 3, 4, 5, True]},
        {"another": [0] * 6},
    ],
)
def test_what_is_no_confusion_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="confusion"):
        confusion(evaluation()["confusion"] | change)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a": 1', "[" * 100_000])
def test_a_damaged_json_names_its_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "e.json").write_text(text)
    with pytest.raises(CullingError, match=r"e\.json is damaged"):
        read_json(tmp_path / "e.json")


def test_predictions_are_read_back(tmp_path: Path) -> None:
    predictions().to_csv(tmp_path / "p.csv", index=False)
    found = read_predictions(tmp_path / "p.csv")
    assert len(found) == 2 * len(FLAWS)
    assert found["path"].tolist()[:1] == ["a.jpg"]


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [("flaw", "fine", "flaws"), ("damage", "[x](y)", "damage"), ("original", 0.5, "sum 1"), ("amount", -1, "amount")],
)
def test_damaged_predictions_name_their_file(tmp_path: Path, column: str, value: object, said: str) -> None:
    table = predictions().astype({column: object})
    table.loc[3, column] = value
    table.to_csv(tmp_path / "p.csv", index=False)
    with pytest.raises(CullingError, match=rf"p\.csv is damaged: .*{said}"):
        read_predictions(tmp_path / "p.csv")


@pytest.mark.parametrize("name", ["", "../up", "a/b", ".hidden", "x" * 65, "né\n", 7])
def test_what_is_no_name_is_refused(name: object) -> None:
    with pytest.raises(ValueError, match="is no name"):
        short_name(name)


@pytest.mark.parametrize("value", [True, "1", None, float("nan"), float("inf"), -1])
def test_what_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"is no number|is not between"):
        number(value)


def test_text_that_is_no_utf8_is_damage(tmp_path: Path) -> None:
    (tmp_path / "e.json").write_bytes(b"\xff\xfe" + json.dumps({}).encode())
    with pytest.raises(CullingError, match="is damaged"):
        read_json(tmp_path / "e.json")
