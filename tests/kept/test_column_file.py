"""Columns in a file: what comes out is what went in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from culling.kept.column_file import missing_as_nan, pack_columns, read_columns

TEXTS = st.lists(st.one_of(st.none(), st.text(st.characters(exclude_characters="\0"), max_size=4)), max_size=40)


def objects(texts: list[str | None]) -> np.ndarray:
    found = np.empty(len(texts), object)
    found[:] = texts
    return missing_as_nan(found)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("columns") / "rows"


@given(texts=TEXTS, repeated=st.booleans())
def test_texts_come_back_and_so_does_what_is_missing(file: Path, texts: list[str | None], repeated: bool) -> None:
    columns = {"text": objects(texts * 30 if repeated else texts)}
    file.write_bytes(pack_columns(columns, "now") or b"")
    found = read_columns(file, "now")
    assert found is not None
    for one, other in zip(found["text"], columns["text"], strict=True):
        assert type(one) is type(other)
        assert one == other or one != one


def test_numbers_come_back_bit_for_bit(file: Path) -> None:
    columns = {"number": np.array([0.1, np.nan, -np.inf]), "whole": np.array([2**62, -1, 0])}
    file.write_bytes(pack_columns(columns, "now") or b"")
    found = read_columns(file, "now")
    assert found is not None
    assert [values.tobytes() for values in found.values()] == [values.tobytes() for values in columns.values()]
    assert found["number"].flags.writeable


def test_a_file_of_something_else_is_none(file: Path) -> None:
    file.write_bytes(pack_columns({"number": np.zeros(1)}, "then") or b"")
    assert read_columns(file, "now") is None
    assert read_columns(file.with_name("absent"), "then") is None


def test_a_text_that_holds_what_parts_texts_cannot_be_kept() -> None:
    assert pack_columns({"text": objects(["a\0b", "c"])}, "now") is None
