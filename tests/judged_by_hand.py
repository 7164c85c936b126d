"""Random tables and policies, and each photo judged by itself as the documentation says."""

import math

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from culling.decide import MARKS
from culling.policy import Policy, Rule, Unless

# Few cutoffs, all of them possible values too: so ties, doubts and rejections are common.
NUMBERS = st.sampled_from([-math.inf, -1.0, 0.0, 5e-324, 0.25, 1.0, 1.5, 2.0, 400.0, 1e308, math.inf, math.nan])
METRICS = ("laplacian_variance", "noise_sigma", "luminance", "motion_direction_ratio")


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    cutoffs = st.sampled_from([-1e308, -1.0, 0.0, 5e-324, 0.25, 1.0, 1.5, 400.0])
    side = draw(st.sampled_from(["below", "above"]))
    low, high = sorted((draw(cutoffs), draw(cutoffs)))
    reject, maybe = (low, high) if side == "below" else (high, low)
    metric = draw(st.sampled_from(METRICS))
    unless = None
    if draw(st.booleans()):
        other = draw(st.sampled_from([name for name in METRICS if name != metric]))
        unless = Unless(other, draw(st.sampled_from(["below", "above"])), draw(cutoffs))
    return Rule(metric, side, reject, draw(st.sampled_from([None, maybe])), unless)


rule_lists = st.lists(rules(), max_size=6, unique_by=lambda rule: rule.key).map(tuple)
policies = st.builds(Policy, st.just("p"), rule_lists, st.booleans())


@st.composite
def tables(draw: st.DrawFn) -> pd.DataFrame:
    size = draw(st.integers(0, 12))
    rows = st.lists(NUMBERS, min_size=size, max_size=size)
    table = pd.DataFrame({metric: np.array(draw(rows), np.float64) for metric in METRICS})
    for column, choices in (("mark", [None, None, *MARKS]), ("error", [None, None, "truncated", "no photo"])):
        if draw(st.booleans()):
            texts = draw(st.lists(st.sampled_from(choices), min_size=size, max_size=size))
            kind = draw(st.sampled_from([object, "category", "string"]))
            table[column] = pd.Series(texts, dtype=kind)
    if draw(st.booleans()):
        groups = st.sampled_from([0.0, 1.0, 5.0, math.nan])
        table["group"] = np.array(draw(st.lists(groups, min_size=size, max_size=size)), np.float64)
        if draw(st.booleans()):
            table["keeper"] = np.array(draw(st.lists(st.booleans(), min_size=size, max_size=size)), np.bool_)
    table.index = pd.Index([f"{row}.jpg" for row in range(size)], name="path")
    return table


def distance(rule: Rule, value: float) -> float:
    share = (value - rule.reject if rule.side == "below" else rule.reject - value) / np.float64(rule.reach)
    return -np.finfo(float).tiny if beyond(rule, value, rule.reject) and share == 0 else float(share)


def beyond(rule: Rule, value: float, cutoff: float) -> bool:
    return value < cutoff if rule.side == "below" else value > cutoff


def meets(row: pd.Series, unless: Unless) -> bool:
    value = row[unless.metric]
    return value < unless.cutoff if unless.side == "below" else value > unless.cutoff


def says(rule: Rule, row: pd.Series) -> tuple[str, str]:
    """What one rule says of a photo, with the words for it."""
    value = row[rule.metric]
    if math.isnan(value):
        return "unjudged", ""
    if rule.unless is not None and meets(row, rule.unless):
        acts = beyond(rule, value, rule.reject if rule.maybe is None else rule.maybe)
        return "keep", f"exempt: {rule.unless.text}" if acts else ""
    if beyond(rule, value, rule.reject):
        return "reject", rule.text
    if rule.maybe is not None and beyond(rule, value, rule.maybe):
        return "maybe", rule.band
    return "keep", ""


def judge_one(row: pd.Series, policy: Policy) -> tuple[str, str, float, str]:
    """One photo by hand: (verdict, source, margin, reasons)."""
    said = [says(rule, row) for rule in policy.rules]
    counting = [rule for rule in policy.rules if rule.unless is None or not meets(row, rule.unless)]
    shares = [distance(rule, row[rule.metric]) for rule in counting if not math.isnan(row[rule.metric])]
    margin = min(shares, default=math.nan)
    if isinstance(row.get("error"), str):
        verdict, reasons, margin = "unjudged", [f"unreadable: {row['error']}"], math.nan
    elif all(word == "unjudged" for word, _ in said):
        verdict, reasons = "unjudged", ["no measure could judge" if policy.rules else "the policy has no rules"]
    else:
        verdict = next(word for word in ("reject", "maybe", "keep") if word in dict(said))
        reasons = list(dict.fromkeys(words for word, words in said if word == verdict and words))
    if isinstance(row.get("mark"), str):
        return row["mark"].replace("must-have", "keep"), "human", margin, f"marked {row['mark']}"
    return verdict, "policy", margin, "; ".join(reasons)


Judgement = tuple[str, str, float, str]


def guard_by_hand(table: pd.DataFrame, judged: list[Judgement]) -> list[Judgement]:
    """One group at a time: where all that can be read is rejected, the best that no person rejected is saved."""
    answer = list(judged)
    for group in table["group"].dropna().unique():
        members = [place for place, own in enumerate(table["group"]) if own == group]
        readable = [
            at for at in members if not isinstance(table.iloc[at].get("error"), str) or judged[at][1] == "human"
        ]
        by_rules = [at for at in readable if judged[at][1] == "policy"]
        if not by_rules or any(judged[at][0] != "reject" for at in readable):
            continue
        keepers = [at for at in by_rules if "keeper" in table and table["keeper"].iloc[at]]
        best = max(keepers or by_rules, key=lambda at: (judged[at][2], -at))
        _, source, margin, reasons = judged[best]
        answer[best] = ("maybe", source, margin, f"saved by guard: {reasons}")
    return answer
