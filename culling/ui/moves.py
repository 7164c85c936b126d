"""Moves that a browser part made by itself: read as what they are, anything a browser may send, and done once each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from culling.policy import Policy
from culling.rule import Rule
from culling.ui.presses import new_presses
from culling.ui.tuning import Tuning


def take_up(tuning: Tuning, moves: Any) -> str | None:
    """Make the moves that are new, in their order; what makes no sense changes nothing.

    Args:
        tuning: `tuning.heard` tells which moves were made before: the browser sends them until it knows.
        moves: a list of `[number, "set", metric, side, reject, maybe]`, `[number, "remove", metric, side]`,
            `[number, "undo"]` and `[number, "redo"]`. A rule that is set keeps its condition.

    Returns:
        The measure whose rule was moved last, if any.
    """
    moved = None
    for number, what, *args in new_presses(moves, tuning.heard):
        tuning.heard = number
        moved = _make(tuning, what, args) or moved
    return moved


def _make(tuning: Tuning, what: Any, args: list[Any]) -> str | None:
    if what == "undo" and not args:
        tuning.undo()
    elif what == "redo" and not args:
        tuning.redo()
    elif what in ("set", "remove"):
        policy = _changed(tuning, what, args)
        if policy is not None and tuning.change(policy):
            return str(args[0])
    return None


def _changed(tuning: Tuning, what: str, args: list[Any]) -> Policy | None:
    """The policy after a move of one rule; None for one that there cannot be."""
    if len(args) != (4 if what == "set" else 2) or not all(isinstance(word, str) for word in args[:2]):
        return None
    if what == "remove":
        return tuning.policy.without(*args) if args[1] in ("below", "above") else None
    if args[0] not in tuning.table.columns:
        return None
    try:
        rule = Rule(*args)
    except ValueError:
        return None
    present = next((known for known in tuning.policy.rules if known.key == rule.key), rule)
    return tuning.policy.replace(replace(rule, unless=present.unless))
