"""What a quick preview works on: a piece of the photo at its own size, or the whole photo as large as the screen.

Blur must be judged pixel by pixel, so what is deblurred or enlarged is shown on a piece; light alone is shown on the
whole photo.
"""

from __future__ import annotations

from dataclasses import replace

from culling.restore import seconds_ahead
from culling.restore.edit import Box, Edit, Point, Region

LONG_SIDE = 1600  # px of the whole photo on the screen
SIDES = (896, 640, 448, 320)  # px of a piece: the largest that is quick enough is taken
USUAL = 640
MOMENT_S = 2.0
_SMALLEST = 1e-9  # share of a piece: a region beside it stays a region


def on_a_piece(edit: Edit) -> bool:
    """Whether only a piece of the photo is previewed."""
    return bool(edit.deblur) or edit.upscale > 1


def quick_side(edit: Edit) -> int:
    """Width of the largest piece that is done in a moment here; it tries a tile when it is asked for the first time.

    Raises:
        CullingError: a network is missing.
    """
    plain = edit.with_changes(region=None)
    return next((side for side in SIDES if seconds_ahead((side, side * 3 // 4), plain) <= MOMENT_S), SIDES[-1])


def piece(size: tuple[int, int], middle: Point, side: int) -> tuple[int, int, int, int]:
    """Left, top, width, height in pixels of a piece around `middle`, inside a photo of `size`; 4 : 3, `side` wide."""
    width, height = min(side, size[0]), min(side * 3 // 4, size[1])
    left = min(max(round(middle[0] * size[0] - width / 2), 0), size[0] - width)
    top = min(max(round(middle[1] * size[1] - height / 2), 0), size[1] - height)
    return left, top, width, height


def as_shares(box: tuple[int, int, int, int], size: tuple[int, int]) -> Box:
    """A box of pixels as shares of a photo of `size`."""
    left, top, width, height = box
    return left / size[0], top / size[1], width / size[0], height / size[1]


def middle_of(edit: Edit, look: Point, subject: Box | None = None) -> Point:
    """Where a person looks: the middle of the region, for a subject of the box around it, else what was pointed at."""
    region = edit.region
    if region is None:
        return look
    box = subject if region.kind == "subject" else region.box
    if box:
        return box[0] + box[2] / 2, box[1] + box[3] / 2
    if region.points:
        across, down = zip(*region.points, strict=True)
        return (min(across) + max(across)) / 2, (min(down) + max(down)) / 2
    return look


def edit_of_piece(edit: Edit, box: tuple[int, int, int, int], size: tuple[int, int]) -> Edit:
    """The edit in shares of a piece of the photo instead of the whole."""
    region = edit.region
    if region is None:
        return edit
    left, top, wide, high = as_shares(box, size)

    def inside(x: float, y: float) -> Point:
        return (x - left) / wide, (y - top) / high

    feather = min(0.25, region.feather * max(size) / max(box[2:]))
    found: Region = replace(region, feather=feather, points=tuple(inside(*point) for point in region.points))
    if region.box:
        x, y, w, h = region.box
        found = replace(found, box=(*inside(x, y), max(w / wide, _SMALLEST), max(h / high, _SMALLEST)))
    return edit.with_changes(region=found)
