"""What changes from one policy to another, as JSON with documented keys."""

from __future__ import annotations

import pandas as pd

from culling.audit.compare.by_reason import Cause, because
from culling.audit.compare.two_policies import TwoPolicies
from culling.audit.report.as_json import json_bytes, of_confusion, of_policy
from culling.judge import VERDICTS
from culling.labels.truth import Truth
from culling.versus import Versus

SCHEMA = 1


def diff_json(
    table: pd.DataFrame,
    found: Versus,
    listed: list[Cause],
    judged: TwoPolicies | None = None,
    truth: Truth | None = None,
) -> bytes:
    """The comparison as JSON; the same photos, policies and labels give the same bytes.

    Keys: schema; first, second (name, policy_id, toml); photos, marked (marks win in both); counts: photos by the
    first's verdict, then the second's; differences in the rules; causes (was, is, because, change, photos, alone);
    flips (path, was, is, because, margins, reasons, label), nearest to a cutoff of the second first; labels, null
    without any: of first and second the confusion and rates, photos that only one of them decides rightly, McNemar's
    exact p, circular (null, or why the labels look copied).
    """
    return json_bytes(
        {
            "schema": SCHEMA,
            "first": of_policy(found.first),
            "second": of_policy(found.second),
            "photos": len(found.after),
            "marked": marked(found),
            "counts": {was: {now: int(found.counts[now][was]) for now in VERDICTS} for was in VERDICTS},
            "differences": found.differences,
            "causes": [
                {
                    "was": cause.was,
                    "is": cause.now,
                    "because": cause.name,
                    "change": cause.change,
                    "photos": len(cause.photos),
                    "alone": cause.alone,
                }
                for cause in listed
            ],
            "flips": _flips(table, found, truth),
            "labels": None if judged is None else _labels(judged),
        }
    )


def marked(found: Versus) -> int:
    """How many photos a person's mark decides, so that they cannot flip."""
    return int((found.after["source"] == "human").sum())


def _flips(table: pd.DataFrame, found: Versus, truth: Truth | None) -> list[dict[str, object]]:
    labels = dict(zip(truth.paths, truth.keep, strict=True)) if truth is not None else {}
    rows = zip(found.flips.index, found.flips.itertuples(index=False, name=None), because(table, found), strict=True)
    listed = []
    for path, (was, now, margin, was_margin, was_reasons, reasons), names in rows:
        label = {True: "keep", False: "reject", None: None}[labels.get(path)]
        told = {"was": was, "is": now, "because": names.split("; "), "was_margin": was_margin, "margin": margin}
        listed.append({"path": str(path), **told, "was_reasons": was_reasons, "reasons": reasons, "label": label})
    return listed


def _labels(judged: TwoPolicies) -> dict[str, object]:
    return {
        "count": judged.of_first.count,
        "first": of_confusion(judged.of_first),
        "second": of_confusion(judged.of_second),
        "first_right": judged.first_right,
        "second_right": judged.second_right,
        "mcnemar_p": judged.p,
        "circular": judged.circular or None,
        "sentence": judged.sentence,
    }
