"""One measurement in a fresh process: `python -m benchmarks.child WHAT FOLDER [ARGUMENT]` prints one line of JSON."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

Result = dict[str, float]


def scan_all(folder: Path, _argument: str) -> Result:
    """The whole scan as the program does it, its catalog included."""
    from culling import scan

    with tempfile.TemporaryDirectory() as scratch:
        return _timed(lambda: len(scan(folder, catalog=Path(scratch) / "catalog.sqlite")))


def scan_classical(folder: Path, _argument: str) -> Result:
    """The scan without what reads a network or can be left out."""
    from culling import measure, scan
    from culling.metrics import PARTS

    measure._vector = lambda _photo: {}
    with tempfile.TemporaryDirectory() as scratch:
        return _timed(lambda: len(scan(folder, catalog=Path(scratch) / "catalog.sqlite", without=tuple(PARTS))))


def decode_only(folder: Path, _argument: str) -> Result:
    """Reading and decoding the same photos at the same size on as many threads, and nothing else."""
    from culling.decoding.jpeg import decode_jpeg
    from culling.decoding.limits import Limits
    from culling.folders import find_photos
    from culling.workers import run_on_threads

    def decode(path: Path) -> None:
        decode_jpeg(path.read_bytes(), Limits())

    def run() -> int:
        paths = find_photos(folder)
        return len(list(run_on_threads(decode, paths, threads=os.cpu_count() or 1, seconds=60)))

    return _timed(run)


def rescan(folder: Path, catalog: str) -> Result:
    """A scan with a catalog that may know the folder already."""
    from culling import scan

    return _timed(lambda: len(scan(folder, catalog=Path(catalog))))


def cleanvision(folder: Path, _argument: str) -> Result:
    """cleanvision with its default issues."""
    from cleanvision import Imagelab  # type: ignore[import-not-found]

    return _timed(lambda: _cleanvision(Imagelab(data_path=str(folder)), folder))


def _cleanvision(lab: Any, folder: Path) -> int:
    lab.find_issues(verbose=False)
    return len(list(folder.glob("*.jpg")))


def imagededup(folder: Path, _argument: str) -> Result:
    """imagededup's perceptual hash of every photo; its networks are kept out, which need torch and download weights."""
    for name, absent in (("imagededup.methods.cnn", "CNN"), ("imagededup.utils.models", "CustomModel")):
        module = sys.modules[name] = types.ModuleType(name)
        setattr(module, absent, None)
    from imagededup.methods import PHash  # type: ignore[import-not-found]

    return _timed(lambda: len(PHash(verbose=False).encode_images(image_dir=str(folder))))


def rescue(folder: Path, edit: str) -> Result:
    """One photo of the folder read in full and worked on by `edit`, as JSON; see benchmarks/restore.py."""
    from culling.decoding.limits import Limits
    from culling.folders import find_photos
    from culling.photos import read_photo
    from culling.restore import Edit, restore

    pixels = read_photo(find_photos(folder)[0], Limits(whole=True)).pixels
    wanted = Edit.from_dict(json.loads(edit))
    return _timed(lambda: min(1, len(restore(pixels, wanted))))


MEASUREMENTS: dict[str, Callable[[Path, str], Result]] = {
    function.__name__: function
    for function in (scan_all, scan_classical, decode_only, rescan, rescue, cleanvision, imagededup)
}


def _timed(run: Callable[[], int]) -> Result:
    """CPU seconds of this process and its children, wall seconds, photos, and the process's peak memory."""
    before, begun = _cpu(), time.perf_counter()
    photos = run()
    wall = time.perf_counter() - begun
    return {"cpu_s": _cpu() - before, "wall_s": wall, "photos": photos, "peak_mib": _peak_mib()}


def _cpu() -> float:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _peak_mib() -> float:
    """Largest resident set of this process so far.

    On Linux from /proc: `ru_maxrss` lives through exec there, so that a fresh process begins with its parent's peak.
    """
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def measure(what: str, folder: Path, argument: str = "", python: Path | str = sys.executable) -> Result:
    """Run one measurement in a fresh process of `python`; CalledProcessError when it fails."""
    root = Path(__file__).resolve().parents[1]
    command = [str(python), "-m", "benchmarks.child", what, str(folder), argument]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    print(json.dumps(MEASUREMENTS[sys.argv[1]](Path(sys.argv[2]), sys.argv[3])))  # noqa: T201
