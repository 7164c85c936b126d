"""Runs are read back whole, listed latest first, found by name, used and removed; damaged ones say what is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from culling import own_network
from culling.errors import CullingError
from culling.experiments.run import find_run, read_run, remove_run, runs, runs_folder
from culling.synth.registry import FLAWS
from tests.experiments.made import evaluation, write_run


def test_a_run_is_read_back() -> None:
    run = write_run()
    assert (run.name, run.seed, run.photos["train"], run.left_out) == ("mine", 5, 30, {"copies": 2})
    assert run.curve.values["train_accuracy"].tolist() == [0.35, 0.7, 0.9]
    own, bundled = run.evaluation.accuracy
    assert (own.value, bundled.value, own.count) == (10 / 12, 1.0, 12)
    assert [area.flaw for area in run.evaluation.areas] == list(FLAWS[1:])
    assert run.evaluation.areas[0].ways["classical"] == (0.7, 0.5, 0.9)
    assert len(run.predictions) == 12


def test_runs_are_listed_latest_first_and_a_damaged_one_is_told() -> None:
    write_run(name="old", when="2025-01-01")
    write_run(name="new", when="2026-06-01")
    write_run(name="bad")
    (runs_folder() / "bad" / "run.json").write_text("{}")
    found, problems = runs()
    assert [run.name for run in found] == ["new", "old"]
    assert len(problems) == 1
    assert "bad/run.json is damaged: it lacks 'classes'" in problems[0]


def test_without_runs_there_are_none() -> None:
    assert runs() == ([], [])
    with pytest.raises(CullingError, match="There is no run 'mine'; there are: none; train one"):
        find_run("mine")


def test_a_run_is_found_by_its_name_and_by_nothing_else(tmp_path: Path) -> None:
    write_run()
    write_run(tmp_path / "elsewhere", name="other")
    assert find_run("mine").name == "mine"
    assert find_run("other", tmp_path / "elsewhere").place == tmp_path / "elsewhere" / "other"
    with pytest.raises(CullingError, match="there are: mine"):
        find_run("other")
    with pytest.raises(CullingError, match="is no name"):
        find_run("../runs/mine")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"classes": ["a"]}, "its classes are not"),
        ({"architecture": "deep"}, "no architecture"),
        ({"architecture": ["spectra"]}, "architecture|unhashable"),
        ({"name": "<b>"}, "no name"),
        ({"sha256": "12"}, "64 hex digits"),
        ({"bytes": 10**9}, "not between"),
        ({"left_out": [1]}, "names and values"),
        ({"left_out": {"x" * 99: 1}}, "at most 80 characters"),
        ({"photos": {"train": 1}}, "lacks 'validation'"),
        ({"folder": 3}, "is no text"),
        ({"when": "[/bold]"}, "isoformat"),
        ({"when": "2026-01-02\x1b]0;"}, "isoformat"),
    ],
)
def test_a_damaged_record_says_what_is_wrong(change: dict[str, Any], said: str) -> None:
    run = write_run()
    file = run.place / "run.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | change))
    with pytest.raises(CullingError, match=rf"run\.json is damaged: .*({said})"):
        read_run(run.place)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"auc": {}}, "lacks 'blurred'"),
        ({"auc": {flaw: {"measure": "x", "own": [2, 0, 1]} for flaw in FLAWS[1:]}}, "not between 0 and 1"),
        ({"bundled": evaluation(3)["bundled"]}, "same pictures"),
        ({"photos": "2"}, "no number"),
    ],
)
def test_a_damaged_evaluation_says_what_is_wrong(change: dict[str, Any], said: str) -> None:
    run = write_run()
    (run.place / "evaluation.json").write_text(json.dumps(evaluation() | change))
    with pytest.raises(CullingError, match=rf"evaluation\.json is damaged: .*{said}"):
        assert run.evaluation


def test_a_run_is_used_by_the_bytes_that_its_record_pins() -> None:
    run, other = write_run(), write_run(name="other")
    assert not run.in_use
    run.use()
    assert run.in_use
    assert own_network.chosen() == "mine"
    (other.place / "network.onnx").write_bytes(b"something else")
    with pytest.raises(CullingError, match="is not the one that was trained"):
        other.use()
    assert own_network.chosen() == "mine"


def test_a_removed_run_stays_in_use_until_it_is_forgotten() -> None:
    run = write_run()
    run.use()
    remove_run(run)
    assert runs() == ([], [])
    assert own_network.chosen() == "mine"
    with pytest.raises(CullingError, match="cannot be read"):
        run.network()
