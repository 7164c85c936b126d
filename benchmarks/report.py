"""What was measured, on what machine, as a table on screen and in Markdown."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

LIBRARIES = ("numpy", "opencv-python-headless", "simplejpeg", "pandas", "SQLAlchemy", "onnxruntime")


class Row(NamedTuple):
    """One line of the report."""

    what: str
    result: str
    goal: str = ""


def machine() -> str:
    """Cores, processor, Python and libraries; no name of the machine."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")
        ]
        cpu = names[0] if names else cpu
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return f"{os.cpu_count()} cores, {cpu}, {platform.system()}, Python {platform.python_version()}; {libraries}"


def show(rows: Iterable[Row]) -> None:
    table = Table("what", "result", "goal", box=None, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    console = Console(highlight=False)
    console.print(table)
    console.print(machine(), soft_wrap=True)


def markdown(rows: Iterable[Row]) -> str:
    lines = [
        "# Measured",
        "",
        f"{date.today().isoformat()}, {machine()}.",
        "",
        "| what | result | goal |",
        "|---|---|---|",
    ]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"
