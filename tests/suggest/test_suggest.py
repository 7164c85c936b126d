"""Which photos may go, case by case, with the sentence that says why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from culling.errors import CullingError
from culling.photos import read_photo
from culling.suggest import KINDS, Kind, Suggestions, get_kind, look, space, suggest
from tests.suggest.tables import NONE, groups, photos

TWO = "0" * 32
THREE = [0.0, 0.0, 0.0]


def told(table: pd.DataFrame, kind: str, **given: Any) -> dict[str, str]:
    """The photos of a kind and why."""
    rows = suggest(table, **given)
    rows = rows[rows["kind"] == kind]
    return dict(zip(rows["path"], rows["why"], strict=True))


def one(table: pd.DataFrame, kind: str) -> pd.Series:
    """The only suggestion of a kind."""
    rows = suggest(table)
    (row,) = [row for _, row in rows[rows["kind"] == kind].iterrows()]
    return row


def test_a_folder_of_fine_photos_has_no_suggestions() -> None:
    rows = suggest(photos(3))
    assert rows.empty
    assert list(rows.columns) == ["path", "kind", "why", "sure", "bytes", "stays", "done"]
    assert space(rows) == (0, 0)


def test_an_empty_table_and_one_without_columns() -> None:
    assert suggest(photos(0)).empty
    bare = look(pd.DataFrame(index=pd.Index(["a.jpg", "b.jpg"], name="path")))
    assert bare.rows.empty
    assert bare.unmeasured == ("duplicate", "similar", "shaky", "dark", "eyes closed", "screenshot")


# -- duplicates ------------------------------------------------------------------------------------------------------


def test_of_copies_the_first_by_path_stays() -> None:
    table = photos(3, content_hash=["1", TWO, TWO])
    row = one(table, "duplicate")
    assert (row["path"], row["why"], row["sure"], row["bytes"], row["stays"]) == (
        "c.jpg",
        "same bytes as b.jpg",
        1.0,
        30,
        "b.jpg",
    )


@pytest.mark.parametrize(
    ("columns", "gone"),
    [
        ({"mark": [None, "keep", None]}, ["a.jpg", "c.jpg"]),
        ({"mark": [None, "must-have", "keep"]}, ["a.jpg"]),
        ({"mark": ["reject", None, None]}, ["a.jpg", "c.jpg"]),
        ({"mark": ["reject", "reject", "reject"]}, ["b.jpg", "c.jpg"]),
        ({"mark": ["maybe", None, None]}, ["b.jpg", "c.jpg"]),
        (groups(THREE, 2), ["a.jpg", "b.jpg"]),
    ],
    ids=str,
)
def test_the_copy_that_a_person_or_its_group_wants_stays(columns: dict[str, Any], gone: list[str]) -> None:
    assert sorted(told(photos(3, content_hash=[TWO] * 3, **columns), "duplicate")) == gone


def test_photos_without_a_hash_are_no_copies() -> None:
    assert told(photos(3, content_hash=[None, None, ""]), "duplicate") == {}


# -- similar ---------------------------------------------------------------------------------------------------------


def test_of_a_group_all_but_the_keeper_may_go() -> None:
    reasons = ["sharper", "less sharp than the keeper (blur 0.31, keeper 0.12)", ""]
    table = photos(3, **groups([12.0, 12.0, NONE], 0, reasons))
    row = one(table, "similar")
    assert row["why"] == "group 12, a.jpg stays: less sharp than the keeper (blur 0.31, keeper 0.12)"
    assert (row["path"], row["stays"], row["sure"]) == ("b.jpg", "a.jpg", 1.0)


def test_it_is_told_that_nobody_blinks_in_the_photo_that_stays() -> None:
    table = photos(2, eyes_open=[0.9, 0.8], **groups([4.0, 4.0], 0))
    assert told(table, "similar")["b.jpg"].endswith("; nobody's eyes are closed there")


def test_how_sure_is_how_alike() -> None:
    table = photos(4, **groups([0.0] * 4, 0))
    table["perceptual_hash"] = ["0" * 16, "0" * 15 + "f", "0" * 12 + "ffff", "0" * 6 + "f" * 10]
    rows = suggest(table).set_index("path")
    assert rows["sure"].to_dict() == {"b.jpg": 1 - 4 / 32, "c.jpg": 1 - 16 / 32}  # 40 bits: no more alike than any two
    assert set(suggest(table, Suggestions({"alike": 0.6}))["path"]) == {"b.jpg"}
    assert suggest(table.drop(columns="perceptual_hash")).empty


def test_vectors_tell_apart_what_light_and_dark_do_not() -> None:
    table = photos(4, **groups([0.0] * 4, 0))
    angles = np.arccos([1.0, 0.9, 0.5, 1.0])
    vectors = np.column_stack([np.cos(angles), np.sin(angles)]).astype(np.float32)
    vectors[3] = NONE
    rows = suggest(table, vectors=vectors).set_index("path")
    assert rows["sure"].to_dict() == pytest.approx({"b.jpg": 0.8, "d.jpg": 1.0})  # 1 − 0.1 / 0.5; c is 0
    with pytest.raises(ValueError, match=r"vectors \(3, 2\) are not of 4 photos"):
        suggest(table, vectors=vectors[:3])


def test_open_eyes_stay_although_the_keeper_is_a_little_sharper() -> None:
    table = photos(2, blur=[0.05, 0.15], eyes_open=[0.02, 0.94], **groups([3.0, 3.0], 0))
    assert told(table, "similar") == {"a.jpg": "group 3, b.jpg stays: eyes_open 0.02 < 0.5, there 0.94"}
    assert told(table, "eyes closed") == {"a.jpg": "eyes_open 0.02 < 0.5"}


def test_among_several_without_a_flaw_the_best_stays() -> None:
    table = photos(3, blur=[0.05, 0.3, 0.1], eyes_open=[0.02, 0.9, 0.9], **groups(THREE, 0))
    found = told(table, "similar")
    assert sorted(found) == ["a.jpg", "b.jpg"]
    assert found["b.jpg"].startswith("group 0, c.jpg stays: less sharp than the keeper (blur 0.3, keeper 0.1)")


def test_a_photo_that_a_person_wants_stays_with_its_flaw() -> None:
    table = photos(2, eyes_open=[0.02, 0.9], mark=["keep", None], **groups([0.0, 0.0], 0))
    assert sorted(told(table, "similar")) == ["b.jpg"]
    assert told(table, "eyes closed") == {}
    free = photos(2, eyes_open=[0.02, 0.9], **groups([0.0, 0.0], 0))
    assert sorted(told(free, "similar", chosen=["a.jpg"])) == ["b.jpg"]
    assert told(free, "eyes closed", chosen=["a.jpg"]) == {}


def test_the_last_acceptable_photo_of_a_group_is_held_back() -> None:
    table = photos(3, blur=[0.5, 0.6, 0.7], **groups(THREE, 0))
    assert sorted(told(table, "shaky")) == ["b.jpg", "c.jpg"]
    held = look(table).held
    assert held[["path", "kind"]].to_numpy().tolist() == [["a.jpg", "shaky"]]
    table["mark"] = [None, "reject", "keep"]
    assert sorted(told(table, "shaky")) == ["a.jpg", "b.jpg"]  # c stays, as a person said


def test_without_groups_a_flaw_is_told_of_every_photo() -> None:
    assert sorted(told(photos(2, blur=[0.5, 0.6]), "shaky")) == ["a.jpg", "b.jpg"]


# -- flaws -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "columns", "why", "sure"),
    [
        ("shaky", {"motion_blur": [0.97]}, "motion_blur 0.97 > 0.9", 0.7),
        ("shaky", {"blur": [0.61], "motion_blur": [0.95]}, "blur 0.61 > 0.35; motion_blur 0.95 > 0.9", 0.5),
        ("dark", {"p_dark": [0.9956]}, "p_dark 0.996 > 0.9", 0.956),
        ("dark", {"luminance": [0.25]}, "luminance 0.25 < 1", 0.75),
        ("eyes closed", {"eyes_open": [0.125]}, "eyes_open 0.125 < 0.5", 0.75),
        ("eyes closed", {"eyes_open": [0.00002]}, "eyes_open 0.000 < 0.5", 0.99996),
        ("eyes closed", {"eyes_open": [0.4999999]}, "eyes_open 0.4999999 < 0.5", 2e-7),
    ],
    ids=str,
)
def test_a_flaw_is_told_with_its_numbers(kind: str, columns: dict[str, list[float]], why: str, sure: float) -> None:
    row = one(photos(1, **columns), kind)
    assert row["why"] == why
    assert row["sure"] == pytest.approx(sure)


@pytest.mark.parametrize("value", [0.9, NONE])
def test_at_the_cutoff_and_without_a_number_nothing_is_said(value: float) -> None:
    assert suggest(photos(1, motion_blur=[value], p_dark=[value])).empty


def test_a_photo_with_an_error_has_no_flaw_besides() -> None:
    table = photos(1, blur=[0.9], error=["The file is empty (0 bytes)."])
    assert suggest(table)["kind"].tolist() == ["unreadable"]


@pytest.mark.parametrize(("measure", "sharp", "soft"), [("subject_sharpness", 0.8, 0.7), ("face_sharpness", 120, 60)])
def test_a_sharp_subject_before_a_soft_background_is_not_shaky(measure: str, sharp: float, soft: float) -> None:
    table = photos(3, motion_blur=[0.95] * 3, **{measure: [sharp, soft, NONE]})
    assert sorted(told(table, "shaky")) == ["b.jpg", "c.jpg"]
    assert sorted(told(table, "shaky", settings=Suggestions({measure: soft / 2}))) == ["c.jpg"]


def test_a_photo_with_several_flaws_stands_in_each_kind_and_counts_once() -> None:
    rows = suggest(photos(2, blur=[0.5, 0.1], p_dark=[0.95, 0.1]))
    assert rows["kind"].tolist() == ["shaky", "dark"]
    assert space(rows) == (1, 10)


def test_what_is_marked_reject_is_told_as_done_and_frees_nothing_more() -> None:
    rows = suggest(photos(2, blur=[0.5, 0.6], mark=["reject", None]))
    assert dict(zip(rows["path"], rows["done"], strict=True)) == {"b.jpg": False, "a.jpg": True}
    assert space(rows) == (1, 20)


def test_faces_without_eyes_to_judge_are_measured() -> None:
    table = photos(2, eyes_open=[NONE, NONE])
    assert "eyes closed" in look(table).unmeasured
    assert "eyes closed" not in look(table.assign(faces=[0.0, NONE])).unmeasured


# -- unreadable ------------------------------------------------------------------------------------------------------


def _error_of(file: Path) -> str:
    with pytest.raises(CullingError) as told:
        read_photo(file)
    return str(told.value)


def test_a_damaged_file_is_sure_and_one_that_another_program_may_read_is_not(tmp_path: Path) -> None:
    files = {
        "empty.jpg": b"",
        "text.jpg": b"no picture",
        "film.jpg": b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + b"\0" * 64,
        "drawing.xcf": b"gimp xcf v011" + b"\0" * 64,
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    errors = [_error_of(tmp_path / name) for name in (*files, "gone.jpg")]
    rows = suggest(photos(5, error=errors)).set_index("path")
    assert rows["sure"].to_dict() == {"a.jpg": 1.0, "b.jpg": 1.0, "c.jpg": 0.0, "d.jpg": 0.0, "e.jpg": 0.0}
    assert rows.loc["a.jpg", "why"] == "The file is empty (0 bytes)."


# -- kinds -----------------------------------------------------------------------------------------------------------


def test_the_kinds_in_their_order() -> None:
    assert [kind.name for kind in KINDS] == [
        "duplicate",
        "similar",
        "shaky",
        "dark",
        "eyes closed",
        "screenshot",
        "unreadable",
    ]
    assert get_kind("dark") is KINDS[3]
    with pytest.raises(ValueError, match=r"no kind 'blurry'.*duplicate, similar, shaky"):
        get_kind("blurry")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_says_what_it_is(kind: Kind) -> None:
    for text in (kind.summary, kind.surest, kind.lacking):
        assert text.endswith(".")
    for bound in (*kind.bounds, *kind.unless):
        assert bound.low < bound.high
        assert bound.default is None or bound.low <= bound.default <= bound.high
