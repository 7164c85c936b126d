"""Recent folders and saved policies: kept whole, and forgiven when damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from culling.errors import CullingError
from culling.policy import Policy
from culling.rule import Rule
from culling.ui import places, remembered

POLICY = Policy("old name", (Rule("entropy", "below", 3.5, 4.0),))


def test_recent_folders_newest_first_each_once(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in "abc"]
    for folder in folders:
        folder.mkdir()
        remembered.remember_folder(folder)
    remembered.remember_folder(folders[0])
    assert remembered.recent_folders() == ([folders[0], folders[2], folders[1]], [])


def test_a_folder_that_is_gone_is_not_offered(tmp_path: Path) -> None:
    remembered.remember_folder(tmp_path)
    (tmp_path / "x").mkdir()
    remembered.remember_folder(tmp_path / "x")
    (tmp_path / "x").rmdir()
    assert remembered.recent_folders()[0] == [tmp_path]


@pytest.mark.parametrize("damaged", ["", "{", "[1, 2]", '"text"', "[" * 100_000, "\udcff"])
def test_a_damaged_list_is_a_note_and_begins_anew(tmp_path: Path, damaged: str) -> None:
    (places.data_dir() / "recent.json").write_bytes(damaged.encode("utf-8", "surrogateescape"))
    folders, notes = remembered.recent_folders()
    assert folders == []
    assert "recent folders could not be read" in notes[0]
    remembered.remember_folder(tmp_path)
    assert remembered.recent_folders() == ([tmp_path], [])


def test_a_policy_is_saved_under_its_name_and_replaced(tmp_path: Path) -> None:
    named = remembered.save_policy(POLICY, "  harbour  at night ")
    assert named.name == "harbour at night"
    known, notes = remembered.saved_policies()
    assert notes == []
    assert known["harbour at night"].rules == POLICY.rules
    remembered.save_policy(Policy("x"), "harbour at night")
    assert remembered.saved_policies()[0]["harbour at night"].rules == ()


@pytest.mark.parametrize("name", ["../../evil", "a/b", "CON", "日本", "<b>", "a\nb", "-rf", "A b", "a b"])
def test_any_name_is_a_file_of_its_own_in_one_folder(name: str) -> None:
    saved = remembered.save_policy(POLICY, name)
    files = list((places.data_dir() / "policies").iterdir())
    assert len(files) == 1
    assert remembered.saved_policies()[0][saved.name].rules == POLICY.rules


def test_names_that_look_alike_stay_apart() -> None:
    for name in ("A b", "a b", "a-b"):
        remembered.save_policy(POLICY, name)
    assert {"A b", "a b", "a-b"} <= set(remembered.saved_policies()[0])


@pytest.mark.parametrize("name", ["", "   ", "default", "x" * 81])
def test_names_that_do_not_serve_are_refused(name: str) -> None:
    with pytest.raises(CullingError):
        remembered.save_policy(POLICY, name)


def test_a_damaged_policy_is_left_out_with_a_note() -> None:
    remembered.save_policy(POLICY, "good")
    (places.data_dir() / "policies" / "bad.toml").write_text("name = 'x'\n[[rules]]\nmetric = 'nonsense'\n")
    known, notes = remembered.saved_policies()
    assert "good" in known
    assert "bad.toml" in notes[0]


def test_forgetting_removes_only_the_saved_one() -> None:
    remembered.save_policy(POLICY, "good")
    remembered.forget_policy("good")
    remembered.forget_policy("default")
    known, _ = remembered.saved_policies()
    assert "good" not in known
    assert "default" in known
