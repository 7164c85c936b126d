"""Photos that a measure speaks against: shaky, dark, eyes closed, screenshots; and files that cannot be read."""

from __future__ import annotations

import re

import numpy as np

from culling.suggest.found import Found, alone
from culling.suggest.kinds import Bound, Kind
from culling.suggest.known import Bools, Known
from culling.suggest.settings import Suggestions
from culling.suggest.words import beyond

#: What another program, other rights or another try may read; see culling/decoding and culling/photos.py.
_ELSEWHERE = re.compile(
    r"not supported|too large|took longer|no permission|is gone|cannot be read|a video|not a regular|"
    r"could not be started|camera is not known|cannot be converted",
    re.IGNORECASE,
)


def flawed(known: Known, kind: Kind, settings: Suggestions) -> Found:
    """Photos of which one of the kind's measures lies beyond its cutoff, and none that speaks for them."""
    said = [(bound, cutoff, known.column(bound.measure)) for bound, cutoff in standing(kind.bounds, settings)]
    against, sure = np.zeros(len(known), np.bool_), np.zeros(len(known))
    for bound, cutoff, values in said:
        fired = bound.beyond(values, cutoff)
        against |= fired
        sure = np.maximum(sure, np.where(fired, bound.how_far(values, cutoff), 0.0))
    rows = np.flatnonzero(against & known.readable & ~_spoken_for(known, kind, settings)).astype(np.int64)

    def why(row: int) -> str:
        lines = [(bound, cutoff, float(values[row])) for bound, cutoff, values in said]
        told = [line for line in lines if line[0].beyond(np.array([line[2]]), line[1])[0]]
        return "; ".join(beyond(bound.measure, value, bound.side, cutoff) for bound, cutoff, value in told)

    return alone(rows, sure[rows], why)


def unreadable(known: Known) -> Found:
    """Files that could not be read, each with its reason."""
    rows = np.flatnonzero(~known.readable).astype(np.int64)
    errors = known.errors
    sure = np.array([0.0 if _ELSEWHERE.search(errors[row]) else 1.0 for row in rows.tolist()])
    return alone(rows, sure, lambda row: errors[row])


def standing(bounds: tuple[Bound, ...], settings: Suggestions) -> list[tuple[Bound, float]]:
    """The bounds that say something, each with its cutoff."""
    both = ((bound, settings.cutoff(bound)) for bound in bounds)
    return [(bound, cutoff) for bound, cutoff in both if cutoff is not None]


def is_measured(known: Known, kind: Kind, settings: Suggestions) -> bool:
    """Whether any photo has a number of any of the kind's measures; faces without eyes to judge are measured too."""
    measures = [*(bound.measure for bound, _ in standing(kind.bounds, settings)), *kind.asked]
    return any(bool((~np.isnan(known.column(measure))).any()) for measure in measures)


def _spoken_for(known: Known, kind: Kind, settings: Suggestions) -> Bools:
    spoken = np.zeros(len(known), np.bool_)
    for bound, cutoff in standing(kind.unless, settings):
        spoken |= bound.beyond(known.column(bound.measure), cutoff)
    return spoken
