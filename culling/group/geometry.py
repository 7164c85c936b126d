"""Whether two photos show one scene by geometry: do the same points lie in the same arrangement in both?

For pairs that are only fairly alike: two different photos of one pattern have the same colours and textures, yet their
points do not line up. Measured by benchmarks/scenes.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from culling.photos import Pixels
from culling.previews import THUMBNAIL_LONG_SIDE, fit

MOST_POINTS = 500
SHORTEST_SIDE = 64  # px: a point is seen with 31 px around it, and on smaller pictures none has that
FAINTEST = 5  # levels by which a corner must stand out: with the usual 20, blurred and dark frames have none
TWIN_BITS = 40  # of 256: points that differ by less are taken for one another
TWIN_PX = 8  # nearer to each other, two points are one corner found twice
DISTINCT = 0.8  # a match must be this much nearer than the second best
REACH_PX = 2.0  # how far off its place a point may lie and still agree
WIDEST_ZOOM = 4.0
ENOUGH = 10  # agreeing points that prove one scene
CHANCE = 5  # up to so many may agree between strangers
FEWEST = 200  # points that each photo needs before few agreeing ones mean anything


@dataclass(frozen=True, eq=False)
class Landmarks:
    """The points of a photo that can be told from all its others.

    Attributes:
        places: float32 (n, 2), x and y in pixels of the photo at a long side of 320.
        looks: uint8 (n, 32), what each looks like (ORB: 256 comparisons of its surroundings).
    """

    places: NDArray[np.float32]
    looks: Pixels

    def __len__(self) -> int:
        return len(self.places)


_NOWHERE = Landmarks(np.zeros((0, 2), np.float32), np.zeros((0, 32), np.uint8))


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the points of two photos say.

    Attributes:
        agreeing: points that one shift, turn and zoom takes from one photo to the other.
        matched: points that look alike, in the same arrangement or not.
        points: landmarks of the photo that has fewer.
    """

    agreeing: int
    matched: int
    points: int

    @property
    def same(self) -> bool | None:
        """True: one scene. False: nothing speaks for it. None: cannot say.

        True is near to proof. False is none: a step aside round a near subject moves its points against each other,
        and a mirrored copy has none in common. None where a photo has too few points (blurred, plain, or one pattern
        all over), or a few more of them agree than chance explains: do not part what is together for that.
        """
        if self.agreeing >= ENOUGH:
            return True
        return None if self.points < FEWEST or self.agreeing > CHANCE else False

    @property
    def share(self) -> float:
        """Agreeing points among those that look alike, 0 … 1; NaN when none do."""
        return self.agreeing / self.matched if self.matched else math.nan


def find_landmarks(pixels: Pixels) -> Landmarks:
    """The landmarks of a photo, found on 320 pixels of its long side: its thumbnail will do.

    Points that have a twin elsewhere in the photo are left out: where a pattern repeats, any shift by one repeat
    would line up.

    Args:
        pixels: RGB uint8 (H, W, 3), upright, of any size.
    """
    small = fit(pixels, THUMBNAIL_LONG_SIDE)
    if min(small.shape[:2]) < SHORTEST_SIDE:
        return _NOWHERE
    luma = cv2.cvtColor(np.ascontiguousarray(small), cv2.COLOR_RGB2GRAY)
    found, looks = cv2.ORB.create(MOST_POINTS, fastThreshold=FAINTEST).detectAndCompute(luma, None)
    if looks is None or len(found) < 2:
        return _NOWHERE
    places = np.array([point.pt for point in found], np.float32)
    alone = ~_has_twin(places, looks)
    return Landmarks(places[alone], looks[alone])


def same_scene(first: Landmarks, second: Landmarks) -> Agreement:
    """How many landmarks of two photos agree on one shift, turn and zoom between them; see `Agreement.same`."""
    points = min(len(first), len(second))
    here, there = _matches(first, second)
    return Agreement(_agreeing(first.places[here], second.places[there]), len(here), points)


def _has_twin(places: NDArray[np.float32], looks: Pixels) -> NDArray[np.bool_]:
    """Which points look like another of their own photo that lies elsewhere."""
    bits = np.unpackbits(looks, axis=1).astype(np.float32)
    ones = bits.sum(axis=1)
    one, other = np.nonzero(ones[:, None] + ones - 2 * bits @ bits.T < TWIN_BITS)
    apart = np.abs(places[one] - places[other]).max(axis=1) > TWIN_PX
    return np.bincount(one[apart], minlength=len(places)) > 0


def _matches(first: Landmarks, second: Landmarks) -> tuple[list[int], list[int]]:
    """Places in both of the landmarks that look alike and like no other, each at most once."""
    if min(len(first), len(second)) < 2:
        return [], []
    best: dict[int, tuple[float, int]] = {}
    for nearest, next_best in cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(first.looks, second.looks, k=2):
        rival = best.get(nearest.trainIdx, (math.inf, -1))
        if nearest.distance < DISTINCT * next_best.distance and nearest.distance < rival[0]:
            best[nearest.trainIdx] = (nearest.distance, nearest.queryIdx)
    return [here for _, here in best.values()], list(best)


def _agreeing(here: NDArray[np.float32], there: NDArray[np.float32]) -> int:
    if len(here) < 3:
        return 0
    move, agree = cv2.estimateAffinePartial2D(
        here, there, method=cv2.RANSAC, ransacReprojThreshold=REACH_PX, maxIters=1000, confidence=0.995
    )
    if move is None:
        return 0
    zoom = math.sqrt(abs(float(np.linalg.det(move[:, :2]))))
    return int(agree.sum()) if 1 / WIDEST_ZOOM <= zoom <= WIDEST_ZOOM else 0
