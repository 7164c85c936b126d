"""What a person said of a photo, and the sample of photos that people were asked about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

Said = Literal["keep", "reject"]
How = Literal["blind", "seen", "imported"]

LABELS = get_args(Said)
#: From what says most of a decision to what says least: blind labels owe nothing to the numbers they check.
HOWS = get_args(How)
#: What `Draw.about` holds of photos that were left out of a sample: in which stratum each would have been.
EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Label:
    """What somebody said of one photo, with where it comes from.

    Attributes:
        path: of the photo, as in the table.
        label: "keep", "reject", or None, which takes back what was said.
        by: who said it.
        how: "blind" (the photo alone was shown), "seen" (with its numbers or verdict on the screen), "imported".
        source: what it was imported from, such as a file's name; "" for what was said here.
        draw: number of the sample that the photo was drawn in, None outside of one.
        repeat: whether the photo was shown again to see whether the same is said; it never counts as the label.
        seen: the measures that were on the screen, as `name=version` joined by ";"; "" for none.

    Raises:
        ValueError: no label, no way of labelling.
    """

    path: str
    label: Said | None
    by: str = "user"
    how: How = "seen"
    source: str = ""
    draw: int | None = None
    repeat: bool = False
    seen: str = ""

    def __post_init__(self) -> None:
        if self.label is not None and self.label not in LABELS:
            raise ValueError(f"a label is one of {', '.join(LABELS)} or None, got {self.label!r}")
        if self.how not in HOWS:
            raise ValueError(f"a label is given in one of these ways: {', '.join(HOWS)}; got {self.how!r}")

    @property
    def row(self) -> dict[str, Any]:
        """By column of the catalog."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True)
class Draw:
    """A random sample of photos to be labelled.

    Every photo of a stratum had the same chance, and photos come in random order, so that however many were labelled,
    those of a stratum are a simple random sample of it.

    Attributes:
        method: "uniform" (one stratum), "edge" (more where verdicts are close), "next" (where the interval
            shrinks most).
        policy_id: the policy whose margins made the strata; "" for uniform.
        strata: number of the stratum of every photo that could be drawn, drawn or not.
        order: the photos drawn, in the order they are shown; one that stands twice is a repeat, shown again.
        about: what else is worth knowing, see `EXCLUDED`; plain values that JSON can hold.
    """

    method: str
    policy_id: str
    strata: Mapping[str, int]
    order: tuple[str, ...]
    about: Mapping[str, Any] = field(default_factory=dict)
