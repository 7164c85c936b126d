"""Processes killed by SIGKILL at one line after the other of an export or its undo. Run as a program: FOLDER STEP.

Threads and forks do not mix, so this is a process of its own, and each of its children dies for real.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from culling import locks
from culling.export.journal.history import journals_of
from culling.export.journal.locks import who_writes, writing
from culling.export.journal.undo import undo
from culling.export.sort_plan import How, SortPlan, Step
from culling.export.sorting import run as sort
from culling.export.transaction import ChangeResult, run_changes
from tests.export.files_to_write import AFTER, BEFORE, everything, filled, plan_to

WATCHED = frozenset(
    f"{name}.py"
    for name in (
        *("transaction", "transfer", "sorting", "files"),
        *("lines", "of_sort", "of_changes", "undo", "undo_changes", "undo_sort", "locks"),
    )
)
LISTS = {"keep.txt": b"a.jpg\n", "decisions.csv": b"new table", "sheet/index.html": b"<html>"}
OLD_LISTS = {"decisions.csv": b"old table", "mine.txt": b"mine"}


def child(work: Callable[[], object]) -> int:
    """Do it in a process of its own; the signal that ended it, 0 when it came to its end."""
    process = os.fork()
    if process == 0:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - nothing may escape into the parent's own code
            sys.stderr.write(f"{error!r}\n")
            os._exit(1)
        os._exit(0)
    ended = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    if ended > 0:
        raise RuntimeError("a child failed")
    return -ended


def dying(work: Callable[[], object], line: int) -> Callable[[], object]:
    """`work`, killed before the line of that number of the watched modules."""

    def watched() -> None:
        left = line

        def trace(frame: FrameType, event: str, _: object) -> Any:
            nonlocal left
            if Path(frame.f_code.co_filename).name not in WATCHED or "culling" not in frame.f_code.co_filename:
                return None
            if event == "line":
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)
            return trace

        sys.settrace(trace)
        work()

    return watched


def killed_everywhere(root: Path, kind: str, which: str, step: int) -> dict[str, Any]:
    """Kill at every `step`-th line, each time in a new folder, and see what undo, or doing it again, makes of it."""
    told: dict[str, Any] = {"kills": 0, "torn": [], "wrong": []}
    for line in range(0, 100_000, step):
        photos = filled(root / f"{kind}-{which}-{line}" / "photos", BEFORE)
        out = photos if kind == "xmp" else filled(photos.parent / "out", OLD_LISTS)
        wanted = AFTER if kind == "xmp" else LISTS
        before = everything(out)
        plan = plan_to(out, wanted, kind, photos)
        if which == "undo killed":
            journal = run_changes(plan).journal
            died = child(dying(lambda found=journal: undo(found), line))
        else:
            died = child(dying(lambda found=plan: run_changes(found), line))
        if not died:
            return told
        told["kills"] += 1
        told["torn"] += [line] if _torn(out, before, wanted) else []
        if which == "done again":
            again = run_changes(plan_to(out, wanted, kind, photos))
            right = everything(out) == before | {path: None for path in ("sheet",) if kind == "lists"} | wanted
            told["wrong"] += [] if right and not again.failed else [line]
        else:
            kept = [why for each in _journals(photos) for why in undo(each).kept]
            told["wrong"] += [] if everything(out) == before and not kept else [line]
    raise RuntimeError("it never came to its end")


def sort_killed_everywhere(root: Path, how: How, undoing: bool, step: int) -> dict[str, Any]:
    """The same for a sort, or with `undoing` for its undo."""
    told: dict[str, Any] = {"kills": 0, "wrong": []}
    for line in range(0, 100_000, step):
        photos = filled(root / f"{how}-{undoing}-{line}" / "photos", BEFORE)
        to, before = photos.parent / "to", everything(photos)
        steps = tuple(Step(name, photos / name, to / "keep" / name) for name in BEFORE)
        plan = SortPlan(how, photos, to, steps, ())
        journal = sort(plan).journal if undoing else None
        died = child(dying((lambda found=journal: undo(found)) if undoing else (lambda found=plan: sort(found)), line))
        if not died:
            return told
        told["kills"] += 1
        kept = [why for each in _journals(photos) for why in undo(each).kept]
        left = [path for path in everything(to) if not path.startswith(".culling-journal-")] if to.exists() else []
        told["wrong"] += [] if everything(photos) == before and not kept and not left else [line]
    raise RuntimeError("it never came to its end")


def two_writers(root: Path, writers: int = 4, files: int = 12) -> dict[str, Any]:
    """Several processes write the same files at once, half of them for a folder that lies around the photos."""
    photos = filled(root / "outer" / "photos", {f"{n}.xmp": b"theirs" for n in range(files)})
    plans = [
        plan_to(photos, {f"{n}.xmp": b"by %d" % who for n in range(files)}, about=photos.parent if who % 2 else photos)
        for who in range(writers)
    ]
    start = time.monotonic() + 0.2
    children = []
    for who, plan in enumerate(plans):
        process = os.fork()
        if process == 0:
            time.sleep(max(0.0, start - time.monotonic()))
            result = run_changes(plan)
            (root / f"result-{who}").write_text(json.dumps(_told(result)))
            os._exit(0)
        children.append(process)
    ends = [os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) for process in children]
    results = [json.loads((root / f"result-{who}").read_text()) for who in range(writers)]
    now = {path.name: path.read_text() for path in photos.iterdir()}
    return {"ends": ends, "results": results, "now": now}


def lock_of_the_dead(root: Path) -> dict[str, Any]:
    """A process is killed while it holds the lock; another one is alive."""

    def hold_and_die() -> None:
        with writing(root, "export of xmp"):
            os.kill(os.getpid(), signal.SIGKILL)

    died = child(hold_and_die)
    begin = time.monotonic()
    with writing(root, "second"):
        seconds, holder = time.monotonic() - begin, who_writes(root)
    return {"died": died, "waited": seconds > locks.WAIT_S / 2, "holder": holder, "free": who_writes(root)}


def _told(result: ChangeResult) -> dict[str, Any]:
    return {
        "done": [change.target.name for change in result.done],
        "failed": {change.target.name: why for change, why in result.failed},
        "stopped": result.stopped,
    }


def _torn(out: Path, before: dict[str, bytes | None], wanted: dict[str, bytes]) -> bool:
    """Whether any file is neither as before nor as it shall be."""
    now = everything(out)
    whole = all(now.get(name) in (before.get(name), content) for name, content in wanted.items())
    return not whole or any(now.get(name) != content for name, content in before.items() if name not in wanted)


def _journals(photos: Path) -> list[Path]:
    return [each.journal for each in journals_of(photos)]


def main(root: Path, step: int) -> None:
    told = {
        f"{kind}, {which}": killed_everywhere(root, kind, which, step)
        for kind in ("xmp", "lists")
        for which in ("then undone", "done again", "undo killed")
    }
    for how in ("move", "copy"):
        told[f"{how}, then undone"] = sort_killed_everywhere(root, how, False, step)
    told["move, undo killed"] = sort_killed_everywhere(root, "move", True, step)
    told |= {"two writers": two_writers(root), "dead": lock_of_the_dead(root)}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
