"""What a person typed after `culling restore`, as an edit."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from culling.errors import CullingError
from culling.folders import printable
from culling.restore.edit import DEBLURS, UPSCALES, Background, Edit, Light, Region

Size = tuple[int, int]


@dataclass(frozen=True)
class Wanted:
    """The words of one call; `edit` makes them one for a photo, since pixels mean another share of each.

    Raises:
        ValueError: words that do not go together; says which, and what to do.
    """

    deblur: bool = False
    upscale: int = 1
    ways: tuple[str, ...] = ()
    region: str | None = None
    lasso: str | None = None
    subject: bool = False
    dim: float = 0.0
    white: bool = False
    light: str | None = None
    stops: float = 0.0
    shadows: float = 0.0
    contrast: float = 0.0

    def __post_init__(self) -> None:
        if sum((self.region is not None, self.lasso is not None, self.subject)) > 1:
            raise ValueError("choose one of --region, --lasso and --subject")
        if (self.dim or self.white) and not self._has_region:
            raise ValueError("--dim and --white are for what lies outside --region, --lasso or --subject: give one")
        if self.light not in (None, "auto"):
            raise ValueError(f"--light takes auto, got {self.light!r}; for numbers: --stops, --shadows, --contrast")
        if self.light and (self.stops or self.shadows or self.contrast):
            raise ValueError("give either --light auto or --stops, --shadows and --contrast")
        if not self.light and self.edit((1, 1), None).changes_nothing:
            raise ValueError(
                "nothing to do: add --deblur, --upscale 2, --light auto, or --region with --dim or --white"
            )

    @property
    def in_pixels(self) -> bool:
        """Whether a region is told in pixels, which belong to one photo."""
        return any(text is not None and "%" not in text for text in (self.region, self.lasso))

    def edit(self, size: Size, suggest: Callable[[], Light] | None) -> Edit:
        """The edit for a photo of (width, height); `suggest` gives the light that it seems to need."""
        light = suggest() if self.light and suggest else Light(self.stops, self.shadows, self.contrast)
        background = Background(self.dim, self.white)
        return Edit(upscale=self.upscale, light=light, region=self._region(size), background=background, **self._ways())

    @property
    def _has_region(self) -> bool:
        return self.region is not None or self.lasso is not None or self.subject

    def _ways(self) -> dict[str, Any]:
        """Each name goes to what it is a way of; "own" goes to both."""
        chosen = {"deblur": "own"} if self.deblur else {}
        for name in self.ways:
            fits = [what for what, ways in (("deblur", DEBLURS), ("upscale_with", UPSCALES)) if name in ways]
            asked = [what for what in fits if (self.deblur if what == "deblur" else self.upscale > 1)]
            if not fits:
                raise ValueError(f"no way {name!r}; to deblur: {', '.join(DEBLURS)}; to enlarge: {', '.join(UPSCALES)}")
            if not asked:
                add = " or ".join({"deblur": "--deblur", "upscale_with": "--upscale 2"}[what] for what in fits)
                raise ValueError(f"--with {name} belongs to nothing that was asked for; add {add}")
            chosen |= dict.fromkeys(asked, name)
        return chosen

    def _region(self, size: Size) -> Region | None:
        if self.subject:
            return Region("subject")
        if self.region is not None:
            numbers = _shares("--region", self.region, size)
            if len(numbers) != 4:
                raise ValueError(
                    f"--region takes left, top, width and height, such as 100,80,640,480, got {self.region!r}"
                )
            return Region("rectangle", box=(numbers[0], numbers[1], numbers[2], numbers[3]))
        if self.lasso is not None:
            corners = [_shares("--lasso", corner, size) for corner in self.lasso.split()]
            if any(len(corner) != 2 for corner in corners):
                raise ValueError(f"--lasso takes corners as '100,80 300,90 200,240', got {self.lasso!r}")
            return Region("lasso", points=tuple((corner[0], corner[1]) for corner in corners))
        return None


def paths_in(file: Path) -> list[Path]:
    """The photos that a file lists: a path a line, or, for names that hold line ends, NUL between them."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise CullingError(f"cannot read {printable(file)}: {error.strerror or error}") from error
    parts = data.split(b"\0") if b"\0" in data else [line.removesuffix(b"\r") for line in data.split(b"\n")]
    paths = [Path(os.fsdecode(part)) for part in parts if part]
    if not paths:
        raise CullingError(f"{printable(file)} lists no photos: it takes a path a line")
    return paths


def _shares(option: str, text: str, size: Size) -> list[float]:
    """Numbers in pixels, or with % behind each, as shares of (width, height)."""
    parts = [part.strip() for part in text.split(",")]
    per_cent = [part.endswith("%") for part in parts]
    if any(per_cent) and not all(per_cent):
        raise ValueError(f"{option} takes pixels or per cent, not both, got {text!r}")
    try:
        numbers = [float(part.removesuffix("%")) for part in parts]
    except ValueError:
        raise ValueError(f"{option} takes numbers separated by commas, got {text!r}") from None
    return [number / (100 if per_cent[0] else size[place % 2]) for place, number in enumerate(numbers)]
