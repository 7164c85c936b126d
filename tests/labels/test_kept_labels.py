"""Labels, samples and looks in the catalog."""

import contextlib
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from culling.audit.holdout import Lock
from culling.catalog import Catalog
from culling.errors import CullingError
from culling.labels import Draw, Label
from culling.labels.collect import collect
from culling.labels.label import EXCLUDED


@pytest.fixture
def catalog(tmp_path: Path, where: Path | str) -> Iterator[Catalog]:
    with Catalog(tmp_path, where) as known:
        yield _with_three(known)


@pytest.fixture
def in_file(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog(tmp_path, tmp_path / "c.sqlite") as known:
        yield _with_three(known)


def _with_three(known: Catalog) -> Catalog:
    row = {"file_bytes": 1, "mtime_ns": 1, "recipe": "r"}
    known.save([{"path": name, "content_hash": name * 2, **row} for name in ("a", "b", "c")], "r", {})
    return known


def test_a_label_is_read_back_with_its_provenance(catalog: Catalog) -> None:
    catalog.add_labels([Label("a", "keep", "me", "blind", draw=1), Label("b", "reject", how="seen", seen="blur=2")])
    first, second = catalog.label_history().to_dict("records")
    assert first["at"]
    assert first["content_hash"] == "aa"
    told = {name: first[name] for name in ("label", "by", "how", "draw", "repeat")}
    assert told == {"label": "keep", "by": "me", "how": "blind", "draw": 1, "repeat": False}
    assert (second["seen"], second["draw"]) == ("blur=2", None)


def test_labels_of_unknown_photos_are_refused_whole(catalog: Catalog) -> None:
    with pytest.raises(ValueError, match="no photo 'z'"):
        catalog.add_labels([Label("a", "keep"), Label("z", "keep")])
    assert catalog.label_history().empty


def test_a_renamed_photo_keeps_its_label_and_a_forgotten_one_stays_in_the_history(catalog: Catalog) -> None:
    catalog.add_labels([Label("a", "keep"), Label("b", "reject")])
    catalog.rename([("a", "x/a")])
    catalog.forget(["b"])
    assert list(catalog.label_history()["path"]) == ["x/a", "b"]
    truth = collect(catalog.table(), catalog.label_history(), {})
    assert truth.paths == ("x/a",)


def test_blind_labels_count_more_than_later_ones_that_were_seen(catalog: Catalog) -> None:
    catalog.add_labels([Label("a", "keep", how="blind"), Label("a", "reject", how="seen")])
    catalog.add_labels([Label("b", "reject", how="imported"), Label("b", "keep", how="imported"), Label("c", "keep")])
    catalog.add_labels([Label("c", None), Label("a", "reject", how="blind", repeat=True)])
    truth = collect(catalog.table(), catalog.label_history(), {})
    assert dict(zip(truth.paths, truth.keep.tolist(), strict=True)) == {"a": True, "b": True}
    assert truth.how == ("blind", "imported")
    assert truth.rows.tolist() == [0, 1]


def test_a_sample_is_read_back_as_it_was_drawn(catalog: Catalog) -> None:
    draw = Draw("edge", "0123456789ab", {"a": 0, "b": 1, "ü\udcff": 1}, ("b", "a", "b"), {"edges": [0.1]})
    number = catalog.keep_draw(draw)
    assert catalog.draws() == {number: draw}


def test_a_renamed_photo_keeps_its_place_in_every_sample(catalog: Catalog) -> None:
    plain = catalog.keep_draw(Draw("uniform", "", {"b": 0}, ("b",)))
    number = catalog.keep_draw(Draw("uniform", "", {"a": 0, "b": 0}, ("a", "b", "a"), {"n": 2, EXCLUDED: {"c": 0}}))
    catalog.add_labels([Label("a", "keep", how="blind", draw=number)])
    catalog.rename([("a", "x/a"), ("c", "x/c")])
    draw = catalog.draws()[number]
    assert (draw.strata, draw.order) == ({"x/a": 0, "b": 0}, ("x/a", "b", "x/a"))
    assert draw.about == {"n": 2, EXCLUDED: {"x/c": 0}}
    assert catalog.draws()[plain].order == ("b",)
    assert collect(catalog.table(), catalog.label_history(), catalog.draws()).weights.tolist() == [2.0]


def test_looks_are_counted_in_their_order(catalog: Catalog) -> None:
    catalog.note_look("0123456789ab", "holdout", {"precision": 0.5})
    assert catalog.looks()[["policy_id", "labels"]].to_numpy().tolist() == [["0123456789ab", "holdout"]]
    assert catalog.looks().at[0, "about"] == {"precision": 0.5}


@pytest.mark.parametrize("wrong", [{"label": "maybe"}, {"label": "keep", "how": "guessed"}])
def test_what_is_no_label_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="one of"):
        Label("a", **wrong)  # type: ignore[arg-type]


def _write(catalog: Catalog, statement: str, *values: object) -> None:
    """What a defect of the disk, or another program, leaves."""
    with contextlib.closing(sqlite3.connect(catalog.path)) as file, file:
        file.execute(statement, values)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no zlib",
        zlib.compress(b"[1, 2"),
        zlib.compress(b"[1, 2]"),
        zlib.compress(b"null"),
        zlib.compress(b'[{"a": "x"}, [], {}]'),
        zlib.compress(b'[{"a": 0}, [1], {}]'),
        zlib.compress(b'[{"a": 0}, [], {"excluded": 3}]'),
        zlib.compress(b'{"a": 0, "b": 1, "c": 2}'),
        zlib.compress(b"[" * 100_000),
        "a text",
    ],
)
def test_a_damaged_sample_is_told_in_words_and_renaming_passes_over_it(in_file: Catalog, content: object) -> None:
    damaged = in_file.keep_draw(Draw("uniform", "", {"b": 0}, ("b",)))
    whole = in_file.keep_draw(Draw("uniform", "", {"a": 0}, ("a",)))
    _write(in_file, "UPDATE draws SET content = ? WHERE id = ?", content, damaged)
    in_file.rename([("a", "x/a"), ("b", "x/b")])
    with pytest.raises(CullingError, match=f"sample {damaged} of photos to be labelled is damaged"):
        in_file.draws()
    _write(in_file, "DELETE FROM draws WHERE id = ?", damaged)
    assert in_file.draws()[whole].order == ("x/a",)


@pytest.mark.parametrize("about", ["{bad", "[]", "{}", '{"method": "uniform"}'])
def test_of_a_sample_must_be_known_how_it_was_drawn(in_file: Catalog, about: str) -> None:
    number = in_file.keep_draw(Draw("uniform", "", {"b": 0}, ("b",)))
    _write(in_file, "UPDATE draws SET about = ? WHERE id = ?", about, number)
    with pytest.raises(CullingError, match="is damaged in the catalog"):
        in_file.draws()


@pytest.mark.parametrize(
    "text",
    [
        *("{bad", "", "null", "[]", "5", "{}", '{"share": 0.3}', '{"salt": "s"}', '{"salt": 5, "share": 0.3}'),
        *('{"salt": "s", "share": "0.3"}', '{"salt": "s", "share": NaN}', '{"salt": "", "share": 0.3}'),
    ],
)
def test_a_damaged_lock_never_opens(in_file: Catalog, text: str) -> None:
    in_file.lock_labels(Lock.fresh().about)
    _write(in_file, "UPDATE meta SET value = ? WHERE key = 'holdout'", text)
    assert in_file.label_lock() is not None
    with pytest.raises(CullingError, match="--unlock"):
        Lock.of(in_file.label_lock())
    in_file.lock_labels(None)
    assert Lock.of(in_file.label_lock()) is None


def test_a_lock_is_read_back_as_it_was_kept(catalog: Catalog) -> None:
    lock = Lock.fresh(0.25, "me")
    catalog.lock_labels(lock.about)
    assert Lock.of(catalog.label_lock()) == lock
