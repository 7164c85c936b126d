"""What verdicts are called: defaults, and what a mapping may not hold."""

from __future__ import annotations

from typing import Any

import pytest

from culling.export.xmp.mapping import PROPERTIES, Values, XmpMapping
from culling.xmp_names import DEFAULTS


@pytest.mark.parametrize("verdict", DEFAULTS)
def test_the_defaults_are_what_most_programs_read(verdict: str) -> None:
    assert XmpMapping().values(verdict) == DEFAULTS[verdict]


def test_keywords_name_the_verdict_and_its_reasons() -> None:
    assert XmpMapping().keywords("reject", ["blur", "dark"]) == {
        "dc:subject": ("cull:reject", "cull:blur", "cull:dark"),
        "lr:hierarchicalSubject": ("cull|reject|blur", "cull|reject|dark"),
    }
    assert XmpMapping(prefix="").keywords("keep")["lr:hierarchicalSubject"] == ("keep",)
    assert XmpMapping(write=("rating",)).keywords("keep") == {}


def test_a_must_have_is_a_keep_with_more() -> None:
    mapping = XmpMapping(must_have=Values(rating=5))
    assert mapping.values("keep", "must-have") == DEFAULTS["keep"] | {"xmp:Rating": "5"}
    assert mapping.values("keep", "keep") == DEFAULTS["keep"]


def test_only_what_shall_be_written_is() -> None:
    assert XmpMapping(write=("pick", "label")).values("reject") == {"xmp:Label": "Red", "xmpDM:pick": "-1"}
    assert XmpMapping(write=("pick", "label", "pick")).write == ("label", "pick")


def test_equal_mappings_are_equal_and_frozen() -> None:
    assert XmpMapping() == XmpMapping(write=tuple(reversed(PROPERTIES)))
    assert hash(XmpMapping()) == hash(XmpMapping())
    with pytest.raises(TypeError):
        XmpMapping().reasons["blur"] = "soft"  # type: ignore[index]


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"rating": 6}, "rating must be one of −1, 0, 1, 2, 3, 4, 5, or left out, got 6"),
        ({"rating": True}, "rating must be one of"),
        ({"rating": "5"}, "rating must be one of"),
        ({"pick": 2}, "pick must be one of −1, 0, 1"),
        ({"pick_label": 4}, "pick_label must be one of 0, 1, 2, 3"),
        ({"good": 1}, "good must be true or false"),
        ({"label": " "}, "label must be a colour's name"),
        ({"label": "Red\x00"}, "label must be a colour's name"),
        ({"label": 3}, "label must be a colour's name"),
    ],
)
def test_a_value_that_the_property_cannot_hold_is_refused(values: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Values(**values)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"write": ("colour",)}, "write must list names out of rating, label, .*, got 'colour'"),
        ({"replace": ("keywords",)}, "replace must list names out of rating, label, pick, good, pick_label"),
        ({"prefix": "a|b"}, "prefix must be a keyword .* without"),
        ({"prefix": 3}, "prefix must be text"),
        ({"reasons": {"blurr": "blur"}}, "reasons.blurr must be a measure, .*; did you mean 'blur'"),
        ({"reasons": {"luminance under": "dark"}}, "such as 'luminance below'"),
        ({"reasons": {"blur": "a,b"}}, "reasons.blur must be a keyword"),
        ({"reasons": {"blur": ""}}, "reasons.blur must be a keyword"),
        ({"reasons": {"blur": 3}}, "reasons.blur must be a keyword"),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(options: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        XmpMapping(**options)
