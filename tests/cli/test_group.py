"""`culling group` as a person types it: groups as CSV, kept groups, options that do not fit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from culling import Catalog
from tests.typed import Said, run_culling, scanned_walk

Group = Callable[..., Said]


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return scanned_walk(tmp_path_factory.mktemp("group") / "photos")


@pytest.fixture
def folder(scanned: Path) -> Path:
    with Catalog(scanned, scanned.parent / "known.sqlite") as catalog:
        catalog.drop_groups()
    return scanned


@pytest.fixture
def group(folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Group:
    """`culling group FOLDER …` through the program's own `main`."""

    def run(*words: object, catalog: Path = folder.parent / "known.sqlite", of: Path = folder) -> Said:
        return run_culling(monkeypatch, capfd, "group", of, "--catalog", catalog, *words)

    return run


def test_groups_and_keepers_go_to_a_csv_file(group: Group, tmp_path: Path) -> None:
    said = group("--table", tmp_path / "g.csv")
    assert (said.code, said.out) == (0, "")
    assert "2 groups of 5 photos, 1 photos alone" in said.err
    table = pd.read_csv(tmp_path / "g.csv", index_col="path")
    assert list(table.columns) == ["group", "keeper", "reason"]
    assert table["group"].fillna(-1).to_dict() == {
        "'=copy.jpg": 0,
        "IMG_0101.JPG": 1,
        "IMG_0102.JPG": 1,
        "IMG_0103.JPG": 1,
        "IMG_0131.JPG": 0,
        "bad.jpg": -1,
    }
    assert table.groupby("group")["keeper"].sum().tolist() == [1, 1]
    assert table.loc[table["keeper"] == 1, "reason"].str.len().min() > 5
    assert (tmp_path / "g.csv").read_bytes() == group("--quiet", "--method", "scenes").out.encode()


@pytest.mark.parametrize(
    ("words", "grouped"),
    [
        (("--method", "exact"), ("'=copy.jpg", "IMG_0131.JPG")),
        (("--method", "likeness", "--distance", "0.0001"), ("'=copy.jpg", "IMG_0131.JPG")),
        (("--method", "near-duplicates", "--bits", "0", "--distance", "0"), ("'=copy.jpg", "IMG_0131.JPG")),
        (("--method", "likeness", "--min-samples", "3"), ("IMG_0101.JPG", "IMG_0102.JPG", "IMG_0103.JPG")),
        (("--method", "likeness", "--min-samples", "4"), ()),
        (
            ("--method", "scenes", "--sure", "0.05"),
            ("'=copy.jpg", "IMG_0131.JPG", "IMG_0101.JPG", "IMG_0102.JPG", "IMG_0103.JPG"),
        ),
    ],
    ids=str,
)
def test_methods_and_their_options(group: Group, words: tuple[str, ...], grouped: tuple[str, ...]) -> None:
    said = group(*words)
    assert said.code == 0, said.err
    rows = [line.split(",") for line in said.out.splitlines()[1:]]
    assert {row[0] for row in rows if row[1]} == set(grouped)


def test_kept_groups_are_in_the_table_from_then_on(group: Group, folder: Path) -> None:
    with Catalog(folder, folder.parent / "known.sqlite") as catalog:
        catalog.choose_keeper("IMG_0102.JPG")
        assert group("--keep", "--method", "likeness", "--distance", "0.5", "-q") == (0, "", "")
        assert catalog.grouping() == {"method": "likeness", "distance": 0.5, "min_samples": 2}
        table = catalog.table()
        catalog.choose_keeper("IMG_0102.JPG", chosen=False)
    assert table["group"].notna().sum() == 5
    assert table.loc["IMG_0102.JPG", "keeper"]
    assert table["keeper"].sum() == 2


def test_without_keep_nothing_is_kept(group: Group, folder: Path, tmp_path: Path) -> None:
    group("--table", tmp_path / "g.csv", "-q")
    with Catalog(folder, folder.parent / "known.sqlite") as catalog:
        assert catalog.grouping() is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--method", "alike"), "no method 'alike'; choose from likeness"),
        (("--method", "exact", "--distance", "0.2"), "exact has no --distance; it has no options of its own"),
        (("--method", "piccl", "--gap", "2"), "piccl has no --gap; it has --alpha, --beta, --gamma"),
        (("--distance", "-1"), "distance must be from 0"),
    ],
    ids=str,
)
def test_what_does_not_fit_is_told(group: Group, words: tuple[str, ...], said: str) -> None:
    found = group(*words)
    assert found.code == 2
    assert said in found.err
    assert found.out == ""


def test_a_missing_folder_leaves_no_catalog(group: Group, tmp_path: Path) -> None:
    said = group(of=tmp_path / "nowhere", catalog=tmp_path / "new.sqlite")
    assert said.code == 1
    assert "no folder" in said.err
    assert not (tmp_path / "new.sqlite").exists()
