"""Roles hold in the catalog itself: whoever may only look writes nothing, and only admins say who may what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from culling.catalog import Catalog
from culling.decide import decide
from culling.errors import CullingError
from culling.kept.users import People
from culling.labels.label import Draw, Label
from culling.policy import Policy
from culling.users import NotAllowedError, User
from culling.vectors import Key

WRITES: dict[str, Callable[[Catalog], Any]] = {
    "set_mark": lambda catalog: catalog.set_mark("a", "keep"),
    "take_back": lambda catalog: catalog.take_back([]),
    "save": lambda catalog: catalog.save([{"path": "z", "file_bytes": 1, "mtime_ns": 1}], "r=1", {}),
    "update": lambda catalog: catalog.update([("a", {"luminance": 1.0})], "r=1"),
    "rename": lambda catalog: catalog.rename([("a", "z")]),
    "forget": lambda catalog: catalog.forget(["a"]),
    "leave_out": lambda catalog: catalog.leave_out(["people"]),
    "keep_vectors": lambda catalog: catalog.keep_vectors({Key("n", "a"): np.ones(2)}),
    "keep_groups": lambda catalog: catalog.keep_groups(pd.Series({"a": 0.0}), {}),
    "drop_groups": lambda catalog: catalog.drop_groups(),
    "choose_keeper": lambda catalog: catalog.choose_keeper("a"),
    "add_labels": lambda catalog: catalog.add_labels([Label("a", "keep")]),
    "keep_draw": lambda catalog: catalog.keep_draw(Draw("uniform", "", {"a": 0}, ("a",))),
    "lock_labels": lambda catalog: catalog.lock_labels(None),
    "keep_learned": lambda catalog: catalog.keep_learned({}, {}),
    "fill_learned": lambda catalog: catalog.fill_learned({"a": 0.5}),
    "forget_learned": lambda catalog: catalog.forget_learned(),
    "keep_gain": lambda catalog: catalog.keep_gain("a", "light", "v1", {}, b"", b""),
    "keep_decisions": lambda catalog: catalog.keep_decisions(*_decided(catalog)),
    "set_role": lambda catalog: catalog.set_role("me@example.org", "admin"),
    "remove_user": lambda catalog: catalog.remove_user("ann"),
}


def _decided(catalog: Catalog) -> tuple[pd.DataFrame, pd.DataFrame, Policy]:
    table = catalog.table()
    return table, decide(table, Policy.default()), Policy.default()


@pytest.fixture
def catalog(tmp_path: Path, where: Path | str) -> Iterator[Catalog]:
    with Catalog(tmp_path / "photos", where) as catalog:
        catalog.save([{"path": "a", "file_bytes": 1, "mtime_ns": 1, "content_hash": "a"}], "r=1", {})
        yield catalog


def test_whoever_may_only_look_writes_nothing(catalog: Catalog) -> None:
    viewer = catalog.used_by(User("vic@example.org", "view"))
    before = catalog.table().to_json(), len(catalog.mark_history()), len(catalog.label_history())
    for name, write in WRITES.items():
        with pytest.raises(NotAllowedError, match=r"vic@example\.org has the role view; this needs (mark|admin)"):
            write(viewer)
        assert (catalog.table().to_json(), len(catalog.mark_history()), len(catalog.label_history())) == before, name
    assert viewer.marks().empty
    viewer.note_look("0123456789ab", "holdout", {})
    assert len(catalog.looks()) == 1


def test_every_method_that_writes_is_tried() -> None:
    """A method that opens a transaction for writing stands in WRITES, or is `note_look`, which anybody may."""
    writing = {
        name
        for base in Catalog.__mro__
        for name, method in vars(base).items()
        if not name.startswith("_")
        and "write" in getattr(getattr(method, "__wrapped__", method), "__code__", _NONE).co_names
    }
    assert writing - {"note_look", "set_marks", "neighbours"} <= set(WRITES)
    assert {"set_role", "rename", "keep_draw"} <= writing


_NONE = (lambda: None).__code__


def test_the_list_counts_before_what_was_given_and_at_once(catalog: Catalog) -> None:
    eva = catalog.used_by(User("eva", "view"))
    catalog.set_role("ann", "admin")
    catalog.set_role("eva", "mark")
    eva.set_mark("a", "keep")
    with pytest.raises(NotAllowedError, match="eva has the role mark; this needs admin"):
        eva.set_role("eva", "admin")
    catalog.set_role("eva", "view")
    with pytest.raises(NotAllowedError):
        eva.set_mark("a", "reject")
    assert (catalog.role_of("eva"), catalog.role_of("nobody")) == ("view", None)
    assert catalog.marks().to_dict() == {"a": "keep"}


def test_somebody_is_admin_as_long_as_anybody_is_listed(catalog: Catalog) -> None:
    with pytest.raises(CullingError, match="nobody on the list of users would be admin"):
        catalog.set_role("eva", "mark")
    assert catalog.users().empty
    catalog.set_role("ann", "admin")
    since = catalog.users().loc["ann", "since"]
    catalog.set_role("eva", "view")
    with pytest.raises(CullingError, match="would be admin"):
        catalog.set_role("ann", "mark")
    with pytest.raises(CullingError, match="make somebody else admin first"):
        catalog.remove_user("ann")
    catalog.set_role("ann", "admin")
    assert catalog.users()["role"].to_dict() == {"ann": "admin", "eva": "view"}
    assert catalog.users().loc["ann", "since"] == since
    with pytest.raises(CullingError, match="no 'nobody' on the list"):
        catalog.remove_user("nobody")
    catalog.remove_user("eva")
    catalog.remove_user("ann")
    assert catalog.users().empty


def test_the_list_is_opened_without_a_folder(catalog: Catalog, where: Path | str, tmp_path: Path) -> None:
    people = People(where)
    people.set_role("ann", "admin")
    people.close()
    assert catalog.role_of("ann") == "admin"
    with pytest.raises(CullingError, match=r"no catalog .*none\.sqlite"):
        People(tmp_path / "none.sqlite")
