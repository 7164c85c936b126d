"""What was learned, in the catalog: saved, filled in for what is new, out of date, forgotten, ruled on, exported."""

from __future__ import annotations

import contextlib
import io
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from culling import Policy, Rule, decide, nets
from culling.catalog import TABLE_COLUMNS, Catalog
from culling.embed import EMBEDDING_SIZE, network_sha256
from culling.errors import CullingError
from culling.export.lists.decisions_csv import decisions_csv, read_decisions_csv
from culling.measure import recipe
from culling.preference import LearningError
from culling.preference.keeping import basis_today, filled, kept_model, learn_folder
from culling.scan import scan
from culling.vectors import Key
from tests.preference.made import Made, made


@pytest.fixture
def photos() -> Made:
    return made(140, size=EMBEDDING_SIZE)


@pytest.fixture
def catalog(tmp_path: Path, photos: Made) -> Iterator[Catalog]:
    (tmp_path / "photos").mkdir()
    with Catalog(tmp_path / "photos", tmp_path / "c.sqlite") as opened:
        save(opened, photos.table, photos.vectors)
        yield opened


def save(catalog: Catalog, table: pd.DataFrame, vectors: np.ndarray) -> None:
    names = [name for name in table if name in TABLE_COLUMNS]
    rows = [
        {"path": path, "file_bytes": 1, "mtime_ns": 1}
        | {name: None if pd.isna(row[name]) else row[name] for name in names}
        for path, row in table.iterrows()
    ]
    keys = [Key(network_sha256(), content) for content in table["content_hash"]]
    catalog.save(rows, recipe(), {}, dict(zip(keys, vectors, strict=True)))


def mark(catalog: Catalog, photos: Made, count: int = 120) -> None:
    catalog.set_marks([(path, photos.said[path]) for path in list(photos.table.index)[:count]])


def test_learning_fills_the_column_and_carries_its_hash(catalog: Catalog, photos: Made) -> None:
    assert catalog.table()["p_keep"].isna().all()
    assert kept_model(catalog) is None
    mark(catalog, photos)
    found = learn_folder(catalog)
    table = catalog.table()
    assert table["p_keep"].between(0, 1).all()
    assert table.attrs["learned"] == found.model.sha256 == catalog.learned_sha256()
    assert kept_model(catalog).json() == found.model.json()
    marked = table["mark"].notna()
    for path in table.index[marked][:5]:
        assert table["p_keep"][path] == found.model.trained[table["content_hash"][path]][0]


def test_a_rule_on_it_decides_and_the_export_says_what_is_behind_it(catalog: Catalog, photos: Made) -> None:
    mark(catalog, photos)
    sha256 = learn_folder(catalog).model.sha256
    table, policy = catalog.table(), Policy("mine", (Rule("p_keep", reject=0.5),))
    assert policy.rules[0].side == "below"
    decisions = decide(table.drop(columns="mark"), policy)
    assert (decisions["verdict"] == "reject").tolist() == (table["p_keep"] < 0.5).tolist()
    assert Policy.from_toml(policy.to_toml()) == policy
    data = decisions_csv(table.drop(columns="mark"), decisions, policy, "/p")
    again = read_decisions_csv(data)
    assert set(again["learned"]) == {sha256}
    assert again["p_keep"].tolist() == table["p_keep"].tolist()
    catalog.forget_learned()
    table = catalog.table()
    plain = pd.read_csv(io.BytesIO(decisions_csv(table, decide(table, policy), policy, "/p")))
    assert "learned" not in plain


def test_new_and_changed_photos_are_filled_in_and_marks_by_others_change_nothing(
    catalog: Catalog, photos: Made
) -> None:
    mark(catalog, photos)
    learn_folder(catalog)
    before = catalog.table()["p_keep"]
    more = made(150, size=EMBEDDING_SIZE).table.iloc[140:]
    assert not set(more.index) & set(before.index)
    more["content_hash"] = [f"new{at}" for at in range(10)]
    save(catalog, more, made(10, size=EMBEDDING_SIZE, seed=3).vectors)
    catalog.set_mark(str(before.index[-1]), "keep")
    assert catalog.table()["p_keep"][more.index].isna().all()
    table = filled(catalog, catalog.table())
    assert table["p_keep"].notna().all()
    pd.testing.assert_series_equal(catalog.table()["p_keep"], table["p_keep"])
    pd.testing.assert_series_equal(table["p_keep"][before.index], before)


def test_a_scan_fills_it_in_by_itself(catalog: Catalog, photos: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    mark(catalog, photos)
    learn_folder(catalog)
    asked: list[int] = []
    monkeypatch.setattr("culling.preference.keeping.filled", lambda _catalog, table: asked.append(len(table)) or table)
    scan(catalog.folder, catalog=catalog)  # every file is gone: an empty table, and still asked
    assert asked == [0]


def test_out_of_date_it_leaves_new_photos_empty(
    catalog: Catalog, photos: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark(catalog, photos)
    model = learn_folder(catalog).model
    assert model.outdated(basis_today()) == []
    changed = basis_today() | {"blur": "another version"}
    monkeypatch.setattr("culling.preference.keeping.basis_today", lambda: changed)
    table = catalog.table()
    table.loc[table.index[0], "p_keep"] = np.nan
    assert filled(catalog, table)["p_keep"].isna().sum() == 1
    assert "measured differently since it was learned: blur. New and changed" in table.attrs["outdated"]
    assert model.outdated(changed) == ["blur"]


def test_what_today_rests_on_names_every_measure_with_its_networks() -> None:
    today = basis_today()
    assert nets.fingerprint("focus")[:16] in today["blur"]
    assert "p_keep" not in today
    assert "megapixels" not in today


def test_refused_or_too_few_leaves_what_was_learned_before(catalog: Catalog, photos: Made) -> None:
    mark(catalog, photos)
    before = learn_folder(catalog).model.sha256
    rng = np.random.default_rng(1)
    noise = {str(path): str(rng.choice(["keep", "reject"])) for path in photos.table.index}
    assert learn_folder(catalog, noise).refusal
    with pytest.raises(LearningError):
        learn_folder(catalog, {})
    assert catalog.learned_sha256() == before


def test_forgetting_empties_the_column_and_keeps_the_marks(catalog: Catalog, photos: Made) -> None:
    mark(catalog, photos)
    learn_folder(catalog)
    latest = catalog.latest_learned()
    catalog.forget_learned()
    assert catalog.latest_learned() > latest
    assert catalog.learned() is None
    assert catalog.table()["p_keep"].isna().all()
    assert len(catalog.marks()) == 120
    assert catalog.table().attrs["learned"] == ""


def test_a_model_of_another_version_is_told(catalog: Catalog) -> None:
    catalog.keep_learned({"format": -1, "sha256": "0" * 64}, {})
    with pytest.raises(CullingError, match="another version"):
        kept_model(catalog)
    scanned = scan(catalog.folder, catalog=catalog)
    assert "another version of this program; learn again" in scanned.attrs["outdated"], "told, and the scan goes on"


@pytest.mark.parametrize(
    "text",
    ['{"format": 1, ', "[1,2]", '"x"', "5", '{"sha256":null}', '{"format": 1, "sha256": "a"}', "", "[" * 100_000],
)
def test_a_damaged_model_is_told_once_and_everything_else_goes_on(catalog: Catalog, photos: Made, text: str) -> None:
    catalog.keep_learned({"format": 1}, dict.fromkeys(photos.table.index, 0.5))
    with contextlib.closing(sqlite3.connect(catalog.path)) as file, file:
        file.execute("UPDATE learned SET about = ?", (text,))
    table = catalog.table()
    assert table.attrs["learned"] == catalog.learned_sha256() == ("a" if "format" in text and "sha" in text else "")
    with pytest.raises(CullingError, match="learn again, or forget it"):
        kept_model(catalog)
    found = filled(catalog, table)
    assert "learn again, or forget it" in found.attrs["outdated"]
    assert found["p_keep"].isna().all() == (not catalog.learned_sha256()), "no number without its provenance"
    assert found.drop(columns="p_keep").equals(table.drop(columns="p_keep"))
    mark(catalog, photos)
    again = learn_folder(catalog)
    assert kept_model(catalog).json() == again.model.json()
    assert filled(catalog, catalog.table())["p_keep"].notna().all()
