"""What browser parts say was pressed or moved: anything that a browser may send, read as what it is, each once.

A part numbers what a person does and sends it again until the number comes back as heard (`nextNumber` in
web/presses.js), so that fast keys are not lost. `[number, what, …]`; numbers only grow.
"""

from __future__ import annotations

from typing import Any

_MOST_NUMBER = 2**53  # what a browser counts to exactly


def new_presses(said: object, heard: int) -> list[list[Any]]:
    """The presses with a number above `heard`, in order; what has not the shape of one is passed over."""
    if not isinstance(said, list | tuple):
        return []
    shaped = [list(press) for press in said if isinstance(press, list | tuple) and len(press) > 1]
    new = [press for press in shaped if type(press[0]) is int and heard < press[0] < _MOST_NUMBER]
    return sorted(new, key=lambda press: int(press[0]))
