"""What every measure tells about itself: name, unit, direction, span, cutoff, source, version."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from culling.metrics.explanation import Explanation, explain

if TYPE_CHECKING:
    from culling.photos import Photo

#: What a scan can leave out, and what that is.
PARTS: Mapping[str, str] = MappingProxyType(
    {
        "focus": "blur map: blur, sharp area, motion",
        "flaws": "kinds of flaw, darkness",
        "people": "faces, eyes, smiles",
        "subject": "subject and composition",
        "things": "tags",
        "screenshots": "screenshots and documents",
    }
)


@dataclass(frozen=True, slots=True)
class Metric:
    """One raw number per photo. The name is the table's column, the slider's label and the reason's text.

    Attributes:
        name: fixed name, `snake_case`.
        measure: Photo → number in `unit`; NaN where the measure cannot say (NaN never rejects).
        unit: the source's own unit, "" for a plain ratio.
        higher_is_better: direction; None where both ends can be a flaw (a rule then names its side).
        span: (lowest, highest) number that `measure` can return; infinity where there is no bound.
        cutoff: where a new rule on this measure starts; None where no useful default exists.
        working_size: what the measure looks at, in words. A cutoff has a meaning only at this size.
        summary: one sentence: what it means and which direction is good.
        source: paper or system.
        version: part of the cache key: raise it and the stored numbers are measured anew, and only these.
        networks: tasks without whose network the measure is empty (see `culling.network_choice`); the SHA-256 of
            each is part of the cache key as well.
        helped_by: optional networks that change the number once they have been fetched; in the cache key as well.
        part: what a scan can leave out as a whole, one of `PARTS`; "" for what is always measured.
        learned: it follows from a person's marks and is in the catalog alone; `measure` gives NaN.
    """

    name: str
    measure: Callable[[Photo], float]
    unit: str
    higher_is_better: bool | None
    span: tuple[float, float]
    cutoff: float | None
    working_size: str
    summary: str
    source: str
    version: int = 1
    networks: tuple[str, ...] = ()
    helped_by: tuple[str, ...] = ()
    part: str = ""
    learned: bool = False

    @property
    def details(self) -> str:
        """The measure's whole docstring: range, source, and when it misleads."""
        return inspect.getdoc(self.measure) or self.summary

    @property
    def in_short(self) -> str:
        """Meaning; size and source; what misleads it: a line each, plain text for help beside the name."""
        seen = f"Measured on: {self.working_size}. Source: {self.source}."
        return "\n".join([self.summary, seen, f"It cannot tell: {self.explanation.cannot_tell}"])

    @property
    def explanation(self) -> Explanation:
        """The docstring in its parts: formula, what it cannot tell, source.

        Raises:
            ValueError: the docstring lacks one of them.
        """
        return explain(self.measure)


def metric(
    measure: Callable[[Photo], float],
    unit: str,
    higher_is_better: bool | None,
    span: tuple[float, float],
    cutoff: float | None,
    working_size: str,
    source: str,
    version: int = 1,
    networks: tuple[str, ...] = (),
    helped_by: tuple[str, ...] = (),
    part: str = "",
    learned: bool = False,
) -> Metric:
    """A Metric whose name and summary are those of the function, so that they are written once."""
    return Metric(
        name=measure.__name__,
        measure=measure,
        unit=unit,
        higher_is_better=higher_is_better,
        span=span,
        cutoff=cutoff,
        working_size=working_size,
        summary=(inspect.getdoc(measure) or "").partition("\n")[0],
        source=source,
        version=version,
        networks=networks,
        helped_by=helped_by,
        part=part,
        learned=learned,
    )
