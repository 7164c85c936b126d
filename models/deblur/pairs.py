"""Pairs to test on, none of them trained on: (blurred, sharp), RGB uint8, by name of the set."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np

from culling import synth
from models.deblur.batches import compressed
from models.deblur.blurs import KINDS, Levels, draw
from models.deblur.pool import SIDE, sharp_photos
from models.training.photos import manifest, read_rgb

Pair = tuple[Levels, Levels]
CROP = 320
PHOTOS = 32  # of each set
MOTION_PX, DISK_PX = (3.0, 14.0), (1.0, 4.0)
SUBFRAMES, WINDOWS = 8, (1, 2, 3)  # views between two frames of a video; frames that an exposure lasts
FARTHEST_PX, NEAREST_PX = 24.0, 2.0  # over one exposure, on average over the picture
HARDLY_BLURRED = 38.0  # PSNR from which on nothing moved in a video


def crops(folder: Path) -> list[Levels]:
    """The middle of photos that were never trained on: Kodak's, and published ones at half their size."""
    found = []
    for row in manifest(folder, "kodak", "gallery_keep").itertuples():
        pixels = read_rgb(Path(str(row.file)), 768 if row.set.startswith("kodak") else 640)
        if pixels is not None and min(pixels.shape[:2]) >= CROP:
            top, left = ((side - CROP) // 2 for side in pixels.shape[:2])
            found.append(pixels[top : top + CROP, left : left + CROP])
    chosen = np.random.default_rng(3).permutation(len(found) - 24)[: PHOTOS - 24 // 2] + 24
    return [*found[:24:2], *(found[place] for place in chosen)]


def made(folder: Path, kind: str) -> Iterator[Pair]:
    """As those of the training, on photos held back."""
    rng, photos = np.random.default_rng(11), sharp_photos(folder, ("test",))
    number = 0
    while number < PHOTOS:
        blurred, sharp, drawn = draw(photos, SIDE, rng)
        if KINDS[drawn] == kind:
            number += 1
            yield blurred, sharp


def damaged(folder: Path, damage: Callable[[Levels, np.random.Generator], Levels]) -> Iterator[Pair]:
    """By `culling.synth`, whose paths and disks are made by other code than the training's, at half of them as JPEG."""
    rng = np.random.default_rng(5)
    for number, sharp in enumerate(crops(folder)):
        blurred = damage(sharp, rng)
        yield (compressed(blurred, 92) if number % 2 else blurred), sharp


def shaken(sharp: Levels, rng: np.random.Generator) -> Levels:
    return synth.camera_shake(sharp, float(rng.uniform(*MOTION_PX)), rng)


def moved(sharp: Levels, rng: np.random.Generator) -> Levels:
    return synth.linear_motion_blur(sharp, float(rng.uniform(*MOTION_PX)), float(rng.uniform(0, 180)))


def defocused(sharp: Levels, rng: np.random.Generator) -> Levels:
    return synth.defocus(sharp, float(rng.uniform(*DISK_PX)))


def video(files: list[Path], each: int = 12) -> Iterator[Pair]:
    """Frames of real videos averaged as for REDS: views in between by optical flow; the truth is the middle frame."""
    for file in files:
        frames = read_frames(file)
        found = 0
        for number in np.random.default_rng(2).permutation(np.arange(3, max(4, len(frames) - 3))):
            pair = exposure(frames[number - 3 : number + 4], WINDOWS[found % len(WINDOWS)])
            if pair is not None and psnr(*pair) < HARDLY_BLURRED:
                found += 1
                yield pair
            if found == each:
                break


def psnr(picture: Levels, sharp: Levels) -> float:
    """Peak signal to noise ratio in decibels; infinite for two pictures that are the same."""
    error = float(np.square(picture.astype(np.float64) - sharp).mean())
    return 10 * math.log10(255**2 / error) if error else math.inf


def read_frames(file: Path) -> list[Levels]:
    """All frames, at three quarters of their size, which takes most of the video's own compression away."""
    opened, frames = cv2.VideoCapture(str(file)), []
    while True:
        there, frame = opened.read()
        if not there:
            return frames
        small = cv2.resize(frame, None, fx=0.75, fy=0.75, interpolation=cv2.INTER_AREA)
        frames.append(np.ascontiguousarray(small[..., ::-1]))


def exposure(frames: list[Levels], lasts: int) -> Pair | None:
    """An exposure of `lasts` frames round the middle of seven; None when hardly anything, or too much, moved."""
    if len(frames) < 7:
        return None
    lumas = [cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in frames]
    views: list[np.ndarray] = []
    travelled = 0.0
    for step in range(-(lasts + 1) // 2, (lasts + 1) // 2):
        flow = flow_of(lumas[3 + step], lumas[4 + step])
        travelled += float(np.hypot(flow[..., 0], flow[..., 1]).mean())
        views += between(frames[3 + step], frames[4 + step], flow)
    half = SUBFRAMES * lasts // 2
    middle = len(views) // 2
    if not NEAREST_PX < travelled * lasts / (lasts + 1) < FARTHEST_PX:
        return None
    blurred = np.mean(views[middle - half : middle + half + 1], axis=0)
    return np.rint(blurred).astype(np.uint8), frames[3]


def flow_of(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Dense optical flow by inverse search (DIS, Kroeger et al. 2016)."""
    return cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM).calc(first, second, None)


def between(first: Levels, second: Levels, flow: np.ndarray) -> list[np.ndarray]:
    """`SUBFRAMES` views from the first frame up to just before the second, each the two of them warped and blended."""
    height, width = flow.shape[:2]
    here = np.dstack(np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)))
    views = []
    for share in np.arange(SUBFRAMES) / SUBFRAMES:
        ours, theirs = (
            cv2.remap(frame, here + np.float32(back) * flow, None, cv2.INTER_CUBIC, None, cv2.BORDER_REFLECT)
            for frame, back in ((first, -share), (second, 1 - share))
        )
        views.append((1 - share) * ours.astype(np.float32) + share * theirs.astype(np.float32))
    return views
