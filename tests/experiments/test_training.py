"""The process that trains, played by stand-ins: progress, stopping, going on, refusals, crashes, and what is kept."""

from __future__ import annotations

import json
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from culling.errors import CullingError
from culling.experiments import training
from culling.experiments.order import Order, Progress
from culling.experiments.run import runs_folder
from culling.experiments.training import TrainingStopped, check_free, problem, train, unfinished
from tests.experiments.made import CURVES, evaluation, predictions, record
from tests.experiments.onnx_bytes import network

#: Makes a run in `work`, as the real one does; {network} is the file it leaves.
MAKES = """
import json, sys, pathlib
work = pathlib.Path(sys.argv[1])
(work / "begun").write_text("x" * (1 + len((work / "begun").read_text()) if (work / "begun").exists() else 1))
print("numpy says hello", flush=True)
for epoch in (1, 2):
    print(json.dumps({"stage": "training", "done": epoch, "of": 2, "loss": 1 / epoch}), flush=True)
done = work / "done"
done.mkdir(exist_ok=True)
for name, content in json.loads((pathlib.Path(__file__).parent / "made.json").read_text()).items():
    (done / name).write_bytes(bytes.fromhex(content))
(work / "made.json").write_text((pathlib.Path(__file__).parent / "record.json").read_text())
"""
WAITS = """
import sys, time, pathlib
(pathlib.Path(sys.argv[1]) / "begun").write_text("x")
print('{"stage": "looking", "done": 1, "of": 2}', flush=True)
time.sleep(60)
"""


@pytest.fixture
def order(tmp_path: Path) -> Order:
    (tmp_path / "photos").mkdir()
    return Order(tmp_path / "photos", "mine", epochs=2, seed=5)


def program(tmp_path: Path, text: str, made: bytes | None = None) -> Path:
    """A stand-in for the process, and what it leaves behind."""
    files = {
        "network.onnx": network() if made is None else made,
        "curves.csv": CURVES.encode(),
        "evaluation.json": json.dumps(evaluation()).encode(),
        "predictions.csv": predictions().to_csv(index=False).encode(),
    }
    (tmp_path / "made.json").write_text(json.dumps({name: content.hex() for name, content in files.items()}))
    kept = (
        "photos",
        "left_out",
        "pictures",
        "training_list",
        "parameters",
        "temperature",
        "minutes_trained",
        "versions",
    )
    (tmp_path / "record.json").write_text(json.dumps({key: record(network())[key] for key in kept}))
    (tmp_path / "program.py").write_text(textwrap.dedent(text))
    return tmp_path / "program.py"


def test_a_run_is_trained_told_and_kept(order: Order, tmp_path: Path) -> None:
    told: list[Progress] = []
    run = train(order, progress=told.append, program=program(tmp_path, MAKES))
    assert [(one.done, one.loss) for one in told] == [(1, 1.0), (2, 0.5)]
    assert run.place == runs_folder() / "mine"
    assert (run.seed, run.epochs, run.folder) == (5, 2, str(order.folder))
    assert set(run.versions) == {"torch", "culling", "numpy", "onnxruntime"}
    assert run.network() == network()
    assert sorted(path.name for path in run.place.iterdir()) == [
        "curves.csv",
        "evaluation.json",
        "network.onnx",
        "predictions.csv",
        "run.json",
    ]
    assert not (training._work_of(order)).exists()


def test_a_run_of_that_name_is_not_trained_over(order: Order, tmp_path: Path) -> None:
    train(order, program=program(tmp_path, MAKES))
    with pytest.raises(CullingError, match=r"There is a run mine already.*culling train remove mine"):
        train(order, program=program(tmp_path, MAKES))
    check_free(order, tmp_path / "elsewhere")


def test_a_run_may_be_kept_elsewhere(order: Order, tmp_path: Path) -> None:
    run = train(order, out=tmp_path / "elsewhere", program=program(tmp_path, MAKES))
    assert run.place == tmp_path / "elsewhere" / "mine"


def test_it_is_stopped_at_once_and_the_same_order_goes_on(order: Order, tmp_path: Path) -> None:
    cancel = threading.Event()
    with pytest.raises(TrainingStopped, match="the same order goes on"):
        train(order, progress=lambda _: cancel.set(), cancel=cancel, program=program(tmp_path, WAITS))
    assert unfinished(order)
    begun = training._work_of(order) / "begun"
    assert begun.read_text() == "x"
    (training._work_of(order) / "kept").touch()
    run = train(order, program=program(tmp_path, MAKES + '\nassert (work / "kept").exists()\n'))
    assert run.name == "mine"
    assert not unfinished(order)


def test_another_order_of_that_name_begins_anew(order: Order, tmp_path: Path) -> None:
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(TrainingStopped):
        train(order, cancel=cancel, program=program(tmp_path, WAITS))
    (training._work_of(order) / "old").touch()
    other = Order(order.folder, "mine", epochs=3)
    assert not unfinished(other)
    run = train(other, program=program(tmp_path, MAKES + '\nassert not (work / "old").exists()\n'))
    assert run.epochs == 3


def test_what_it_refuses_is_told_and_the_folder_is_looked_through_anew(order: Order, tmp_path: Path) -> None:
    text = 'import sys\nprint(\'{"refused": "Too few photos"}\', flush=True)\nsys.exit(1)'
    with pytest.raises(CullingError, match=r"^Too few photos$"):
        train(order, program=program(tmp_path, text))
    assert not training._work_of(order).exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("raise RuntimeError('no space left')", "RuntimeError: no space left"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "ended by the system .signal 9."),
        ("import sys\nsys.exit(3)", "ended with code 3"),
        ("print('done')", "ended with code 0"),
    ],
)
def test_a_process_that_breaks_says_why(order: Order, tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CullingError, match=f"Training broke: .*{said}"):
        train(order, program=program(tmp_path, text))


def test_a_network_that_is_none_is_not_kept_nor_offered_again(order: Order, tmp_path: Path) -> None:
    with pytest.raises(CullingError, match="The network mine cannot be used"):
        train(order, program=program(tmp_path, MAKES, network(classes=7)))
    assert not (runs_folder() / "mine").exists()
    assert train(order, program=program(tmp_path, MAKES)).name == "mine"


def test_endless_lines_are_not_heard_nor_kept(order: Order, tmp_path: Path) -> None:
    told: list[Progress] = []
    run = train(order, progress=told.append, program=program(tmp_path, "print('{' * 3_000_000)\n" + MAKES))
    assert len(told) == 2
    assert run.name == "mine"


def test_two_are_not_trained_under_one_name_at_once(
    order: Order, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("culling.locks.WAIT_S", 0.0)
    begun, cancel = threading.Event(), threading.Event()
    text = program(tmp_path, WAITS)

    def first() -> None:
        with pytest.raises(TrainingStopped):
            train(order, progress=lambda _: begun.set(), cancel=cancel, program=text)

    thread = threading.Thread(target=first)
    thread.start()
    try:
        assert begun.wait(30)
        with pytest.raises(CullingError, match="training mine, since"):
            train(order, program=text)
    finally:
        cancel.set()
        thread.join(30)


def test_the_child_ends_when_whoever_started_it_does(tmp_path: Path) -> None:
    import subprocess

    text = (
        "import runpy, sys, threading, time\n"
        f"child = runpy.run_path({str(training.PROGRAM)!r})\n"
        "threading.Thread(target=child['_end_with_parent'], daemon=True).start()\n"
        "time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", text], stdin=subprocess.PIPE)
    assert child.stdin is not None
    time.sleep(0.1)
    assert child.poll() is None
    child.stdin.close()
    assert child.wait(30) == 3


def test_without_torch_it_says_what_to_install(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "find_spec", lambda name: None)
    assert problem() == "Training needs torch and onnx. Run: pip install 'culling[train]'"
    with pytest.raises(CullingError, match=r"culling\[train\]"):
        train(order)
    monkeypatch.setattr(training, "find_spec", lambda name: object())
    assert problem() == ""


def test_a_folder_that_is_gone_is_told_before_anything_begins(tmp_path: Path) -> None:
    with pytest.raises(CullingError, match="gone"):
        check_free(Order(tmp_path / "gone", "mine"))
