"""What the head of models/tags learns from: two teachers, and class names where they are known."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("onnx")

from culling.things.classes import TAGS
from models.tags.data import Pictures, imagenet_tags, targets
from models.tags.teachers import _NUMBERS, _numbered
from models.tags.train import cutoff, folds

AT = {tag: place for place, tag in enumerate(TAGS)}


def picture(path: str, whole: bool = True, **said: tuple[float, float, float]) -> Pictures:
    """One picture: for each tag YOLOX's score, the share of the picture, ImageNet's probability."""
    things, shown = np.zeros((1, 2, 9), np.float32), np.zeros((1, 9), np.float32)
    for tag, (score, area, probability) in said.items():
        things[0, :, AT[tag]], shown[0, AT[tag]] = (score, area), probability
    return Pictures(np.array([path]), np.array([whole]), np.zeros((1, 256), np.float32), things, shown)


@pytest.mark.parametrize(
    ("said", "truth", "counts"),
    [
        ((0.9, 0.2, 0.0), 1, 1),
        ((0.9, 0.001, 0.0), 0, 0),  # too small: neither
        ((0.0, 0.0, 0.9), 1, 1),
        ((0.0, 0.0, 0.6), 0, 0),  # in doubt
        ((0.3, 0.2, 0.0), 0, 0),
        ((0.0, 0.0, 0.3), 0, 1),
    ],
)
def test_a_tag_counts_when_a_teacher_is_sure(said: tuple[float, float, float], truth: int, counts: int) -> None:
    there, sure = targets(picture("bsds500/1.webp", vehicle=said))
    assert (there[0, AT["vehicle"]], sure[0, AT["vehicle"]]) == (truth, counts)


def test_a_class_name_says_what_a_photo_shows_and_what_it_does_not() -> None:
    there, sure = targets(picture("imagenet/n02106662_German_shepherd.webp", food=(0, 0, 0.99)))
    assert there[0, AT["animal"]] == sure[0, AT["animal"]] == 1
    assert (there[0, AT["food"]], sure[0, AT["food"]]) == (0, 1), "the name knows better than the network"


def test_a_crop_need_not_show_what_the_photo_is_named_for() -> None:
    there, sure = targets(picture("imagenet/n02106662_German_shepherd.webp", whole=False))
    assert (there[0, AT["animal"]], sure[0, AT["animal"]]) == (0, 0)


def test_what_a_name_leaves_open_does_not_count() -> None:
    _, sure = targets(picture("imagenet/n04081281_restaurant.webp"))
    assert sure[0, AT["furniture"]] == sure[0, AT["food"]] == 0


def test_the_names_use_known_tags_alone() -> None:
    names = imagenet_tags()
    assert len(names) == 480
    assert {tag for both in names.values() for tags in both for tag in tags} <= set(TAGS)


def test_no_class_of_imagenet_is_two_things_but_the_ballplayer() -> None:
    numbers = [number for text in _NUMBERS.values() for number in _numbered(text)]
    assert {number for number in numbers if numbers.count(number) > 1} == {981}
    assert set(numbers) <= set(range(1000))


def test_frames_of_one_scene_are_in_one_fold() -> None:
    paths = np.array(
        ["series/lund/a.jpg", "series/lund/b.jpg", "focus_pairs/A/7.jpg", "focus_pairs/B/7.jpg", "x/y.jpg"]
    )
    found = folds(paths)
    assert found[0] == found[1]
    assert found[2] == found[3]


def test_the_cutoff_is_the_lowest_that_is_right_four_times_of_five() -> None:
    told = np.linspace(0.99, 0.01, 99).astype(np.float32)
    truth = (told > 0.6).astype(np.float32)
    found = cutoff(told, truth, np.ones(99, np.float32))
    right = int(truth.sum())
    assert found == pytest.approx(told[int(right / 0.8) - 1], abs=0.011)
    assert cutoff(told, 1 - truth, np.ones(99, np.float32)) is None
