"""Moves that a browser part made by itself: read as what they are, anything a browser may send, and done once each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from culling.policy import Policy
from culling.rule import Rule
from culling.ui.presses import new_presses
from culling.ui.tuning import Tuning

_ARGUMENTS = {"set": 4, "remove": 2, "unless": 3}


def take_up(tuning: Tuning, moves: Any) -> str | None:
    """Make the moves that are new, in their order; what makes no sense changes nothing.

    Args:
        tuning: `tuning.heard` tells which moves were made before: the browser sends them until it knows.
        moves: a list of `[number, "set", metric, side, reject, maybe]`, `[number, "remove", metric, side]`,
            `[number, "unless", metric, side, cutoff]`, `[number, "undo"]` and `[number, "redo"]`. A rule that is set
            keeps its condition; "unless" moves the condition's cutoff, or removes it (None).

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
    elif isinstance(what, str) and what in _ARGUMENTS:
        policy = changed(tuning, what, args)
        if policy is not None and tuning.change(policy):
            return str(args[0])
    return None


def changed(tuning: Tuning, what: str, args: list[Any]) -> Policy | None:
    """The policy after a move of one rule; None for one that there cannot be."""
    if len(args) != _ARGUMENTS[what] or not all(isinstance(word, str) for word in args[:2]):
        return None
    if what == "remove":
        return tuning.policy.without(*args) if args[1] in ("below", "above") else None
    if args[0] not in tuning.table.columns:
        return None
    present = next((rule for rule in tuning.policy.rules if [*rule.key] == args[:2]), None)
    try:
        if what == "set":
            return tuning.policy.replace(replace(Rule(*args), unless=present.unless if present else None))
        return tuning.policy.replace(_conditioned(present, args[2])) if present else None
    except ValueError:
        return None


def _conditioned(rule: Rule, cutoff: Any) -> Rule:
    """The rule with its condition at another cutoff, or without it."""
    if rule.unless is None or cutoff is None:
        return replace(rule, unless=None)
    return replace(rule, unless=replace(rule.unless, cutoff=cutoff))
