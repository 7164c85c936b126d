"""A small run from beginning to end: a process that trains, how far it is, stopping and going on, and what it leaves.

Training has a process of its own: a page stays quick, it can be ended at any moment, and torch is imported there alone.
While it is under way its pictures and its checkpoint lie in a work folder, from which the same order goes on.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from culling import own_network
from culling.errors import CullingError
from culling.experiments.order import Order, Progress, parse
from culling.experiments.run import NETWORK, RECORD, Run, read_run, runs_folder
from culling.files import write_whole
from culling.folders import check_folder, printable
from culling.locks import alone
from culling.model_files import MODELS
from culling.own_network_check import check
from culling.synth.registry import FLAWS

# What the child runs. Tests give another program to see one that crashes, or never ends.
PROGRAM = Path(__file__).with_name("child.py")

_LOOK_SECONDS = 0.1
_FAREWELL_SECONDS = 3.0
_MOST_COMPLAINTS = 20_000
_NEEDS = ("torch", "onnx")

Tell = Callable[[Progress], None]


class TrainingStopped(CullingError):  # noqa: N818 - reads as the outcome it is
    """It was asked to stop; what is trained is kept."""


def problem() -> str:
    """What is missing to train at all, and how to get it; "" when nothing is."""
    missing = [name for name in _NEEDS if find_spec(name) is None]
    return f"Training needs {' and '.join(missing)}. Run: pip install 'culling[train]'" if missing else ""


def train(
    order: Order,
    *,
    progress: Tell | None = None,
    cancel: threading.Event | None = None,
    out: Path | None = None,
    program: Path = PROGRAM,
) -> Run:
    """Damage the folder's photos, train, measure, and keep the run; goes on where the same order was stopped.

    Args:
        progress: told how far it is, from another thread.
        cancel: when it is set the process is ended.
        out: where the run's folder goes; None for the user's data directory.
        program: what the process runs.

    Raises:
        CullingError: torch is missing, too few photos, a run of that name is there, or the process broke.
        TrainingStopped: cancelled; the same order goes on from there.
    """
    if program == PROGRAM and (missing := problem()):
        raise CullingError(missing)
    target = (out or runs_folder()) / order.name
    check_free(order, out)
    with _alone(order):
        work = _work_folder(order)
        if not (work / "made.json").exists():
            _run(program, work, progress, cancel or threading.Event())
        run = _kept(order, work, target)
        shutil.rmtree(work, ignore_errors=True)
    return run


def check_free(order: Order, out: Path | None = None) -> None:
    """CullingError where a run of that name is there already, or the folder is none: before anything is begun."""
    check_folder(order.folder)
    if ((out or runs_folder()) / order.name).exists():
        raise CullingError(
            f"There is a run {order.name} already. Give this one another name (--name), or remove the old one: "
            f"culling train remove {order.name}"
        )


def unfinished(order: Order) -> bool:
    """Whether the same order was begun before, and goes on."""
    file = _work_of(order) / "order.json"
    return file.exists() and file.read_text("utf-8") == order.to_json()


def _work_of(order: Order) -> Path:
    return own_network.folder() / "work" / order.name


def _work_folder(order: Order) -> Path:
    """The work folder of this very order; what another order of that name had begun is thrown away."""
    work = _work_of(order)
    try:
        if work.exists() and not unfinished(order):
            shutil.rmtree(work)
        work.mkdir(parents=True, exist_ok=True)
        write_whole(work / "order.json", order.to_json().encode())
    except OSError as error:
        raise CullingError(f"cannot make {printable(work)}: {error.strerror or error}") from error
    return work


@contextmanager
def _alone(order: Order) -> Iterator[None]:
    """One training of a name at a time, in whatever process."""
    work = _work_of(order)
    try:
        work.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CullingError(f"cannot make {printable(work.parent)}: {error.strerror or error}") from error
    with alone(work.with_name(f"{work.name}.lock"), f"training {order.name}"):
        yield


def _run(program: Path, work: Path, progress: Tell | None, cancel: threading.Event) -> None:
    """The child's work, or a CullingError that says why there is none; it does not outlive this call."""
    paths = [str(MODELS.parent), *(path or str(Path.cwd()) for path in sys.path)]  # it imports what this process would
    last: list[str] = []
    with (work / "complaints.txt").open("wb") as complaints:
        child = subprocess.Popen(
            [sys.executable, "-P", "-W", "ignore", str(program), str(work)],
            stdin=subprocess.PIPE,  # never written to: its end tells the child that we are gone
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            errors="replace",
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "OMP_NUM_THREADS": "1"},
            start_new_session=True,  # Ctrl-C is for us to hear
        )
        listener = threading.Thread(target=_listen, args=(child.stdout, progress, last), daemon=True)
        listener.start()
        try:
            while (code := _ended(child)) is None:
                if cancel.is_set():
                    raise TrainingStopped("Stopped. What is trained is kept: the same order goes on from there.")
        finally:
            _end(child)
            listener.join()
            for stream in (child.stdin, child.stdout):
                if stream is not None:
                    stream.close()
    if last:
        shutil.rmtree(work, ignore_errors=True)  # the folder is looked through anew next time
        raise CullingError(last[-1])
    if code or not (work / "made.json").exists():
        raise CullingError(f"Training broke: {_reason(code, work)}")


def _ended(child: subprocess.Popen[str]) -> int | None:
    try:
        return child.wait(_LOOK_SECONDS)
    except subprocess.TimeoutExpired:
        return None


def _end(child: subprocess.Popen[str]) -> None:
    child.terminate()
    try:
        child.wait(_FAREWELL_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _listen(lines: IO[str], progress: Tell | None, last: list[str]) -> None:
    """Hand progress on; what is no line of ours is not heard, nor kept however long it is."""
    while line := lines.readline(20_000):
        found = parse(line)
        if isinstance(found, str):
            last.append(found)
        elif found is not None and progress is not None:
            progress(found)


def _reason(code: int, work: Path) -> str:
    """The last line of what it complained of; a process that is killed says nothing."""
    with (work / "complaints.txt").open("rb") as file:
        file.seek(max(file.seek(0, os.SEEK_END) - _MOST_COMPLAINTS, 0))
        said = file.read().decode("utf-8", "replace").strip().splitlines()
    if said:
        return said[-1][:500]
    if code < 0:
        return f"its process was ended by the system (signal {-code}), most often for want of memory."
    return f"its process ended with code {code}."


def _checked(network: bytes, name: str, work: Path) -> None:
    """A network that is refused is not offered again: the same order begins anew."""
    try:
        check(network, name)
    except CullingError:
        shutil.rmtree(work, ignore_errors=True)
        raise


def _kept(order: Order, work: Path, target: Path) -> Run:
    """The run's folder under its name, whole: what was made, and the record that pins the network."""
    done = work / "done"
    try:
        made: dict[str, Any] = json.loads((work / "made.json").read_text("utf-8"))
        network = (done / NETWORK).read_bytes()
        _checked(network, order.name, work)
        record = made | json.loads(order.to_json())
        record |= {
            "when": datetime.now(UTC).isoformat(timespec="seconds"),
            "classes": list(FLAWS),
            "sha256": hashlib.sha256(network).hexdigest(),
            "bytes": len(network),
            "versions": made["versions"] | {name: version(name) for name in ("culling", "numpy", "onnxruntime")},
        }
        write_whole(done / RECORD, (json.dumps(record, indent=1) + "\n").encode())
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(done, part := target.with_name(f".{target.name}.part"), dirs_exist_ok=True)
        part.rename(target)
    except OSError as error:
        raise CullingError(f"cannot keep the run in {printable(target)}: {error.strerror or error}") from error
    return read_run(target)
