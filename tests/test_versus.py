"""Two policies side by side, on hand-made rows and beside a plain count."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from culling.decide import VERDICTS, decide
from culling.policy import Policy
from culling.rule import Rule, Unless
from culling.versus import versus

LAX = Policy("lax", (Rule("blur", "above", 0.8),))
STRICT = Policy("strict", (Rule("blur", "above", 0.4, maybe=0.2), Rule("luminance", "below", 10.0)))
TABLE = pd.DataFrame(
    {
        "blur": [0.1, 0.28, 0.5, 0.41, 0.9, 0.9, np.nan, 0.6],
        "luminance": [100.0, 100.0, 100.0, 100.0, 100.0, 1.0, 5.0, 100.0],
        "mark": [None] * 7 + ["keep"],
    },
    index=pd.Index([f"{name}.jpg" for name in "abcdefgh"], name="path"),
)


def test_the_cross_table_counts_every_photo_once() -> None:
    found = versus(TABLE, LAX, STRICT)
    expected = pd.DataFrame(0, index=VERDICTS, columns=VERDICTS)
    expected.loc["keep", "keep"] = 2  # a; h is marked
    expected.loc["keep", "maybe"] = 1  # b
    expected.loc["keep", "reject"] = 2  # c, d
    expected.loc["reject", "reject"] = 2  # e, f
    expected.loc["unjudged", "reject"] = 1  # g: lax has no value, strict finds it dark
    assert (found.counts == expected).all(axis=None)


def test_flips_tell_both_sides_nearest_to_the_second_cutoff_first() -> None:
    found = versus(TABLE, LAX, STRICT).flips
    # margins by strict: d (.4 − .41)/.4 = −.025, c −.25, b .3, g −.5
    assert found.index.tolist() == ["d.jpg", "c.jpg", "b.jpg", "g.jpg"]
    assert found["was"].tolist() == ["keep", "keep", "keep", "unjudged"]
    assert found["is"].tolist() == ["reject", "reject", "maybe", "reject"]
    assert found["was_reasons"].tolist() == ["", "", "", "no measure could judge"]
    assert found["reasons"].tolist() == ["blur > 0.4", "blur > 0.4", "blur in 0.2–0.4", "luminance < 10"]


def test_ways_of_flipping_are_counted_most_first() -> None:
    found = versus(TABLE, LAX, STRICT)
    assert found.directions == [("keep", "reject", 2), ("keep", "maybe", 1), ("unjudged", "reject", 1)]
    assert found.turned("keep", "reject").index.tolist() == ["d.jpg", "c.jpg"]
    assert found.turned("reject", "keep").empty


def test_a_condition_alone_turns_rejected_photos_into_kept_ones() -> None:
    exempting = LAX.replace(Rule("blur", "above", 0.8, unless=Unless("luminance", "above", 50)))
    found = versus(TABLE, LAX, exempting)
    assert found.differences == ["blur above: unless none → luminance above 50"]
    assert found.flips.index.tolist() == ["e.jpg"]  # f is dark
    assert found.flips.loc["e.jpg"].to_dict()["reasons"] == "exempt: luminance > 50"


def test_what_differs_is_told_in_words() -> None:
    assert versus(TABLE, LAX, STRICT).differences == LAX.diff(STRICT)
    same = versus(TABLE, LAX, LAX)
    assert same.differences == []
    assert same.directions == []
    assert same.flips.empty


cutoffs = st.sampled_from([0.1, 0.3, 0.5, 0.9])


@given(st.lists(st.sampled_from([0.05, 0.3, 0.4, 0.6, 0.95, np.nan]), max_size=20), cutoffs, cutoffs)
def test_going_there_and_back_is_the_transposed_table(blur: list[float], one: float, two: float) -> None:
    table = pd.DataFrame({"blur": blur}, index=[f"{n}.jpg" for n in range(len(blur))])
    first, second = Policy("1", (Rule("blur", "above", one),)), Policy("2", (Rule("blur", "above", two),))
    there, back = versus(table, first, second), versus(table, second, first)
    assert (there.counts.to_numpy() == back.counts.to_numpy().T).all()
    assert set(there.flips.index) == set(back.flips.index)
    unlike = decide(table, first)["verdict"].astype(str) != decide(table, second)["verdict"].astype(str)
    assert set(there.flips.index) == set(table.index[unlike])
    assert len(there.flips) == sum(count for _, _, count in there.directions)
