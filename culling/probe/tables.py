"""Curves and robustness as CSV and JSON, with all that they follow from: policy, versions, networks, seed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from culling.audit.report.as_json import json_bytes, of_policy
from culling.audit.report.provenance import program_version
from culling.export.csv_cells import csv_bytes
from culling.metrics import get_metric
from culling.network_choice import fingerprints
from culling.policy import Policy
from culling.probe.curve import Curve
from culling.probe.dials import get_dial
from culling.probe.robust import Robustness

SCHEMA = 1
#: The ways a decision may turn, each with a column of its own; what is left has to do with unjudged.
WAYS = tuple((was, now) for was in ("keep", "maybe", "reject") for now in ("keep", "maybe", "reject") if was != now)


def robustness_table(found: Robustness) -> pd.DataFrame:
    """One row per trial: damage, photos, flips, share, low, high, one column per way, other, the rule at most."""
    rows = [_row(found, place) for place in range(len(found.trials))]
    return pd.DataFrame(rows)


def _row(found: Robustness, place: int) -> dict[str, Any]:
    name, amount = found.trials[place]
    turns, share, rules = found.turns(place), found.share(place), found.rules(place)
    ways = {f"{was}→{now}": len(found.turns(place, was, now)) for was, now in WAYS}
    return {
        "damage": name,
        "amount": amount,
        "unit": get_dial(name).unit,
        "photos": share.count,
        "flips": len(turns),
        "share": share.value,
        "low": share.low,
        "high": share.high,
        **ways,
        "other": len(turns) - sum(ways.values()),
        "rule": rules[0][0] if rules else "",
        "rule_flips": rules[0][1] if rules else 0,
    }


def robustness_csv(found: Robustness) -> bytes:
    """The table of `robustness_table`, with policy_id and seed on each line."""
    table = robustness_table(found)
    count = len(table)
    columns = {str(name): table[name] for name in table.columns}
    return csv_bytes({**columns, "policy_id": [found.policy.policy_id] * count, "seed": [found.seed] * count})


def turns_csv(found: Robustness) -> bytes:
    """One line per decision that turned: path, damage, amount, unit, was, is, by, because; then the errors."""
    lines: list[tuple[Any, ...]] = [
        (path, *found.trials[place], get_dial(found.trials[place][0]).unit, turn.was, turn.now, "; ".join(turn.by),
         turn.because, "")
        for place in range(len(found.trials))
        for path, turn in found.turns(place).items()
    ]  # fmt: skip
    lines += [(photo.path, "", None, "", "", "", "", "", photo.error) for photo in found.failed]
    names = ("path", "damage", "amount", "unit", "was", "is", "by", "because", "error")
    return csv_bytes({**_columns(names, lines), "policy_id": [found.policy.policy_id] * len(lines)})


def robustness_json(found: Robustness) -> bytes:
    """All of it as JSON; the same photos, policy and seed give the same bytes.

    Keys: schema; provenance (program, policy, measures by version, networks by SHA-256, seed); population, drawn,
    probed, stopped; notes; trials: the rows of `robustness_table`, rules (all of them) and turns (path, was, is, by,
    because); errors (path, error).
    """
    rows = robustness_table(found).to_dict("records")
    trials = [
        {
            **row,
            "rules": [{"rule": rule, "flips": flips} for rule, flips in found.rules(place)],
            "turns": [
                {"path": path, "was": turn.was, "is": turn.now, "by": turn.by, "because": turn.because}
                for path, turn in found.turns(place).items()
            ],
        }
        for place, row in enumerate(rows)
    ]
    return json_bytes(
        {
            "schema": SCHEMA,
            "provenance": provenance(found.policy, found.policy.measures, found.seed),
            "population": found.population,
            "drawn": found.drawn,
            "probed": len(found.probed),
            "stopped": found.stopped,
            "notes": found.notes,
            "trials": trials,
            "errors": [{"path": photo.path, "error": photo.error} for photo in found.failed],
        }
    )


def curves_csv(curves: Sequence[Curve]) -> bytes:
    """One line per damage and amount: the measures in their own units, the verdict, its reasons, policy_id, seed."""
    names = list(dict.fromkeys(name for curve in curves for point in curve.points for name in point.values))
    points = [(curve, point) for curve in curves for point in curve.points]
    return csv_bytes(
        {
            "damage": [curve.dial.name for curve, _ in points],
            "amount": [point.amount for _, point in points],
            "unit": [curve.dial.unit for curve, _ in points],
            **{name: [point.values.get(name) for _, point in points] for name in names},
            "verdict": [point.verdict for _, point in points],
            "reasons": [point.said.reasons for _, point in points],
            "policy_id": [curve.policy.policy_id for curve, _ in points],
            "seed": [curve.seed for curve, _ in points],
        }
    )


def curves_json(curves: Sequence[Curve]) -> bytes:
    """Keys: schema; provenance; notes; curves: damage, unit, step, points (amount, values, verdict, reasons), flips
    (amount, last, was, is, by, because), outwards from where nothing is done.
    """
    first = curves[0]
    names = dict.fromkeys(name for curve in curves for point in curve.points for name in point.values)
    told = {"provenance": provenance(first.policy, names, first.seed), "notes": first.notes}
    return json_bytes({"schema": SCHEMA, **told, "curves": list(map(_curve, curves))})


def _curve(curve: Curve) -> dict[str, Any]:
    return {
        "damage": curve.dial.name,
        "unit": curve.dial.unit,
        "step": curve.dial.step,
        "points": [
            {"amount": point.amount, "values": point.values, "verdict": point.verdict, "reasons": point.said.reasons}
            for point in curve.points
        ],
        "flips": [
            {"amount": flip.amount, "last": flip.last, "was": flip.was, "is": flip.now, "by": flip.by,
             "because": flip.because}
            for flip in curve.flips
        ],
    }  # fmt: skip


def provenance(policy: Policy, names: Iterable[str], seed: int) -> dict[str, Any]:
    """What the numbers follow from."""
    metrics = [get_metric(name) for name in names]
    tasks = dict.fromkeys(task for metric in metrics for task in (*metric.networks, *metric.helped_by))
    return {
        "program": f"culling {program_version()}",
        "policy": of_policy(policy),
        "measures": {metric.name: metric.version for metric in metrics},
        "networks": fingerprints(list(tasks)),
        "seed": seed,
    }


def _columns(names: Sequence[str], lines: Sequence[tuple[Any, ...]]) -> dict[str, list[Any]]:
    return {name: [line[place] for line in lines] for place, name in enumerate(names)}
