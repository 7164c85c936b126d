"""Conditions under which a rule of a policy does not count: what they are, how they are written and compared."""

from __future__ import annotations

import dataclasses

import pytest

from culling.policy import Policy, Rule, Unless


def test_the_side_of_a_condition_is_the_better_end_unless_it_is_named():
    assert Unless("laplacian_variance", cutoff=400).side == "above"
    assert Unless("noise_sigma", cutoff=3).side == "below"
    assert Unless("noise_sigma", "above", 3).text == "noise_sigma > 3"
    with pytest.raises(ValueError, match="luminance has no better end: name the side of the condition"):
        Unless("luminance", cutoff=25)
    with pytest.raises(ValueError, match="side of the condition on entropy must be 'below' or 'above', got 'over'"):
        Unless("entropy", "over", 4)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="unless cutoff of entropy must be a finite number, got nan"):
        Unless("entropy")
    with pytest.raises(ValueError, match=r"must be an Unless\(metric, side, cutoff\), got \('entropy', 4\)"):
        Rule("luminance", "below", 25, unless=("entropy", 4))  # type: ignore[arg-type]


def test_a_condition_is_written_only_where_there_is_one():
    sharp = Rule("laplacian_variance", "below", 75, 90, Unless("face_sharpness", "above", 60))
    policy = Policy("x", (sharp,))
    text = '\n[[rules]]\nmetric = "laplacian_variance"\nreject_below = 75.0\nmaybe_below = 90.0\n'
    assert Policy("x", (dataclasses.replace(sharp, unless=None),)).to_toml() == f'name = "x"\n{text}'
    assert policy.to_toml() == f'name = "x"\n{text}unless = {{ metric = "face_sharpness", above = 60.0 }}\n'
    assert policy.measures == ("laplacian_variance", "face_sharpness")
    assert str(sharp) == "laplacian_variance below 75 (maybe below 90) unless face_sharpness above 60"
    assert sharp.text == "laplacian_variance < 75"


def test_diff_tells_of_conditions():
    plain = Policy("x", (Rule("laplacian_variance", "below", 75),))
    other, further = (
        plain.replace(Rule("laplacian_variance", "below", 75, unless=Unless("face_sharpness", "above", cut)))
        for cut in (60, 0.1 + 0.2)
    )
    assert plain.diff(other) == ["laplacian_variance below: unless none → face_sharpness above 60"]
    assert other.diff(further) == [
        "laplacian_variance below: unless face_sharpness above 60 → face_sharpness above 0.30000000000000004"
    ]
    assert further.diff(plain)[0].endswith("→ none")
