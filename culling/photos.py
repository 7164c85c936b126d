"""From a folder to photos: which files are photos, and one decoded photo with what its measures share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import xxhash
from numpy.typing import NDArray

from culling.blur_map import BlurMap, map_blur, working_size
from culling.cloud.path import CloudPath
from culling.cloud.patience import not_fetched
from culling.decoding.decode import decode
from culling.decoding.exif import facts
from culling.decoding.limits import Limits, UnfetchedPhoto, UnreadablePhoto
from culling.decoding.pixels import ANALYSED_LONG_SIDE, Pixels, halve_until, orient, oriented_size
from culling.detail import Detail, measure_detail
from culling.folders import find_photos, path_of, relative_key

if TYPE_CHECKING:
    from culling.faces.judge import Judgement
    from culling.subject import Subject

__all__ = [
    "ANALYSED_LONG_SIDE",
    "Limits",
    "Photo",
    "Pixels",
    "UnfetchedPhoto",
    "UnreadablePhoto",
    "find_photos",
    "halve_until",
    "path_of",
    "read_photo",
    "relative_key",
]

# Long sides after exact halvings: costly focus measures at the medium one, light and colour at the small one.
MEDIUM_LONG_SIDE = 1280
SMALL_LONG_SIDE = 640
COARSE_LONG_SIDE = 160
COARSE_EDGE = 4.0  # levels per pixel: blur by a 50th of the width leaves ≥ 7.8, a plain ramp 2.5


@dataclass(eq=False)
class Photo:
    """One photo, decoded once; what several measures need is worked out once and kept.

    Attributes:
        pixels: RGB, uint8 (H, W, 3), EXIF orientation applied, long side about `ANALYSED_LONG_SIDE` at most.
        full_size: (width, height) in pixels of the stored photo, orientation applied.
        path: where it came from; None for pixels made in memory.
        file_bytes: size of the file in bytes, 0 when made in memory.
        content_hash: xxh3-128 of the file's bytes in hex, "" when made in memory.
        exif: EXIF facts by column name (see `exif.EXIF_COLUMNS`); a fact that is absent is absent here.
    """

    pixels: Pixels
    full_size: tuple[int, int] = (0, 0)
    path: Path | None = None
    file_bytes: int = 0
    content_hash: str = ""
    exif: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.pixels.dtype != np.uint8 or self.pixels.ndim != 3 or self.pixels.shape[2] != 3:
            raise ValueError(
                f"pixels must be RGB uint8 (H, W, 3), got {self.pixels.dtype} {self.pixels.shape}; "
                "convert with culling.read_photo or numpy"
            )
        if self.full_size == (0, 0):
            self.full_size = (self.pixels.shape[1], self.pixels.shape[0])

    @property
    def scale(self) -> float:
        """Analysed size over stored size, 0 < scale ≤ 1: at 0.5, blur finer than about 2 stored pixels is invisible."""
        return max(self.pixels.shape[:2]) / max(self.full_size)

    @cached_property
    def luma(self) -> Pixels:
        """Rec. 601 luma of `pixels`, uint8 (H, W)."""
        return cv2.cvtColor(self.pixels, cv2.COLOR_RGB2GRAY)

    @cached_property
    def half_luma(self) -> Pixels:
        """`luma` halved once, uint8."""
        return halve_until(self.luma, max(max(self.luma.shape) - 1, 1))

    @cached_property
    def medium_luma(self) -> Pixels:
        """`luma` halved until the long side is at most `MEDIUM_LONG_SIDE`, uint8."""
        if max(self.luma.shape) <= MEDIUM_LONG_SIDE:
            return self.luma
        return halve_until(self.half_luma, MEDIUM_LONG_SIDE)

    @cached_property
    def working_luma(self) -> Pixels:
        """`luma` averaged down to a long side of at most 640 px, uint8: what the networks for blur see."""
        return working_size(self.medium_luma)

    @cached_property
    def small(self) -> Pixels:
        """`pixels` halved until the long side is at most `SMALL_LONG_SIDE`, RGB uint8: for light and colour."""
        return halve_until(self.pixels, SMALL_LONG_SIDE)

    @cached_property
    def small_luma(self) -> Pixels:
        """Rec. 601 luma of `small`, uint8."""
        return cv2.cvtColor(self.small, cv2.COLOR_RGB2GRAY)

    @cached_property
    def coarse_luma(self) -> Pixels:
        """`small_luma` halved until the long side is at most `COARSE_LONG_SIDE`, uint8: what is seen from afar."""
        return halve_until(self.small_luma, COARSE_LONG_SIDE)

    @cached_property
    def detail(self) -> Detail:
        """Laplacian, gradient and noise sums of `luma`: see `Detail`."""
        return measure_detail(self.luma)

    @cached_property
    def blur_map(self) -> BlurMap | None:
        """Blur amount, confidence and motion per cell: see `BlurMap`. None for a photo that is too small.

        Raises:
            ModelError: the focus network is missing or damaged.
        """
        return map_blur(self.working_luma)

    @cached_property
    def flaw_probabilities(self) -> NDArray[np.float32]:
        """Probability of each class in `synth.FLAWS`, float32 (6,), sum 1; NaN for a side below 32 px.

        Raises:
            ModelError: the flaws network is missing or damaged.
        """
        from culling.flaws import flaw_probabilities  # here, since it takes a Photo itself

        return flaw_probabilities(self)

    @cached_property
    def faces(self) -> list[Judgement]:
        """Every face, largest first, in `pixels`, with what is said of it: see `culling.faces.people`.

        Raises:
            ModelError: a bundled network is missing or damaged.
        """
        from culling.faces.people import judged_faces  # as above

        return judged_faces(self.pixels)

    @cached_property
    def subject(self) -> Subject | None:
        """Where the subject is: see `culling.subject`. None where nothing stands out, or the photo is too small.

        Raises:
            ModelError: the subject network is missing or damaged.
        """
        from culling.subject import find_subject  # as above

        return find_subject(self.small)

    @cached_property
    def vector(self) -> NDArray[np.float32]:
        """Where the photo lies among scenes, a unit vector: see `culling.embed`.

        Raises:
            ModelError: the embedding network is missing or damaged.
        """
        from culling.embed import embed  # as above

        return embed(self)

    @cached_property
    def tags(self) -> str:
        """What is in the photo, names separated by commas, "" for nothing known: see `culling.things`.

        Raises:
            ModelError: the network that tells is missing or damaged.
        """
        from culling.things.tags import tags_of  # as above

        return tags_of(self)

    @cached_property
    def has_texture(self) -> bool:
        """Whether there is anything to be in focus: an edge that is still seen at a long side of 160 px.

        Sky, wall, lens cap and pure noise have none; a defocused scene keeps it: blur spares what is coarse.
        """
        dx, dy = cv2.spatialGradient(self.coarse_luma)
        steepness = cv2.magnitude(dx.astype(np.float32), dy.astype(np.float32)) / 8
        return bool(np.percentile(steepness, 99) >= COARSE_EDGE)


def read_photo(path: Path, limits: Limits | None = None) -> Photo:
    """Read and decode one photo: one read of its bytes, one decode, upright RGB, by default of about 2000 px.

    Args:
        path: any format that `find_photos` finds; what the file is, its bytes tell, not its name.
        limits: `Limits()` when left out.

    Raises:
        UnreadablePhoto: the file is gone, empty, damaged, too large, too slow or no picture; the text says which.
        UnfetchedPhoto: the server of a cloud folder gave nothing; this says nothing of the file.
    """
    limits = limits or Limits()
    data = _file_bytes(path, limits)
    decoded, tags = decode(data, path.name, limits)
    orientation = tags.orientation if decoded.orientation is None else decoded.orientation
    return Photo(
        pixels=np.require(orient(decoded.pixels, orientation), requirements=["C", "W"]),
        full_size=oriented_size(decoded.full_size, orientation),
        path=path,
        file_bytes=len(data),
        content_hash=xxhash.xxh3_128_hexdigest(data),
        exif=facts(tags),
    )


def _file_bytes(path: Path, limits: Limits) -> bytes:
    try:
        found = path.stat()
        if not S_ISREG(found.st_mode):  # opening a pipe or a device could wait for ever
            raise UnreadablePhoto("This is not a regular file.")
        if found.st_size > limits.max_bytes:
            allowed = limits.max_bytes / 1e9
            raise UnreadablePhoto(f"Too large: {found.st_size / 1e9:.1f} GB, the limit is {allowed:.1f} GB.")
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadablePhoto("The file is gone.") from None
    except OSError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: OSError) -> UnreadablePhoto:
    if isinstance(path, CloudPath) and not_fetched(error):
        return UnfetchedPhoto(f"It could not be fetched ({error.strerror or error}); the next scan tries again.")
    if isinstance(error, PermissionError):
        return UnreadablePhoto("No permission to read the file.")
    return UnreadablePhoto(f"The file cannot be read ({error.strerror}).")
