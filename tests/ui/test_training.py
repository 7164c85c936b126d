"""One training at a time for the whole process, whoever looks; ended with the process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from culling.cloud import CloudPath
from culling.errors import CullingError
from culling.experiments.order import Order, Progress
from culling.experiments.training import TrainingStopped
from culling.ui import training
from culling.users import NotAllowedError
from tests.experiments.made import write_run


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Order]]:
    """Trainings that run until they are stopped."""
    orders: list[Order] = []

    def train(order: Order, *, progress: object, cancel: threading.Event) -> None:
        orders.append(order)
        assert callable(progress)
        progress(Progress("looking", 1, 2))
        assert cancel.wait(30)
        raise TrainingStopped("stopped")

    monkeypatch.setattr(training, "train", train)
    yield orders
    training.close()


def test_a_second_one_waits_for_nobody_it_is_not_begun(begun: list[Order], tmp_path: Path) -> None:
    first = training.begin(Order(tmp_path, "one"))
    assert training.begin(Order(tmp_path, "two")) is first
    training.dismiss()
    assert training.job() is first
    first.cancel()
    first.wait(30)
    assert first.cancelled
    assert training.begin(Order(tmp_path, "two")) is not first


def test_closing_ends_what_runs(begun: list[Order], tmp_path: Path) -> None:
    last = training.begin(Order(tmp_path, "one"))
    training.close()
    assert not last.running
    assert training.job() is None


def test_how_it_ended_is_dismissed(begun: list[Order], tmp_path: Path) -> None:
    last = training.begin(Order(tmp_path, "one"))
    last.cancel()
    last.wait(30)
    training.dismiss()
    assert training.job() is None


def test_what_cannot_be_trained_is_told_before_it_begins(begun: list[Order], tmp_path: Path) -> None:
    write_run(name="mine")
    with pytest.raises(CullingError, match="a run mine already"):
        training.begin(Order(tmp_path, "mine"))
    assert begun == []


def test_others_than_whoever_runs_the_dashboard_do_none_of_it(
    begun: list[Order], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = write_run(name="mine")
    first = training.begin(Order(tmp_path, "one"))
    run.use()
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(training, "may_see_paths", lambda: False)
        for act in (
            lambda: training.begin(Order(tmp_path, "two")),
            training.stop,
            training.dismiss,
            lambda: training.use(run),
            training.forget,
            lambda: training.remove(run),
        ):
            with pytest.raises(NotAllowedError, match="whoever runs the dashboard"):
                act()
    assert training.job() is first
    assert not first.cancelled
    assert run.in_use
    assert run.place.exists()


def test_only_folders_of_this_computer_are_trained_on(tmp_path: Path) -> None:
    assert training.can_train(tmp_path)
    assert not training.can_train(CloudPath.of("memory://bucket/shoot"))
