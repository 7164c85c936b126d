"""Which photo a sidecar belongs to."""

from __future__ import annotations

import pytest

from culling.sidecars import Owners, folded, is_raw, stem, without_ending


@pytest.mark.parametrize(
    ("base", "photos"),
    [
        ("a.CR3", ["a.CR3"]),
        ("a", ["a.CR3"]),  # the RAW of a pair
        ("A", ["a.CR3"]),
        ("b", ["b.jpg", "b.png"]),
        ("c", ["c.CR3", "c.DNG"]),
        ("d/x", ["d/X.jpg"]),
        ("x", []),
        ("e", ["e", "E"]),
        ("f.CR3", ["f.CR3"]),  # a name in full counts before one without its ending
    ],
)
def test_a_sidecar_is_of_the_photo_that_it_names(base: str, photos: list[str]) -> None:
    keys = ["a.CR3", "a.JPG", "b.jpg", "b.png", "c.CR3", "c.DNG", "d/X.jpg", "e", "E", "f.CR3", "f.CR3.jpg"]
    found = Owners(keys).of(base)
    assert found == (["e"] if base == "e" else photos)


def test_names_are_compared_without_case_and_spelling() -> None:
    assert folded("É.CR3") == folded("e\u0301.cr3")
    assert (stem("a.b.jpg"), stem("a"), without_ending("day.1/a")) == ("a.b", "a", "day.1/a")
    assert (is_raw("x/a.Cr3"), is_raw("x/a.jpg"), is_raw("x/raw")) == (True, False, False)
