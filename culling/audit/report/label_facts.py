"""Where labels come from, as a report tells it: who, when, whether they may be compared with a policy at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from culling.labels.agreement import self_agreement
from culling.labels.circular import circularity, seen_of
from culling.labels.read import ReadLabels
from culling.labels.truth import Truth
from culling.policy import Policy


@dataclass(frozen=True)
class LabelFacts:
    """Where labels come from.

    Attributes:
        source: such as a file's name, without its folder; "" for the folder's own ledger.
        by: labels by who said them; empty where nobody knows.
        first, last: when the first and the last were said (UTC, ISO 8601); "" where nobody knows.
        agreement: how far people agree with themselves on photos that were shown twice; "" where none was.
        locked: labels of the folder that are locked away and were not used.
        circular: why the labels must not be compared with the policy; "" where nothing speaks against it.
        leaning: why they lean towards its verdicts, one sentence each.
    """

    source: str = ""
    by: Mapping[str, int] = field(default_factory=dict)
    first: str = ""
    last: str = ""
    agreement: str = ""
    locked: int = 0
    circular: str = ""
    leaning: tuple[str, ...] = ()


def facts_of_file(name: str, found: ReadLabels, truth: Truth, table: pd.DataFrame, policy: Policy) -> LabelFacts:
    """Of labels from a file of this name, that are to check a policy."""
    used = set(truth.paths)
    said = {entry.path: entry.by for entry in found.entries if not entry.repeat and entry.path in used}
    circular, leaning = _circular(truth, table, policy, None)
    return LabelFacts(name, dict(Counter(said.values())), circular=circular, leaning=leaning)


def facts_of_ledger(
    history: pd.DataFrame, truth: Truth, table: pd.DataFrame, policy: Policy, locked: int = 0
) -> LabelFacts:
    """Of labels from the folder's ledger, `Catalog.label_history()`, that are to check a policy."""
    given = history[history["label"].notna() & ~history["repeat"].astype(bool) & history["path"].isin(truth.paths)]
    last = given.drop_duplicates("path", keep="last")
    twice = self_agreement(history)
    circular, leaning = _circular(truth, table, policy, seen_of(history))
    return LabelFacts(
        by={str(name): int(count) for name, count in last["by"].value_counts().items()},
        first=str(given["at"].min()) if len(given) else "",
        last=str(given["at"].max()) if len(given) else "",
        agreement=twice.sentence if twice.pairs else "",
        locked=locked,
        circular=circular,
        leaning=leaning,
    )


def _circular(
    truth: Truth, table: pd.DataFrame, policy: Policy, seen: Mapping[str, str] | None
) -> tuple[str, tuple[str, ...]]:
    """(why the labels are refused, why they lean towards the policy)."""
    found = circularity(truth, table, policy, seen)
    refused = " ".join(finding.text for finding in found if finding.refuses)
    return refused, tuple(finding.text for finding in found if not finding.refuses)
