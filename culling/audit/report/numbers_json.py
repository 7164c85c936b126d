"""The numbers of an audit as JSON with documented, stable keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from culling.audit.at_cutoff import Tells
from culling.audit.auc import Auc, auc_sentence
from culling.audit.report.as_json import json_bytes, of_confusion, of_policy, of_rate
from culling.audit.report.label_facts import LabelFacts
from culling.audit.report.numbers import Numbers, OfRule
from culling.audit.report.wrong import Wrong
from culling.audit.slicing.slices import Sliced
from culling.labels.truth import Truth

#: Raised when a key changes its meaning or goes; new keys leave it as it is.
SCHEMA = 1

_SLICE = ("by", "slice", "count", "hits", "value", "low", "high", "rest", "p", "q")


def numbers_json(found: Numbers) -> bytes:
    """ASCII JSON; the same photos, policy and labels give the same bytes, what is not known is null.

    The positive class is "reject". Rates are {value, low, high, count}: 95 % intervals, `count` the labels behind.

    - schema: of these keys; policy: name, policy_id, toml
    - photos: count, unreadable, verdicts (by the policy alone, marks aside)
    - labels: count, keep, reject, how, by, source, first, last (null where nobody knows), sampled, weighted, locked,
      self_agreement (null or a sentence), circular (null or why), leaning, sha256, notes
    - confusion: tp, fp (lost keepers), fn (missed rejects), tn; precision, recall, keepers_lost, agreement,
      reject_share, prevalence; auc, average_precision: of the whole policy by its margin
    - rules: each by itself: rule, metric, side, reject, maybe, unless, fired, alone, right_alone, lost_alone, confusion
      and rates
    - measures: each by itself: name, low_is_worse, direction_chosen, auc, sentence
    - lost_keepers, missed_rejects: path, verdict, reasons, score (above 0 is rejected)
    - disagreement: with the labels, over photos that the policy judges: policy_only, labels_only, both, neither,
      unknown, mcnemar_p, kappa
    - slices: by rate: overall, looks, least, slices (by, slice, count, hits, value, low, high, rest, p, q)
    - problems: what the numbers cannot tell; provenance: versions and hashes
    """
    made_of = found.provenance
    return json_bytes(
        {
            "schema": SCHEMA,
            "policy": of_policy(found.policy),
            "photos": {"count": found.photos, "unreadable": found.unreadable, "verdicts": found.verdicts},
            "labels": _labels(found.truth, found.facts),
            **of_confusion(found.confusion),
            "auc": _auc(found.curves.auc),
            "average_precision": found.curves.average_precision,
            "rules": [_rule(rule) for rule in found.rules],
            "measures": [_measure(one) for one in found.measures],
            "lost_keepers": _wrong(found.lost),
            "missed_rejects": _wrong(found.missed),
            "disagreement": _disagreement(found),
            "slices": {sliced.name: _slices(sliced) for sliced in found.sliced},
            "problems": found.limits,
            "provenance": {name: getattr(made_of, name) or None for name in made_of.__dataclass_fields__},
        }
    )


def _labels(truth: Truth, facts: LabelFacts) -> dict[str, Any]:
    keep = int(truth.keep.sum())
    return {
        "count": len(truth),
        "keep": keep,
        "reject": len(truth) - keep,
        "how": dict(sorted(Counter(truth.how).items())),
        "by": dict(sorted(facts.by.items())),
        "source": facts.source or None,
        "first": facts.first or None,
        "last": facts.last or None,
        "sampled": truth.sampled,
        "weighted": truth.weighted,
        "locked": facts.locked,
        "self_agreement": facts.agreement or None,
        "circular": facts.circular or None,
        "leaning": facts.leaning,
        "sha256": truth.sha256,
        "notes": truth.notes,
    }


def _rule(one: OfRule) -> dict[str, Any]:
    rule = one.rule
    return {
        "rule": rule.text,
        "metric": rule.metric,
        "side": rule.side,
        "reject": rule.reject,
        "maybe": rule.maybe,
        "unless": None if rule.unless is None else str(rule.unless),
        "fired": one.fired,
        "alone": one.alone,
        "right_alone": one.right_alone,
        "lost_alone": one.lost_alone,
        **of_confusion(one.confusion),
    }


def _measure(one: Tells) -> dict[str, Any]:
    return {
        "name": one.metric,
        "low_is_worse": one.low_is_worse,
        "direction_chosen": one.chosen,
        "auc": _auc(one.auc),
        "sentence": auc_sentence(one.metric, one.auc),
    }


def _auc(found: Auc) -> dict[str, Any]:
    return {**of_rate(found), "rejects": found.rejects, "keeps": found.keeps, "left_out": found.left_out}


def _wrong(photos: Sequence[Wrong]) -> list[dict[str, Any]]:
    return [{"path": one.path, "verdict": one.verdict, "reasons": one.reasons, "score": one.score} for one in photos]


def _disagreement(found: Numbers) -> dict[str, Any]:
    between = found.between
    return {
        "policy_only": between.left_only,
        "labels_only": between.right_only,
        "both": between.both,
        "neither": between.neither,
        "unknown": len(found.truth) - between.count,
        "mcnemar_p": between.p,
        "kappa": between.kappa,
    }


def _slices(sliced: Sliced) -> dict[str, Any]:
    rows = sliced.frame[list(_SLICE)].to_dict("records")
    return {"overall": of_rate(sliced.overall), "looks": sliced.looks, "least": sliced.least, "slices": rows}
