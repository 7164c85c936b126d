"""A photo's tags: by YOLOX-nano when it has been fetched, else by the head that comes with culling."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage import data

from culling import Photo, read_photo
from culling.photos import Pixels
from culling.things import head, tags
from culling.things.classes import TAGS
from culling.things.head import LEAST, head_tags, tag_probabilities
from culling.things.tags import tags_of
from tests.conftest import ROOT

SAMPLE = ROOT / "sample_data"


def photo(pixels: Pixels) -> Photo:
    return Photo(np.ascontiguousarray(pixels))


@pytest.mark.usefixtures("nothing_fetched")
@pytest.mark.parametrize(("pixels", "tag"), [(data.chelsea(), "animal"), (data.astronaut(), "person")])
def test_the_head_tells_a_cat_and_a_person(pixels: Pixels, tag: str) -> None:
    assert tags_of(photo(pixels)) == tag


@pytest.mark.usefixtures("fetched")
@pytest.mark.parametrize(("pixels", "tag"), [(data.chelsea(), "animal"), (data.astronaut(), "person")])
def test_yolox_tells_a_cat_and_a_person(pixels: Pixels, tag: str) -> None:
    assert tag in tags_of(photo(pixels)).split(",")


@pytest.mark.usefixtures("fetched")
def test_the_head_is_not_asked_when_yolox_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tags, "head_tags", lambda vector: pytest.fail("asked"))
    assert "animal" in tags_of(photo(data.chelsea()))


@pytest.mark.usefixtures("nothing_fetched")
@pytest.mark.parametrize("size", [(1, 1), (1, 500), (500, 1), (300, 400)])
@pytest.mark.parametrize("tone", [0, 128, 255])
def test_one_colour_has_no_tags(size: tuple[int, int], tone: int) -> None:
    assert tags_of(photo(np.full((*size, 3), tone, np.uint8))) == ""


@pytest.mark.usefixtures("nothing_fetched")
def test_probabilities_have_the_nine_names_and_do_not_exclude_each_other() -> None:
    told = tag_probabilities(photo(data.astronaut()).vector)
    assert tuple(told) == TAGS
    assert all(0 <= share <= 1 for share in told.values())
    assert told["person"] > 0.8


def test_only_what_is_likely_enough_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Just at its cutoff a tag is said, just below it is not; tags without a cutoff never are."""
    told = dict.fromkeys(TAGS, 0.99) | {"person": LEAST["person"], "animal": LEAST["animal"] - 1e-6}
    monkeypatch.setattr(head, "tag_probabilities", lambda vector: told)
    said = head_tags(np.zeros(256, np.float32))
    assert "person" in said
    assert "animal" not in said
    assert said.isdisjoint({"book", "bag"})


def test_a_vector_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="tags takes float32"):
        tag_probabilities(np.zeros(9, np.float32))


@pytest.mark.usefixtures("nothing_fetched")
def test_a_mirrored_and_a_grey_photo_have_the_same_tags() -> None:
    cat = data.chelsea()
    grey = np.repeat(cv2.cvtColor(np.ascontiguousarray(cat), cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)
    assert {tags_of(photo(cat)), tags_of(photo(cat[:, ::-1])), tags_of(photo(grey))} == {"animal"}


@pytest.mark.usefixtures("nothing_fetched")
def test_the_sample_portrait_shows_a_person() -> None:
    assert "person" in tags_of(read_photo(SAMPLE / "101_HOME" / "IMG_0227.JPG")).split(",")


@pytest.mark.usefixtures("nothing_fetched")
def test_people_are_found_as_a_reader_saw_them(shared_data: Path) -> None:
    """Of the photos that a reader looked at: .92 when it was trained."""
    rows = [line.split(",") for line in (ROOT / "models/tags/seen.csv").read_text().splitlines()[1:]]
    people = [path for path, *rest in rows if rest[0].strip('"') == "person" or rest[0].startswith('"person')]
    found = sum("person" in tags_of(read_photo(shared_data / path)) for path in people)
    assert len(people) > 20
    assert found >= 0.85 * len(people)
