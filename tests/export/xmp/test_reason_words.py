"""Keywords for why."""

from __future__ import annotations

import pandas as pd
import pytest

from culling.decide import decide
from culling.export.xmp.reason_words import REASON_WORDS, words_of
from culling.metrics import METRIC_NAMES
from culling.policy import Policy, Rule
from culling.rule import Unless

POLICY = Policy(
    "p",
    (
        Rule("blur", "above", 0.5, 0.3, Unless("faces", "above", 5)),
        *(Rule("reblur", "above", 0.5), Rule("luminance", "below", 20), Rule("luminance", "above", 240)),
        Rule("megapixels", "below", 1),
    ),
    guard=True,
)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, ()),
        ({"blur": 0.9, "reblur": 0.9}, ("blur",)),
        ({"blur": 0.4}, ("blur",)),
        ({"luminance": 3, "megapixels": 0.1}, ("dark", "megapixels")),
        ({"luminance": 250}, ("bright",)),
        ({"blur": 0.9, "faces": 9}, ()),
        ({"blur": 0.9, "group": 1}, ("saved-by-guard", "blur")),
        ({"blur": 0.9, "mark": "keep"}, ("marked",)),
        ({"mark": "must-have"}, ("marked", "must-have")),
        ({"error": "truncated"}, ()),
    ],
)
def test_each_reason_is_one_word(values: dict[str, object], words: tuple[str, ...]) -> None:
    plain = {"blur": 0.1, "reblur": 0.1, "luminance": 100, "megapixels": 12, "faces": 0, "group": None}
    table = pd.DataFrame([plain | {"mark": None, "error": None} | values], index=["a.jpg"])
    assert words_of(decide(table, POLICY), POLICY, REASON_WORDS) == [words]


def test_the_words_are_of_measures_that_there_are() -> None:
    assert {key.partition(" ")[0] for key in REASON_WORDS} <= set(METRIC_NAMES)
