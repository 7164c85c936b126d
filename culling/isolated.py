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
from pathlib import Path
from typing import IO, Any

import numpy as np

from culling.limits import Limits, UnreadablePhoto
from culling.pixels import Decoded

# What the child runs. Tests give another program to see a child that crashes or hangs.
PROGRAM = "from culling.isolated_worker import main; main()"

# The child needs up to seconds for its imports on a cold disk; that is not the photo's time.
_START_SECONDS = 60.0


def decode_isolated(data: bytes, kind: str, limits: Limits, suffix: str = "", *, program: str = PROGRAM) -> Decoded:
    """Decode in a child process, killed after `limits.seconds`.

    Raises:
        UnreadablePhoto: what the decoder found wrong, or that it crashed or took too long.
    """
    job = {"kind": kind, "suffix": suffix, "max_pixels": limits.max_pixels, "seconds": limits.seconds}
    for child in _children(program):
        try:
            reply, exif, pixels = child.ask(job, data, limits.seconds)
        except _TookTooLongError:
            raise UnreadablePhoto(f"Decoding took longer than {limits.seconds:g} s and was stopped.") from None
        except (OSError, EOFError):
            if child.answered:  # an idle child may have ended just now: ask a fresh one before blaming the photo
                continue
            raise UnreadablePhoto("The file makes its decoder crash: it is damaged.") from None
        _give_back(program, child)
        if "error" in reply:
            raise UnreadablePhoto(reply["error"])
        array = np.frombuffer(pixels, np.uint8).reshape(reply["shape"])
        return Decoded(array, tuple(reply["full_size"]), reply["orientation"], exif)
    raise UnreadablePhoto("The file makes its decoder crash: it is damaged.")


class _TookTooLongError(Exception):
    pass


class _Child:
    """One child process: bytes of a photo in, pixels out, one at a time."""

    def __init__(self, program: str) -> None:
        paths = [path or str(Path.cwd()) for path in sys.path]
        self._process = subprocess.Popen(
            # -P and the parent's own path: the child must import what the parent did, and nothing from a photo folder.
            [sys.executable, "-P", "-c", f"import sys; sys.path[:] = {paths!r}; {program}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
        self._finalizer = weakref.finalize(self, _end, self._process, os.getpid())
        self.answered = False

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, job: dict[str, Any], data: bytes, seconds: float) -> tuple[dict[str, Any], bytes, bytes]:
        """Send one photo; (reply, EXIF block, pixels) comes back. OSError or EOFError when the child died."""
        if self._process.stdin is None or self._process.stdout is None:
            raise EOFError
        if not self.answered:
            with self._deadline(_START_SECONDS):
                _read_exactly(self._process.stdout, 1)
        with self._deadline(seconds):
            send(self._process.stdin, json.dumps(job).encode(), data)
            reply, exif, pixels = receive(self._process.stdout, 3)
        self.answered = True
        return json.loads(reply), exif, pixels

    @contextmanager
    def _deadline(self, seconds: float) -> Iterator[None]:
        """Kill the child after `seconds`; whoever reads from it then meets the end of the pipe."""
        timer = threading.Timer(seconds, self._process.kill)
        timer.daemon = True
        timer.start()
        try:
            yield
        except (OSError, EOFError):
            if not timer.is_alive():
                self.close()
                raise _TookTooLongError from None
            self.close()
            raise
        except BaseException:
            self.close()
            raise
        finally:
            timer.cancel()

    def close(self) -> None:
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

_idle: dict[tuple[int, str], list[_Child]] = {}
_lock = threading.Lock()


def _children(program: str) -> Iterator[_Child]:
    """Children to ask in turn: idle ones that are alive, then a fresh one."""
    while child := _take_idle(program):
        if child.alive:
            yield child
        else:
            child.close()
    yield _Child(program)


def _take_idle(program: str) -> _Child | None:
    with _lock:
        waiting = _idle.get((os.getpid(), program), [])
        return waiting.pop() if waiting else None


def _give_back(program: str, child: _Child) -> None:
    with _lock:
        _idle.setdefault((os.getpid(), program), []).append(child)


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
