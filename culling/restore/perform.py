"""`restore`: an edit done to a photo, from pixels to pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from culling.decoding.pixels import Pixels
from culling.restore.deblur import get_deblurrer
from culling.restore.edit import Edit, Region
from culling.restore.plan import Step, check_output, steps_of, upscale_tiling, widened
from culling.restore.region import Mask, mask_of
from culling.restore.runners import Note, check_here, runner_of
from culling.restore.tiles import Counter, Progress, Runner, Stop, run_tiles
from culling.restore.upscale import get_upscaler, runner_for

if TYPE_CHECKING:
    from culling.remote import Server
    from culling.subject import Subject

_CONVERSIONS = {
    np.dtype(np.uint16): "for 16 bits divide by 257 and round: np.rint(pixels / 257).astype(np.uint8)",
    np.dtype(bool): "for a mask multiply by 255: pixels.astype(np.uint8) * 255",
}


def restore(
    pixels: Pixels,
    edit: Edit | None = None,
    *,
    subject: Subject | NDArray[np.float32] | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
    server: Server | None = None,
    note: Note | None = None,
    **changes: Any,
) -> Pixels:
    """The photo with `edit` done to it; a new array, larger by `edit.upscale`. The same input gives the same bytes.

    Deblur, light and upscale see the region's box alone and cost in proportion; their result is laid over the photo
    by the region's soft mask, the rest is enlarged by bicubic, dimmed or made white.

    Args:
        pixels: RGB uint8 (H, W, 3), upright, from 1 × 1 px on.
        edit: what is done; nothing when left out.
        subject: for the region "subject", what `find_subject` found or a mask 0 … 1 of any size; it is looked for
            when left out.
        progress: called with (tiles done, tiles in all) after each tile.
        stop: asked between tiles; True ends the work.
        server: runs the networks; without it nothing leaves this machine.
        note: told once when the server has failed and this machine goes on by itself.
        changes: fields of `Edit` by name, over those of `edit`: `deblur="own", upscale=2, region=(x, y, width,
            height)`, where a region of four numbers is a rectangle in pixels.

    Raises:
        ValueError: pixels or an edit that are not allowed; says what is.
        Stopped: `stop` said so; nothing is returned.
        CullingError: a network is missing, the result would be too large, the region lies outside the photo.
    """
    check_pixels(pixels)
    size = pixels.shape[1], pixels.shape[0]
    edit = _changed(edit or Edit(), changes, size)
    if edit.changes_nothing:
        return pixels.copy()
    check_output(size, edit)
    _check_networks(edit, server)
    mask = mask_of(edit.region, pixels, _subject(subject)) if edit.region else None
    left, top, right, bottom = widened(mask.box, size) if mask else (0, 0, *size)
    part = pixels[top:bottom, left:right]
    steps = steps_of(edit, (right - left, bottom - top))
    counter = Counter(sum(step.tiles for step in steps), progress, stop)
    part = _worked(part, edit, steps, counter, server, note)
    return part if mask is None else _laid(pixels, part, mask, (left, top), edit, counter)


def check_pixels(pixels: Pixels) -> None:
    """Raises ValueError for anything but RGB uint8 (H, W, 3) with at least one pixel; says how to convert it."""
    if not isinstance(pixels, np.ndarray):
        raise ValueError(f"pixels must be a numpy array, RGB uint8 (H, W, 3), got {type(pixels).__name__}")
    if pixels.ndim == 3 and pixels.shape[2] == 3 and pixels.dtype == np.uint8 and pixels.size:
        return
    said = f"pixels must be RGB uint8 (H, W, 3) with at least one pixel, got {pixels.dtype} {pixels.shape}"
    if pixels.size == 0:
        raise ValueError(said)
    if pixels.dtype != np.uint8:
        usual = "for levels 0 … 1: np.rint(pixels * 255).clip(0, 255).astype(np.uint8)"
        raise ValueError(f"{said}; {_CONVERSIONS.get(pixels.dtype, usual)}")
    if pixels.ndim == 2 or pixels.shape[2:] == (1,):
        raise ValueError(f"{said}; for grey: np.repeat(pixels.reshape(*pixels.shape[:2], 1), 3, axis=2)")
    if pixels.shape[2:] == (4,):
        raise ValueError(f"{said}; for RGBA leave the alpha out: pixels[..., :3]")
    raise ValueError(said)


def _changed(edit: Edit, changes: dict[str, Any], size: tuple[int, int]) -> Edit:
    region = changes.get("region")
    if isinstance(region, (tuple, list)):
        if len(region) != 4:
            raise ValueError(f"a region in pixels is left, top, width, height, got {region!r}")
        x, y, width, height = (number / size[place % 2] for place, number in enumerate(region))
        changes = {**changes, "region": Region("rectangle", box=(x, y, width, height))}
    return edit.with_changes(**changes) if changes else edit


def _subject(subject: Subject | NDArray[np.float32] | None) -> Subject | None:
    from culling.subject import Subject  # it brings the subject networks along

    if not isinstance(subject, np.ndarray):
        return subject
    if subject.ndim != 2 or not subject.size or not np.isfinite(subject).all():
        raise ValueError(f"subject must be a mask (h, w) of finite numbers 0 … 1, got {subject.dtype} {subject.shape}")
    return Subject(subject.astype(np.float32))


def _check_networks(edit: Edit, server: Server | None) -> None:
    if edit.deblur:
        check_here(get_deblurrer(edit.deblur).network, server)
    if edit.upscale > 1:
        check_here(get_upscaler(edit.upscale_with).network(edit.upscale), server)


def _worked(
    part: Pixels, edit: Edit, steps: tuple[Step, ...], counter: Counter, server: Server | None, note: Note | None
) -> Pixels:
    """The part deblurred, lit and enlarged; light comes between the two, where noise is least and pixels are few."""
    for step in steps:
        if step.kind == "deblur":
            counter.check()
            runner = get_deblurrer(step.name).runner(part, server, note)
            part = run_tiles(part, runner, step.tiling, counter)
            counter = counter.after(step.tiles)
    if edit.light:
        from culling.restore.light import brighten

        counter.check()
        part = brighten(part, edit.light)
    for step in steps:
        if step.kind == "upscale":
            part = run_tiles(part, _enlarger(step.name, edit.upscale, server, note), step.tiling, counter)
    return part


def _enlarger(name: str, factor: int, server: Server | None, note: Note | None) -> Runner:
    scale = get_upscaler(name).scales[factor]
    return runner_for(name, factor, lambda network: runner_of(network, server, note, scale))


def _laid(pixels: Pixels, part: Pixels, mask: Mask, corner: tuple[int, int], edit: Edit, counter: Counter) -> Pixels:
    """The part in its place, blended by the mask, and what lies around it."""
    factor = edit.upscale
    left, top = corner
    if edit.upscale > 1:
        mask = mask.enlarged(factor)
        quiet = Counter(counter.of, stop=counter.stop)
        pixels = run_tiles(pixels, runner_for("bicubic", factor), upscale_tiling("bicubic", factor), quiet)
    x, y, right, bottom = mask.box
    inside = part[y - top * factor : bottom - top * factor, x - left * factor : right - left * factor]
    laid = mask.lay(inside, pixels)
    del pixels, part, inside
    if not edit.background:
        return laid
    from culling.restore.background import lay_background

    return lay_background(laid, mask, edit.background)
