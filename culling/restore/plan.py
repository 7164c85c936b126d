"""What an edit makes a photo go through, before any of it is done: steps, tiles, the size of what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from culling.errors import CullingError
from culling.restore.deblur import get_deblurrer
from culling.restore.edit import Edit
from culling.restore.tiles import Tiling
from culling.restore.upscale import get_upscaler

Size = tuple[int, int]
PixelBox = tuple[int, int, int, int]

MOST_PIXELS = 200_000_000  # of what comes out: 600 MB, twice that for a moment where a region is laid into it
MARGIN = 32  # px around a region that the networks see as well, so that its edge is no edge to them


@dataclass(frozen=True)
class Step:
    """One thing that is done to the part in tiles.

    Attributes:
        kind: "deblur" or "upscale".
        name: the way it is done.
        tiling: how the part is cut for it.
        size: (width, height) of the part before it.
    """

    kind: Literal["deblur", "upscale"]
    name: str
    tiling: Tiling
    size: Size

    @property
    def tiles(self) -> int:
        return self.tiling.count(self.size)


def steps_of(edit: Edit, size: Size) -> tuple[Step, ...]:
    """The steps that go by tiles, in order, for a part of (width, height); light is done at once and counts as none."""
    steps = []
    if edit.deblur:
        steps.append(Step("deblur", edit.deblur, get_deblurrer(edit.deblur).tiling, size))
    if edit.upscale > 1:
        steps.append(Step("upscale", edit.upscale_with, upscale_tiling(edit.upscale_with, edit.upscale), size))
    return tuple(steps)


def upscale_tiling(name: str, factor: int) -> Tiling:
    """How a photo is cut to be enlarged."""
    upscaler = get_upscaler(name)
    return Tiling(tile=upscaler.tile, context=upscaler.overlap, fade=8, factor=factor)


def widened(box: PixelBox, size: Size, margin: int = MARGIN) -> PixelBox:
    """Left, top, right, bottom of the part that is worked on for a region in `box`, cut at the photo's edge."""
    left, top, right, bottom = box
    return max(left - margin, 0), max(top - margin, 0), min(right + margin, size[0]), min(bottom + margin, size[1])


def check_output(size: Size, edit: Edit) -> None:
    """Refuse a picture that is too large, before any work.

    Raises:
        CullingError: says how large it would be and what to do.
    """
    width, height = (side * edit.upscale for side in size)
    if width * height <= MOST_PIXELS:
        return
    what = f"enlarged {edit.upscale} times" if edit.upscale > 1 else "as it is"
    smaller = next((f for f in (2,) if f < edit.upscale and size[0] * size[1] * f * f <= MOST_PIXELS), None)
    todo = f"Enlarge it {smaller} times instead" if smaller else "Leave it at its size" if edit.upscale > 1 else ""
    raise CullingError(
        f"This photo {what} has {width} × {height} px, {width * height / 1e6:.0f} megapixels; at most "
        f"{MOST_PIXELS / 1e6:.0f} fit into memory. {todo or 'Make it smaller first'}, or cut out the part that matters."
    )
