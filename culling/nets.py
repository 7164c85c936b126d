"""Runs the networks: the only module that knows onnxruntime. Each file is checked once, each session made once.

A session is made from the very bytes that were checked, on one thread: photos are what runs side by side. What failed
is remembered as well, so that ten thousand photos do not hash a damaged file ten thousand times; a mended file is
noticed by the next process, or after `clear()`.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from culling.model_files import ModelError, ModelFile, find, read

__all__ = ["ModelError", "Unlisted", "clear", "fingerprint", "load", "look_again", "problem", "run", "unlisted"]

# onnxruntime ≥ 1.29 sends reports to its maker and keeps an identifier on disk, from its import on, unless this is
# set before; its own disable_telemetry_events() comes too late for the first report.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

_QUIET = 4  # fatal alone: what goes wrong is in the exception already


#: Files that are no ONNX networks: what runs them, and the extra that brings it (see culling/faces/landmarks.py).
_RUN_BY = {".task": ("ai_edge_litert", "landmarks")}


class _Net(NamedTuple):
    session: Any
    input: str


_End = tuple[str, tuple[Any, ...]]


class Unlisted(NamedTuple):
    """A network that no list pins, such as one that was trained a moment ago: it runs, and nothing is remembered.

    Attributes:
        name: how it is called in errors.
        inputs, outputs: type and shape of each, such as ("tensor(float)", ("n", 6)).
    """

    name: str
    session: Any
    inputs: tuple[_End, ...]
    outputs: tuple[_End, ...]

    def run(self, array: NDArray[np.float32]) -> NDArray[Any]:
        """Its first output; ModelError when it fails."""
        try:
            return np.asarray(self.session.run(None, {self.session.get_inputs()[0].name: array})[0])
        except Exception as error:
            raise ModelError(f"The network {self.name} failed on what it was given: {_reason(error)}") from error


_Key = tuple[ModelFile, Path]
_lock = threading.RLock()
_nets: dict[_Key, _Net | str] = {}
_checked: dict[_Key, str] = {}
_left_by_parent: list[object] = []


def run(name: str, array: NDArray[np.float32] | NDArray[np.int64]) -> tuple[NDArray[Any], ...]:
    """All outputs of the network `name` for its one input; safe to call from many threads.

    Raises:
        ModelError: the file is missing, damaged or no network, or the network failed; says what to do.
        ValueError: the network does not take an array of this shape or type.
    """
    net = _net(find(name))
    try:
        return tuple(net.session.run(None, {net.input: array}))
    except Exception as error:
        given = f"got {array.dtype} {array.shape}"
        if type(error).__name__ == "InvalidArgument":  # onnxruntime's errors have no parent but Exception
            raise ValueError(f"The network {name} takes {_wanted(net)}, {given}") from error
        raise ModelError(f"The network {name} failed on what it was given ({given}): {_reason(error)}") from error


def load(name: str) -> None:
    """Make the network's session now, so that the first photo does not wait for it; a problem shows when it is run."""
    with suppress(ModelError):
        _net(find(name))


def fingerprint(name: str) -> str:
    """SHA-256 of the network's file when it is the pinned one, else ""; never raises, hashes once."""
    try:
        return "" if problem(name) else find(name).sha256
    except ModelError:
        return ""


def problem(name: str) -> str | None:
    """Why the network cannot be used, and what to do; None when it can. Never raises, hashes once."""
    try:
        model = find(name)
    except ModelError as error:
        return str(error)
    key = model, model.path
    net = _nets.get(key)
    if isinstance(net, str):
        return net
    if net is not None:
        return None
    if key not in _checked:
        with _lock:
            if key not in _checked:
                _checked[key] = _check(model)
    return _checked[key] or None


def clear() -> None:
    """Forget sessions and failures, so that the files are looked at anew."""
    with _lock:
        _nets.clear()
        _checked.clear()


def look_again() -> None:
    """Forget failures alone: files that were missing or damaged may have been fetched or mended since."""
    with _lock:
        for key in [key for key, net in _nets.items() if isinstance(net, str)]:
            del _nets[key]
        for key in [key for key, problem in _checked.items() if problem]:
            del _checked[key]


def unlisted(name: str, data: bytes) -> Unlisted:
    """A network from bytes that the caller answers for; ModelError when they are none."""
    try:
        session = _session(data)
    except Exception as error:
        raise ModelError(f"The network {name} is not understood: {_reason(error)}") from error
    ends = [
        tuple((end.type, tuple(end.shape)) for end in found) for found in (session.get_inputs(), session.get_outputs())
    ]
    return Unlisted(name, session, *ends)


def _net(model: ModelFile) -> _Net:
    key = model, model.path
    net = _nets.get(key)
    if net is None:
        with _lock:
            net = _nets.get(key) or _nets.setdefault(key, _made(model))
    if isinstance(net, str):
        raise ModelError(net)
    return net


def _made(model: ModelFile) -> _Net | str:
    """A session, or why there is none."""
    try:
        return _open(model, read(model))
    except ModelError as error:
        return str(error)


def _check(model: ModelFile) -> str:
    try:
        read(model)
    except ModelError as error:
        return str(error)
    library, extra = _RUN_BY.get(Path(model.file).suffix, ("", ""))
    if library and find_spec(library) is None:
        return f"{model.name} is here, but not what runs it. Run: pip install 'culling[{extra}]'"
    return ""


def _session(data: bytes) -> Any:
    import onnxruntime  # here, since it adds 50 ms to every start of the program

    onnxruntime.disable_telemetry_events()  # in case that somebody else imported it first
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # kept for each size of photo: 144 instead of 105 MB after 400 sizes, no faster
    options.log_severity_level = _QUIET
    return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])


def _open(model: ModelFile, data: bytes) -> _Net:
    try:
        session = _session(data)
        (given,) = session.get_inputs()
    except Exception as error:
        raise ModelError(
            f"The network {model.name} is not understood: {model.path}: {_reason(error)}. "
            "It may need a newer onnxruntime, or is no ONNX network with one input."
        ) from error
    return _Net(session, given.name)


def _wanted(net: _Net) -> str:
    (given,) = net.session.get_inputs()
    kind = given.type.removeprefix("tensor(").removesuffix(")")
    return f"{'float32' if kind == 'float' else kind} ({', '.join(map(str, given.shape))})"


def _reason(error: Exception) -> str:
    """The last part of onnxruntime's "[ONNXRuntimeError] : 7 : INVALID_PROTOBUF : …", on one line."""
    return " ".join(str(error).rpartition(" : ")[2].split()).rstrip(".")


def _start_anew() -> None:
    """After a fork: a lock or session that another thread held cannot be used, nor freed, in the child."""
    global _lock, _nets
    _left_by_parent.append(_nets)
    _lock, _nets = threading.RLock(), {}


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_anew)
