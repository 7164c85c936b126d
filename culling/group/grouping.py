"""One call from a table to groups with their keepers."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
import pandas as pd

from culling.group import methods
from culling.group.checked import SUREST, Picture, Seen, scenes
from culling.group.dbscan import Labels
from culling.group.keeper import keepers
from culling.group.methods import suggest_distance
from culling.neighbours import Neighbours, Vectors, find_neighbours, unit_length

Needs = Literal["nothing", "vectors", "neighbours", "pictures"]


@dataclass(frozen=True, slots=True)
class Method:
    """One way to find groups.

    Attributes:
        name: how it is called here, in the shell and on screen.
        run: (table, what it needs, settings) → labels.
        needs: what it looks at besides the table.
        settings: its settings with their defaults.
    """

    name: str
    run: Callable[..., Labels]
    needs: Needs
    settings: Mapping[str, float | None]

    def settings_for(self, count: int, given: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """All settings for `count` photos: those given, else the defaults.

        Raises:
            ValueError: a setting that this method does not have.
        """
        given = given or {}
        if unknown := sorted(given.keys() - self.settings.keys()):
            has = ", ".join(self.settings) or "no settings"
            raise ValueError(f"{self.name} has no setting {', '.join(unknown)}; it has {has}")
        chosen = {**self.settings, **{name: value for name, value in given.items() if value is not None}}
        near = suggest_distance(count)
        by_size = {"distance": near, "sure": min(near, SUREST, chosen.get("distance") or near)}
        return {name: by_size[name] if value is None else value for name, value in chosen.items()}

    @property
    def summary(self) -> str:
        """What belongs together, in one sentence."""
        return (inspect.getdoc(self.run) or "").partition("\n")[0]


def _method(name: str, run: Callable[..., Labels], needs: Needs) -> Method:
    """Settings and defaults are those of the function, so that they are written once."""
    given = {key: one.default for key, one in inspect.signature(run).parameters.items() if one.kind is one.KEYWORD_ONLY}
    return Method(name, run, needs, MappingProxyType(given))


METHODS: Mapping[str, Method] = MappingProxyType(
    {
        method.name: method
        for method in (
            _method("likeness", methods.likeness, "neighbours"),
            _method("scenes", scenes, "pictures"),
            _method("bursts", methods.bursts, "vectors"),
            _method("near-duplicates", methods.near_duplicates, "vectors"),
            _method("exact", methods.exact_duplicates, "nothing"),
            _method("piccl", methods.piccl, "nothing"),
            _method("hdbscan", methods.hdbscan, "neighbours"),
        )
    }
)


def group(
    table: pd.DataFrame,
    vectors: Vectors | Neighbours | None = None,
    method: str = "likeness",
    *,
    chosen: Collection[str] = (),
    picture: Picture | None = None,
    **settings: Any,
) -> pd.DataFrame:
    """Which photos belong together, which of each group is the keeper, and why.

    Args:
        table: one row per photo, index path, as `scan` returns it.
        vectors: `catalog.vectors(table.index)`, or better `catalog.neighbours()`, which are worked out once. The
            methods `exact` and `piccl` need none.
        method: one of `METHODS`.
        picture: pixels of a photo by its path, for the method `scenes`: `catalog.picture`.
        chosen: paths that a person chose as keepers: `catalog.chosen_keepers()`.
        settings: of the method, such as `distance=0.3`; `METHODS[method].settings` tells names and defaults, where
            None is `suggest_distance(len(table))`.

    Returns:
        The table's index with `group` (float64: 0, 1, 2 … in order of each group's first photo, NaN for photos that
        are alone), `keeper` (bool, exactly one a group) and `keeper_reason` (text, "" for photos that are alone).

    Raises:
        ValueError: an unknown method or setting, a setting out of range, vectors that are missing or of other photos.
    """
    groups = find_groups(table, vectors, method, picture=picture, **settings)
    best = keepers(table, groups, chosen)
    return pd.DataFrame({"group": groups, "keeper": best["keeper"], "keeper_reason": best["reason"]})


def find_groups(
    table: pd.DataFrame,
    vectors: Vectors | Neighbours | None = None,
    method: str = "likeness",
    *,
    picture: Picture | None = None,
    **settings: Any,
) -> pd.Series[float]:
    """The column `group` of `group`, without the keepers."""
    chosen_method = get_method(method)
    all_settings = chosen_method.settings_for(len(table), settings)
    needed = _needed(chosen_method, vectors, picture, len(table))
    labels = chosen_method.run(table, needed, **all_settings)
    return pd.Series(np.where(labels >= 0, labels, np.nan), index=table.index, name="group", dtype=np.float64)


def get_method(name: str) -> Method:
    """The method of that name; ValueError lists the choices."""
    if name not in METHODS:
        raise ValueError(f"there is no method {name!r}; choose from {', '.join(METHODS)}")
    return METHODS[name]


def _needed(method: Method, vectors: Vectors | Neighbours | None, picture: Picture | None, count: int) -> Any:
    if method.needs == "nothing":
        return None
    if vectors is None:
        raise ValueError(f"{method.name} needs vectors: give catalog.neighbours() or catalog.vectors(table.index)")
    held = vectors.vectors if isinstance(vectors, Neighbours) else np.asarray(vectors)
    if len(held) != count:
        raise ValueError(f"{len(held)} vectors are not of this table of {count} photos")
    if method.needs == "vectors":
        return held if isinstance(vectors, Neighbours) else unit_length(held)
    neighbours = vectors if isinstance(vectors, Neighbours) else find_neighbours(held)
    if method.needs == "neighbours":
        return neighbours
    if picture is None:
        raise ValueError(f"{method.name} looks at the photos: give picture=catalog.picture")
    return Seen(neighbours, picture)
