"""`culling labels` as a person types it: labels in from everywhere, out, and what there is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import xxhash

from culling.audit.holdout import Lock
from culling.catalog import Catalog
from culling.labels.label import Label
from tests.typed import Said, run_culling

Labels = Callable[..., Said]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that was scanned, four photos, one of them marked."""
    photos = tmp_path / "photos"
    photos.mkdir()
    rows = []
    for name in ("=a.jpg", "b.jpg", "[red]c.jpg", "d.jpg"):
        data = name.encode()
        (photos / name).write_bytes(data)
        digest = xxhash.xxh3_128_hexdigest(data)
        rows.append({"path": name, "file_bytes": len(data), "mtime_ns": 1, "content_hash": digest})
    with Catalog(photos, tmp_path / "known.sqlite") as catalog:
        catalog.save(rows, "r", {})
        catalog.set_mark("b.jpg", "reject", by="dashboard", how="review")
    return photos


@pytest.fixture
def labels(folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Labels:
    """`culling labels FOLDER …` through the program's own `main`."""

    def run(*words: object) -> Said:
        return run_culling(monkeypatch, capfd, "labels", folder, "--catalog", folder.parent / "known.sqlite", *words)

    return run


def _ledger(folder: Path) -> list[tuple[str, str | None, str, str, str]]:
    with Catalog(folder, folder.parent / "known.sqlite") as catalog:
        history = catalog.label_history()
    return list(history[["path", "label", "by", "how", "source"]].itertuples(index=False, name=None))


def test_a_file_is_added_once_and_what_is_written_reads_back(labels: Labels, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_text("path,label\n'=a.jpg,keep\n[red]c.jpg,bad\n")
    said = labels("--import", tmp_path / "l.csv", "--by", "ann")
    assert said.code == 0
    assert "found 1 keep, 1 reject: 2 added" in said.err
    assert _ledger(folder) == [
        ("=a.jpg", "keep", "ann", "imported", "l.csv"),
        ("[red]c.jpg", "reject", "ann", "imported", "l.csv"),
    ]
    assert "0 added" in labels("--import", tmp_path / "l.csv", "--by", "ann").err
    assert labels("--export", tmp_path / "out.csv").code == 0
    lines = (tmp_path / "out.csv").read_text().splitlines()
    assert lines[0] == "path,label,by,how,source,draw,repeat,seen,at"
    assert lines[1].startswith("'=a.jpg,keep,ann,imported,l.csv,,False,,20")
    assert "0 added" in labels("--import", tmp_path / "out.csv").err
    assert len(_ledger(folder)) == 2


def test_a_dry_run_says_what_would_be_added_and_adds_nothing(labels: Labels, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_text("path,label\nb.jpg,keep\n[red]c.jpg,reject\nb.jpg,keep\n")
    said = labels("--import", tmp_path / "l.csv", "--dry-run")
    assert said.code == 0
    assert set(said.out.splitlines()) == {"b.jpg: keep", "[red]c.jpg: reject"}
    assert "2 would be added" in said.err
    assert _ledger(folder) == []


def test_lines_that_cannot_be_used_are_told_and_the_others_are_taken(
    labels: Labels, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "l.csv").write_text("path,label\nnobody.jpg,keep\nb.jpg,keep\nd.jpg,keep\nd.jpg,reject\n")
    said = labels("--import", tmp_path / "l.csv")
    assert said.code == 1
    assert "line 2: no photo 'nobody.jpg'" in said.err
    assert "lines 4 and 5: 'd.jpg' is both keep and reject" in said.err
    assert [row[:2] for row in _ledger(folder)] == [("b.jpg", "keep")]


def test_marks_folders_and_xmp_become_labels(labels: Labels, folder: Path, tmp_path: Path) -> None:
    assert "1 added" in labels("--from-marks").err
    (tmp_path / "old" / "Best of").mkdir(parents=True)
    (tmp_path / "old" / "Best of" / "x.jpg").write_bytes(b"=a.jpg")
    assert labels("--import-folders", tmp_path / "old").code == 1
    named = labels("--import-folders", tmp_path / "old", "--keep-name", "best of", "--reject-name", "rest")
    assert (named.code, "1 added" in named.err) == (0, True)
    packet = (
        '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="http://ns.adobe.com/xap/1.0/">'
        '<r:Description x:Rating="2" x:Label="Green"/></r:RDF>'
    )
    (folder / "d.jpg.xmp").write_text(packet)
    assert "0 added" in labels("--import-xmp", folder).err
    assert "found 1 keep, 0 reject: 1 added" in labels("--import-xmp", folder, "--colours", "--stars", "4").err
    assert "found 0 keep, 1 reject: 1 added" in labels("--import-xmp", folder, "--low-rejects").err
    assert _ledger(folder) == [
        ("b.jpg", "reject", "dashboard", "seen", "marks"),
        ("=a.jpg", "keep", "user", "imported", "old/"),
        ("d.jpg", "keep", "user", "imported", "XMP in photos/"),
        ("d.jpg", "reject", "user", "imported", "XMP in photos/"),
    ]


def test_without_an_option_it_tells_what_there_is(labels: Labels, folder: Path) -> None:
    assert "no labels yet" in labels().err
    with Catalog(folder, folder.parent / "known.sqlite") as catalog:
        for path in ("b.jpg", "d.jpg", "=a.jpg"):
            said = "reject" if path == "b.jpg" else "keep"
            catalog.add_labels([Label(path, said, "ann", "blind"), Label(path, said, "ann", "blind", repeat=True)])
        catalog.add_labels([Label("b.jpg", "keep", "bob", "imported"), Label("d.jpg", "keep", "bob", "imported")])
    told = labels().out.splitlines()
    assert told[:2] == ["3 photos labelled: 2 keep, 1 reject", "  blind: 3"]
    assert told[2].startswith("by ann: 3 photos; 3 of 3 photos got the same label twice, 100 % (44–100); κ 1.00 (")
    assert told[3] == "by bob: 2 photos; no photo was labelled twice."
    assert told[4].startswith("ann and bob: 1 of 2 photos got the same label from both, 50 % (9–91); κ 0.00 (")
    assert "Of 1 photo one thing was said blind" in told[5]


def test_what_is_written_is_whole_and_says_what_of_it_is_locked_away_until_it_is_unlocked(
    labels: Labels, folder: Path, tmp_path: Path
) -> None:
    with Catalog(folder, folder.parent / "known.sqlite") as catalog:
        catalog.add_labels([Label(path, "keep") for path in ("b.jpg", "d.jpg", "=a.jpg", "[red]c.jpg")])
        catalog.add_labels([Label("b.jpg", "reject")])
        lock = Lock("salt", 0.5)
        catalog.lock_labels(lock.about)
        held = int(lock.holds(catalog.table()["content_hash"]).sum())
    assert 0 < held < 4
    said = labels("--export", tmp_path / "all.csv")
    assert len((tmp_path / "all.csv").read_text().splitlines()) == 6
    assert f"{held} of the labelled photos" in said.err
    assert "locked away and in the file all the same" in said.err
    assert "all labels count like any others" in labels("--unlock").err
    assert "locked away" not in labels("--export", tmp_path / "all.csv").err
    again = labels("--unlock")
    assert (again.code, "no labels are locked away" in again.err) == (1, True)
    with Catalog(folder, folder.parent / "known.sqlite") as catalog:
        assert catalog.looks()["about"].tolist() == [{"event": "unlocked"}]


@pytest.mark.parametrize("words", [("--import", "a.csv", "--export", "b.csv"), ("--from-marks", "--import-xmp", ".")])
def test_one_thing_at_a_time(labels: Labels, words: tuple[str, ...]) -> None:
    said = labels(*words)
    assert said.code == 2
    assert "choose one of --import FILE" in said.err


def test_a_name_that_means_both_is_refused(labels: Labels, folder: Path) -> None:
    said = labels("--import-folders", folder, "--keep-name", "x", "--reject-name", "x")
    assert (said.code, "cannot mean both" in said.err) == (2, True)


def test_a_folder_that_was_never_scanned_gets_no_catalog(labels: Labels, tmp_path: Path) -> None:
    said = labels("--catalog", tmp_path / "other.sqlite")
    assert said.code == 1
    assert "scan it first" in said.err
    assert not (tmp_path / "other.sqlite").exists()


def test_a_policys_decisions_are_refused(labels: Labels, tmp_path: Path) -> None:
    (tmp_path / "decisions.csv").write_text("path,verdict,policy_id\nb.jpg,keep,0123456789ab\n")
    said = labels("--import", tmp_path / "decisions.csv")
    assert said.code == 1
    assert "a policy's decisions, not what a person said" in said.err
