"""Decisions that other programs ask for by SQL: what docs/shared.md shows is what comes out, of a file and a server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from culling.catalog import Catalog
from culling.decide import decide
from culling.policy import Policy, Rule

ROOT = Path(__file__).resolve().parents[2]
QUERIES = re.findall(r"```sql\n(.*?)```", (ROOT / "docs" / "shared.md").read_text("utf-8"), re.DOTALL)
POLICY = Policy("strict", (Rule("blur", "above", 0.5), Rule("luminance", "below", 20.0, 40.0)))


@pytest.fixture
def catalog(tmp_path: Path, where: Path | str) -> Iterator[Catalog]:
    def row(path: str, **values: object) -> dict[str, object]:
        return {"path": path, "file_bytes": 1, "mtime_ns": 1, "content_hash": path} | values

    with Catalog(tmp_path / "photos", where) as catalog:
        rows = [
            row("a.jpg", blur=0.75, luminance=50.0, tags="person,food", camera="Nikon"),
            row("b.jpg", blur=0.6, luminance=10.0, tags="person", camera="Canon"),
            row("c.jpg", blur=0.9, luminance=50.0, tags="food", camera="Nikon"),
            row("d.jpg", blur=0.1, luminance=30.0, tags=""),
            row("e.jpg", error="0 bytes"),
        ]
        catalog.save(rows, "r=1", {})
        catalog.set_marks([("a.jpg", "keep"), ("c.jpg", "reject")], by="eva")
        yield catalog


def keep(catalog: Catalog, policy: Policy = POLICY) -> None:
    table = catalog.table()
    catalog.keep_decisions(table, decide(table, policy), policy, by="ann")


def ask(catalog: Catalog, query: str) -> list[tuple[object, ...]]:
    with catalog._database.read() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query)]


def test_the_documented_queries_give_what_they_say(catalog: Catalog) -> None:
    keep(catalog)
    rejected, marked = (ask(catalog, query) for query in QUERIES)
    assert rejected == [("b.jpg", 0.6, 0.5, pytest.approx(-0.1))]
    assert marked == [("Nikon", "keep", "eva", 1), ("Nikon", "reject", "eva", 1)]


def test_every_rule_that_speaks_against_a_photo_is_a_reason(catalog: Catalog) -> None:
    keep(catalog)
    reasons = ask(catalog, "SELECT path, metric, direction, verdict, cutoff, margin FROM reasons ORDER BY path, metric")
    assert reasons == [
        ("a.jpg", "blur", "above", "reject", 0.5, -0.25),
        ("b.jpg", "blur", "above", "reject", 0.5, pytest.approx(-0.1)),
        ("b.jpg", "luminance", "below", "reject", 20.0, -10.0),
        ("c.jpg", "blur", "above", "reject", 0.5, pytest.approx(-0.4)),
        ("d.jpg", "luminance", "below", "maybe", 40.0, -10.0),
    ]


def test_of_each_policy_the_last_decisions_count(catalog: Catalog) -> None:
    keep(catalog)
    keep(catalog, POLICY.without("blur"))
    catalog.set_mark("d.jpg", "must-have")
    keep(catalog)
    found = catalog.decisions(POLICY.policy_id)
    assert found["verdict"].to_dict() == {
        "a.jpg": "keep", "b.jpg": "reject", "c.jpg": "reject", "d.jpg": "keep", "e.jpg": "unjudged",
    }  # fmt: skip
    assert found["source"].tolist() == ["human", "policy", "human", "human", "policy"]
    assert set(found["by"]) == {"ann"}
    assert set(found["policy"]) == {"strict"}
    assert found["margin"].isna().tolist() == [False, False, False, False, True]
    assert len(catalog.decisions(POLICY.without("blur").policy_id)) == 5
    assert catalog.decisions("0123456789ab").empty


def test_decisions_and_tags_go_with_a_renamed_photo_and_with_one_that_is_gone(catalog: Catalog) -> None:
    keep(catalog)
    catalog.rename([("b.jpg", "new/b.jpg"), ("d.jpg", "c.jpg")])
    catalog.forget(["a.jpg"])
    for table in ("decisions", "reasons", "tags"):
        assert "a.jpg" not in {path for (path,) in ask(catalog, f"SELECT path FROM {table}")}
    assert catalog.decisions(POLICY.policy_id)["verdict"].to_dict() == {
        "c.jpg": "maybe", "e.jpg": "unjudged", "new/b.jpg": "reject",
    }  # fmt: skip
    assert ask(catalog, "SELECT path, tag FROM tags") == [("new/b.jpg", "person")]


def test_tags_follow_their_photo(catalog: Catalog) -> None:
    catalog.update([("a.jpg", {"tags": "animal"}), ("b.jpg", {"luminance": 1.0})], "r=2")
    assert ask(catalog, "SELECT path, tag FROM tags WHERE path < 'c' ORDER BY path") == [
        ("a.jpg", "animal"),
        ("b.jpg", "person"),
    ]


def test_decisions_of_another_table_are_refused(catalog: Catalog) -> None:
    table = catalog.table()
    with pytest.raises(ValueError, match="not of this table"):
        catalog.keep_decisions(table, decide(table.iloc[:2], POLICY), POLICY)
    table = table.rename(index={"a.jpg": "z.jpg"})
    with pytest.raises(ValueError, match=r"no photo 'z\.jpg'"):
        catalog.keep_decisions(table, decide(table, POLICY), POLICY)
    assert catalog.decisions(POLICY.policy_id).empty
