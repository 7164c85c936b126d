"""A rescued photo as a new file beside the original: its EXIF, colours and captions kept, the edit written down.

Nothing is ever overwritten, and nothing is there unless it is whole.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import cv2
import numpy as np
import xxhash

from culling import nets
from culling.decoding.pixels import Pixels
from culling.errors import CullingError
from culling.folders import printable
from culling.restore.deblur import get_deblurrer
from culling.restore.edit import Edit
from culling.restore.encode import LONGEST, MEDIA_TYPES, MOST_EXIF, MOST_PACKET, SUFFIXES, Beside, encode
from culling.restore.exif_block import ExifBlock, gathered, make_upright, opened, written_over
from culling.restore.held import Held, colour_space, grey_to_srgb, held_by, packets_in
from culling.restore.history import Record, packet_of, read_record
from culling.restore.new_file import names_beside, write_new
from culling.restore.upscale import get_upscaler

ENDING = "-rescued"
_SHORT = 4096  # bytes: whatever says something of the photo in words or numbers


@dataclass(frozen=True)
class Saved:
    """What was written: where, and in words what could not be kept as it was."""

    path: Path
    notes: tuple[str, ...] = ()


def save_copy(source: Path, pixels: Pixels, edit: Edit, target: Path | None = None) -> Path:
    """`save`, for whom the file alone matters."""
    return save(source, pixels, edit, target).path


def save(source: Path, pixels: Pixels, edit: Edit, target: Path | None = None, *, server: bool = False) -> Saved:
    """Write the result as a new file; its format is that of the target's suffix, else the source's, else JPEG.

    Args:
        source: the photo that was worked on; its EXIF, colour profile, captions and XMP are kept.
        pixels: RGB uint8 (H, W, 3), upright, in the source's own colours, as `read_photo` gives them.
        edit: what was done; it is written down in the new file, see `read_edit`.
        target: a file that is not there yet, or a folder; None for the source's own folder, as `IMG_1-rescued.jpg`.
        server: whether a server ran the networks: it does not tell which ones exactly.

    Raises:
        CullingError: the source is gone, the target is there, cannot be written or is of no known format.
        ValueError: these are no pixels.
    """
    _check_pixels(pixels)
    data = _bytes_of(source)
    held = held_by(data, _suffix(source))
    kind, names, told = _placed(source, target, held.kind, pixels.shape[:2])
    notes = [*held.notes, *told]
    record = Record(
        edit=edit,
        source=printable(Path(source.name)),
        source_hash=xxhash.xxh3_128_hexdigest(data),
        version=program(),
        networks={name: "" if server else nets.fingerprint(name) for name in networks_of(edit)},
        server=server,
    )
    del data
    pixels, profile = _in_its_colours(pixels, held, notes)
    beside = Beside(_exif(held, kind, pixels, notes), icc=profile, comment=held.comment)
    _write_down(beside, record, held, kind, notes)
    path = write_new(names, encode(pixels, kind, beside))
    return Saved(path, tuple(dict.fromkeys(notes)))


def check_target(source: Path, target: Path | None) -> None:
    """Before any work, what can be told already of where its result shall go.

    Raises:
        CullingError: the file is there, is of a format that cannot be written, or its folder is missing or closed.
    """
    if target is not None and not target.is_dir():
        if os.path.lexists(target):
            raise CullingError(f"{printable(target)} is there already; nothing is overwritten, choose another name")
        _check_suffix(target)
    folder = source.parent if target is None else target if target.is_dir() else target.parent
    if not folder.is_dir():
        raise CullingError(f"there is no folder {printable(folder)}; make it first")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise CullingError(f"nothing can be written into {printable(folder)}; choose another place")


def read_edit(path: Path) -> Edit | None:
    """What was done to a rescued photo; None for other files."""
    record = read_saved(path)
    return None if record is None else record.edit


def read_saved(path: Path) -> Record | None:
    """All that a rescued photo says of itself; None for other files.

    Raises:
        CullingError: the file cannot be read.
    """
    return read_record(*packets_in(_bytes_of(path), _suffix(path)))


def networks_of(edit: Edit) -> tuple[str, ...]:
    """Names of the networks that an edit runs."""
    names = [get_deblurrer(edit.deblur).network] if edit.deblur else []
    if edit.upscale > 1:
        names.append(get_upscaler(edit.upscale_with).network(edit.upscale))
    if edit.region is not None and edit.region.kind == "subject":
        names.append("subject")
    return tuple(name for name in names if name)


def program() -> str:
    """Name and version, as files tell them."""
    from culling.audit.report.provenance import program_version  # here, since it needs the measures

    return f"culling {program_version()}"


def saved_kind(kind: str, size: tuple[int, int]) -> str:
    """The format for a photo of this kind and a result of (height, width): its own, else JPEG, else PNG."""
    fitting = (name for name in (kind, "JPEG", "PNG") if max(size) <= LONGEST.get(name, 0))
    return next(fitting, "PNG")


def _check_pixels(pixels: Pixels) -> None:
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3 or not pixels.size:
        raise ValueError(f"pixels must be RGB uint8 (H, W, 3), got {pixels.dtype} {pixels.shape}")


def _bytes_of(path: Path) -> bytes:
    try:
        if not path.is_file():  # opening a pipe could wait for ever
            raise CullingError(f"{printable(path)} is gone, or is no file; what belongs beside the pixels was in it")
        return path.read_bytes()
    except OSError as error:
        raise CullingError(f"cannot read {printable(path)}: {error.strerror or error}") from error


def _suffix(path: Path) -> str:
    return path.suffix.lower().removeprefix(".")


def _placed(
    source: Path, target: Path | None, held: str, size: tuple[int, int]
) -> tuple[str, Iterator[Path], list[str]]:
    """(format, names to try in turn, what to say of it)."""
    folder = source.parent if target is None else target
    if target is not None and not target.is_dir() and target.suffix:
        _check_suffix(target)
        return SUFFIXES[_suffix(target)], iter((target,)), []
    kind = saved_kind(held, size)
    suffix = source.suffix if SUFFIXES.get(_suffix(source)) == kind else f".{_first_suffix(kind)}"
    told = [] if kind == held else [f"{held} cannot be written{_for_size(held, size)}: saved as {kind}"]
    if target is not None and not target.is_dir():
        return kind, iter((target.with_name(target.name + suffix),)), told
    return kind, names_beside(folder, source.stem, ENDING, suffix), told


def _check_suffix(target: Path) -> None:
    if target.suffix and _suffix(target) not in SUFFIXES:
        raise CullingError(f"{printable(target)}: choose a name that ends in .{', .'.join(SUFFIXES)}")


def _for_size(kind: str, size: tuple[int, int]) -> str:
    return f" with {max(size):,} pixels a side" if kind in LONGEST else " here"


def _first_suffix(kind: str) -> str:
    return next(suffix for suffix, known in SUFFIXES.items() if known == kind)


def _in_its_colours(pixels: Pixels, held: Held, notes: list[str]) -> tuple[Pixels, bytes]:
    """Pixels and the profile that belongs to them: decoding leaves RGB as it is, and so its profile holds."""
    space = colour_space(held.icc)
    if space == "GRAY":
        levels = grey_to_srgb(held.icc)
        if levels is not None:
            return cv2.LUT(pixels, np.array(levels, np.uint8)), b""
    if space in ("", "Lab", "RGB"):  # Lab became sRGB when it was read
        return pixels, held.icc if space == "RGB" else b""
    notes.append(f"its profile for {space} colours does not fit RGB and was not kept")
    return pixels, b""


def _exif(held: Held, kind: str, pixels: Pixels, notes: list[str]) -> ExifBlock:
    """The block for the new file, as much of it as the format holds."""
    most = MOST_EXIF if kind == "JPEG" else 1 << 24
    ways: list[Callable[[], ExifBlock]] = [
        lambda: gathered(held.exif, longest=most) if held.exif_is_file else opened(held.exif),
        lambda: written_over(held.exif),
        lambda: gathered(held.exif, longest=most // 2, main=None),
        lambda: gathered(held.exif, longest=_SHORT, main=None),
    ]
    if held.exif_is_file or len(held.exif) <= 8:
        del ways[1]
    for way in ways:
        block = way()
        make_upright(block, (pixels.shape[1], pixels.shape[0]), program())
        if len(block) <= most:
            break
    else:
        block = ExifBlock()
        block.notes = ["its EXIF is too large and was not kept"]
    notes.extend(block.notes)
    return block


def _write_down(beside: Beside, record: Record, held: Held, kind: str, notes: list[str]) -> None:
    most = MOST_PACKET if kind == "JPEG" else 1 << 30
    packet = packet_of(record, held.xmp, MEDIA_TYPES[kind], datetime.now().astimezone(), most)
    beside.xmp, beside.extension = packet.main, packet.extension
    if not packet.whole:
        notes.append("its XMP is damaged or too large and was not kept")
    if held.extension and read_record(held.xmp, held.extension) is None:
        notes.append("parts of its XMP that stood apart were not kept")
    if held.iptc and kind == "JPEG":
        beside.iptc = held.iptc
    elif held.iptc:
        notes.append(f"its IPTC captions have no place in {kind} and were not kept")
