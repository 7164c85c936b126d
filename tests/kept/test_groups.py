"""The grouping and the keepers of a folder: kept, renumbered, renamed, chosen by a person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import sqlalchemy

from culling.catalog import Catalog
from culling.schema import META
from culling.upgrade import SCHEMA_VERSION


def row(path: str, **values: object) -> dict[str, object]:
    return {"path": path, "file_bytes": 10, "mtime_ns": 1, "content_hash": f"h-{path}"} | values


@pytest.fixture
def catalog(tmp_path: Path, where: Path | str) -> Iterator[Catalog]:
    """Six photos; a, c and e are a group, b and d another one, f is alone; d and e are the sharpest."""
    with Catalog(tmp_path / "photos", where) as catalog:
        blurs = dict(zip("abcdef", (0.5, 0.5, 0.6, 0.1, 0.1, 0.1), strict=True))
        catalog.save([row(path, blur=blur) for path, blur in blurs.items()], "r=1", {})
        groups = pd.Series({"a": 0, "b": 1, "c": 0, "d": 1, "e": 0, "f": np.nan}, dtype=float)
        catalog.keep_groups(groups, {"method": "likeness", "distance": 0.3})
        yield catalog


def groups(catalog: Catalog) -> dict[str, float]:
    return catalog.table()["group"].fillna(-1).to_dict()


def keepers(catalog: Catalog) -> list[str]:
    table = catalog.table()
    assert table["keeper"].dtype == np.bool_
    return list(table.index[table["keeper"]])


def test_without_a_kept_grouping_the_table_has_no_groups(catalog: Catalog) -> None:
    assert catalog.grouping() == {"method": "likeness", "distance": 0.3}
    catalog.drop_groups()
    assert catalog.grouping() is None
    assert not {"group", "keeper", "keeper_reason"} & set(catalog.table().columns)


def test_the_table_has_groups_keepers_and_reasons(catalog: Catalog) -> None:
    assert groups(catalog) == {"a": 0, "b": 1, "c": 0, "d": 1, "e": 0, "f": -1}
    assert keepers(catalog) == ["d", "e"]
    table = catalog.table()
    assert table["group"].dtype == np.float64
    assert "blur" in table.loc["e", "keeper_reason"]
    assert table.loc["f", "keeper_reason"] == ""


def test_another_grouping_takes_its_place(catalog: Catalog) -> None:
    catalog.keep_groups(pd.Series({"e": 4.0, "f": 4.0, "a": np.nan}), {"method": "exact"})
    assert groups(catalog) == {"a": -1, "b": -1, "c": -1, "d": -1, "e": 0, "f": 0}
    assert catalog.grouping() == {"method": "exact"}
    catalog.keep_groups(pd.Series({"a": np.nan}), {"method": "exact"})
    assert set(groups(catalog).values()) == {-1}


def test_photos_that_go_or_come_leave_whole_groups(catalog: Catalog) -> None:
    catalog.forget(["a", "d"])
    catalog.save([row("0-new")], "r=1", {})
    assert groups(catalog) == {"0-new": -1, "b": -1, "c": 0, "e": 0, "f": -1}


def test_renamed_photos_stay_in_their_groups_and_chosen(catalog: Catalog) -> None:
    catalog.choose_keeper("a")
    catalog.rename([("a", "z"), ("b", "0")])
    assert groups(catalog) == {"0": 0, "c": 1, "d": 0, "e": 1, "f": -1, "z": 1}
    assert catalog.chosen_keepers() == ["z"]
    assert keepers(catalog) == ["d", "z"]


def test_what_a_person_chooses_is_kept(catalog: Catalog) -> None:
    catalog.choose_keeper("c", by="eva", how="seen")
    assert keepers(catalog) == ["c", "d"]
    catalog.choose_keeper("a")
    assert keepers(catalog) == ["a", "d"]
    assert catalog.chosen_keepers() == ["a"]
    catalog.choose_keeper("b")
    assert keepers(catalog) == ["a", "b"]
    catalog.choose_keeper("a", chosen=False)
    assert keepers(catalog) == ["b", "e"]
    history = catalog.keeper_history()
    assert history["path"].tolist() == ["c", "c", "a", "b", "a"]
    assert history["chosen"].tolist() == [True, False, True, True, False]
    assert history["by"].iloc[0] == "eva"


def test_a_choice_outlives_its_grouping_and_its_file(catalog: Catalog) -> None:
    catalog.choose_keeper("c")
    catalog.drop_groups()
    catalog.keep_groups(pd.Series({"c": 0.0, "d": 0.0}), {})
    assert keepers(catalog) == ["c"]
    catalog.forget(["c"])
    assert keepers(catalog) == []
    catalog.choose_keeper("d")
    catalog.save([row("c", blur=0.9)], "r=1", {})
    assert catalog.chosen_keepers() == ["c", "d"]


def test_an_unknown_photo_cannot_be_chosen(catalog: Catalog) -> None:
    with pytest.raises(ValueError, match=r"no photo 'z' in the catalog of .*photos; scan"):
        catalog.choose_keeper("z")


def test_a_catalog_of_the_first_schema_gains_groups_and_vectors(tmp_path: Path) -> None:
    with Catalog(tmp_path, tmp_path / "c.sqlite") as catalog:
        catalog.save([row("a"), row("b")], "r=1", {})
        catalog.set_mark("a", "keep")
    engine = sqlalchemy.create_engine(f"sqlite:///{tmp_path / 'c.sqlite'}")
    with engine.begin() as connection:
        for name in ("networks", "vectors", "grouped", "keepers", "labels", "draws", "looks", "learned", "gains"):
            connection.exec_driver_sql(f"DROP TABLE {name}")
        connection.execute(META.update().where(META.c.key == "schema_version").values(value="1"))
    engine.dispose()
    with Catalog(tmp_path, tmp_path / "c.sqlite") as catalog:
        catalog.keep_groups(pd.Series({"a": 0.0, "b": 0.0}), {})
        catalog.choose_keeper("b")
        assert keepers(catalog) == ["b"]
        assert catalog.table()["mark"].to_dict()["a"] == "keep"
        assert np.isnan(catalog.vectors(["a"])).all()
        assert catalog.label_history().empty
    assert SCHEMA_VERSION == 6
