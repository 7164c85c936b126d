"""Marks as CSV: what was written reads back, and a strange file is told about line by line."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from culling.decide import decide
from culling.errors import CullingError
from culling.export import csv_reading as module
from culling.export.lists.decisions_csv import decisions_csv
from culling.export.lists.marks_csv import marks_csv, read_marks_csv
from culling.marks import MARKS
from culling.policy import Policy
from culling.rule import Rule

PATHS = ["=1+1.jpg", "'=1.jpg", "a,b.jpg", "a\nb.jpg", "plain.jpg", "é😀.jpg"]
TABLE = pd.DataFrame({"mark": [None, None, "keep", None, "reject", None]}, index=pd.Index(PATHS, name="path"))


def _history(*rows: tuple[str, str | None]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (path, "h", mark, "me", "gallery", f"2026-01-01T00:00:0{at}.000+00:00")
            for at, (path, mark) in enumerate(rows)
        ],
        columns=["path", "content_hash", "mark", "by", "how", "at"],
        dtype=object,
    )


def _read(text: str) -> tuple[dict[str, str | None], int, tuple[str, ...]]:
    found = read_marks_csv(text.encode(), TABLE)
    return dict(found.pairs), found.same, found.problems


def test_the_present_marks_are_written_with_who_how_and_when() -> None:
    history = _history(("b.jpg", "keep"), ("=a.jpg", "maybe"), ("b.jpg", "reject"), ("c.jpg", "keep"), ("c.jpg", None))
    assert marks_csv(history).decode().splitlines() == [
        "path,mark,by,how,at",
        "'=a.jpg,maybe,me,gallery,2026-01-01T00:00:01.000+00:00",
        "b.jpg,reject,me,gallery,2026-01-01T00:00:02.000+00:00",
    ]


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.sampled_from(MARKS)))
def test_what_was_written_reads_back_whatever_the_names(marks: dict[str, str]) -> None:
    table = pd.DataFrame({"mark": [None] * len(marks)}, index=pd.Index(list(marks), dtype=object), dtype=object)
    rows = [(path, "h", mark, "me", "seen", "2026") for path, mark in marks.items()]
    history = pd.DataFrame(rows, columns=["path", "content_hash", "mark", "by", "how", "at"], dtype=object)
    found = read_marks_csv(marks_csv(history), table)
    assert dict(found.pairs) == marks
    assert found.problems == ()


def test_only_changes_are_listed_with_what_was() -> None:
    found = read_marks_csv(b'path,mark\nplain.jpg,keep\n"a,b.jpg",keep\n\'=1+1.jpg,must-have\n', TABLE)
    assert found.changes.index.tolist() == ["=1+1.jpg", "plain.jpg"]
    assert found.changes["was"].tolist() == [None, "reject"]
    assert found.changes["mark"].tolist() == ["must-have", "keep"]
    assert found.same == 1
    assert found.problems == ()


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("path,mark\nplain.jpg,\n", {}),  # an empty cell leaves the photo alone
        ("path,mark\nplain.jpg,clear\n", {"plain.jpg": None}),
        ("\ufeffPath;MARK\r\nplain.jpg;Must Have\r\n\r\n", {"plain.jpg": "must-have"}),
        ("by\tmark\tpath\nme\tmaybe\tplain.jpg\n", {"plain.jpg": "maybe"}),
        ("path,mark\n=1+1.jpg,keep\n", {"=1+1.jpg": "keep"}),  # another program wrote it, without a guard
        ("path,mark\n''=1.jpg,keep\n", {"'=1.jpg": "keep"}),
        ('path,mark\n"a\nb.jpg",reject\n', {"a\nb.jpg": "reject"}),
        ("path,mark\nplain.jpg\n", {}),  # a line cut short
    ],
)
def test_marks_are_read_as_programs_write_them(text: str, changes: dict[str, str | None]) -> None:
    found, _, problems = _read(text)
    assert found == changes
    assert problems == ()


def test_the_last_of_several_lines_counts_and_says_so() -> None:
    found, _, problems = _read("path,mark\nplain.jpg,keep\nplain.jpg,maybe\n")
    assert found == {"plain.jpg": "maybe"}
    assert problems == ("line 3: 'plain.jpg' was named before; this line counts",)


def test_lines_that_cannot_be_used_are_named_and_the_others_count() -> None:
    found, _, problems = _read("path,mark\nnobody.jpg,keep\nplain.jpg,splendid\né😀.jpg,keep\n../plain.jpg,keep\n")
    assert found == {"é😀.jpg": "keep"}
    assert len(problems) == 3
    assert "line 2" in problems[0]
    assert "'nobody.jpg'" in problems[0]
    assert "'splendid' is no mark; there are must-have" in problems[1]
    assert "'../plain.jpg'" in problems[2]


def test_many_problems_are_counted() -> None:
    _, _, problems = _read("path,mark\n" + "nobody.jpg,keep\n" * 500)
    assert len(problems) == module.MAX_PROBLEMS + 1
    assert problems[-1] == "… and 300 more such lines"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "lacks the columns path and mark"),
        (b"path,verdict\nplain.jpg,keep\n", "lacks the column mark"),
        ("path,mark\nplain.jpg,keep\n".encode("utf-16"), "not UTF-8"),
        (b"path,mark\n\xff.jpg,keep\n", "not UTF-8 text at byte 10"),
        (b'path,mark\n"plain.jpg,keep\n', "no CSV"),
        (b'path,mark\n"plain"x,keep\n', "line 2 is no CSV"),
        (b"path,mark\n" + b"x" * 200_000 + b",keep\n", "field larger than"),
    ],
)
def test_a_file_that_is_no_list_of_marks_is_refused_in_words(data: bytes, said: str) -> None:
    with pytest.raises(CullingError, match=said):
        read_marks_csv(data, TABLE)


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 10)
    (tmp_path / "marks.csv").write_bytes(b"path,mark\nplain.jpg,keep\n")
    with pytest.raises(CullingError, match="larger than 10 bytes"):
        read_marks_csv(tmp_path / "marks.csv", TABLE)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CullingError, match=r"cannot read .*none\.csv"):
        read_marks_csv(tmp_path / "none.csv", TABLE)


def test_the_marks_in_a_list_of_decisions_are_taken_as_they_are() -> None:
    policy = Policy("p", (Rule("blur", "above", 0.5),))
    marked = TABLE.assign(blur=0.1, content_hash="h")
    data = decisions_csv(marked, decide(marked, policy), policy, "/photos")
    found = read_marks_csv(data, TABLE.assign(mark=None))
    assert dict(found.pairs) == {"a,b.jpg": "keep", "plain.jpg": "reject"}
    assert found.problems == ()
