"""Damage as it is typed."""

from __future__ import annotations

import pytest

from culling.probe.asked import asked, trials
from culling.probe.robust import TRIALS


def test_a_name_with_and_without_its_amount() -> None:
    assert asked("exposure=−1") == asked("exposure=-1") == ("exposure", -1.0)
    assert asked("jpeg") == ("jpeg", None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("fog", "no damage is called 'fog'"),
        ("noise=much", "write the amount as a number, such as noise=4"),
        ("noise=", "write the amount"),
        ("noise=46", "noise goes from 0 to 45 levels"),
        ("noise=nan", "noise goes from 0"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_way_out(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        asked(text)


def test_a_folder_is_asked_with_the_usual_amounts_unless_told() -> None:
    assert trials([]) == TRIALS
    assert trials(["exposure", "noise=3", "noise=3"]) == (("exposure", -1.0), ("exposure", 1.0), ("noise", 3.0))
