"""What the part "disagreements" remembers, and which two claims were chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from culling.audit.compare.claims import Claim, of_labels, of_marks, of_measure, of_policy
from culling.audit.compare.disagree import Disagreement, Right, disagreement, who_is_right
from culling.audit.compare.other_columns import OtherColumns, first_cutoff, rejecting_words
from culling.judge import measured
from culling.metrics import METRIC_NAMES
from culling.policy import Policy
from culling.rule import Side
from culling.ui import remembered
from culling.ui.jobs import OpenFolder
from culling.ui.state import Session

PRESENT, LABELS, MARKS = "present", "labels", "marks"
RULE, POLICY, FILE, MEASURE = "rule", "policy", "file", "measure"
_NAME = "disagreements"

Source = tuple[str, ...]


@dataclass(frozen=True)
class Chosen:
    """One side: a source and, where it needs them, a cutoff or words.

    Attributes:
        source: what is asked: ("present",), ("labels",), ("marks",), ("rule", metric, side), ("policy", name),
            ("file", file, column), ("measure", metric).
        side, cutoff: which numbers should go.
        go: which words mean "should go".
    """

    source: Source
    side: Side = "below"
    cutoff: float = 0.0
    go: tuple[str, ...] = ()


@dataclass
class Kept:
    """The part as one person left it.

    Attributes:
        left, right: the two sides; None before anything was chosen.
        asked: whether a person chose the right side; else it is what the cutoffs are first compared with.
        files: what was uploaded, by name of the file.
        version: counts the uploads that are done with.
    """

    left: Chosen | None = None
    right: Chosen | None = None
    asked: bool = False
    files: dict[str, OtherColumns] = field(default_factory=dict)
    version: int = 0
    _found: Disagreement | None = None
    _made_of: tuple[object, ...] = ()

    def found(self, state: Session, folder: OpenFolder, offered: Mapping[Source, str]) -> Disagreement | None:
        """The two sides compared; held still while photos are marked. None where one of them is gone."""
        truth = state.auditing.truth(folder, state.table)
        names = tuple(offered.get(side.source) for side in (self.left, self.right) if side is not None)
        made_of = (folder.sheet, state.policy.policy_id, self.left, self.right, names, truth.sha256, self.version)
        if made_of != self._made_of:
            left, right = (self._claim(state, folder, side, offered) for side in (self.left, self.right))
            self._found = disagreement(left, right) if left is not None and right is not None else None
            self._made_of = made_of
        return self._found

    def right_as_labelled(self, state: Session, folder: OpenFolder) -> Right | None:
        """Who is right where they disagree; None without labels, or where the labels are one of the two."""
        truth = state.auditing.truth(folder, state.table)
        asked = [side.source for side in (self.left, self.right) if side]
        if self._found is None or not len(truth) or (LABELS,) in asked:
            return None
        return who_is_right(self._found.left, self._found.right, truth)

    def refresh(self) -> None:
        """Compare anew when next asked: marks have changed."""
        self._made_of = ()

    def stale(self, state: Session) -> bool:
        """Whether marks are compared, and have changed since."""
        found = self._found
        if found is None or (MARKS,) not in [side.source for side in (self.left, self.right) if side]:
            return False
        present = of_marks(state.table)
        shown = found.left if self.left and self.left.source == (MARKS,) else found.right
        return not (np.array_equal(present.yes, shown.yes) and np.array_equal(present.known, shown.known))

    def _claim(
        self, state: Session, folder: OpenFolder, side: Chosen | None, offered: Mapping[Source, str]
    ) -> Claim | None:
        if side is None or side.source not in offered:
            return None
        kind, *names = side.source
        table = state.table
        if kind == LABELS:
            return of_labels(table, state.auditing.truth(folder, table))
        if kind == MARKS:
            return of_marks(table)
        if kind == MEASURE:
            return of_measure(table, names[0], side.side, side.cutoff)
        if kind == FILE:
            return self.files[names[0]].claim(names[1], side.side, side.cutoff, side.go)
        policy = policy_of(state, side.source)
        return None if policy is None else of_policy(table, policy, offered[side.source])


def kept(state: Session) -> Kept:
    """What this session remembers of the part."""
    found = state.auditing.kept.setdefault(_NAME, Kept())
    assert isinstance(found, Kept)
    return found


def sources(state: Session, folder: OpenFolder, own: Kept) -> dict[Source, str]:
    """All that can be asked, with its words."""
    measured_here = [name for name in METRIC_NAMES if name in state.table and state.table[name].notna().any()]
    truth = state.auditing.truth(folder, state.table)
    labels: dict[Source, str] = {(LABELS,): "labels"} if len(truth) else {}
    others: dict[Source, str] = {
        (POLICY, name): f"policy {name}"
        for name, policy in remembered.saved_policies()[0].items()
        if set(policy.measures) <= set(state.table.columns)
    }
    return {
        (PRESENT,): f"your cutoffs ({remembered.title_now(state.policy)})",
        **labels,
        (MARKS,): "marks",
        **{(FILE, name, column): f"{column} ({name})" for name, file in own.files.items() for column in file.columns},
        **{(RULE, *rule.key): f"rule {rule}" for rule in state.policy.rules if rule.metric in measured_here},
        **others,
        **{(MEASURE, name): name for name in measured_here},
    }


def policy_of(state: Session, source: Source) -> Policy | None:
    """The policy that a source stands for; a rule is one by itself. None for what is no policy."""
    if source[0] == PRESENT:
        return state.policy
    if source[0] == POLICY:
        return remembered.saved_policies()[0].get(source[1])
    if source[0] == RULE:
        rules = [rule for rule in state.policy.rules if (RULE, *rule.key) == source]
        return Policy(f"rule {rules[0]}", tuple(rules)) if rules else None
    return None


def first(state: Session, own: Kept, source: Source) -> Chosen:
    """A source with the cutoff, or the words, that it begins with."""
    if source[0] == MEASURE:
        return Chosen(source, *_of_measure(state, source[1]))
    if source[0] == FILE:
        file, column = own.files[source[1]], source[2]
        if column in file.words:
            return Chosen(source, go=tuple(rejecting_words(file.choices(column))))
        return Chosen(source, *first_cutoff(column, file.numbers[column]))
    return Chosen(source)


def _of_measure(state: Session, metric: str) -> tuple[Side, float]:
    """The cutoff of the policy's rule, else the usual one, else the median."""
    rules = state.policy.rules_on(metric)
    if rules:
        return rules[0].side, rules[0].reject
    return first_cutoff(metric, measured(state.table, metric))


def opposite(state: Session, offered: Mapping[Source, str]) -> Source:
    """What the cutoffs are first compared with: labels, else marks, else another policy."""
    if (LABELS,) in offered:
        return (LABELS,)
    if "mark" in state.table and state.table["mark"].notna().any():
        return (MARKS,)
    named = [source for source in offered if source[0] == POLICY and source[1] != state.policy.name]
    return (POLICY, "strict") if (POLICY, "strict") in named else next(iter(named), (MARKS,))
