"""Labels from CSV files as people and programs write them, and files that are none."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from culling.catalog import Catalog
from culling.decide import decide
from culling.errors import CullingError
from culling.export import csv_reading
from culling.export.lists.decisions_csv import decisions_csv
from culling.labels.from_csv import read_labels_csv
from culling.labels.label import Label
from culling.labels.read import ReadLabels
from culling.labels.to_csv import labels_csv
from culling.policy import Policy
from culling.rule import Rule

ROOT = Path(__file__).resolve().parents[2]
PATHS = ["=1+1.jpg", "a.jpg", "day 1/b.jpg", "é.jpg", "C.JPG"]
TABLE = pd.DataFrame({"blur": 0.1}, index=pd.Index(PATHS, name="path"))


def _read(text: str, folder: Path | None = None) -> ReadLabels:
    return read_labels_csv(text.encode(), TABLE, folder=folder)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("path,label\na.jpg,keep\nC.JPG,reject\n", {"a.jpg": "keep", "C.JPG": "reject"}),
        ("\ufeffPath;LABEL\r\na.jpg;Keep\r\n\r\n", {"a.jpg": "keep"}),
        ("label\tby\tpath\nREJECT\tme\ta.jpg\n", {"a.jpg": "reject"}),
        ('path,label\n"a.jpg"," keep "\n', {"a.jpg": "keep"}),
        ("path,label\n'=1+1.jpg,keep\n", {"=1+1.jpg": "keep"}),
        ("path,label\n=1+1.jpg,bad\n", {"=1+1.jpg": "reject"}),
        ("path,label\nday 1\\b.jpg,good\n", {"day 1/b.jpg": "keep"}),
        ("path,label\n./day 1/b.jpg,Must-Have\n", {"day 1/b.jpg": "keep"}),
        ("path,label\n/shoot/day 1/b.jpg,keep\n", {"day 1/b.jpg": "keep"}),
        ("path,label\n\\SHOOT\\a.jpg,keep\n", {"a.jpg": "keep"}),
        ("path,label\ne\u0301.JPG,keep\n", {"é.jpg": "keep"}),  # as macOS spells it, in other letters
        ("SourceFile,label\n/shoot/a.jpg,keep\n", {"a.jpg": "keep"}),
        ("path,mark\na.jpg,must-have\nC.JPG,maybe\n", {"a.jpg": "keep"}),
        ("path,label\na.jpg,\nC.JPG,unsure\né.jpg\n", {}),
        ("path,label\n", {}),
        ("path,label\na.jpg,keep\na.jpg,KEEPER\n", {"a.jpg": "keep"}),
    ],
)
def test_labels_are_read_as_programs_write_them(text: str, labels: dict[str, str]) -> None:
    found = _read(text, Path("/shoot"))
    assert found.labels == labels
    assert found.problems == ()


def test_the_sample_labels_are_read_whole_in_the_order_of_the_table() -> None:
    file = ROOT / "sample_data" / "labels.csv"
    lines = pd.read_csv(file)
    table = pd.DataFrame(index=pd.Index(lines["path"][::-1], name="path"))
    found = read_labels_csv(file, table)
    assert found.labels == dict(zip(lines["path"], lines["label"], strict=True))
    assert list(found.labels) == list(table.index)
    assert (found.problems, found.counts) == ((), {"keep": 53, "reject": 51})
    assert {(entry.how, entry.source, entry.by) for entry in found.entries} == {("imported", "labels.csv", "user")}


@pytest.mark.parametrize("path", ["b.jpg", "/other/a.jpg", "x/a.jpg", "../a.jpg", "c.jpg/", "C:\\shoot\\a.jpg"])
def test_a_photo_is_never_guessed_by_its_name_alone(path: str) -> None:
    found = _read(f"path,label\n{path},keep\n", Path("/shoot"))
    assert found.labels == {}
    assert found.problems == (f"line 2: no photo {path!r} in this folder",)


def test_two_photos_that_differ_in_letters_alone_are_kept_apart() -> None:
    table = pd.DataFrame(index=pd.Index(["a.jpg", "A.JPG"]))
    found = read_labels_csv(b"path,label\nA.JPG,keep\nA.jpg,reject\n", table)
    assert found.labels == {"A.JPG": "keep"}
    assert found.problems == ("line 3: no photo 'A.jpg' in this folder",)


def test_contradictory_lines_are_both_named_and_neither_counts() -> None:
    found = _read("path,label\na.jpg,keep\nC.JPG,keep\na.jpg,reject\na.jpg,keep\n")
    assert found.labels == {"C.JPG": "keep"}
    assert found.problems == ("lines 2 and 4: 'a.jpg' is both keep and reject; neither counts",)


@pytest.mark.parametrize("cell", ["0", "1", "1.0", "TRUE", "no"])
def test_a_number_could_mean_either(cell: str) -> None:
    found = _read(f"path,label\na.jpg,{cell}\n")
    assert found.labels == {}
    assert found.problems == (f"line 2: {cell!r} could mean either: write keep or reject",)


def test_a_strange_word_is_named() -> None:
    assert _read("path,label\na.jpg,splendid\n").problems == (
        "line 2: 'splendid' is no label; there are keep and reject",
    )


def test_many_problems_are_counted() -> None:
    found = _read("path,label\na.jpg,keep\n" + "nobody.jpg,keep\n" * 500)
    assert found.labels == {"a.jpg": "keep"}
    assert len(found.problems) == csv_reading.MAX_PROBLEMS + 1
    assert found.problems[-1] == "… and 300 more such lines"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "lacks the columns path and label"),
        (b"path,label,label\na.jpg,keep,reject\n", "several columns are called label"),
        (b"path,Path,label\na.jpg,b.jpg,reject\n", "several columns are called path"),
        (b"path,label,by,by,at\na.jpg,keep,x,y,z\n", "several columns are called by"),
        (b"path,score\na.jpg,3\n", "lacks the column label"),
        (b"file,label\na.jpg,keep\n", "lacks the column path"),
        ("path,label\na.jpg,keep\n".encode("utf-16"), "not UTF-8"),
        (b"path,label\n\xff.jpg,keep\n", "not UTF-8 text at byte 11"),
        (b'path,label\n"a.jpg,keep\n', "no CSV"),
        (b'path,label\n"a.jpg"x,keep\n', "line 2 is no CSV"),
        (b"path,label\n" + b"x" * 200_000 + b",keep\n", "field larger than"),
    ],
)
def test_a_file_that_is_no_list_of_labels_is_refused_in_words(data: bytes, said: str) -> None:
    with pytest.raises(CullingError, match=said):
        read_labels_csv(data, TABLE)


def test_files_that_are_absent_or_too_large_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_reading, "MAX_BYTES", 10)
    (tmp_path / "labels.csv").write_bytes(b"path,label\na.jpg,keep\n")
    with pytest.raises(CullingError, match="larger than 10 bytes"):
        read_labels_csv(tmp_path / "labels.csv", TABLE)
    with pytest.raises(CullingError, match=r"cannot read .*none\.csv"):
        read_labels_csv(tmp_path / "none.csv", TABLE)


def test_a_policys_own_decisions_are_no_labels() -> None:
    policy = Policy("p", (Rule("blur", "above", 0.5),))
    table = TABLE.assign(content_hash="h")
    data = decisions_csv(table, decide(table, policy), policy, "/shoot")
    with pytest.raises(CullingError, match="a policy's decisions, not what a person said"):
        read_labels_csv(data, TABLE)
    asked = data.decode().replace("SourceFile,", "label,SourceFile,", 1).replace("\n/shoot/", "\nreject,/shoot/")
    found = read_labels_csv(asked.encode(), TABLE)  # a person wrote labels beside the verdicts
    assert set(found.labels.values()) == {"reject"}
    assert {entry.how for entry in found.entries} == {"seen"}
    assert "may have seen them" in found.notes[0]


def test_the_ledger_that_was_written_reads_back_with_people_and_repeats(tmp_path: Path) -> None:
    with Catalog(tmp_path, tmp_path / "c.sqlite") as catalog:
        catalog.save([{"path": path, "file_bytes": 1, "mtime_ns": 1} for path in PATHS], "r", {})
        catalog.add_labels([Label("a.jpg", "keep", "ann", "blind", draw=1), Label("a.jpg", "reject", "bob", "seen")])
        catalog.add_labels([Label("é.jpg", "keep", "ann", "blind"), Label("é.jpg", "reject", "ann", "imported")])
        catalog.add_labels([Label("C.JPG", "keep", "ann"), Label("C.JPG", None, "ann")])
        catalog.add_labels([Label("a.jpg", "reject", "ann", "blind", draw=1, repeat=True), Label("=1+1.jpg", "keep")])
        history = catalog.label_history()
    data = labels_csv(history)
    assert data.decode().splitlines()[0] == "path,label,by,how,source,draw,repeat,seen,at"
    found = read_labels_csv(data, TABLE)
    told = {(entry.path, entry.label, entry.by, entry.source, entry.repeat) for entry in found.entries}
    assert told == {
        ("a.jpg", "keep", "ann", "(blind)", False),
        ("a.jpg", "reject", "bob", "(seen)", False),
        ("a.jpg", "reject", "ann", "(blind)", True),
        ("é.jpg", "keep", "ann", "(blind)", False),  # blind counts more than what was imported later
        ("=1+1.jpg", "keep", "user", "(seen)", False),
    }
    assert found.labels == {"é.jpg": "keep", "=1+1.jpg": "keep"}  # people differ about a.jpg
    assert {entry.path for entry in found.new(history)} == set()


def test_only_what_would_change_is_new(tmp_path: Path) -> None:
    with Catalog(tmp_path, tmp_path / "c.sqlite") as catalog:
        catalog.save([{"path": path, "file_bytes": 1, "mtime_ns": 1} for path in PATHS], "r", {})
        first = _read("path,label\na.jpg,keep\nC.JPG,keep\n")
        catalog.add_labels(first.new(catalog.label_history()))
        again = _read("path,label\na.jpg,keep\nC.JPG,reject\né.jpg,keep\n").new(catalog.label_history())
    assert {(label.path, label.label) for label in again} == {("C.JPG", "reject"), ("é.jpg", "keep")}


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_no_text_whatever_ends_in_anything_but_labels_or_words(text: str) -> None:
    for start in ("", "path,label\n", "path;label\r\n"):
        try:
            found = _read(start + text)
        except CullingError:
            continue
        assert set(found.labels) <= set(PATHS)


def test_a_long_list_is_read_whole() -> None:
    table = pd.DataFrame(index=pd.Index([f"{number}.jpg" for number in range(10_000)]))
    data = ("path,label\n" + "".join(f"{number}.jpg,keep\n" for number in range(10_000))).encode()
    assert len(read_labels_csv(data, table).labels) == 10_000
