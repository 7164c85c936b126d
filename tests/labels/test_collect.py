"""From the ledger to one label per photo: who and what counts, what each stands for, what is noted."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from culling.catalog import Catalog
from culling.labels.collect import collect
from culling.labels.draw import draw_edge, draw_uniform
from culling.labels.label import HOWS, Draw, Label
from culling.labels.truth import Truth
from culling.policy import Policy
from culling.rule import Rule

PATHS = [f"{name}.jpg" for name in "dcba"]  # not in alphabetical order
TABLE = pd.DataFrame({"error": [None] * 4}, index=pd.Index(PATHS, name="path"), dtype=object)


def _history(*labels: Label) -> pd.DataFrame:
    """As the catalog gives it; tests/labels/test_kept_labels.py goes through the catalog itself."""
    names = ["path", "label", "by", "how", "source", "draw", "repeat", "seen"]
    return pd.DataFrame([[label.row[name] for name in names] for label in labels], columns=names, dtype=object)


def _said(truth: Truth) -> dict[str, str]:
    return {path: "keep" if keep else "reject" for path, keep in zip(truth.paths, truth.keep, strict=True)}


def test_the_way_counts_first_then_the_time() -> None:
    history = _history(
        *(Label("a.jpg", "keep", how="blind"), Label("a.jpg", "reject", how="seen")),
        *(
            Label("b.jpg", "reject", how="seen"),
            Label("b.jpg", "keep", how="seen"),
            Label("b.jpg", "reject", how="imported"),
        ),
        *(
            Label("c.jpg", "keep", how="blind"),
            Label("c.jpg", None, how="blind"),
            Label("c.jpg", "reject", how="imported"),
        ),
        *(Label("d.jpg", "keep"), Label("d.jpg", None)),
    )
    truth = collect(TABLE, history, {})
    assert truth.paths == ("c.jpg", "b.jpg", "a.jpg")  # in table order
    assert truth.rows.tolist() == [1, 2, 3]
    assert _said(truth) == {"a.jpg": "keep", "b.jpg": "keep", "c.jpg": "reject"}
    assert truth.how == ("imported", "seen", "blind")
    assert truth.notes[0].startswith("Of 2 photos one thing was said blind, seen or imported, and another otherwise")


@pytest.mark.parametrize(
    ("hows", "said"),
    [
        (("blind",), {"a.jpg": "keep"}),
        (("seen",), {"a.jpg": "reject", "b.jpg": "keep"}),
        (("imported",), {}),
        ((), {}),
        (HOWS, {"a.jpg": "keep", "b.jpg": "keep"}),
    ],
)
def test_only_the_ways_asked_for_count(hows: tuple[str, ...], said: dict[str, str]) -> None:
    history = _history(Label("a.jpg", "keep", how="blind"), Label("a.jpg", "reject"), Label("b.jpg", "keep"))
    assert _said(collect(TABLE, history, {}, hows)) == said


def test_of_several_people_the_last_word_counts_and_the_contradiction_is_noted() -> None:
    history = _history(
        *(Label("a.jpg", "keep", "ann"), Label("a.jpg", "reject", "bob")),
        *(Label("b.jpg", "keep", "ann"), Label("b.jpg", "reject", "bob"), Label("b.jpg", None, "bob")),
        *(Label("c.jpg", "keep", "ann"), Label("c.jpg", "keep", "bob")),
        *(Label("d.jpg", "keep", "ann"), Label("d.jpg", "reject", "ann")),  # changed their mind: no contradiction
    )
    truth = collect(TABLE, history, {})
    assert _said(truth) == {"a.jpg": "reject", "b.jpg": "keep", "c.jpg": "keep", "d.jpg": "reject"}
    assert truth.notes == ("Of 1 photo different people said different things: the last word counts.",)


def test_repeats_never_count_and_photos_that_are_gone_are_counted() -> None:
    history = _history(
        Label("a.jpg", "keep", how="blind"),
        Label("a.jpg", "reject", how="blind", repeat=True),
        *(Label("gone.jpg", "keep"), Label("lost.jpg", "reject"), Label("lost.jpg", None)),
    )
    truth = collect(TABLE, history, {})
    assert _said(truth) == {"a.jpg": "keep"}
    assert truth.notes[0] == "1 labelled photo is not in this folder."
    assert "1 of 1 labelled photos were not drawn at random" in truth.notes[-1]


def test_nothing_said_is_no_label() -> None:
    truth = collect(TABLE, _history(), {})
    assert (len(truth), truth.sampled, truth.notes) == (0, False, ())


def test_photos_drawn_at_random_weigh_what_they_stand_for() -> None:
    draws = {3: Draw("edge", "p", dict(zip(PATHS, (0, 1, 1, 1), strict=True)), tuple(PATHS))}
    history = _history(
        Label("d.jpg", "keep", how="blind", draw=3),
        *(Label("c.jpg", "reject", how="blind", draw=3), Label("b.jpg", "keep", how="blind", draw=3)),
        Label("b.jpg", None, how="blind", draw=3),  # taken back: as if it had not been reached
    )
    truth = collect(TABLE, history, draws)
    assert dict(zip(truth.paths, truth.weights.tolist(), strict=True)) == {"d.jpg": 1.0, "c.jpg": pytest.approx(3.0)}
    assert (truth.sampled, truth.notes) == (True, ())
    seen = collect(TABLE, history, draws, ("seen",))
    assert len(seen) == 0


def test_a_label_of_a_sample_that_nobody_knows_weighs_one() -> None:
    truth = collect(TABLE, _history(Label("a.jpg", "keep", how="blind", draw=9)), {})
    assert truth.weights.tolist() == [1.0]
    assert not truth.sampled


def test_every_photo_labelled_is_a_sample_whoever_chose_them() -> None:
    table = TABLE.assign(error=[None, None, "damaged", None])
    truth = collect(table, _history(*(Label(path, "keep", how="imported") for path in ("a.jpg", "c.jpg", "d.jpg"))), {})
    assert (truth.sampled, truth.notes, truth.weighted) == (True, (), False)


def test_rates_of_a_sample_at_the_edge_tell_of_the_folder(tmp_path: Path) -> None:
    """Through the catalog: 40 samples, each labelled to its half, against the share of keepers that is there."""
    chance = np.random.default_rng(5)
    blur = chance.random(300)
    table = pd.DataFrame({"blur": blur, "error": None}, index=pd.Index([f"{at}.jpg" for at in range(300)], name="path"))
    honest = dict(zip(table.index, np.where(chance.random(300) < 0.9 - 0.6 * blur, "keep", "reject"), strict=True))
    policy, plain, weighted = Policy("p", (Rule("blur", "above", 0.7),)), [], []
    with Catalog(tmp_path, tmp_path / "c.sqlite") as catalog:
        catalog.save([{"path": path, "file_bytes": 1, "mtime_ns": 1} for path in table.index], "r", {})
        for seed in range(40):
            number = catalog.keep_draw(draw_edge(table, policy, 120, seed))
            first = list(dict.fromkeys(catalog.draws()[number].order))[:60]
            catalog.add_labels([Label(path, honest[path], "me", "blind", draw=number) for path in first])
            history = catalog.label_history()
            truth = collect(table, history[history["draw"] == number], catalog.draws())
            assert truth.sampled
            assert truth.weights.sum() == pytest.approx(300)
            plain.append(truth.keep.mean())
            weighted.append(truth.keep @ truth.weights / truth.weights.sum())
    there = np.mean([said == "keep" for said in honest.values()])
    error = np.std(weighted) / np.sqrt(len(weighted))
    assert abs(np.mean(weighted) - there) < 3 * error
    assert abs(np.mean(plain) - there) > 4 * error  # the drawn photos alone tell another story


def test_ten_thousand_labels_of_a_sample_are_collected() -> None:
    chance = np.random.default_rng(0)
    paths = [f"{at}.jpg" for at in range(10_500)]
    table = pd.DataFrame({"error": None}, index=pd.Index(paths, name="path"))
    draw = draw_uniform(table, 10_000)
    history = _history(
        *(Label(path, str(chance.choice(["keep", "reject"])), "me", "blind", draw=1) for path in draw.order)
    )  # type: ignore[arg-type]
    repeats = history.duplicated("path").to_numpy()
    history["repeat"] = repeats.astype(object)
    truth = collect(table, history, {1: draw})
    assert len(truth) == 10_000
    assert truth.weights == pytest.approx(1.05)
    assert Counter(repeats.tolist())[True] == 526
