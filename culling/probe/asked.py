"""Damage as a person types it: "defocus", "exposure=-1"."""

from __future__ import annotations

from collections.abc import Sequence

from culling.probe.dials import get_dial
from culling.probe.robust import TRIALS


def asked(text: str) -> tuple[str, float | None]:
    """(name of a dial, amount or None) of a text such as "jpeg=50".

    >>> asked("exposure=-1"), asked("defocus")
    (('exposure', -1.0), ('defocus', None))

    Raises:
        ValueError: no such dial, no number, or the dial does not go so far.
    """
    name, given, number = text.partition("=")
    dial = get_dial(name.strip())
    if not given:
        return dial.name, None
    try:
        amount = float(number.replace("−", "-"))
    except ValueError:
        raise ValueError(f"{text!r}: write the amount as a number, such as {dial.name}={dial.arms[0][3]:g}") from None
    return dial.name, dial.check(amount)


def trials(texts: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """What to ask a folder: each damage with its amount, or by name at the usual ones; nothing: all usual ones."""
    if not texts:
        return TRIALS
    listed: list[tuple[str, float]] = []
    for name, amount in map(asked, texts):
        listed += [trial for trial in TRIALS if trial[0] == name] if amount is None else [(name, amount)]
    return tuple(dict.fromkeys(listed))
