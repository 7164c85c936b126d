"""The class table: COCO's kinds in its order, each in one tag or none."""

from __future__ import annotations

import pytest

from culling.things.classes import COCO, TAG_OF, TAGS, tag_text


@pytest.mark.parametrize(
    ("number", "kind"),  # as COCO's own list has them
    [(0, "person"), (1, "bicycle"), (14, "bird"), (24, "backpack"), (45, "bowl"), (56, "chair"), (79, "toothbrush")],
)
def test_kinds_stand_where_detectors_count_them(number: int, kind: str) -> None:
    assert COCO[number] == kind


def test_eighty_kinds_each_once() -> None:
    assert len(COCO) == len(set(COCO)) == 80


def test_only_known_kinds_have_a_known_tag_and_every_tag_has_a_kind() -> None:
    assert set(TAG_OF) <= set(COCO)
    assert set(TAG_OF.values()) == set(TAGS)


@pytest.mark.parametrize(
    ("kind", "tag"),
    [
        ("suitcase", "bag"),
        ("cell phone", "device"),
        ("dining table", "furniture"),
        ("kite", "sports"),
        ("hot dog", "food"),
    ],
)
def test_a_kind_in_two_words_is_found(kind: str, tag: str) -> None:
    assert TAG_OF[kind] == tag


def test_some_kinds_belong_to_none() -> None:
    assert {"traffic light", "bottle", "teddy bear", "potted plant"}.isdisjoint(TAG_OF)


def test_tags_are_written_in_one_order() -> None:
    assert tag_text({"food", "person", "device"}) == "person,food,device"
    assert tag_text(set()) == ""
