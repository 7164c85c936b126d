"""One photo under damage, measured: nothing is measured twice, and a moved cutoff costs nothing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from culling.metrics import Metric, get_metric
from culling.nets import ModelError
from culling.photos import Photo
from culling.probe.dials import DIALS, get_dial
from culling.synth import damaged_photo

#: Where the dials stand: (dial, amount) in the order of `DIALS`, those at neutral left out. () is the photo as it is.
Setting = tuple[tuple[str, float], ...]
Values = Mapping[str, float]


def setting(amounts: Mapping[str, float]) -> Setting:
    """Where the dials stand, from amounts by name.

    >>> setting({"jpeg": 50, "defocus": 2, "noise": 0})
    (('defocus', 2.0), ('jpeg', 50.0))

    Raises:
        ValueError: no such dial, or it does not go so far.
    """
    checked = {name: get_dial(name).check(amount) for name, amount in amounts.items()}
    return tuple(
        (dial.name, checked[dial.name]) for dial in DIALS if checked.get(dial.name, dial.neutral) != dial.neutral
    )


class Probed:
    """A photo, and what was measured of it under each setting so far.

    Attributes:
        photo: as it is.
        seed: shape of what is random: path of a shake, angle of a motion, noise.
    """

    def __init__(self, photo: Photo, seed: int = 0) -> None:
        if seed < 0:
            raise ValueError(f"seed must be 0 or more, got {seed}")
        self.photo = photo
        self.seed = seed
        self._known: dict[Setting, dict[str, float]] = {}

    def damaged(self, where: Setting) -> Photo:
        """The photo with its analysed pixels damaged, in the order of the dials, each result rounded to levels."""
        photo = self.photo
        for name, amount in where:
            photo = damaged_photo(photo, *get_dial(name).damage(amount), seed=self.seed)
        return photo

    def knows(self, where: Setting, names: Iterable[str]) -> bool:
        """Whether these measures are known there, so that `values` takes no time."""
        return set(names) <= self._known.get(where, {}).keys()

    def values(self, where: Setting, names: Iterable[str], photo: Photo | None = None) -> Values:
        """The measures in their own units; NaN where one cannot say, and for what is learned from marks.

        Args:
            where: the setting.
            names: of `METRICS`.
            photo: `damaged(where)`, where it is at hand already.
        """
        names = tuple(names)
        known = self._known.setdefault(where, {})
        missing = [name for name in names if name not in known]
        if missing:
            photo = self.damaged(where) if photo is None else photo
            known.update({name: _number(get_metric(name), photo) for name in missing})
        return {name: known[name] for name in names}


def _number(metric: Metric, photo: Photo) -> float:
    try:
        return float(metric.measure(photo))
    except ModelError:
        return math.nan
