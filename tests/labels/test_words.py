"""Words of labels, and numbers with their noun."""

import pytest

from culling.labels.words import counted, plain


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 photos"), (1, "1 photo"), (12, "12 photos"), (1200, "1,200 photos")]
)
def test_a_number_stands_with_its_noun(number, said):
    assert counted(number, "photo") == said


def test_a_noun_with_a_plural_of_its_own():
    assert counted(1, "photo is", "photos are") == "1 photo is"
    assert counted(3, "photo is", "photos are") == "3 photos are"


def test_words_of_folders_are_read_as_people_write_them():
    assert plain(" Must-Have ") == plain("MUST_HAVE") == "must have"
