"""Pictures of a photo that show what the measures see in it. A new kind is one function and one line in `OVERLAYS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from culling.overlay.blur import TOO_SMALL, draw_blur, draw_motion, too_small
from culling.overlay.composition import draw_composition
from culling.overlay.faces import draw_faces
from culling.overlay.peaking import draw_peaking
from culling.overlay.subject import draw_subject
from culling.overlay.zebra import draw_zebra
from culling.photos import Photo, Pixels
from culling.previews import PREVIEW_LONG_SIDE

__all__ = ["KINDS", "OVERLAYS", "TOO_SMALL", "Kind", "Overlay", "draw_overlay", "too_small"]

Kind = Literal["blur", "motion", "clipping", "peaking", "faces", "subject", "composition"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Overlay:
    """One way to show a photo.

    Attributes:
        draw: (photo, long side of the picture in pixels) → RGB uint8; a smaller photo is not enlarged.
        networks: tasks whose network it needs (see `culling.network_choice`).
    """

    draw: Callable[[Photo, int], Pixels]
    networks: tuple[str, ...] = ()


_OF_FACES = ("faces", "focus", "eyes")

OVERLAYS: Mapping[Kind, Overlay] = MappingProxyType(
    {
        "blur": Overlay(draw_blur, ("focus",)),
        "motion": Overlay(draw_motion, ("focus",)),
        "clipping": Overlay(draw_zebra),
        "peaking": Overlay(draw_peaking),
        "faces": Overlay(draw_faces, _OF_FACES),
        "subject": Overlay(draw_subject, ("subject",)),
        "composition": Overlay(draw_composition, ("subject", *_OF_FACES)),
    }
)


def draw_overlay(photo: Photo, kind: Kind, long_side: int = PREVIEW_LONG_SIDE) -> Pixels:
    """The photo with something of it in colour or drawn into it, RGB uint8.

    Args:
        photo: any; the picture has its proportions.
        kind: "blur" how much each place is blurred, "motion" whether by motion, "clipping" where highlights and
            shadows are lost, "peaking" where fine contrast is strong, "faces" whose eyes are open and who is sharp,
            "subject" what stands out, "composition" thirds, golden ratio, horizon and what the frame cuts.
        long_side: of the picture in pixels; a smaller photo is not enlarged.

    Raises:
        ModelError: the network that it needs is missing or damaged.
        CullingError: the photo is too small for it.
        ValueError: no such kind.
    """
    if kind not in OVERLAYS:
        raise ValueError(f"there is no overlay {kind!r}; choose from {', '.join(KINDS)}")
    return OVERLAYS[kind].draw(photo, long_side)
