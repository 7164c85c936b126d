"""Why a photo has its verdict, and how photos compare: each rule with value, cutoff, margin, and what would flip it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from culling.explain import explain, nearest_flip
from culling.guard import SAVED, are_keepers, was_saved
from culling.metrics import METRICS, get_metric
from culling.policy import Policy, Rule
from culling.ui.rooms import numbers
from culling.ui.rooms.audit.learned import why as learned_why
from culling.ui.rooms.frame import BADGES, LETTERS
from culling.ui.state import Session

MOST = 4  # measures without a rule that a comparison shows
LEAST = 0.02  # of the range of most photos: less is no difference
BETTER = "●"


def show(state: Session, path: str) -> None:
    """Name, EXIF, verdict and who says so, each rule, and what would flip the verdict."""
    if path not in state.table.index:
        return
    row = state.table.loc[[path]].iloc[0]
    st.text(path)
    st.text(numbers.exif_line(row) or "No EXIF.")
    show_verdict(state, path)
    if isinstance(row.get("error"), str):
        st.text(row["error"])
    else:
        show_rules(state, path)


def show_verdict(state: Session, path: str) -> None:
    """The verdict as a badge, and whose it is."""
    decision = state.tuning.decisions.loc[path]
    verdict = str(decision["verdict"])
    mark = state.table["mark"].get(path) if "mark" in state.table else None
    whose = "marked by you" if isinstance(mark, str) else "by the policy"
    whose = f"must-have, {whose}" if mark == "must-have" else whose
    whose = f"{whose}, {SAVED}" if was_saved(state.tuning.decisions.loc[[path]])[0] else whose
    st.markdown(f":{BADGES[verdict]}-badge[{LETTERS[verdict]} {verdict}] {whose}")


def show_rules(state: Session, path: str) -> None:
    """Each rule of the policy on one photo, and the sentence that tells what would flip the verdict."""
    flip = nearest_flip(state.table, state.policy, path)
    if flip is not None and flip.possible:
        st.text(flip.text)
    show_group(state, path)
    numbers.show_reasons(explain(state.table, state.policy, path))
    learned_why.show(state, path)


def show_group(state: Session, path: str) -> None:
    """The photo's group, its keeper and why, and whether the guard saved the photo; nothing for one that is alone."""
    saved = was_saved(state.tuning.decisions.loc[[path]])[0]
    lines = [f"{SAVED.capitalize()}: the rules or you reject every photo of its group."] if saved else []
    lines += group_lines(state.table, path)
    if lines:
        st.text("\n".join(lines))


def group_lines(table: pd.DataFrame, path: str) -> list[str]:
    """In words: "Group 3 of 5 photos", which of them is the keeper and why, and why this one is not."""
    number: Any = table["group"].get(path) if "group" in table else None
    if not numbers.is_known(number):
        return []
    members = table[(table["group"] == number).to_numpy()]
    lines = [f"Group {number:.0f} of {len(members):,} photos"]
    if "keeper" in table and "keeper_reason" in table:
        whys = dict(zip(map(str, members.index), map(str, members["keeper_reason"]), strict=True))
        keeper = next(map(str, members.index[are_keepers(members)]), path)
        lines.append(f"Keeper: {'this photo' if keeper == path else keeper}, {whys[keeper]}")
        lines += [f"This photo: {whys[path]}"] if keeper != path else []
    return lines


def show_compare(state: Session, paths: Sequence[str]) -> None:
    """Two to four photos side by side: what the policy asks for, then that in which they differ most."""
    frame = compared(state, paths)
    if frame is None:
        return
    st.dataframe(frame, hide_index=True)
    st.caption(
        f"{BETTER} the better one. First the measures of the policy, then those in which these photos lie farthest "
        "apart among all photos of the folder."
    )


def compared(state: Session, paths: Sequence[str]) -> pd.DataFrame | None:
    """The `comparison` of those of these photos that are in the table; None when none is."""
    shown = [path for path in dict.fromkeys(paths) if path in state.table.index]
    names = [*dict.fromkeys(rule.metric for rule in state.policy.rules)]
    if not shown:
        return None
    names += differing(state, shown, names)
    return comparison(state.table, state.tuning.decisions, state.policy, shown, names)


def comparison(
    table: pd.DataFrame, decisions: pd.DataFrame, policy: Policy, paths: Sequence[str], names: Sequence[str]
) -> pd.DataFrame:
    """One row per measure after the verdicts, one column per photo, its values as text with the better one marked."""
    columns: dict[str, list[str]] = {"measure": ["verdict", *names]}
    values = table.loc[list(paths), list(names)]
    texts = [_row(name, [float(value) for value in values[name]]) for name in names]
    for place, title in enumerate(_titles(paths)):
        decision = decisions.loc[paths[place]]
        whose = " (by you)" if decision["source"] == "human" else ""
        columns[title] = [f"{decision['verdict']}{whose}", *(text[place] for text in texts)]
    columns["unit"] = ["", *(get_metric(name).unit for name in names)]
    columns["cutoff"] = ["", *(" · ".join(map(_cutoff, policy.rules_on(name))) or "–" for name in names)]
    return pd.DataFrame(columns)


def differing(state: Session, paths: Sequence[str], but: Sequence[str] = (), most: int = MOST) -> list[str]:
    """The measures, other than `but`, in which these photos lie farthest apart among all photos, farthest first.

    Apart is the share of all photos between them. Where that is many but the numbers are nearly the same, as with
    probabilities close to 0, they do not count as apart.
    """
    apart: dict[str, float] = {}
    for metric in METRICS:
        if metric.name in but or metric.name not in state.table:
            continue
        known = state.ordered(metric.name).to_numpy()
        values = state.table.loc[list(paths), metric.name].dropna().to_numpy(float)
        if len(values) < 2:
            continue
        spread = known[math.ceil(0.95 * (len(known) - 1))] - known[int(0.05 * (len(known) - 1))]
        if values.max() - values.min() > LEAST * spread:
            low, high = np.searchsorted(known, [values.min(), values.max()])
            apart[metric.name] = (high - low) / len(known)
    return sorted(apart, key=lambda name: -apart[name])[:most]


def _row(name: str, values: list[float]) -> list[str]:
    direction = get_metric(name).higher_is_better
    known = [value for value in values if not np.isnan(value)]
    best: Any = None
    if direction is not None and len(known) > 1 and min(known) < max(known):
        best = max(known) if direction else min(known)
    return [f"{BETTER} {numbers.rounded(value)}" if value == best else numbers.rounded(value) for value in values]


def _cutoff(rule: Rule) -> str:
    return str(rule).removeprefix(f"{rule.metric} ")


def _titles(paths: Sequence[str]) -> list[str]:
    """File names, or whole paths where two are alike or a name is taken by a column of the table."""
    names = [PurePosixPath(path).name for path in paths]
    return names if len({*names, "measure", "cutoff", "unit"}) == len(names) + 3 else [f"/{path}" for path in paths]
