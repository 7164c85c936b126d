"""What came of learning, in plain sentences and as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from culling.audit.at_cutoff import check_policy
from culling.audit.confusion import Confusion
from culling.audit.curves import Auc, auc
from culling.labels.truth import Truth
from culling.labels.words import counted
from culling.policy import Policy
from culling.preference.examples import locked_words
from culling.preference.how_good import Tried, interval, told_auc
from culling.preference.learning import MEASURES, VECTORS, WITH_VECTORS
from culling.preference.model import Model

#: Where precision and recall are told, unless another cutoff is asked for.
CUTOFF = 0.5


def sentences(model: Model, cutoff: float = CUTOFF) -> list[str]:
    """What was learned from, how it was tried out, how good it is and beside what."""
    seen = Tried.of(model)
    return [
        learned_from(model.told),
        tried_out(model.told),
        *why_this_kind(model.told),
        f"{how_good(seen)} {in_figures(seen)}",
        beside_single(model.told, seen),
        at_cutoff(seen.at(cutoff), cutoff),
    ]


def learned_from(told: Mapping[str, Any]) -> str:
    """ "Learned from 134 keeps and 346 rejects of 8 shoots; 12 marked maybe were left out." """
    left_out = [
        f"{told[name]:,} {words}"
        for name, words in (
            ("maybe", "marked maybe"),
            ("contradicting", "with copies that are marked otherwise"),
            ("unusable", "unreadable"),
            ("copies", "copies of others"),
        )
        if told[name]
    ]
    ending = f"; left out: {', '.join(left_out)}" if left_out else ""
    numbers = [counted(told[f"{name}s"], name) for name in ("keep", "reject", "shoot")]
    locked = told.get("locked", 0)  # of models that were kept before there were locks nothing is known of it
    more = f" {locked_words(locked)}." if locked else ""
    return f"Learned from {numbers[0]} and {numbers[1]} of {numbers[2]}{ending}.{more}"


def tried_out(told: Mapping[str, Any]) -> str:
    """How the numbers that follow were come by, and how much shoots differ."""
    if told["by_shoot"]:
        area = told["auc_of_shoots"]
        warning = "; on another shoot it may be no better than chance: mark more shoots" if area[1] <= 0.5 else ""
        return (
            f"Tried out {told['folds']} times on shoots that were left out of the learning: sub-folders, and days or "
            f"hours apart. With shoots instead of photos as the observations: AUC {interval(area)}{warning}."
        )
    return (
        f"Tried out {told['folds']} times on photos left out of the learning, near-duplicates together. The marks are "
        "of too few shoots to leave whole shoots out: on a new shoot it may be worse than told here."
    )


def why_this_kind(told: Mapping[str, Any]) -> list[str]:
    """Which of the two kinds of model was taken, and why; nothing where there was one alone."""
    if "better_by" not in told:
        return ["It reads the measures alone, as too few photos have a vector."]
    losses = {name: told["kinds"][name]["log_loss"] for name in (MEASURES, WITH_VECTORS)}
    found = f"log loss {losses[WITH_VECTORS]:.3f} with the picture, {losses[MEASURES]:.3f} without"
    error = f"standard error of the difference {told['standard_error']:.3f}"
    if told["chosen"] == WITH_VECTORS:
        return [f"What is in the picture helps ({found}; {error})."]
    return [f"What is in the picture does not help beyond chance, so measures alone are read ({found}; {error})."]


def how_good(seen: Tried) -> str:
    """In plain words: of a keeper and a reject, how often the keeper is found."""
    return (
        f"Of a keeper and a reject that it had not learned from, it finds the keeper {100 * seen.auc.value:.0f} times "
        "of 100."
    )


def in_figures(seen: Tried) -> str:
    """The statistics behind it."""
    return (
        f"AUC {interval(told_auc(seen.auc))}. Brier score {seen.brier:.3f}; {seen.brier_of_share:.3f} for knowing the "
        "share of keepers alone."
    )


def beside_single(told: Mapping[str, Any], seen: Tried) -> str:
    """Against the best measure by itself, which is flattered: it was the best of all on these very marks."""
    if not told["singles"]:
        return "No measure by itself has a value for most of these photos."
    name, _, *area = told["singles"][0]
    first = f"The best measure by itself, {name}, reaches AUC {interval(area)}, chosen on these very marks"
    if seen.auc.low > area[0]:
        return f"{first}: what was learned is better."
    if seen.auc.value > area[0]:
        return f"{first}: what was learned is better by less than could be chance."
    return f"{first}: a cutoff on {name} alone does at least as well, and is easier to explain."


def at_cutoff(found: Confusion, cutoff: float) -> str:
    """Precision, recall and keepers lost of rejecting below a cutoff."""
    return (
        f"Rejecting p_keep below {cutoff:g}: of the rejected photos {found.precision.text} rightly rejected, of the "
        f"photos that should go {found.recall.text} found, of the keepers {found.keepers_lost.text} lost."
    )


def present_policy(table: pd.DataFrame, policy: Policy, model: Model) -> tuple[Auc, Confusion, int]:
    """How well a policy tells the same photos apart: its area, its counts, and how many of them are still there."""
    contents = table["content_hash"].to_numpy(object)
    said = {
        str(path): "keep" if model.trained[content][1] else "reject"
        for path, content in zip(table.index, contents, strict=True)
        if content in model.trained
    }
    truth = Truth.of(table, said)
    checked = check_policy(table, policy, truth)
    return auc(truth, checked.scores, higher_is_worse=True), checked.confusion, len(truth)


def outdated_sentence(names: list[str]) -> str:
    """What to do when measures or networks have changed since."""
    changed = ", ".join("the network behind the vectors" if name == VECTORS else name for name in names[:5])
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return (
        f"measured differently since it was learned: {changed}{more}. New and changed photos have no p_keep until it "
        "is learned anew."
    )


def numbers(model: Model, cutoff: float = CUTOFF) -> dict[str, Any]:
    """All of it as plain values, for JSON."""
    seen = Tried.of(model)
    at, curve = seen.at(cutoff), seen.curve
    return {
        "training_set_sha256": model.sha256,
        "told": dict(model.told),
        "auc": told_auc(seen.auc),
        "average_precision": seen.average_precision,
        "brier": seen.brier,
        "brier_of_share": seen.brier_of_share,
        "cutoff": cutoff,
        "at_cutoff": {
            name: [rate.value if rate.known else None, rate.low, rate.high]
            for name, rate in (
                ("precision", at.precision),
                ("recall", at.recall),
                ("keepers_lost", at.keepers_lost),
            )
        },
        "reliability": [
            {"said": part.said, "kept": [part.kept.value, part.kept.low, part.kept.high], "photos": part.kept.count}
            for part in seen.reliability()
        ],
        "precision_recall": [
            [_finite(threshold), recall, precision]
            for threshold, recall, precision in zip(curve.thresholds, curve.recall, curve.precision, strict=True)
        ],
        "weights": dict(sorted(zip(model.measures, model.linear.weights.tolist(), strict=True))),
    }


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
