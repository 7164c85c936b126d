"""Groups in the decisions: whole numbers, ranks, keepers with their reasons, also in the files of one verdict."""

import csv
import io
import math

import pandas as pd

from culling.decide import decide
from culling.export.lists.decisions_csv import decisions_csv, read_decisions_csv
from culling.policy import Policy, Rule

NAN = math.nan
POLICY = Policy("guarded", (Rule("luminance", "below", 20.0),), guard=True)


def photos(luminance: list[float], **columns: list[object]) -> pd.DataFrame:
    names = [f"{letter}.jpg" for letter in "abcdefgh"[: len(luminance)]]
    return pd.DataFrame({"luminance": luminance, **columns}, index=pd.Index(names, name="path"))


def cells(table: pd.DataFrame, *names: str, verdict: str | None = None) -> dict[str, tuple[str, ...]]:
    text = decisions_csv(table, decide(table, POLICY), POLICY, "/p", verdict).decode()
    return {row["path"]: tuple(row[name] for name in names) for row in csv.DictReader(io.StringIO(text))}


def test_groups_are_whole_numbers_and_photos_alone_have_none():
    table = photos([5, 15, 99, 30], group=[10.0, NAN, 10.0, NAN], keeper=[False, False, True, False],
                   keeper_reason=["darker", "", "=brighter", ""])  # fmt: skip
    assert cells(table, "group", "group_rank", "keeper", "keeper_reason") == {
        "a.jpg": ("10", "2", "0", "darker"),
        "b.jpg": ("", "", "", ""),
        "c.jpg": ("10", "1", "1", "'=brighter"),
        "d.jpg": ("", "", "", ""),
    }
    data = decisions_csv(table, decide(table, POLICY), POLICY, "/p")
    assert data == decisions_csv(table.copy(), decide(table, POLICY), POLICY, "/p")
    again = read_decisions_csv(data)
    assert again["keeper_reason"].tolist() == ["darker", "", "=brighter", ""]
    assert again["group"].tolist() == ["10", "", "10", ""]


def test_the_keeper_is_first_then_the_margins_count():
    table = photos([5, 15, 99, NAN, 15, 50, 3], group=[1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0])
    keeper = table.assign(keeper=[True, False, False, False, False, False, False])
    assert [rank for (rank,) in cells(table, "group_rank").values()] == ["4", "2", "1", "5", "3", "1", "2"]
    assert [rank for (rank,) in cells(keeper, "group_rank").values()] == ["1", "3", "2", "5", "4", "1", "2"]


def test_the_files_of_one_verdict_say_what_the_whole_folder_says():
    table = photos([5, 15, 99, 5, 7], group=[0.0, 0.0, 0.0, 1.0, 1.0])
    names = ("reasons", "group_rank")
    whole = cells(table, *names)
    assert whole["e.jpg"][0] == "saved by guard: luminance 7 < 20 (margin −13)"
    rejected = cells(table, *names, verdict="reject")
    assert rejected == {path: whole[path] for path in ("a.jpg", "b.jpg", "d.jpg")}
    assert cells(table, *names, verdict="maybe") == {"e.jpg": whole["e.jpg"]}


def test_groups_may_have_names_and_without_groups_there_are_no_keepers():
    named = photos([5, 99], group=["tower", "tower"])
    assert cells(named, "group", "keeper", "keeper_reason") == {
        "a.jpg": ("tower", "0", ""),
        "b.jpg": ("tower", "0", ""),
    }
    plain = decisions_csv(photos([5]), decide(photos([5]), POLICY), POLICY, "/p").decode()
    assert "group,group_rank,luminance," in plain
    assert decisions_csv(photos([], group=[]), decide(photos([], group=[]), POLICY), POLICY, "/p").count(b"\n") == 1
