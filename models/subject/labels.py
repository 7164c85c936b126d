"""Masks to learn from: a reader's box or a teacher's object, cut out of its surroundings, for each photo to train on.

`boxes.csv` holds the boxes that one reader drew on contact sheets of the training photos ("none": nothing stands out).
A box tells where, the teachers and GrabCut (Rother et al. 2004) tell its outline.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import pandas as pd

from models.subject.teachers import Box, Map, Pixels, Said, Teachers
from models.training.photos import manifest, read_rgb

HERE = Path(__file__).parent
LONG_SIDE = 256
KODAK = "train_sharp/live1/"  # the LIVE photos are Kodak's, and Kodak's are for telling
BY_READER, BY_TEACHERS, BY_FEATURES = 1.0, 0.6, 0.25  # how much a mask counts by where it comes from
MARGIN = 0.03  # of the picture: by so much a reader's box may be too small
SEEN = 0.6  # of DeepLab, from which it is sure of an object
LEAST = 0.015  # share of the picture below which an object is beside the point
FILLED = (0.25, 0.97)  # shares of its box that a cut-out plausibly covers


class Label(NamedTuple):
    """One photo (long side ≤ 256 px), its mask 0 … 1 of the same size, and how much the mask counts."""

    path: str
    pixels: Pixels
    mask: Map
    weight: float
    read: bool  # by a reader: good enough to be cut out and pasted


def labels(folder: Path, split: str, teachers: Teachers) -> list[Label]:
    """The photos of a split of train_sharp, Kodak's left out."""
    rows = manifest(folder, "train_sharp")
    rows = rows[(rows["split"] == split) & ~rows["path"].str.startswith(KODAK)]
    boxes = pd.read_csv(HERE / "boxes.csv").set_index("path")
    found = []
    for path, file in zip(rows["path"], rows["file"], strict=True):
        pixels = read_rgb(Path(file), LONG_SIDE)
        if pixels is not None:
            read = boxes.loc[path] if path in boxes.index else None
            found.append(label(path, pixels, teachers.said(pixels), read))
    return found


def label(path: str, pixels: Pixels, said: Said, read: pd.Series | None) -> Label:
    """The mask of one photo, by the best that is known of it."""
    size = pixels.shape[1], pixels.shape[0]
    objects = cv2.resize(said.objects, size)
    if read is not None and read["left"] == "none":
        return Label(path, pixels, np.zeros_like(objects), BY_READER, True)
    if read is not None:
        box = Box(*(float(read[side]) for side in ("left", "top", "right", "bottom")), 1.0, 0)
        return Label(path, pixels, cut_out(pixels, box, objects), BY_READER, True)
    if (objects > SEEN).mean() >= LEAST:
        return Label(path, pixels, refined(pixels, objects), BY_TEACHERS, False)
    if said.boxes:
        main = max(said.boxes, key=lambda box: box.score * _area(box) ** 0.5)
        if _area(main) >= LEAST and main.score > 0.35:
            return Label(path, pixels, cut_out(pixels, main, objects), BY_TEACHERS, False)
    return Label(path, pixels, by_features(said, size), BY_FEATURES, False)


def cut_out(pixels: Pixels, box: Box, objects: Map) -> Map:
    """What is in the box, without its surroundings; a soft oval where no outline is found."""
    height, width = pixels.shape[:2]
    left, right = (round(width * at) for at in (max(0.0, box.left - MARGIN), min(1.0, box.right + MARGIN)))
    top, bottom = (round(height * at) for at in (max(0.0, box.top - MARGIN), min(1.0, box.bottom + MARGIN)))
    inside = np.zeros((height, width), bool)
    inside[top:bottom, left:right] = True
    oval = _oval(box, height, width)
    marks = np.where(inside, np.where(oval > 0.35, cv2.GC_PR_FGD, cv2.GC_PR_BGD), cv2.GC_BGD).astype(np.uint8)
    sure = inside & (objects > SEEN)
    if sure.sum() > 0.3 * (oval > 0.5).sum():
        marks[inside & (objects < 0.1)] = cv2.GC_PR_BGD
        marks[sure] = cv2.GC_PR_FGD
        marks[inside & (objects > 0.95)] = cv2.GC_FGD
    else:
        marks[oval > 0.93] = cv2.GC_FGD
    mask = _grab(pixels, marks)
    filled = mask.sum() / max(1, inside.sum())
    if not FILLED[0] <= filled <= FILLED[1]:
        return cv2.GaussianBlur((oval > 0.3).astype(np.float32), (0, 0), 3) if filled < FILLED[0] else mask
    return _tidy(mask)


def refined(pixels: Pixels, objects: Map) -> Map:
    """DeepLab's object with the outline that the colours have."""
    marks = np.full(objects.shape, cv2.GC_PR_BGD, np.uint8)
    marks[objects > 0.5] = cv2.GC_PR_FGD
    marks[objects > 0.95] = cv2.GC_FGD
    near = cv2.dilate((objects > 0.2).astype(np.uint8), np.ones((9, 9), np.uint8))
    marks[near == 0] = cv2.GC_BGD
    return _tidy(_grab(pixels, marks))


def by_features(said: Said, size: tuple[int, int]) -> Map:
    """The part of the two that the class is in, where class and cut agree; soft, since nobody is sure."""
    cut = said.cut if (said.cut * said.named).sum() >= ((1 - said.cut) * said.named).sum() else 1 - said.cut
    rim = np.concatenate([cut[0], cut[-1], cut[:, 0], cut[:, -1]]).mean()
    both = np.sqrt(cut * said.named) * (1.0 if rim < 0.5 else 0.5)
    return cv2.resize(both.astype(np.float32), size)


def _oval(box: Box, height: int, width: int) -> Map:
    """1 in the middle of the box, falling to 0 at its sides; open towards a side that the frame cuts."""
    y, x = (np.arange(height) + 0.5) / height, (np.arange(width) + 0.5) / width
    across = np.abs(x - (box.left + box.right) / 2) / max((box.right - box.left) / 2, 1e-6)
    down = np.abs(y - (box.top + box.bottom) / 2) / max((box.bottom - box.top) / 2, 1e-6)
    return np.clip(1 - (across[None] ** 2 + down[:, None] ** 2) / 1.6, 0, 1).astype(np.float32)


def _grab(pixels: Pixels, marks: Pixels) -> Map:
    models = np.zeros((2, 1, 65), np.float64)
    if not np.isin(marks, (cv2.GC_FGD, cv2.GC_PR_FGD)).any():
        return np.zeros(marks.shape, np.float32)
    cv2.setRNGSeed(0)
    if not np.isin(marks, (cv2.GC_BGD, cv2.GC_PR_BGD)).any():
        return np.ones(marks.shape, np.float32)
    cv2.grabCut(np.ascontiguousarray(pixels[:, :, ::-1]), marks, None, *models, 4, cv2.GC_INIT_WITH_MASK)
    return np.isin(marks, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.float32)


def _tidy(mask: Map) -> Map:
    """Without specks and holes, its rim a little soft."""
    round_one = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, round_one)
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, round_one)
    chosen = opened if opened.sum() > 0.5 * mask.sum() else mask
    return cv2.GaussianBlur(chosen, (0, 0), 1)


def _area(box: Box) -> float:
    return (box.right - box.left) * (box.bottom - box.top)
