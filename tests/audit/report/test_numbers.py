"""All numbers of an audit beside scikit-learn's, made from labels and decisions alone; what cannot be told is told."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import (
    accuracy_score,
    average_precision_score,
    cohen_kappa_score,
    confusion_matrix,
    precision_score,
    recall_score,
    roc_auc_score,
)

from culling.audit.report.label_facts import LabelFacts
from culling.audit.report.numbers import Numbers, numbers
from culling.audit.report.numbers_json import numbers_json
from culling.audit.report.provenance import table_sha256
from culling.audit.report.sentences import summary
from culling.decide import decide
from culling.labels.truth import Truth
from culling.policy import Policy
from culling.rule import Rule

POLICY = Policy("both", (Rule("blur", "above", 0.6, maybe=0.5), Rule("luminance", "below", 40.0)))


def folder(count: int = 300, seed: int = 3) -> tuple[pd.DataFrame, dict[str, str]]:
    """Photos whose blur tells something and whose contrast nothing, some without values; a label for most of them."""
    rng = np.random.default_rng(seed)
    go = rng.random(count) < 0.35
    blur = np.clip(rng.normal(np.where(go, 0.62, 0.4), 0.15), 0, 1).round(2)  # rounded: ties
    blur[rng.random(count) < 0.05] = np.nan
    luminance = np.where(np.isnan(blur) & (rng.random(count) < 0.5), np.nan, rng.uniform(20, 220, count))
    table = pd.DataFrame(
        {
            "blur": blur,
            "luminance": luminance,
            "contrast": rng.uniform(0, 90, count),
            "smile": np.nan,
            "camera": rng.choice(["Canon", "<script>alert(1)</script>", None], count),
            "mark": np.where(rng.random(count) < 0.2, "keep", None),
            "error": None,
        },
        index=pd.Index([f"{n:04}.jpg" for n in range(count)], name="path"),
    )
    said = {path: "reject" if out else "keep" for path, out in zip(table.index, go, strict=True)}
    return table, {path: label for path, label in said.items() if rng.random() < 0.8}


def told(found: Numbers) -> dict[str, Any]:
    return dict(json.loads(numbers_json(found)))


def test_every_number_is_that_of_scikit_learn() -> None:
    table, said = folder()
    found = told(numbers(table, POLICY, Truth.of(table, said)))
    decisions = decide(table.drop(columns="mark"), POLICY).loc[list(said)]
    go = [label == "reject" for label in said.values()]
    out = (decisions["verdict"] == "reject").to_numpy()
    tn, fp, fn, tp = confusion_matrix(go, out).ravel().tolist()
    assert found["confusion"] == {"tp": tp, "fp": fp, "fn": fn, "tn": tn}
    assert found["precision"]["value"] == pytest.approx(precision_score(go, out))
    assert found["recall"]["value"] == pytest.approx(recall_score(go, out))
    assert found["keepers_lost"]["value"] == pytest.approx(1 - recall_score(go, out, pos_label=False))
    assert found["agreement"]["value"] == pytest.approx(accuracy_score(go, out))
    assert (found["keepers_lost"]["count"], found["recall"]["count"]) == (fp + tn, tp + fn)
    judged = decisions["margin"].notna().to_numpy()
    assert 0 < judged.sum() < len(judged)
    scores = -decisions["margin"].to_numpy()[judged]
    assert found["auc"]["value"] == pytest.approx(roc_auc_score(np.array(go)[judged], scores))
    assert found["auc"]["left_out"] == int((~judged).sum())
    assert found["average_precision"] == pytest.approx(average_precision_score(np.array(go)[judged], scores))
    known = decisions["verdict"].to_numpy() != "unjudged"
    assert found["disagreement"]["kappa"] == pytest.approx(cohen_kappa_score(np.array(go)[known], out[known]))


def test_the_keys_are_those_that_are_documented() -> None:
    table, said = folder(80)
    found = told(numbers(table, POLICY, Truth.of(table, said)))
    assert " ".join(found) == (
        "schema policy photos labels confusion precision recall keepers_lost agreement reject_share prevalence auc "
        "average_precision rules measures lost_keepers missed_rejects disagreement slices problems provenance"
    )
    documented = str(numbers_json.__doc__)
    for part in ("policy", "photos", "labels", "disagreement"):
        for key in found[part]:
            assert key in documented, f"{part}.{key}"
    for part in ("rules", "measures", "lost_keepers"):
        assert set(found[part][0]) <= set(re.findall(r"\w+", documented)) | set(found), part
    rates = ("precision", "recall", "keepers_lost", "agreement", "reject_share", "prevalence")
    assert all(set(found[name]) == {"value", "low", "high", "count"} for name in rates)
    assert set(found["slices"]) == {"rejected", "wrong", "lost", "missed"}


def test_measures_and_rules_by_themselves_are_those_of_scikit_learn() -> None:
    table, said = folder()
    found = told(numbers(table, POLICY, Truth.of(table, said)))
    rows = table.loc[list(said)]
    go = np.array([label == "reject" for label in said.values()])
    for one in found["measures"]:
        values = rows[one["name"]].to_numpy(np.float64)
        known = ~np.isnan(values)
        if not known.any():
            assert one["auc"]["value"] is None
            continue
        signed = -values if one["low_is_worse"] else values
        assert one["auc"]["value"] == pytest.approx(roc_auc_score(go[known], signed[known]))
        assert one["auc"]["low"] <= one["auc"]["value"] <= one["auc"]["high"]
    assert found["measures"][0]["name"] == "blur"
    assert [rule["rule"] for rule in found["rules"]] == ["blur > 0.6", "luminance < 40"]
    fired = {"blur": table["blur"] > 0.6, "luminance": table["luminance"] < 40}
    for rule in found["rules"]:
        own, other = (fired[name] for name in sorted(fired, key=lambda name: name != rule["metric"]))
        alone = own & ~other
        assert (rule["fired"], rule["alone"]) == (int(own.sum()), int(alone.sum()))
        assert rule["right_alone"] == int(alone.loc[list(said)].to_numpy()[go].sum())
        assert rule["lost_alone"] == int(alone.loc[list(said)].to_numpy()[~go].sum())
        assert rule["recall"]["value"] == pytest.approx(recall_score(go, own.loc[list(said)]))


def test_wrong_photos_are_listed_with_reasons_values_and_cutoffs() -> None:
    table, said = folder()
    found = numbers(table, POLICY, Truth.of(table, said))
    alone = decide(table.drop(columns="mark"), POLICY)["verdict"].astype(str)
    lost = {path for path, label in said.items() if label == "keep" and alone[path] == "reject"}
    missed = {path for path, label in said.items() if label == "reject" and alone[path] != "reject"}
    assert {one.path for one in found.lost} == lost
    assert {one.path for one in found.missed} == missed
    assert all(one.verdict == alone[one.path] for one in (*found.lost, *found.missed))
    worst = found.lost[0]
    assert worst.score == max(one.score for one in found.lost) > 0
    assert " > 0.6 (margin −" in worst.reasons or " < 40 (margin −" in worst.reasons
    verdicts = [one.verdict for one in found.missed]
    assert verdicts == sorted(verdicts, key=lambda verdict: verdict == "maybe")  # what nobody looks at comes first
    kept = next(one for one in found.missed if one.verdict == "keep")
    assert kept.reasons.startswith("nearest: ")


def test_the_same_again_gives_the_same_bytes_and_marks_change_nothing() -> None:
    table, said = folder()
    first = numbers_json(numbers(table, POLICY, Truth.of(table, said), folder="day"))
    assert first == numbers_json(
        numbers(table.copy(), POLICY, Truth.of(table, dict(reversed(said.items()))), folder="day")
    )
    assert first == numbers_json(numbers(table.assign(mark="reject"), POLICY, Truth.of(table, said), folder="day"))
    moved = table.assign(blur=table["blur"].where(table.index != "0007.jpg", 0.11))
    assert first != numbers_json(numbers(moved, POLICY, Truth.of(table, said), folder="day"))


def test_the_hash_of_a_table_follows_every_path_and_value_and_not_the_kind_of_nothing() -> None:
    table = pd.DataFrame({"blur": [1.0, np.nan], "camera": ["a", None]}, index=["1.jpg", "2.jpg"])
    whole = table_sha256(table, ["blur", "camera"])
    assert whole == table_sha256(table.assign(camera=["a", np.nan]), ["blur", "camera"])
    others = [table.rename({"2.jpg": "3.jpg"}), table.assign(blur=[1.0, 0.0]), table.assign(camera=["a", "b"])]
    hashes = {table_sha256(other, ["blur", "camera"]) for other in others} | {table_sha256(table, ["blur"]), whole}
    assert len(hashes) == 5


@pytest.mark.parametrize("label", ["keep", "reject"])
def test_labels_of_one_class_tell_what_they_can_and_what_not(label: str) -> None:
    table, said = folder(60)
    found = numbers(table, POLICY, Truth.of(table, dict.fromkeys(said, label)))
    content = told(found)
    assert content["auc"]["value"] is None
    assert any(f"labels say {label}" in line for line in content["problems"])
    unknown = "recall" if label == "keep" else "keepers_lost"
    assert content[unknown] == {"value": None, "low": 0.0, "high": 1.0, "count": 0}
    assert any("is not known" in line for line in summary(found))


@pytest.mark.parametrize("count", [0, 1])
def test_no_label_and_one_label_are_numbers_too(count: int) -> None:
    table, said = folder(60)
    found = numbers(table, POLICY, Truth.of(table, dict(list(said.items())[:count])))
    content = told(found)
    assert content["labels"]["count"] == count
    assert content["precision"]["value"] in (None, 0.0, 1.0)
    assert content["problems"]
    assert ("nobody knows" in summary(found)[-1]) == (count == 0)


def test_the_summary_names_the_surest_measure_and_not_the_luckiest() -> None:
    table, said = folder()
    few = table.assign(smile=np.where(np.arange(len(table)) < 8, np.arange(len(table)), np.nan))
    truth = Truth.of(
        few,
        {path: "reject" if n < 4 else "keep" for n, path in enumerate(few.index[:8])} | dict(list(said.items())[8:]),
    )
    found = numbers(few, POLICY, truth)
    assert (found.measures[0].metric, found.measures[0].auc.value) == ("smile", 1.0)
    assert "Of all measures by themselves, blur tells most surely: AUC" in "\n".join(summary(found))
    nothing = numbers(table.assign(blur=0.5, smile=np.nan, luminance=100.0), POLICY, Truth.of(table, said))
    assert "No measure by itself tells rejects" in "\n".join(summary(nothing))


def test_limits_tell_how_labels_were_chosen_what_is_unjudged_locked_and_circular() -> None:
    table, said = folder()
    facts = LabelFacts(locked=4, circular="Copied.", leaning=("They lean.",))
    found = numbers(table, POLICY, Truth.of(table, said), facts)
    told_limits = "\n".join(found.limits)
    silent = int((decide(table.drop(columns="mark"), POLICY)["verdict"] == "unjudged").loc[list(said)].sum())
    assert found.limits[0] == "The labels are circular. Copied."
    for line in ("Nobody knows how", f"{silent} photos with a label are unjudged", "They lean.", "4 labels", "smile"):
        assert line in told_limits
    whole = Truth.of(table, said, sampled=True)
    assert "Nobody knows how" not in "\n".join(numbers(table, POLICY, whole).limits)


def test_weights_count_in_the_rates_and_not_in_the_cells() -> None:
    table, said = folder()
    plain = Truth.of(table, said, sampled=True)
    weights = np.where(plain.keep, 5.0, 1.0)
    truth = Truth(plain.paths, plain.rows, plain.keep, weights, plain.how, True)
    found = told(numbers(table, POLICY, truth))
    out = (decide(table.drop(columns="mark"), POLICY)["verdict"] == "reject").loc[list(truth.paths)]
    assert found["precision"]["value"] == pytest.approx(precision_score(~truth.keep, out, sample_weight=weights))
    assert found["confusion"] == told(numbers(table, POLICY, plain))["confusion"]
    assert found["labels"]["weighted"] is True


def test_counts_beside_weighted_rates_say_that_labels_stand_for_photos() -> None:
    table, said = folder(60)
    plain = Truth.of(table, said)
    weighted = replace(plain, weights=np.where(plain.keep, 3.0, 1.0))
    lines = {truth: "\n".join(summary(numbers(table, POLICY, truth, slices=False))) for truth in (plain, weighted)}
    cells = numbers(table, POLICY, plain, slices=False).confusion
    counts = f"(false-positive rate): {cells.fp} of {cells.fp + cells.tn} labels"
    assert f"{counts}." in lines[plain]
    assert f"{counts}, each counting for the photos it stands for." in lines[weighted]


@pytest.mark.parametrize(
    ("blurs", "says"),
    [
        ([0.55], "The one missed reject is maybe, so that a person will look at it."),
        ([0.55, 0.1], "Of the 2 missed rejects 1 is maybe, so that a person will look at it."),
        ([0.55, 0.55, 0.1], "Of the 3 missed rejects 2 are maybe, so that a person will look at them."),
    ],
)
def test_missed_rejects_in_doubt_are_counted_in_words(blurs: list[float], says: str) -> None:
    table = pd.DataFrame({"blur": blurs, "luminance": 100.0}, index=[f"{n}.jpg" for n in range(len(blurs))])
    found = numbers(table, POLICY, Truth.of(table, dict.fromkeys(table.index, "reject")), slices=False)
    assert says in summary(found)
    labelled = "1 photo is labelled" if len(blurs) == 1 else f"{len(blurs)} photos are labelled"
    assert f"{labelled}: 0 keep, {len(blurs)} reject." in summary(found)
