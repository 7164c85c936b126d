"""The process that trains: `child.py WORK`, of which WORK/order.json says what; see culling.experiments.training.

It says how far it is in lines of JSON, writes WORK/made.json last, and ends when whoever started it does.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def main(work: Path) -> int:
    """Exit code 0 when the run is made, 1 when it was refused (the last line says why), 2 when it broke."""
    from culling.errors import CullingError
    from culling.experiments.order import read_order
    from models.flaws import small

    try:
        made = small.run(read_order(work / "order.json"), work, _tell) | {"versions": small.versions()}
    except CullingError as reason:
        _tell({"refused": str(reason)})
        return 1
    part = work / "made.part"
    part.write_text(json.dumps(made), "utf-8")
    part.replace(work / "made.json")
    return 0


def _tell(found: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(dict(found)) + "\n")
    sys.stdout.flush()


def _end_with_parent() -> None:
    """Nothing is ever written to this process: the end of its input is the end of whoever started it."""
    while os.read(0, 1):
        pass
    os._exit(3)


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(5)  # whoever looks at a page meanwhile goes first
    try:
        code = main(Path(sys.argv[1]))
    except BaseException:  # noqa: BLE001 - the last line of what is written here is what a person reads
        traceback.print_exc()
        code = 2
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # torch and threads that wait for input make a regular end a gamble
