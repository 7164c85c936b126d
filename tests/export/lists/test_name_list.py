import pandas as pd
import pytest

from culling.decide import decide
from culling.export.lists.name_list import name_list
from culling.policy import Policy, Rule

POLICY = Policy("test", (Rule("laplacian_variance", reject=400, maybe=600),))


def decided(photos: dict[str, float]) -> pd.DataFrame:
    index = pd.Index(list(photos), name="path", dtype=object)
    return decide(pd.DataFrame({"laplacian_variance": list(photos.values())}, index=index), POLICY)


def test_names_stand_in_one_line_without_folders():
    decisions = decided({"a.jpg": 900.0, "day 1/IMG_2.CR3": 900.0, "day 2/c.jpg": 1.0, "d.jpg": 500.0})
    assert name_list(decisions, "keep").text == "a.jpg,IMG_2.CR3"
    assert name_list(decisions, "keep", "spaces").text == "a.jpg IMG_2.CR3"
    assert name_list(decisions, "maybe").text == "d.jpg"
    assert name_list(decisions, "unjudged").text == ""


def test_a_name_that_a_search_would_take_apart_is_left_out_and_named():
    good = ["plain.jpg", "é.jpg", "-rf.jpg"]
    spaced = ["two words.jpg", "a,b.jpg", "tab\t.jpg", "two\nlines.jpg", "x;y.jpg", 'quo"te.jpg']
    special = ["!not.jpg", "+begins.jpg", "latin \\xe9.jpg", "lat\\xe9.jpg"]
    kept = [*good, *spaced, *special]
    listed = name_list(decided(dict.fromkeys(kept, 900.0)), "keep")
    assert listed.text == ",".join(good)
    assert listed.left_out == (*spaced, *special)


def test_a_name_that_several_photos_have_stands_once_and_those_of_another_verdict_are_named():
    decisions = decided(
        {
            "day 1/IMG_1.JPG": 900.0,
            "day 2/IMG_1.JPG": 900.0,
            "day 3/img_1.jpg": 1.0,  # a search looks at no case
            "day 3/xIMG_1.JPG": 500.0,
            "day 3/IMG_10.JPG": 1.0,
            "day 3/IMG_1.CR3": 1.0,
        }
    )
    listed = name_list(decisions, "keep")
    assert listed.text == "IMG_1.JPG"
    assert listed.left_out == ()
    assert listed.also_found == ("day 3/img_1.jpg", "day 3/xIMG_1.JPG")
    assert name_list(decisions, "maybe").also_found == ()


def test_unknown_words_are_refused():
    decisions = decided({"a.jpg": 900.0})
    with pytest.raises(ValueError, match="separator must be one of commas, spaces, got 'tabs'"):
        name_list(decisions, "keep", "tabs")
    with pytest.raises(ValueError, match="verdict must be one of keep, maybe, reject, unjudged, got 'kept'"):
        name_list(decisions, "kept")
