"""`culling suggest` as a person types it: what may go as CSV, counts and space in words, wrong calls."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from culling import Catalog
from culling.suggest import KINDS, suggest
from tests.typed import Said, run_culling, scanned_walk

Suggest = Callable[..., Said]


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = scanned_walk(tmp_path_factory.mktemp("suggest") / "photos")
    with Catalog(folder, folder.parent / "known.sqlite") as catalog:
        groups = pd.Series({"IMG_0101.JPG": 0.0, "IMG_0102.JPG": 0.0}).reindex(catalog.table().index)
        catalog.keep_groups(groups, {"method": "by hand"})
    return folder


@pytest.fixture
def typed(scanned: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Suggest:
    """`culling suggest FOLDER …` through the program's own `main`."""

    def run(*words: object, catalog: Path = scanned.parent / "known.sqlite", of: Path = scanned) -> Said:
        return run_culling(monkeypatch, capfd, "suggest", of, "--catalog", catalog, *words)

    return run


def _table(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text), keep_default_na=False)


def test_suggestions_go_to_stdout_and_counts_with_space_to_stderr(typed: Suggest, scanned: Path) -> None:
    said = typed()
    assert said.code == 0
    table = _table(said.out)
    assert list(table.columns) == ["path", "kind", "why", "sure", "bytes", "stays", "done"]
    with Catalog(scanned, scanned.parent / "known.sqlite") as catalog:
        rows = catalog.table()
        expected = suggest(rows, vectors=catalog.vectors(rows.index))
    assert table["why"].tolist() == expected["why"].tolist()
    assert set(table["kind"]) >= {"duplicate", "similar", "unreadable"}
    copy = (scanned / "=copy.jpg").stat().st_size
    assert f"duplicate: 1, {copy / 1e6:.1f} MB" in said.err
    assert "unreadable: 1, 0.0 MB" in said.err
    assert "nothing was deleted or marked" in said.err
    assert [line.partition(":")[0] for line in said.err.splitlines()][: len(KINDS)] == [kind.name for kind in KINDS]


def test_the_same_folder_gives_the_same_bytes(typed: Suggest, tmp_path: Path) -> None:
    assert typed("--out", tmp_path / "s.csv", "--quiet") == (0, "", "")
    assert (tmp_path / "s.csv").read_bytes() == typed("-q").out.encode()


def test_kinds_and_cutoffs_are_chosen(typed: Suggest) -> None:
    said = typed("--kind", "unreadable", "--kind", "duplicate")
    assert _table(said.out)["kind"].tolist() == ["duplicate", "unreadable"]
    assert "shaky" not in said.err
    assert _table(typed("--kind", "dark", "--cutoff", "p_dark=0").out)["path"].nunique() >= 3
    assert typed("--kind", "eyes-closed").out.count("\n") == 1  # the header


def test_marks_are_heeded_and_done_is_told(typed: Suggest, scanned: Path) -> None:
    with Catalog(scanned, scanned.parent / "known.sqlite") as catalog:
        catalog.set_marks([("bad.jpg", "reject"), ("=copy.jpg", "keep"), ("IMG_0131.JPG", "keep")])
        said = typed("--kind", "unreadable", "--kind", "duplicate")
        catalog.set_marks([("bad.jpg", None), ("=copy.jpg", None), ("IMG_0131.JPG", None)])
    assert "unreadable: 0, 0.0 MB; 1 marked reject already" in said.err
    assert "0 photos, 0.0 MB in all" in said.err
    assert _table(said.out)[["path", "done"]].to_numpy().tolist() == [["bad.jpg", 1]]


def test_without_groups_it_is_told_how_to_find_them(typed: Suggest, tmp_path: Path) -> None:
    said = typed("--kind", "similar", catalog=tmp_path / "new.sqlite")
    assert said.code == 0
    assert "similar: 0, 0.0 MB; no groups are kept; `culling group FOLDER --keep`" in said.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--kind", "blurry"), "no kind 'blurry' of suggestion; choose from duplicate, similar, shaky"),
        (("--cutoff", "blur"), "--cutoff takes a measure and a number, such as blur=0.5, got 'blur'"),
        (("--cutoff", "blur=2"), "the cutoff of blur must be from 0 to 1"),
        (("--cutoff", "sharp=2"), "no cutoff on 'sharp'"),
    ],
    ids=str,
)
def test_what_does_not_fit_is_told(typed: Suggest, words: tuple[str, ...], said: str) -> None:
    found = typed(*words)
    assert (found.code, found.out) == (2, "")
    assert said in found.err


def test_a_missing_folder_leaves_no_catalog(typed: Suggest, tmp_path: Path) -> None:
    said = typed(of=tmp_path / "nowhere", catalog=tmp_path / "new.sqlite")
    assert said.code == 1
    assert not (tmp_path / "new.sqlite").exists()
