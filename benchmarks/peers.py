"""Other programs on the same photos in the same run, each in an environment of its own."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

from benchmarks.child import measure
from benchmarks.photos import camera_photos, warm
from benchmarks.places import cache_folder, scratch_folder
from benchmarks.report import Row
from benchmarks.speed import hardlinked, interleaved, per_photo_ms, ratio

# What pip is told, in order. imagededup comes with what its hash needs and without torch, which with its
# GPU libraries takes 5.7 GB.
PEERS = {
    "cleanvision": [["cleanvision==0.3.7"]],
    "imagededup": [
        ["matplotlib", "numpy", "Pillow", "PyWavelets", "scikit-learn", "scipy", "tqdm"],
        ["--no-deps", "imagededup==0.3.3"],
    ],
}
GOALS = {"cleanvision": "≥ 10", "imagededup": ""}


def against_peers(count: int, rounds: int) -> list[Row]:
    """CPU time a photo of each other program over that of the scan; a program that cannot be had says why."""
    pythons: dict[str, Path] = {}
    rows: list[Row] = []
    for name, installs in PEERS.items():
        try:
            pythons[name] = _environment(name, installs)
        except (subprocess.CalledProcessError, OSError) as error:
            rows.append(Row(name, f"not compared: {_last_line(error)}"))
    photos = camera_photos(count)
    warm(photos)
    with scratch_folder() as scratch:
        folder = hardlinked(photos, scratch / "photos")
        for name, python in pythons.items():
            try:
                rows += _compare(name, python, folder, rounds)
            except subprocess.CalledProcessError as error:
                rows.append(Row(name, f"not compared: {_last_line(error)}"))
    return rows


def _compare(name: str, python: Path, folder: Path, rounds: int) -> list[Row]:
    runs = {"scan_all": lambda: measure("scan_all", folder), name: lambda: measure(name, folder, python=python)}
    results = interleaved(runs, rounds)
    ours, theirs = results["scan_all"], results[name]
    return [
        Row(f"{PEERS[name][-1][-1]}, same photos", f"{per_photo_ms(theirs):.1f} ms CPU a photo"),
        Row(f"{name} / scan", f"{ratio(theirs, ours):.1f}", GOALS[name]),
    ]


def _environment(name: str, installs: list[list[str]]) -> Path:
    """The Python of an environment that holds the program, made on first use and when `installs` changed."""
    folder = cache_folder("environments") / f"{name}-{sys.version_info.major}.{sys.version_info.minor}"
    python, ready = folder / "bin" / "python", folder / "ready"
    if not ready.exists() or ready.read_text("utf-8") != repr(installs):
        venv.create(folder, with_pip=True, clear=True)
        for arguments in installs:
            _quietly([str(python), "-m", "pip", "install", "--quiet", *arguments])
        ready.write_text(repr(installs), "utf-8")
    return python


def _quietly(command: list[str]) -> None:
    subprocess.run(command, capture_output=True, text=True, check=True)


def _last_line(error: Exception) -> str:
    said = error.stderr if isinstance(error, subprocess.CalledProcessError) else str(error)
    return (said or str(error)).strip().splitlines()[-1]
