"""The kinds of suggestions, in the order in which they are told. A new one is one entry in `KINDS`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from culling.metrics import METRICS
from culling.rule import Side

Floats = NDArray[np.float64]

_CUTOFFS = {metric.name: metric.cutoff for metric in METRICS}


@dataclass(frozen=True, slots=True)
class Bound:
    """A measure, and from where on it speaks.

    Attributes:
        measure: a column of the table, or `alike`; where it is absent or NaN it says nothing.
        side: "above" or "below" the cutoff; a value exactly at it says nothing.
        low, high: between which a cutoff may lie; the one on the bound's side is the farthest that a value goes.
        step: by which a slider moves.
        own: where the cutoff begins; None for the measure's own.
    """

    measure: str
    side: Side
    low: float = 0.0
    high: float = 1.0
    step: float = 0.01
    own: float | None = None

    @property
    def default(self) -> float | None:
        """Where the cutoff begins; None for a measure that this version does not have: the bound says nothing."""
        return _CUTOFFS.get(self.measure) if self.own is None else self.own

    def beyond(self, values: Floats, cutoff: float) -> NDArray[np.bool_]:
        """Which values lie beyond the cutoff; NaN never does."""
        return np.asarray(values > cutoff if self.side == "above" else values < cutoff, np.bool_)

    def how_far(self, values: Floats, cutoff: float) -> Floats:
        """How far beyond: 0 at the cutoff … 1 at the end of the measure, in equal steps; 0 for NaN."""
        end = self.high if self.side == "above" else self.low
        if end == cutoff:
            return np.zeros(len(values))  # nothing lies beyond
        with np.errstate(over="ignore"):  # a cutoff a hair's breadth from the end: beyond every float is beyond 1
            shares = (values - cutoff) / (end - cutoff)
        return np.clip(np.nan_to_num(shares, nan=0.0), 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Kind:
    """One reason for which a photo may go.

    Attributes:
        name: how it is called in tables and in the shell.
        title: how it is called on screen.
        summary: which photos it suggests, in one sentence.
        surest: what `sure` counts, from 0 to 1, in one sentence.
        bounds: measures of which one beyond its cutoff is enough.
        unless: measures that speak for a photo: one of them beyond its cutoff, and the photo is not suggested.
        asked: further measures whose numbers show that it was looked for, also where it says nothing of any photo.
        lacking: what to do where the photos tell nothing of it.
    """

    name: str
    title: str
    summary: str
    surest: str
    bounds: tuple[Bound, ...] = ()
    unless: tuple[Bound, ...] = ()
    asked: tuple[str, ...] = ()
    lacking: str = "Scan the folder again on **Library**."


#: Frames of a burst are alike by 0.4 to 1; screenshots, and one subject in many views, by 0 to 0.2; groups hold all.
ALIKE = Bound("alike", "above", own=0.3)
_FAR = "How far the measure lies beyond its cutoff: 0 at the cutoff, 1 at the end of its scale."

KINDS: tuple[Kind, ...] = (
    Kind(
        "duplicate",
        "Duplicate",
        "The same file twice, byte for byte; one copy stays.",
        "Always 1: the bytes are the same.",
    ),
    Kind(
        "similar",
        "Similar",
        "Another photo of its group is better; the best of each group stays.",
        "How alike it is to the photo that stays, by light and dark and by what both show, whichever is less: "
        "1 the same picture, 0 no more than any two.",
        bounds=(ALIKE,),
        lacking="No groups of similar photos are known for this folder yet.",
    ),
    Kind(
        "shaky",
        "Shaky",
        "Blurred or moved, also where it ought to be sharp; a sharp subject before a soft background is not.",
        _FAR,
        bounds=(Bound("blur", "above"), Bound("motion_blur", "above", own=0.9)),
        # At its own cutoff, 0.65, a subject is as sharp as `blur` has it, and 3 of 25 moved sample photos are spared.
        unless=(
            Bound("subject_sharpness", "above", own=0.75),
            Bound("face_sharpness", "above", high=366.0, step=1.0, own=100.0),
        ),
    ),
    Kind(
        "dark",
        "Dark",
        "Too dark to see what is in it.",
        _FAR,
        bounds=(Bound("p_dark", "above"), Bound("luminance", "below", high=64.0, step=0.5, own=1.0)),
    ),
    Kind(
        "eyes closed",
        "Eyes closed",
        "Somebody's eyes are closed, of those whose eyes can be judged.",
        _FAR,
        bounds=(Bound("eyes_open", "below"),),
        asked=("faces",),
        lacking="Scan the folder again on **Library**, with people among what is measured.",
    ),
    Kind(
        "screenshot",
        "Screenshot",
        "A screenshot or a document rather than a photo.",
        _FAR,
        bounds=(Bound("p_screenshot", "above"),),
        lacking="Scan the folder again on **Library**, with screenshots among what is measured.",
    ),
    Kind(
        "unreadable",
        "Unreadable",
        "The file could not be read, so no measure knows it: look at the reason before you let it go.",
        "1 for a damaged file; 0 where another program, or another try, may read it.",
    ),
)


def get_kind(name: str) -> Kind:
    """The kind of that name; ValueError lists the choices."""
    for kind in KINDS:
        if kind.name == name:
            return kind
    raise ValueError(f"there is no kind {name!r} of suggestion; choose from {', '.join(kind.name for kind in KINDS)}")
