"""What reading one photo may cost, and the error of a photo that cannot be read."""

from __future__ import annotations

from dataclasses import dataclass

from culling.decoding.pixels import ANALYSED_LONG_SIDE
from culling.errors import CullingError

# All that a 61 MP camera stores. As RGB it is 190 MB here and 260 MB in the browser that shows it.
WHOLE_PIXELS = 64_000_000


class UnreadablePhoto(CullingError):  # noqa: N818  a row says this, no programmer's error
    """One photo cannot be read. The text names the cause in plain words; a scan keeps it as the row's error."""


class UnfetchedPhoto(UnreadablePhoto):
    """The server of a cloud folder did not give a photo's bytes. This says nothing of the photo: ask again later."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one photo may cost before it becomes an error instead.

    Attributes:
        max_pixels: width × height of the stored photo, checked from its header before any decoding.
        seconds: time for a decoder that runs in its own process (HEIC, AVIF, RAW, TIFF, rare formats).
        max_bytes: size of the file, checked before it is read.
        whole: decode every pixel, for eyes; else reduced to about 2000 px, which is what the measures are made for.
            A photo of more than 64 megapixels is halved until it has no more.
    """

    max_pixels: int = 250_000_000
    seconds: float = 30.0
    max_bytes: int = 2 * 1024**3
    whole: bool = False

    def __post_init__(self) -> None:
        for name in ("max_pixels", "seconds", "max_bytes"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be above 0, got {getattr(self, name)}")

    def long_side(self, size: tuple[int, int]) -> int:
        """To which long side a photo of this size is reduced.

        >>> [Limits(whole=True).long_side(size) for size in ((4000, 3000), (9504, 6336), (11648, 8736))]
        [4000, 9504, 5824]
        """
        if not self.whole:
            return ANALYSED_LONG_SIDE
        width, height = size
        halvings = 0
        while (width >> halvings) * (height >> halvings) > WHOLE_PIXELS:
            halvings += 1
        return max(width, height) >> halvings

    def check_size(self, size: tuple[int, int]) -> None:
        """Refuse a photo that claims no pixels or too many, before memory is asked for."""
        width, height = size
        if width < 1 or height < 1:
            raise UnreadablePhoto(f"The header is damaged: it claims {width} × {height} pixels.")
        if width * height > self.max_pixels:
            raise UnreadablePhoto(
                f"Too large: {width} × {height} pixels, the limit is {self.max_pixels / 1e6:g} megapixels."
            )
