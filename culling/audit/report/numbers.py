"""All numbers of an audit, a policy against labels, in one place: the report and the JSON file are made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from culling.audit.at_cutoff import Check, Drawn, Tells, check_policy, draw_check, tells
from culling.audit.compare.claims import of_labels, of_policy
from culling.audit.compare.disagree import Disagreement, disagreement
from culling.audit.confusion import Confusion, confusion
from culling.audit.design import Bools, Design
from culling.audit.report.label_facts import LabelFacts
from culling.audit.report.limits import limits
from culling.audit.report.provenance import Provenance, provenance
from culling.audit.report.wrong import Wrong, wrong
from culling.audit.said import decide_alone
from culling.audit.slicing.columns import slicings
from culling.audit.slicing.slices import RateName, Sliced, counted, slice_rates
from culling.decide import counts
from culling.judge import UNJUDGED, judge
from culling.labels.truth import Truth
from culling.policy import Policy
from culling.rule import Rule

SLICED: tuple[RateName, ...] = ("rejected", "wrong", "lost", "missed")


@dataclass(frozen=True)
class OfRule:
    """One rule by itself against the labels.

    Attributes:
        rule: the rule.
        fired: photos of the folder that it rejects.
        alone: photos of the folder that it rejects and no other rule does.
        confusion: as if the policy had only this rule.
        right_alone: labelled reject, and rejected by no other rule: what would be missed without it.
        lost_alone: labelled keep, and rejected by no other rule: what would be kept without it.
    """

    rule: Rule
    fired: int
    alone: int
    confusion: Confusion
    right_alone: int
    lost_alone: int


@dataclass(frozen=True, eq=False)
class Numbers:
    """A policy against labels.

    Attributes:
        policy: the one that was checked; human marks count neither for nor against it.
        photos: in the folder.
        unreadable: photos of them that could not be read.
        verdicts: photos by the policy's verdict alone.
        truth: the labels.
        facts: where they come from.
        confusion: decisions against labels, with rates and intervals.
        curves: of the whole policy.
        rules: each rule by itself, in the policy's order.
        measures: every measure of the table by itself, those that tell most first.
        lost: keepers that it rejects, the farthest beyond a cutoff first.
        missed: photos that should go and stay, the farthest from a cutoff first.
        between: the policy and the labels as two voices, see `Disagreement`: over the labelled photos that it judges.
        sliced: rates by slices of the folder; empty where they were not asked for.
        limits: what these numbers cannot tell, one sentence each.
        provenance: what they follow from.
    """

    policy: Policy
    photos: int
    unreadable: int
    verdicts: Mapping[str, int]
    truth: Truth
    facts: LabelFacts
    confusion: Confusion
    curves: Drawn
    rules: tuple[OfRule, ...]
    measures: tuple[Tells, ...]
    lost: tuple[Wrong, ...]
    missed: tuple[Wrong, ...]
    between: Disagreement
    sliced: tuple[Sliced, ...]
    limits: tuple[str, ...]
    provenance: Provenance


def numbers(
    table: pd.DataFrame,
    policy: Policy,
    truth: Truth,
    facts: LabelFacts | None = None,
    *,
    folder: str = "",
    learned_sha256: str = "",
    slices: bool = True,
) -> Numbers:
    """Compare a policy with labels in every respect that a report tells of.

    Args:
        table: the folder's photos; marks in it are left aside.
        policy: what decides.
        truth: what people said of these photos.
        facts: where that comes from.
        folder: its name, for the report.
        learned_sha256: of the marks that p_keep was learned from; "" where nothing was learned.
        slices: whether rates by slices are worked out.

    Raises:
        ValueError: the table lacks a measure of the policy.
    """
    facts = facts or LabelFacts()
    alone = table.drop(columns="mark", errors="ignore")
    design = Design.of(truth.weights)
    decisions = decide_alone(alone, policy)
    check = check_policy(alone, policy, truth, design)
    measures = tuple(tells(alone, truth))
    unjudged = decisions["verdict"].cat.codes.to_numpy() == UNJUDGED
    return Numbers(
        policy=policy,
        photos=len(alone),
        unreadable=int(alone["error"].notna().sum()) if "error" in alone else 0,
        verdicts=counts(decisions),
        truth=truth,
        facts=facts,
        confusion=check.confusion,
        curves=draw_check(check, truth, design),
        rules=_rules(alone, policy, truth, design),
        measures=measures,
        lost=wrong(alone, policy, truth, check, decisions, "fp"),
        missed=wrong(alone, policy, truth, check, decisions, "fn"),
        between=disagreement(of_policy(alone, policy), of_labels(alone, truth)),
        sliced=_sliced(alone, check, ~unjudged, truth) if slices else (),
        limits=limits(truth, facts, check.confusion, unjudged[truth.rows], measures),
        provenance=provenance(alone, policy, truth, folder, learned_sha256),
    )


def _rules(table: pd.DataFrame, policy: Policy, truth: Truth, design: Design) -> tuple[OfRule, ...]:
    fired = judge(table, policy).fired
    go = np.zeros(len(table), np.bool_)
    keep = np.zeros(len(table), np.bool_)
    go[truth.rows], keep[truth.rows] = ~truth.keep, truth.keep
    found = []
    for place, rule in enumerate(policy.rules):
        rejected, alone = (fired >> place & 1).astype(np.bool_), fired == 1 << place
        found.append(
            OfRule(
                rule,
                _count(rejected),
                _count(alone),
                confusion(truth, rejected, design),
                _count(alone & go),
                _count(alone & keep),
            )
        )
    return tuple(found)


def _sliced(table: pd.DataFrame, check: Check, judged: Bools, truth: Truth) -> tuple[Sliced, ...]:
    ways = slicings(table)
    return tuple(slice_rates(counted(name, check.rejected, judged, truth), ways) for name in SLICED)


def _count(chosen: Bools) -> int:
    return int(np.count_nonzero(chosen))
