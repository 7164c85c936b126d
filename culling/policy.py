"""Cutoffs as data: a rule on one measure, and a policy that is validated, saved as TOML and compared."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

from culling.errors import CullingError
from culling.files import write_whole
from culling.rule import SIDES, Rule, Side, Unless

__all__ = ["Policy", "Rule", "Side", "Unless"]

MAX_RULES = 60  # `decide` keeps which rules fired as bits of one 64-bit number
MAX_FILE_BYTES = 1_000_000

_RULE_KEYS = ("metric", "reject_below", "maybe_below", "reject_above", "maybe_above", "unless")
_UNLESS_KEYS = ("metric", *SIDES)


@dataclass(frozen=True)
class Policy:
    """A name, rules and a guard: all that a verdict depends on besides the table. Frozen; changes give a new policy.

    The rules are a set: they stand in the order of `METRICS`, below before above, however they were given,
    so that equal policies are equal, with the same `policy_id`. Without rules nothing is judged.

    Attributes:
        name: what a person calls it.
        rules: at most one per measure and side.
        guard: whether the last acceptable photo of a group is saved from the rules (see `culling.guard`).

    Raises:
        ValueError: empty name, something that is no rule, two rules on one metric and side, too many rules, a guard
            that is neither True nor False.
    """

    name: str
    rules: tuple[Rule, ...] = ()
    guard: bool = False

    def __post_init__(self) -> None:
        _check_name(self.name)
        if not isinstance(self.guard, bool):
            raise ValueError(f"guard of a policy must be true or false, got {self.guard!r}")
        rules = tuple(self.rules)
        for rule in rules:
            if not isinstance(rule, Rule):
                raise ValueError(f"rules of a policy must be Rule objects, got {rule!r}")
        if len(rules) > MAX_RULES:
            raise ValueError(f"a policy holds at most {MAX_RULES} rules, got {len(rules)}")
        keys = [rule.key for rule in rules]
        for metric, side in keys:
            if keys.count((metric, side)) > 1:
                raise ValueError(f"two rules on {metric} {side}; a policy holds one per metric and side: remove one")
        object.__setattr__(self, "rules", tuple(sorted(rules, key=lambda rule: rule.place)))

    @staticmethod
    def default() -> Policy:
        """The rules a first look starts with; conservative: little is rejected that a person would keep."""
        from culling.presets import PRESETS

        return PRESETS["default"]

    @staticmethod
    def load(path: Path | str) -> Policy:
        """Read a policy from a TOML file; CullingError names the file, what is wrong in it and where."""
        path = Path(path)
        try:
            with path.open("rb") as file:
                data = file.read(MAX_FILE_BYTES + 1)
        except OSError as error:
            raise CullingError(f"cannot read the policy {path}: {error.strerror or error}") from error
        if len(data) > MAX_FILE_BYTES:
            raise CullingError(f"{path} is larger than {MAX_FILE_BYTES:,} bytes: that is no policy")
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise CullingError(f"{path} is no policy: not UTF-8 text at byte {error.start}") from error
        return Policy.from_toml(text, source=str(path))

    @staticmethod
    def from_toml(text: str, source: str = "policy") -> Policy:
        """Read a policy from TOML text; CullingError names `source`, the rule and the key that is wrong."""
        try:
            return _from_dict(tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            raise CullingError(f"{source} is not TOML: {error}") from error
        except RecursionError as error:
            raise CullingError(f"{source} is no policy: nested too deeply") from error
        except ValueError as error:
            raise CullingError(f"{source}: {error}") from error

    def to_toml(self) -> str:
        """The canonical TOML: equal policies give equal text, and the text gives the policy back exactly."""
        return f"name = {_quoted(self.name)}\n{self._content_toml()}"

    def save(self, path: Path | str) -> None:
        """Write the canonical TOML, whole or not at all; CullingError when it cannot be written."""
        write_whole(Path(path), self.to_toml().encode())

    @cached_property
    def policy_id(self) -> str:
        """12 hex digits of the SHA-256 of the canonical TOML without the name: equal rules and guard, equal id."""
        return hashlib.sha256(self._content_toml().encode()).hexdigest()[:12]

    def replace(self, *rules: Rule, name: str | None = None) -> Policy:
        """A policy where each given rule takes the place of the one on its metric and side, or is added."""
        new = {rule.key: rule for rule in rules}
        kept = tuple(rule for rule in self.rules if rule.key not in new)
        return replace(self, name=self.name if name is None else name, rules=kept + tuple(new.values()))

    def guarding(self, guard: bool = True) -> Policy:
        """A policy with the group guard on, or off."""
        return replace(self, guard=guard)

    def without(self, metric: str, side: Side | None = None) -> Policy:
        """A policy without the rules on `metric`, or only without the one on `side`."""
        kept = (rule for rule in self.rules if rule.metric != metric or side not in (None, rule.side))
        return replace(self, rules=tuple(kept))

    def rules_on(self, metric: str) -> tuple[Rule, ...]:
        """The rules on one measure: none, one, or one per side."""
        return tuple(rule for rule in self.rules if rule.metric == metric)

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures that a verdict depends on: those of the rules and of their conditions, each once."""
        conditions = (rule.unless.metric for rule in self.rules if rule.unless is not None)
        return tuple(dict.fromkeys((*(rule.metric for rule in self.rules), *conditions)))

    def diff(self, other: Policy) -> list[str]:
        """What changes from this policy to `other`, one readable line each; empty when nothing does."""
        lines = [] if self.name == other.name else [f"name: {self.name!r} → {other.name!r}"]
        if self.guard != other.guard:
            lines.append("guard: off → on" if other.guard else "guard: on → off")
        mine = {rule.key: rule for rule in self.rules}
        theirs = {rule.key: rule for rule in other.rules}
        for key in sorted(mine | theirs, key=lambda key: (mine | theirs)[key].place):
            lines += _changes(mine.get(key), theirs.get(key))
        return lines

    def _content_toml(self) -> str:
        """All but the name. What is not there, a guard or a condition, is not written: old policies keep their id."""
        return ("guard = true\n" if self.guard else "") + "".join(
            f"\n[[rules]]\nmetric = {_quoted(rule.metric)}\nreject_{rule.side} = {rule.reject!r}\n"
            + ("" if rule.maybe is None else f"maybe_{rule.side} = {rule.maybe!r}\n")
            + ("" if rule.unless is None else f"unless = {_condition_toml(rule.unless)}\n")
            for rule in self.rules
        )


def _condition_toml(unless: Unless) -> str:
    return f"{{ metric = {_quoted(unless.metric)}, {unless.side} = {unless.cutoff!r} }}"


def _changes(old: Rule | None, new: Rule | None) -> list[str]:
    if old is None:
        return [f"new rule: {new}"]
    if new is None:
        return [f"rule removed: {old}"]
    pairs = (("reject", old.reject, new.reject), ("maybe", old.maybe, new.maybe))
    moved = [
        f"{old.metric}: {word} {old.side} {_or_none(was)} → {_or_none(now)}" for word, was, now in pairs if was != now
    ]
    if old.unless != new.unless:
        moved.append(f"{old.metric} {old.side}: unless {_condition(old.unless)} → {_condition(new.unless)}")
    return moved


def _condition(unless: Unless | None) -> str:
    return "none" if unless is None else f"{unless.metric} {unless.side} {_or_none(unless.cutoff)}"


def _or_none(value: float | None) -> str:
    return "none" if value is None else repr(value).removesuffix(".0")


def _check_name(name: Any) -> None:
    if not isinstance(name, str) or not name.strip():
        raise ValueError(f"a policy needs a name that is not empty, got {name!r}")
    if not name.isascii():
        try:
            name.encode()
        except UnicodeEncodeError as error:
            raise ValueError(f"the policy's name {name!r} is no Unicode text; use another") from error


def _from_dict(content: dict[str, Any]) -> Policy:
    _check_keys("top of the file", content, ("name", "guard", "rules"))
    if "name" not in content:
        raise ValueError('name is missing; add name = "…" as the first line')
    tables = content.get("rules", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ValueError("rules must be [[rules]] tables, one for each rule")
    rules = tuple(_rule(place, table) for place, table in enumerate(tables, 1))
    return Policy(content["name"], rules, content.get("guard", False))


def _rule(place: int, table: dict[str, Any]) -> Rule:
    where = f"rule {place}" + (f" ({table['metric']!r})" if "metric" in table else "")
    _check_keys(where, table, _RULE_KEYS)
    sides = [side for side in SIDES if f"reject_{side}" in table]
    if "metric" not in table or len(sides) != 1:
        raise ValueError(f"{where} needs metric and either reject_below or reject_above; two sides are two [[rules]]")
    side = sides[0]
    if f"maybe_{_other(side)}" in table:
        raise ValueError(f"{where} rejects {side}, so its band must be maybe_{side}, not maybe_{_other(side)}")
    if not isinstance(table["metric"], str):
        raise ValueError(f"{where}: metric must be text in quotes")
    try:
        unless = _unless(table["unless"]) if "unless" in table else None
        return Rule(table["metric"], side, table[f"reject_{side}"], table.get(f"maybe_{side}"), unless)
    except ValueError as error:
        raise ValueError(f"rule {place}: {error}") from error


def _unless(table: Any) -> Unless:
    """The condition of a rule: `unless = { metric = "…", above = … }`."""
    example = 'give a table such as unless = { metric = "subject_sharpness", above = 0.6 }'
    if not isinstance(table, dict):
        raise ValueError(f"unless is no condition: {example}")
    _check_keys("unless", table, _UNLESS_KEYS)
    sides = [side for side in SIDES if side in table]
    if not isinstance(table.get("metric"), str) or len(sides) != 1:
        raise ValueError(f"unless needs metric in quotes and either above or below: {example}")
    return Unless(table["metric"], sides[0], table[sides[0]])


def _other(side: Side) -> Side:
    return "above" if side == "below" else "below"


def _check_keys(where: str, table: Iterable[str], allowed: tuple[str, ...]) -> None:
    for key in table:
        if key not in allowed:
            close = get_close_matches(key, allowed, n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"allowed are {', '.join(allowed)}"
            raise ValueError(f"{where}: unknown key {key!r}; {hint}")


def _quoted(text: str) -> str:
    """A TOML basic string: quotes, backslashes and control characters escaped."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f-\x9f]", lambda found: f"\\u{ord(found[0]):04x}", escaped) + '"'
