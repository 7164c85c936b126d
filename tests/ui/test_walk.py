"""Where one is, as the gallery tells it."""

from __future__ import annotations

from types import SimpleNamespace

from culling.ui.walk import Walk

SHEET = SimpleNamespace(key="here", paths=["a.jpg", "b.jpg"], count=2)


def test_keys_that_come_after_their_pause_was_told_are_known() -> None:
    walk = Walk()
    walk.arrive({"sheet": "here", "row": 1, "after": 7}, SHEET)  # type: ignore[arg-type]
    assert walk.current == "b.jpg"
    assert walk.overtook(7)
    assert not walk.overtook(8)


def test_what_is_told_of_another_list_is_passed_over() -> None:
    walk = Walk()
    walk.arrive({"sheet": "elsewhere", "row": 1, "after": 7}, SHEET)  # type: ignore[arg-type]
    assert walk.current is None
    assert not walk.overtook(7)
