"""Rejected photos that a second look may save: those that every rule rejects for blur, or for too little light."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Literal, get_args

import numpy as np
import pandas as pd

from culling.decide import decide
from culling.explain import full_reasons
from culling.judge import Codes, Judged, judge, rules_of
from culling.policy import Policy
from culling.rule import Rule, Side

Remedy = Literal["deblur", "light", "both"]
REMEDIES: tuple[Remedy, ...] = get_args(Remedy)
COLUMNS = ("remedy", "margin", "reasons", "marked")

_BLURRED = (
    "laplacian_variance below",
    "tenengrad below",
    "reblur above",
    "sharpest_tile below",
    "motion_direction_ratio above",
    "blur above",
    "sharp_area below",
    "blur_map_mean above",
    "motion_blur above",
    "p_blurred above",
    "p_camera_shake above",
    "face_sharpness below",
    "subject_sharpness below",
)
_DARK = (
    "luminance below",
    "contrast below",
    "shadow_clipping above",
    "dynamic_range below",
    "p_underexposed above",
    "p_dark above",
)


def _side(condition: str) -> tuple[str, Side]:
    metric, _, side = condition.partition(" ")
    return metric, "below" if side == "below" else "above"


#: What mends a photo that such a rule rejects, by measure and side; the one place that says so. Not there: what is
#: burnt out (`luminance` above, `highlight_clipping`, `p_overexposed`), since lost light cannot be worked out again;
#: `flaw`, which does not say which of its six it is; `entropy` and `noise_sigma`, which neither remedy is made for.
MENDS: Mapping[tuple[str, Side], Remedy] = MappingProxyType(
    dict[tuple[str, Side], Remedy](
        [*((_side(rule), "deblur") for rule in _BLURRED), *((_side(rule), "light") for rule in _DARK)]
    )
)


def remedy_of(rules: Iterable[Rule]) -> Remedy | None:
    """What mends a photo that these rules reject; None where one of them is about something else, or there is none."""
    needed = {MENDS.get(rule.key) for rule in rules}
    if not needed or None in needed:
        return None
    return "both" if len(needed) > 1 else needed.pop()


def rescuable(
    table: pd.DataFrame, policy: Policy, *, marked: bool = False, without: Collection[str] = ()
) -> pd.DataFrame:
    """The photos that are rejected for nothing but blur or too little light, those nearest to a cutoff first.

    Photos that the group guard saved are not rejected, and so not among them. A person's mark is the person's word:
    photos marked *reject* are left out, unless `marked` asks for those that the rules alone would reject as well.

    Args:
        table: all photos of the folder, as a scan gives it.
        policy: what rejects them.
        marked: also photos that a person marked *reject*.
        without: paths that are left out, such as copies that were rescued already.

    Returns:
        Index path; `remedy` ("deblur", "light" or "both"), `margin` (the worst of the rejecting rules, < 0, as a share
        of `Rule.reach`), `reasons` (each with value and cutoff), `marked` (whether a person marked it *reject*).

    Raises:
        ValueError: the table lacks a measure of the policy.
    """
    judged, rows, is_marked = _rejected(table, policy, marked)
    remedies = {int(bits): remedy_of(rules_of(int(bits), policy)) for bits in np.unique(judged.fired[rows])}
    left_out = table.index.isin(list(without))
    chosen = np.array([row for row in rows if remedies[int(judged.fired[row])] and not left_out[row]], np.int64)
    chosen = chosen[np.argsort(-judged.margin[chosen], kind="stable")]
    unmarked, alone = table.drop(columns="mark", errors="ignore"), replace(policy, guard=False)
    return pd.DataFrame(
        {
            "remedy": [remedies[int(judged.fired[row])] for row in chosen],
            "margin": judged.margin[chosen],
            "reasons": full_reasons(unmarked, alone, chosen).to_numpy(),
            "marked": is_marked[chosen],
        },
        index=table.index[chosen],
    )


def out_of_reach(table: pd.DataFrame, policy: Policy) -> dict[str, int]:
    """How many rejected photos each rule keeps out of the queue, by the rule's text; the commonest first."""
    judged, rows, _ = _rejected(table, policy, marked=False)
    closed = [(place, rule) for place, rule in enumerate(policy.rules) if rule.key not in MENDS]
    counts = {rule.text: int((judged.fired[rows] >> place & 1).sum()) for place, rule in closed}
    return dict(sorted(((text, count) for text, count in counts.items() if count), key=lambda item: -item[1]))


def _rejected(table: pd.DataFrame, policy: Policy, marked: bool) -> tuple[Judged, Codes, np.ndarray]:
    """(what the rules say, the rows that are rejected by them, of every row whether a person marked it *reject*)."""
    judged, decisions = judge(table, policy), decide(table, policy)
    rejected = (decisions["verdict"] == "reject").to_numpy()
    by_person = (decisions["source"] == "human").to_numpy()
    counted = rejected & (judged.fired != 0) & (marked | ~by_person)
    return judged, np.flatnonzero(counted), rejected & by_person
