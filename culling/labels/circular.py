"""Whether labels only say again what they are to check: then every number made of them is 100 % and worth nothing.

A public culler scored 1.000 on labels that were copied from its own rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.decide import decide
from culling.judge import MAYBE, REJECT, measured
from culling.labels.truth import Truth
from culling.metrics import METRICS
from culling.policy import Policy
from culling.presets import PRESETS

#: With fewer labels, or fewer of either kind, an honest person may well agree with a rule throughout.
ENOUGH = 40
ENOUGH_OF_EACH = 8

_VERSIONS = {metric.name: f"{metric.name}={metric.version}" for metric in METRICS}

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Finding:
    """Why labels may be circular.

    Attributes:
        level: "refuse" (numbers made of them mean nothing) or "warn" (they lean towards what they are to check).
        text: why, in one or two sentences.
    """

    level: Literal["refuse", "warn"]
    text: str

    @property
    def refuses(self) -> bool:
        """Whether nothing should be concluded from the labels."""
        return self.level == "refuse"


def circularity(
    truth: Truth, table: pd.DataFrame, policy: Policy, seen: Mapping[str, str] | None = None
) -> list[Finding]:
    """Whether the labels are copied from the policy, from a preset or from one measure's cutoff, or lean towards them.

    Refused are labels, at least `ENOUGH` with `ENOUGH_OF_EACH` of both kinds, that such a rule gives back without one
    error. A rule that agrees with an honest person on 9 photos of 10, more than any culler we know of has shown, does
    so on 40 labels with a probability of 0.9⁴⁰ = 1.5 %, on 100 with 0.003 %; one that agrees on 19 of 20, with 13 % and
    0.6 %; on 49 of 50, with 45 % and 13 %: the more labels, the surer. So an honest person with clear photos can be
    refused; but not where all labels were given here, blind, of a sample or of the whole folder (`Truth.sampled`):
    nobody copies a rule that is not shown, and that they agree throughout is only warned of.

    Warned is of labels, too, that were given with the policy's own measures on the screen, in their present version.

    Args:
        truth: the labels.
        table: the photos with their measures.
        policy: what the labels are to check.
        seen: by path what was on the screen, see `seen_of`; None where nobody knows.
    """
    found = next(_repeated(truth, table, policy), None)
    return [*([] if found is None else [_agreeing(found, truth)]), *_leaning(truth, policy, seen or {})]


def seen_of(history: pd.DataFrame) -> dict[str, str]:
    """What was on the screen when each photo got its last label that was given as "seen": `Label.seen` by path."""
    last = history[(history["how"] == "seen") & history["label"].notna()].drop_duplicates("path", keep="last")
    return dict(zip(last["path"], last["seen"], strict=True))


def _repeated(truth: Truth, table: pd.DataFrame, policy: Policy) -> Iterator[str]:
    """Each rule that gives the labels back without an error, in words."""
    go = ~truth.keep
    if not _enough(go, np.ones(len(go), np.bool_)):
        return
    part = table.iloc[truth.rows].drop(columns="mark", errors="ignore")
    for other in dict.fromkeys((policy, *PRESETS.values())):
        if other.rules and set(other.measures) <= set(part.columns) and _same_as(other, part, go):
            yield "The policy" if other == policy else f"The preset “{other.name}”"
    for metric in METRICS:
        if metric.name in part.columns and (text := _cut(metric.name, measured(part, metric.name), go)):
            yield f"A single cutoff, {text},"


def _agreeing(rule: str, truth: Truth) -> Finding:
    """What it means that this rule gives all labels back."""
    end = f"{rule} gives back every one of all {len(truth):,} labels"
    if truth.sampled and set(truth.how) == {"blind"}:
        return Finding(
            "warn",
            f"{end}. They were given blind, so they are not copied from it; but by them it looks better than it may be "
            "if only clear cases were labelled. Label more photos whose verdict is close.",
        )
    return Finding(
        "refuse",
        f"{end}, which hardly happens when a person judges: they look copied from it, and compared with them it would "
        "always be right. Label photos blind, or import what a person said.",
    )


def _same_as(policy: Policy, table: pd.DataFrame, go: Bools) -> bool:
    """Whether the labels say reject exactly where the policy does, or where it rejects or doubts."""
    codes = decide(table, policy)["verdict"].cat.codes.to_numpy()
    return any(np.array_equal(go, is_out) for is_out in (codes == REJECT, (codes == REJECT) | (codes == MAYBE)))


def _cut(name: str, values: NDArray[np.float64], go: Bools) -> str:
    """The cutoff that tells rejected from kept photos without an error, in words; "" where there is none.

    A photo without a value is never rejected by a cutoff.
    """
    known = ~np.isnan(values)
    if not _enough(go, known) or (go & ~known).any():
        return ""
    out, kept = values[go], values[~go & known]
    if out.max() < kept.min():
        return f"{name} below {(out.max() + kept.min()) / 2:.4g}"
    return f"{name} above {(out.min() + kept.max()) / 2:.4g}" if out.min() > kept.max() else ""


def _enough(go: Bools, known: Bools) -> bool:
    count, out = np.count_nonzero(known), np.count_nonzero(go & known)
    return bool(count >= ENOUGH and min(out, count - out) >= ENOUGH_OF_EACH)


def _leaning(truth: Truth, policy: Policy, seen: Mapping[str, str]) -> list[Finding]:
    own = {_VERSIONS[name] for name in policy.measures if name in _VERSIONS}
    told = [seen.get(path, "") for path, how in zip(truth.paths, truth.how, strict=True) if how == "seen"]
    if not told:
        return []
    shown = [own.intersection(text.split(";")) for text in told]
    if count := sum(map(bool, shown)):
        names = ", ".join(sorted({entry.partition("=")[0] for entries in shown for entry in entries}))
        why = f"{count:,} of {len(truth):,} labels were given with {names} on the screen, by which the policy decides"
    elif blank := sum(not text for text in told):
        why = f"{blank:,} of {len(truth):,} labels were given where numbers and verdicts can be seen"
    else:
        return []
    return [Finding("warn", f"{why}: they lean towards its verdicts. Labels given blind do not.")]
