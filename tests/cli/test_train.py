"""`culling train`: refused before anything begins, stopped and gone on with, listed, used, forgotten, removed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from culling import own_network
from culling.cli import app, main
from culling.cli import train as command
from culling.experiments import training
from culling.experiments.order import Order, Progress
from culling.experiments.run import runs
from culling.experiments.training import TrainingStopped
from tests.experiments.made import write_run

run_cli = CliRunner()


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(command, "problem", lambda: "")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "photos").mkdir()
    return tmp_path / "photos"


def complaint(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: object) -> str:
    """What the shell says of a command that is refused."""
    monkeypatch.setattr(sys, "argv", ["culling", "train", *map(str, words)])
    with pytest.raises(SystemExit) as raised:
        main()
    assert raised.value.code == 1
    return capsys.readouterr().err


def test_without_torch_it_says_what_to_install(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "problem", lambda: "Training needs torch. Run: pip install 'culling[train]'")
    assert "pip install 'culling[train]'" in complaint(monkeypatch, capsys, "flaws", "--folder", folder)


def test_a_run_that_is_there_and_a_folder_that_is_not_are_refused_first(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_run()
    assert "a run mine already" in complaint(monkeypatch, capsys, "flaws", "--folder", folder, "--name", "mine")
    assert "gone" in complaint(monkeypatch, capsys, "flaws", "--folder", folder / "gone")


def test_the_order_is_what_was_asked_and_the_result_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Order] = []

    def train(order: Order, **given: object) -> object:
        asked.append(order)
        tell = given["progress"]
        assert callable(tell)
        for stage, done in (("damaging", 1), ("damaging", 2), ("training", 1), ("training", 5)):
            tell(Progress(stage, done, 5))
        return write_run()

    monkeypatch.setattr(command, "train", train)
    words = ["--epochs", "5", "--architecture", "spectra_linear", "--seed", "9"]
    found = run_cli.invoke(app, ["train", "flaws", "--folder", str(folder), *words])
    assert found.exit_code == 0, found.output
    assert asked == [Order(folder, "photos-spectra_linear", "spectra_linear", 5, 9)]
    said = found.stderr
    assert said.count("Damaging photos") == 1
    assert "Epoch 5 of 5" in said
    assert "left out: 2 copies" in said
    assert "83 % (55–95) of 12 held-out pictures of 2 photos told rightly; the bundled network 100 % (76–100)" in said
    assert "culling train use mine" in said


def test_stopping_says_that_the_same_command_goes_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(order: Order, **given: object) -> None:
        training._work_folder(order)
        raise TrainingStopped("stopped")

    monkeypatch.setattr(command, "train", stopped)
    assert "the same command goes on from there" in complaint(monkeypatch, capsys, "flaws", "--folder", folder)
    assert "going on with photos-spectra" in complaint(monkeypatch, capsys, "flaws", "--folder", folder)


def test_runs_are_listed_with_what_they_are_worth_and_which_is_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    write_run().use()
    write_run(name="bad")
    (own_network.folder() / "runs" / "bad" / "run.json").write_text("{")
    monkeypatch.setattr(command, "out", Console(width=200))
    found = run_cli.invoke(app, ["train", "list"])
    line = next(line for line in found.stdout.splitlines() if line.startswith("mine"))
    for word in ("spectra", "83 % (55–95)", "100 % (76–100)", "in use"):
        assert word in line
    assert "bad/run.json is damaged" in found.stderr.replace("\n", "")
    monkeypatch.setattr(command, "out", Console(width=80))
    assert "mine" in run_cli.invoke(app, ["train", "list"]).stdout


def test_a_run_is_used_forgotten_and_removed() -> None:
    write_run()
    assert "own_flaw is measured by mine" in run_cli.invoke(app, ["train", "use", "mine"]).stderr
    assert own_network.chosen() == "mine"
    assert "stays in use" in run_cli.invoke(app, ["train", "remove", "mine"]).stderr
    assert runs() == ([], [])
    assert "measured no more" in run_cli.invoke(app, ["train", "forget"]).stderr
    assert "no network of yours is in use" in run_cli.invoke(app, ["train", "forget"]).stderr
    assert "no runs yet" in run_cli.invoke(app, ["train", "list"]).stderr


def test_a_run_kept_elsewhere_is_found_there(tmp_path: Path) -> None:
    write_run(tmp_path / "elsewhere")
    assert run_cli.invoke(app, ["train", "use", "mine", "--out", str(tmp_path / "elsewhere")]).exit_code == 0
    assert own_network.chosen() == "mine"
