"""Filters, order, progress and summary on hand-made tables, and on drawn ones beside plain loops."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from culling.decide import VERDICTS, decide
from culling.marks import MARKS
from culling.policy import Policy
from culling.review import NONE, Filter, Order, arrange, choices, progress, select, summarise
from culling.rule import Rule

POLICY = Policy("p", (Rule("blur", "above", 0.5, maybe=0.3), Rule("luminance", "below", 10.0)))
COLUMNS: dict[str, list[Any]] = {
    "blur": [0.9, 0.4, 0.1, 0.1, 0.7, np.nan],
    "luminance": [100.0, 100.0, 5.0, 100.0, 5.0, np.nan],
    "mark": [None, None, "must-have", "reject", "keep", None],
    "camera": ["A", "B", "A", "", None, "B"],
    "lens": ["x", "x", "y", "y", "y", None],
    "taken_at": [
        "2024-05-01T23:59:59",
        "2024-05-02T00:00:00+02:00",
        None,
        "2024-05-03T12:00:00.25",
        "2024-04-30T10:00:00",
        None,
    ],
    "error": [None, None, None, None, None, "0 bytes"],
}
PATHS = ["b/1.jpg", "b/IMG_2.jpg", "c/3.jpg", "d/a.jpg", "e/5.jpg", "f/6.jpg"]
TABLE = pd.DataFrame(COLUMNS, index=pd.Index(PATHS, name="path"))
GROUPED = TABLE.assign(
    group=[10.0, 2.0, 10.0, np.nan, 2.0, np.nan], tags=["sky, tree", "sky", "", None, "tree,dog", "dog"]
)


def _rows(table: pd.DataFrame = TABLE, **parts: Any) -> list[int]:
    return select(table, decide(table, POLICY), POLICY, Filter(**parts)).tolist()


@pytest.mark.parametrize(
    ("parts", "rows"),
    [
        ({}, [0, 1, 2, 3, 4, 5]),
        ({"verdicts": ("reject",)}, [0, 3]),
        ({"verdicts": ("keep", "unjudged")}, [2, 4, 5]),
        ({"marks": (NONE,)}, [0, 1, 5]),
        ({"marks": ("must-have", "keep")}, [2, 4]),
        ({"rules": (("blur", "above"),)}, [0, 1, 4]),  # 4 is marked keep; the rule still speaks
        ({"rules": (("luminance", "below"),)}, [2, 4]),
        ({"rules": (("luminance", "below"), ("blur", "above"))}, [0, 1, 2, 4]),
        ({"cameras": ("A",)}, [0, 2]),
        ({"cameras": (NONE,)}, [3, 4]),
        ({"lenses": ("y", NONE)}, [2, 3, 4, 5]),
        ({"since": date(2024, 5, 1), "until": date(2024, 5, 2)}, [0, 1]),
        ({"since": date(2024, 5, 2)}, [1, 3]),
        ({"until": date(2024, 4, 30), "undated": True}, [2, 4, 5]),
        ({"undated": True}, [2, 5]),
        ({"text": "img"}, [1]),
        ({"text": "B/"}, [0, 1]),
        ({"verdicts": ("reject",), "cameras": ("A",), "text": "1"}, [0]),
        ({"verdicts": ("maybe",), "cameras": ("A",)}, []),
        ({"tags": ("sky",), "groups": ("2",)}, [0, 1, 2, 3, 4, 5]),  # no such columns: they do not act
    ],
)
def test_a_photo_passes_every_part_by_any_choice(parts: dict[str, Any], rows: list[int]) -> None:
    assert _rows(**parts) == rows


@pytest.mark.parametrize(
    ("parts", "rows"),
    [
        ({"tags": ("sky",)}, [0, 1]),
        ({"tags": ("dog", "sky")}, [0, 1, 4, 5]),
        ({"tags": (NONE,)}, [2, 3]),
        ({"text": "TREE"}, [0, 4]),
        ({"text": "b/"}, [0, 1]),  # the path is searched as before
        ({"groups": ("2",)}, [1, 4]),
        ({"groups": (NONE, "10")}, [0, 2, 3, 5]),
    ],
)
def test_tags_and_groups_act_where_the_table_has_them(parts: dict[str, Any], rows: list[int]) -> None:
    assert _rows(GROUPED, **parts) == rows


def test_only_what_occurs_can_be_chosen() -> None:
    assert choices(TABLE, "camera") == ["A", "B", NONE]
    assert choices(GROUPED, "group") == ["2", "10", NONE]
    assert choices(GROUPED, "tags") == ["dog", "sky", "tree", NONE]
    assert choices(TABLE, "tags") == []
    assert choices(TABLE.assign(camera=[None] * 6), "camera") == []


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"verdicts": ("good",)}, "no verdict 'good'; there are: keep"),
        ({"marks": ("pick",)}, "no mark 'pick'; there are: must-have"),
        ({"since": date(2024, 2, 1), "until": date(2024, 1, 1)}, "swap"),
    ],
)
def test_a_filter_that_cannot_be_meant_is_refused(parts: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Filter(**parts)


def test_decisions_of_another_table_are_refused() -> None:
    with pytest.raises(ValueError, match="not of this table"):
        select(TABLE, decide(TABLE.iloc[:2], POLICY), POLICY, Filter())


def test_the_dates_are_one_part() -> None:
    assert Filter().active == 0
    assert Filter(since=date(2024, 1, 1), until=date(2024, 2, 1), undated=True, text="a", marks=(NONE,)).active == 3


values = st.sampled_from([0.0, 0.2, 0.31, 0.5, 0.51, 9.0, 10.0, np.nan])


@given(
    st.lists(st.tuples(values, values, st.sampled_from([None, *MARKS])), max_size=12),
    st.sets(st.sampled_from(VERDICTS)),
    st.sets(st.sampled_from([NONE, *MARKS])),
)
def test_verdict_and_mark_filters_are_those_of_a_plain_loop(
    rows: list[tuple[float, float, str | None]], verdicts: set[str], marks: set[str]
) -> None:
    table = pd.DataFrame(rows, columns=["blur", "luminance", "mark"], index=[f"{n}.jpg" for n in range(len(rows))])
    decisions = decide(table, POLICY)
    expected = [
        row
        for row, (_, _, mark) in enumerate(rows)
        if (not verdicts or str(decisions["verdict"].iloc[row]) in verdicts) and (not marks or (mark or NONE) in marks)
    ]
    wanted = Filter(verdicts=tuple(verdicts), marks=tuple(marks))
    assert select(table, decisions, POLICY, wanted).tolist() == expected


@pytest.mark.parametrize(
    ("by", "up", "down"),
    [
        ("path", [0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0]),
        ("name", [0, 2, 4, 5, 3, 1], [1, 3, 5, 4, 2, 0]),
        ("date", [4, 0, 1, 3, 2, 5], [3, 1, 0, 4, 2, 5]),  # undated ones last, by path, either way
        ("blur", [2, 3, 1, 4, 0, 5], [0, 4, 1, 2, 3, 5]),
        # |margins|: 0 |−.8| (blur), 1 .2, 2 .5 (luminance), 3 .8, 4 .5 (luminance, below blur's .4), 5 none
        ("margin", [1, 2, 4, 0, 3, 5], [0, 3, 2, 4, 1, 5]),
        ("verdict", [2, 4, 1, 0, 3, 5], [5, 0, 3, 1, 2, 4]),
        ("mark", [2, 4, 3, 0, 1, 5], [3, 4, 2, 0, 1, 5]),
        ("group", [1, 4, 0, 2, 3, 5], [0, 2, 1, 4, 3, 5]),  # 2 before 10
    ],
)
def test_photos_are_sorted_unknown_last_ties_by_path(by: str, up: list[int], down: list[int]) -> None:
    decisions = decide(GROUPED, POLICY)
    rows = np.arange(6, dtype=np.uint32)[::-1]
    assert arrange(GROUPED, decisions, rows, Order(by)).tolist() == up
    assert arrange(GROUPED, decisions, rows, Order(by, descending=True)).tolist() == down
    assert arrange(GROUPED, decisions, rows, Order(by)).dtype == np.uint32


def test_a_table_that_is_not_sorted_by_path_is_sorted_all_the_same() -> None:
    table = GROUPED.iloc[[3, 0, 5, 1]]
    rows = np.array([0, 1, 2, 3], np.uint32)
    assert arrange(table, decide(table, POLICY), rows, Order("path")).tolist() == [1, 3, 0, 2]
    assert arrange(table, decide(table, POLICY), rows, Order("luminance")).tolist() == [1, 3, 0, 2]


def test_an_order_that_the_table_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="no such column"):
        arrange(TABLE, decide(TABLE, POLICY), np.arange(2, dtype=np.uint32), Order("sharpness"))


def test_progress_counts_the_marks_of_a_list() -> None:
    done = progress(TABLE)
    assert (done.total, done.decided, done.left) == (6, 3, 3)
    assert dict(done.marks) == {"must-have": 1, "keep": 1, "maybe": 0, "reject": 1}
    part = progress(TABLE, np.array([0, 2], np.uint32))
    assert (part.decided, part.left, part.share) == (1, 1, 0.5)
    assert progress(TABLE.iloc[:0]).share == 1.0


def _history(*rows: tuple[str, str | None, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["path", "mark", "how", "at"], dtype=object)


def test_the_summary_sets_marks_beside_the_policy_alone() -> None:
    found = summarise(TABLE, POLICY, _history())
    expected = pd.DataFrame(0, index=VERDICTS, columns=[*MARKS, "undecided"])
    for verdict, mark in [
        ("reject", "undecided"),
        ("maybe", "undecided"),
        ("reject", "must-have"),
        ("keep", "reject"),
        ("reject", "keep"),
        ("unjudged", "undecided"),
    ]:
        expected.loc[verdict, mark] += 1
    assert (found.matrix == expected).all(axis=None)
    assert (found.agreed, found.agreement) == (0, 0.0)
    assert (found.first, found.last, found.per_minute) == (None, None, None)


def test_the_summary_names_who_was_overruled_with_the_policys_reasons() -> None:
    found = summarise(TABLE, POLICY, _history())
    assert found.rescued.index.tolist() == ["c/3.jpg", "e/5.jpg"]  # both by half of the cutoff; by path
    assert found.rescued["mark"].tolist() == ["must-have", "keep"]
    assert found.rescued["reasons"].tolist() == ["luminance < 10", "blur > 0.5; luminance < 10"]
    assert found.dropped.index.tolist() == ["d/a.jpg"]
    assert found.dropped["verdict"].tolist() == ["keep"]
    assert summarise(TABLE, POLICY, _history(), np.array([0, 1], np.uint32)).rescued.empty


def test_agreement_is_of_the_marked_photos_alone() -> None:
    table = TABLE.assign(mark=["reject", "keep", None, "must-have", None, None])
    found = summarise(table, POLICY, _history())
    assert found.agreed == 2  # reject as rejected, must-have as kept; keep where the policy doubts is none
    assert found.agreement == pytest.approx(2 / 3)
    assert summarise(TABLE.assign(mark=None), POLICY, _history()).agreement is None


def test_the_pace_leaves_out_pauses_files_and_other_photos() -> None:
    at = "2026-01-02T10:{:02}:{:02}.000+00:00"
    history = _history(
        ("b/1.jpg", "keep", "gallery", at.format(0, 0)),  # marked anew below: this time does not count
        ("elsewhere.jpg", "keep", "gallery", at.format(0, 1)),
        ("c/3.jpg", "keep", "gallery", at.format(1, 0)),
        ("d/a.jpg", "reject", "gallery", at.format(1, 10)),
        ("e/5.jpg", "keep", "gallery", at.format(1, 30)),
        ("b/1.jpg", "reject", "gallery", at.format(20, 0)),  # after a pause of more than five minutes
        ("b/IMG_2.jpg", "reject", "csv", at.format(20, 1)),
        ("f/6.jpg", "keep", "gallery", at.format(20, 2)),
        ("f/6.jpg", None, "gallery", at.format(20, 3)),  # taken back
    )
    found = summarise(TABLE, POLICY, history)
    assert found.first == datetime(2026, 1, 2, 10, 1, 0, tzinfo=UTC)
    assert found.last == datetime(2026, 1, 2, 10, 20, 1, tzinfo=UTC)
    assert found.per_minute == pytest.approx(60 * 2 / 30)
