"""What the shell commands share: where they speak, a progress bar, and Ctrl-C that leaves nothing half done."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

say = Console(stderr=True, highlight=False)
out = Console(highlight=False)


@contextmanager
def stop_on_interrupt(cancel: threading.Event) -> Iterator[None]:
    """The first Ctrl-C lets what is under way end, so that nothing is half done; a second one breaks off."""
    before = signal.getsignal(signal.SIGINT)

    def stop(_number: int, _frame: object) -> None:
        cancel.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def progress_bar(title: str, quiet: bool) -> Iterator[Any]:
    """A progress bar on stderr, only where somebody watches it; yields `tell(done, total)`."""
    columns = (
        TextColumn(title),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=say, transient=True, disable=quiet or not say.is_terminal) as bar:
        task = bar.add_task(title, total=None, rate="")

        def tell(done: int, total: int) -> None:
            speed = bar.tasks[0].speed
            bar.update(task, completed=done, total=total, rate=f"{speed:.1f}/s" if speed else "")

        yield tell
