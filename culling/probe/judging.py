"""What a policy says of measured values, and which rules turned a verdict. Its judges are `decide` and `explain`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from culling.decide import decide, explain, full_reasons
from culling.errors import CullingError
from culling.explain import Reason
from culling.metrics import get_metric
from culling.nets import problem
from culling.network_choice import in_use
from culling.policy import Policy
from culling.probe.probed import Values

_WORSE = {"exempt": 0, "keep": 0, "unjudged": 0, "maybe": 1, "reject": 2}
_ROW = "photo"


@dataclass(frozen=True, slots=True)
class Said:
    """What a policy says of one photo.

    Attributes:
        verdict: keep, maybe, reject or unjudged.
        reasons: the rules that decided with value, cutoff and margin; "" for keep.
    """

    verdict: str
    reasons: str


def judged(values: Sequence[Values], policy: Policy) -> list[Said]:
    """What the policy says of each row of values, without marks and groups."""
    if not values:
        return []
    table = _table(values, policy)
    verdicts = decide(table, policy)["verdict"].astype(str)
    return [Said(*told) for told in zip(verdicts, full_reasons(table, policy), strict=True)]


def of_each_rule(values: Values, policy: Policy) -> list[Reason]:
    """What each rule says of one row of values, in the policy's order."""
    return explain(_table([values], policy), policy, _ROW)


def turned(was: Values, now: Values, policy: Policy) -> list[Reason]:
    """The rules that turned the verdict from one row of values to another, as they say it now.

    Worse: those that say what the verdict now is, and did not before. Better: those that stood against it and no longer
    do. Neither, to or from unjudged: those that could be measured on one side alone.
    """
    reasons = [of_each_rule(values, policy) for values in (was, now)]
    before, after = (judged([values], policy)[0].verdict for values in (was, now))
    if before == after:
        return []
    pairs = list(zip(*reasons, strict=True))
    if "unjudged" in (before, after):
        return [new for old, new in pairs if (old.verdict == "unjudged") != (new.verdict == "unjudged")]
    if _WORSE[after] > _WORSE[before]:
        return [new for old, new in pairs if new.verdict == after and old.verdict != after]
    return [new for old, new in pairs if old.verdict == before and new.verdict != before]


def check(policy: Policy) -> Policy:
    """The policy; CullingError where nothing of it can be probed."""
    if not policy.rules:
        raise CullingError("The policy has no rules, so no damage changes what it says. Add a rule, or take another.")
    if all(get_metric(rule.metric).learned for rule in policy.rules):
        raise CullingError(
            "The policy's rules are all on what was learned from marks, which cannot be worked out of a damaged photo. "
            "Add a rule on another measure."
        )
    return policy


def left_out(policy: Policy) -> list[str]:
    """What of the policy a probe does not look at, one sentence each; for a photo as people see it these count too."""
    notes = ["Marks of people are left out: this is what the rules say."]
    if policy.guard:
        notes.append("The group guard is left out: each photo stands alone.")
    learned = [name for name in policy.measures if get_metric(name).learned]
    if learned:
        notes.append(f"What is learned from marks is left out, as if not measured: {', '.join(learned)}.")
    facts = [name for name in policy.measures if get_metric(name).working_size == "file and header"]
    if facts:
        notes.append(f"Facts of the file stay as they are: {', '.join(facts)}.")
    return [*notes, *_missing(policy)]


def _missing(policy: Policy) -> list[str]:
    tasks = dict.fromkeys(task for name in policy.measures for task in get_metric(name).networks)
    found = (problem(in_use(task)) for task in tasks)
    return [f"{why} What it measures is empty." for why in found if why]


def _table(values: Sequence[Values], policy: Policy) -> pd.DataFrame:
    index = [_ROW] if len(values) == 1 else [str(place) for place in range(len(values))]
    rows = [[row[name] for name in policy.measures] for row in values]
    return pd.DataFrame(rows, index=index, columns=list(policy.measures), dtype="float64")
