"""Decoders that may crash or never end run in a child process, so that the scan loses one photo and not itself."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, cast

import numpy as np

from culling.decoding.limits import Limits, UnreadablePhoto
from culling.decoding.pixels import Decoded

# What the child runs. Tests give another program to see a child that crashes or hangs.
PROGRAM = "from culling.decoding.isolated_worker import main; main()"

# The child imports what the parent would, and nothing from a folder of photos that happens to be the current one. The
# bare package keeps `culling/__init__.py` out: without the table and the catalog a child has 50 MB and starts in 0.2 s.
_PRELUDE = """
import sys, types
sys.path[:] = {paths!r}
package = sys.modules["culling"] = types.ModuleType("culling")
package.__path__ = [{package!r}]
"""

# The child needs up to seconds for its imports on a cold disk; that is not the photo's time.
_START_SECONDS = 60.0


def decode_isolated(data: bytes, kind: str, limits: Limits, suffix: str = "", *, program: str = PROGRAM) -> Decoded:
    """Decode in a child process, killed after `limits.seconds`.

    Raises:
        UnreadablePhoto: what the decoder found wrong, or that it crashed or took too long.
    """
    job = {"kind": kind, "suffix": suffix, "limits": asdict(limits)}
    for child in _children(program):
        try:
            reply, exif, pixels = child.ask(job, data, limits.seconds)
        except TimeoutError:
            raise UnreadablePhoto(f"Decoding took longer than {limits.seconds:g} s and was stopped.") from None
        except (OSError, EOFError):
            if child.reused:  # it may have ended of itself just now: ask a fresh one before blaming the photo
                continue
            raise UnreadablePhoto("The file makes its decoder crash: it is damaged.") from None
        _give_back(child)
        if "error" in reply:
            raise UnreadablePhoto(reply["error"])
        array = np.frombuffer(pixels, np.uint8).reshape(reply["shape"])
        return Decoded(array, tuple(reply["full_size"]), reply["orientation"], exif)
    raise AssertionError("the last child is a fresh one")


class _Child:
    """One child process: bytes of a photo in, pixels out, one at a time."""

    def __init__(self, program: str) -> None:
        self.program = program
        self.reused = False
        paths = [path or str(Path.cwd()) for path in sys.path]
        prelude = _PRELUDE.format(paths=paths, package=str(Path(__file__).parents[1]))
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", prelude + program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
        self._finalizer = weakref.finalize(self, _end, self._process, os.getpid())
        try:
            with self._deadline(_START_SECONDS):
                _read_exactly(self._reader, 1)
        except (OSError, EOFError):
            raise UnreadablePhoto("The process that decodes this format could not be started.") from None

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    @property
    def _reader(self) -> IO[bytes]:
        return cast("IO[bytes]", self._process.stdout)

    @property
    def _writer(self) -> IO[bytes]:
        return cast("IO[bytes]", self._process.stdin)

    def ask(self, job: dict[str, Any], data: bytes, seconds: float) -> tuple[dict[str, Any], bytes, bytes]:
        """Send one photo; (reply, EXIF block, pixels) comes back.

        Raises:
            TimeoutError: it took too long; the child was killed.
            OSError, EOFError: the child died.
        """
        with self._deadline(seconds):
            send(self._writer, json.dumps(job).encode(), data)
            reply, exif, pixels = receive(self._reader, 3)
        return json.loads(reply), exif, pixels

    @contextmanager
    def _deadline(self, seconds: float) -> Iterator[None]:
        """Kill the child after `seconds`; whoever reads from it then meets the end of the pipe."""
        expired = threading.Event()

        def expire() -> None:
            expired.set()
            self._process.kill()

        timer = threading.Timer(seconds, expire)
        timer.daemon = True
        timer.start()
        try:
            yield
        except BaseException:  # an interrupted child is in the middle of a photo: of no use any more
            self.close()
            if expired.is_set():
                raise TimeoutError from None
            raise
        finally:
            timer.cancel()

    def close(self) -> None:
        """End the process; doing so twice does nothing."""
        self._finalizer()


def _end(process: subprocess.Popen[bytes], owner: int) -> None:
    if os.getpid() != owner:  # a fork of the owner must not end its children
        return
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):  # unsent bytes meet a closed pipe
                pipe.close()


# ── idle children, shared by all threads: as many as ever decoded at the same time ──

_idle: list[_Child] = []
_lock = threading.Lock()


def _children(program: str) -> Iterator[_Child]:
    """Children to ask in turn: an idle one when there is one, then a fresh one."""
    child = _take_idle(program)
    if child is not None:
        yield child
    yield _Child(program)


def _take_idle(program: str) -> _Child | None:
    """The child that rested least, so that the others may end of themselves."""
    with _lock:
        for child in reversed(_idle):
            if not child.alive:
                _idle.remove(child)
                child.close()
            elif child.program == program:
                _idle.remove(child)
                child.reused = True
                return child
    return None


def _give_back(child: _Child) -> None:
    with _lock:
        _idle.append(child)


def _forget() -> None:
    """A fork shares its parent's pipes: two askers would get each other's photos."""
    _idle.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


# ── the wire: the number of bytes of each part, then the parts ──

_LENGTH = struct.Struct(">Q")


def send(pipe: IO[bytes], *parts: bytes | memoryview) -> None:
    """Write parts, each after its length."""
    for part in parts:
        pipe.write(_LENGTH.pack(len(part)))
        pipe.write(part)
    pipe.flush()


def receive(pipe: IO[bytes], count: int) -> list[bytes]:
    """Read `count` parts; EOFError when the other side ended."""
    return [_read_exactly(pipe, _LENGTH.unpack(_read_exactly(pipe, _LENGTH.size))[0]) for _ in range(count)]


def _read_exactly(pipe: IO[bytes], size: int) -> bytes:
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError
    return data
