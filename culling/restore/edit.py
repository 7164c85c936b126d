"""What is done to one photo, as one frozen value: it is shown, sent, written beside the result and read again.

Places are shares 0 … 1 of the upright photo, so that an edit made on a preview means the same on the whole photo.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from difflib import get_close_matches
from typing import Any, Literal, get_args

from culling.errors import CullingError

Factor = Literal[1, 2, 4]
Kind = Literal["rectangle", "lasso", "subject"]
Point = tuple[float, float]
Box = tuple[float, float, float, float]

#: Ways to take blur away; "" leaves it.
DEBLURS = ("own", "nafnet", "wiener", "richardson-lucy")
#: Ways to enlarge.
UPSCALES = ("own", "realesr", "bicubic")
FACTORS: tuple[Factor, ...] = get_args(Factor)
KINDS: tuple[Kind, ...] = get_args(Kind)

MOST_STOPS = 4.0
MOST_POINTS = 10_000  # of a lasso: a hand draws a few hundred
FEATHER = 0.02  # of the photo's longer side


class Stopped(CullingError):  # noqa: N818  what a person did, no error
    """A person stopped the work; nothing was written."""


@dataclass(frozen=True)
class Light:
    """More or less light, for photos that are too dark.

    Attributes:
        stops: exposure, −4 … 4; each stop doubles the linear light.
        shadows: 0 … 1, how far dark parts alone are lifted.
        contrast: 0 … 1, how much of the local contrast of CLAHE is mixed in.
    """

    stops: float = 0.0
    shadows: float = 0.0
    contrast: float = 0.0

    def __post_init__(self) -> None:
        _check_number("stops", self.stops, -MOST_STOPS, MOST_STOPS)
        _check_number("shadows", self.shadows, 0, 1)
        _check_number("contrast", self.contrast, 0, 1)

    def __bool__(self) -> bool:
        return any((self.stops, self.shadows, self.contrast))


@dataclass(frozen=True)
class Region:
    """The part of a photo that is worked on.

    Attributes:
        kind: "rectangle" (see `box`), "lasso" (see `points`), "subject" (found in the photo).
        box: left, top, width, height; may reach over the edge of the photo, where it is cut.
        points: corners of the lasso in order, at least 3; it is closed by itself and may cross itself.
        feather: width of the soft edge as a share of the photo's longer side, 0 … .25.
    """

    kind: Kind
    box: Box | None = None
    points: tuple[Point, ...] = ()
    feather: float = FEATHER

    def __post_init__(self) -> None:
        check_choice("kind of region", self.kind, KINDS)
        _check_number("feather", self.feather, 0, 0.25)
        if (self.box is not None) != (self.kind == "rectangle"):
            raise ValueError(f"a box belongs to a rectangle and to nothing else, got {self.kind} with {self.box}")
        if bool(self.points) != (self.kind == "lasso"):
            raise ValueError(f"points belong to a lasso and to nothing else, got {self.kind} with {len(self.points)}")
        if self.box is not None:
            _check_box(self.box)
        if self.points:
            _check_points(self.points)


@dataclass(frozen=True)
class Background:
    """What becomes of the photo outside the region.

    Attributes:
        dim: 0 as it was … 1 black.
        white: plain white in its place; `dim` is then without effect.
    """

    dim: float = 0.0
    white: bool = False

    def __post_init__(self) -> None:
        _check_number("dim", self.dim, 0, 1)

    def __bool__(self) -> bool:
        return self.white or self.dim > 0


@dataclass(frozen=True)
class Edit:
    """What is done to a photo, in this order: deblur, light, upscale, all inside the region; then the background.

    Attributes:
        deblur: a name of `DEBLURS`, "" for none.
        upscale: 1, 2 or 4; the whole photo is enlarged, the network works inside the region alone.
        upscale_with: a name of `UPSCALES`.
        region: None for the whole photo.
    """

    deblur: str = ""
    upscale: int = 1
    upscale_with: str = "own"
    light: Light = field(default_factory=Light)
    region: Region | None = None
    background: Background = field(default_factory=Background)

    def __post_init__(self) -> None:
        if self.deblur:
            check_choice("way to deblur", self.deblur, DEBLURS)
        check_choice("way to upscale", self.upscale_with, UPSCALES)
        if self.upscale not in FACTORS or isinstance(self.upscale, bool):
            raise ValueError(f"upscale must be 1, 2 or 4, got {self.upscale!r}")

    @property
    def changes_nothing(self) -> bool:
        """Whether the photo would come out as it went in."""
        return not (self.deblur or self.light or self.upscale > 1 or (self.region and self.background))

    def with_changes(self, **changes: Any) -> Edit:
        """The edit with some fields replaced; validated anew."""
        return replace(self, **changes)

    def as_dict(self) -> dict[str, Any]:
        """Plain numbers, texts and lists, as JSON and TOML take them; what is not set is left out."""
        return _without_defaults(self)

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Edit:
        """The edit that `as_dict` wrote.

        Raises:
            ValueError: an unknown name, or a value that is not allowed; says which.
        """
        parts = dict(_known(given, cls))
        for name, part in (("light", Light), ("background", Background)):
            if name in parts:
                parts[name] = part(**_known(parts[name], part))
        if parts.get("region") is not None:
            parts["region"] = _region(parts["region"])
        return cls(**parts)


def _region(given: Any) -> Region:
    parts = dict(_known(given, Region))
    try:
        if parts.get("box") is not None:
            parts["box"] = tuple(parts["box"])
        parts["points"] = tuple((x, y) for x, y in parts.get("points", ()))
    except (TypeError, ValueError):
        raise ValueError("a region's box takes four numbers and its points take two each") from None
    return Region(**parts)


def _known(given: Any, kind: type[Any]) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise ValueError(f"an edit's {kind.__name__.lower()} must be a table of names and values, got {given!r}")
    names = [item.name for item in fields(kind)]
    for name in given:
        if name not in names:
            raise ValueError(f"an edit's {kind.__name__.lower()} has no {name!r}; it has {', '.join(names)}")
    return given


def _without_defaults(value: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in fields(value):
        present = getattr(value, item.name)
        if isinstance(present, (Light, Background)):
            present = _without_defaults(present)
        elif isinstance(present, Region):
            present = {name: part for name, part in asdict(present).items() if part not in (None, ())}
        if present not in ({}, None) and present != item.default:
            found[item.name] = present
    return found


def check_choice(what: str, given: Any, choices: tuple[str, ...]) -> None:
    """ValueError that names the nearest of `choices`, or all of them, when `given` is none of them."""
    if given not in choices:
        close = get_close_matches(str(given), choices, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(choices)}"
        raise ValueError(f"no {what} {given!r}; {hint}")


def _check_number(name: str, given: Any, low: float, high: float) -> None:
    if isinstance(given, bool) or not isinstance(given, (int, float)) or not low <= given <= high:  # NaN as well
        raise ValueError(f"{name} must be a number from {low:g} to {high:g}, got {given!r}")


def _check_box(box: Any) -> None:
    if not isinstance(box, tuple) or len(box) != 4 or not all(map(_finite, box)) or min(box[2:]) <= 0:
        raise ValueError(f"a box is left, top, width, height as shares of the photo, width and height > 0, got {box}")


def _check_points(points: Any) -> None:
    if not 3 <= len(points) <= MOST_POINTS:
        raise ValueError(f"a lasso takes from 3 to {MOST_POINTS} points, got {len(points)}")
    if not all(isinstance(point, tuple) and len(point) == 2 and all(map(_finite, point)) for point in points):
        raise ValueError("each point of a lasso is across and down as shares of the photo, got something else")


def _finite(number: Any) -> bool:
    return isinstance(number, (int, float)) and not isinstance(number, bool) and math.isfinite(number)
