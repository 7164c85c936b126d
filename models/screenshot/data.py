"""Screenshots and photos as `culling.screenshots` sees them, as they were and as they are sent around."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from culling import synth
from culling.errors import CullingError
from culling.photos import Photo, Pixels, halve_until, read_photo
from culling.screenshots import FEATURES, screenshot_features
from models.screenshot.shoot import SHOTS, WORK
from models.training.photos import manifest

#: Photos that are trained on, by their split, and photos that are not.
TRAINED_ON = ("train_sharp", "lowlight", "exposure_pairs")
TOLD_ON = ("gallery_keep", "camera_snapshots", "kodak")
SENT = ("", "jpeg", "half", "half, jpeg")  # as they were, and as they are sent around
HARD = 3  # hard variants of each photo

Change = Callable[[Pixels, np.random.Generator], Pixels]


class Rows(NamedTuple):
    """One row per picture.

    Attributes:
        source: the set of a photo, or where a screenshot is from.
        split: "train", "validation" or "test" of a photo; "told" of one in `TOLD_ON`; "" of a screenshot.
        change: what was done to it, "" for nothing.
        path: of the photo.
        features: float32 (n, `FEATURES`).
        screen: whether it is a screenshot or page.
    """

    source: NDArray[np.str_]
    split: NDArray[np.str_]
    change: NDArray[np.str_]
    path: NDArray[np.str_]
    features: NDArray[np.float32]
    screen: NDArray[np.bool_]

    def part(self, chosen: NDArray[np.bool_]) -> Rows:
        """Only these rows."""
        return Rows(*(column[chosen] for column in self))


def rows(folder: Path, seed: int = 0) -> Rows:
    """Everything, made once and then read."""
    file = WORK / "rows.npz"
    if not file.exists():
        made = [*_screens(folder, np.random.default_rng(seed)), *_photos(folder, np.random.default_rng(seed + 1))]
        columns = [np.array(column) for column in zip(*made, strict=True)]
        WORK.mkdir(parents=True, exist_ok=True)
        np.savez(file, names=np.array(FEATURES), **Rows(*columns)._asdict())  # type: ignore[arg-type]
    stored = np.load(file)
    if tuple(stored["names"]) != FEATURES:
        raise SystemExit(f"{file} was made for other features; remove it")
    return Rows(*(stored[column] for column in Rows._fields))


Row = tuple[str, str, str, str, NDArray[np.float32], bool]


def _screens(folder: Path, rng: np.random.Generator) -> Iterator[Row]:
    """Real ones by the app they show, made ones by their kind."""
    real = [
        (Path(str(file)), Path(str(file)).stem.rpartition("_")[0]) for file in manifest(folder, "screenshots")["file"]
    ]
    made = [(file, file.parent.name) for file in sorted(SHOTS.rglob("*.png"))]
    for file, source in [*real, *made]:
        pixels = read_photo(file).pixels
        for name, changed in (
            ("", pixels),
            *_sent(pixels),
            *((name, hard(pixels, rng)) for name, hard in PART.items()),
        ):
            if (features := screenshot_features(Photo(changed))) is not None:
                yield source, "", name, str(file.name), features, True


def _photos(folder: Path, rng: np.random.Generator) -> Iterator[Row]:
    for row in manifest(folder, *TRAINED_ON, *TOLD_ON).itertuples():
        kind = next(name for name in (*TRAINED_ON, *TOLD_ON) if str(row.set).startswith(name))
        if str(row.set).endswith("live1"):
            continue
        try:
            pixels = read_photo(Path(str(row.file))).pixels
        except CullingError:
            continue
        hard = rng.choice(len(HARD_PHOTOS), HARD, replace=False)
        changed = [(name, HARD_PHOTOS[name](pixels, rng)) for name in (list(HARD_PHOTOS)[place] for place in hard)]
        for name, seen in (("", pixels), *_sent(pixels), *changed):
            if (features := screenshot_features(Photo(np.ascontiguousarray(seen)))) is not None:
                split = "told" if kind in TOLD_ON else str(row.split)
                yield kind, split, name, str(row.path), features, False


def _sent(pixels: Pixels) -> tuple[tuple[str, Pixels], ...]:
    half = halve_until(pixels, max(pixels.shape[:2]) - 1)
    return ("jpeg", synth.jpeg(pixels, 75)), ("half", half), ("half, jpeg", synth.jpeg(half, 75))


def _cut(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """A part of it, as people cut screenshots."""
    height, width = pixels.shape[:2]
    high, wide = (max(64, round(side * rng.uniform(0.3, 0.8))) for side in (height, width))
    top, left = rng.integers(0, max(1, height - high)), rng.integers(0, max(1, width - wide))
    return np.ascontiguousarray(pixels[top : top + high, left : left + wide])


def _scaled(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    by = rng.uniform(0.3, 0.9)
    size = [max(32, round(side * by)) for side in pixels.shape[1::-1]]
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _poor(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    return synth.jpeg(_scaled(pixels, rng), rng.uniform(40, 80))


def _burnt(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    return synth.overexpose(pixels, rng.uniform(1, 3.5))


def _night(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    return synth.jpeg(synth.underexpose(pixels, rng.uniform(2, 6)), rng.uniform(70, 97))


def _soft(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    return synth.jpeg(cv2.GaussianBlur(pixels, (0, 0), rng.uniform(1.5, 8)), rng.uniform(60, 97))


def _smoothed(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """As a phone takes noise away."""
    return synth.jpeg(cv2.bilateralFilter(pixels, 9, rng.uniform(15, 60), 5), rng.uniform(70, 97))


def _enlarged(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    part = _cut(pixels, rng)
    by = rng.uniform(1.5, 4)
    return np.asarray(cv2.resize(part, None, fx=by, fy=by, interpolation=cv2.INTER_CUBIC), np.uint8)


def _framed(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """A border all round, or bars on two sides."""
    high, wide = (round(side * rng.uniform(0.01, 0.12)) for side in pixels.shape[:2])
    high, wide = ((high, wide), (high, 0), (0, wide))[rng.integers(3)]
    colour = (255, 255, 255) if rng.random() < 0.5 else (0, 0, 0)
    framed = cv2.copyMakeBorder(pixels, high, high, wide, wide, cv2.BORDER_CONSTANT, value=colour)
    return synth.jpeg(np.asarray(framed, np.uint8), rng.uniform(80, 97))


def _stamped(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """With a date or a name drawn into it."""
    stamped, scale = pixels.copy(), max(pixels.shape) / 700
    place = (round(pixels.shape[1] * rng.uniform(0.02, 0.6)), round(pixels.shape[0] * rng.uniform(0.1, 0.97)))
    colour = ((255, 160, 0), (255, 255, 255), (0, 0, 0))[rng.integers(3)]
    cv2.putText(stamped, "12.08.2014 18:33", place, cv2.FONT_HERSHEY_SIMPLEX, scale, colour, max(1, round(2 * scale)))
    return stamped


def _sky(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """The part of it with the least in it."""
    height, width = (max(64, side // 3) for side in pixels.shape[:2])
    parts = [
        pixels[top : top + height, left : left + width]
        for top in range(0, max(1, pixels.shape[0] - height), max(1, height // 2))
        for left in range(0, max(1, pixels.shape[1] - width), max(1, width // 2))
    ]
    return np.ascontiguousarray(min(parts, key=lambda part: float(part.std())))


def _plain(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Nothing but a soft gradient with noise: wall, sky, covered lens."""
    ramp = np.linspace(0, rng.uniform(0, 60), pixels.shape[1])[None, :, None] + rng.uniform(0, 200, 3)
    noisy = ramp + rng.normal(0, rng.uniform(0.3, 4), pixels.shape)
    return synth.jpeg(np.clip(noisy, 0, 255).astype(np.uint8), rng.uniform(60, 97))


def _grey(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    luma = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    return np.repeat(np.clip(luma * rng.uniform(0.9, 1.3), 0, 255).astype(np.uint8)[..., None], 3, axis=2)


PART: dict[str, Change] = {"part": _cut, "scaled": _scaled, "poor": _poor}
HARD_PHOTOS: dict[str, Change] = {
    **{"burnt": _burnt, "night": _night, "soft": _soft, "smoothed": _smoothed, "enlarged": _enlarged},
    **{"framed": _framed, "stamped": _stamped, "sky": _sky, "plain": _plain, "grey": _grey, "poor": _poor},
}
