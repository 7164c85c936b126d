"""Faces that a network found against those that YuNet sees."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from culling.faces.cells import STRIDES, candidates_of, prepared
from culling.faces.face import Face, overlap, without_overlaps
from models.faces.photos import LONG_SIDE, Taught

Pixels = NDArray[np.uint8]
SURE, DOUBTFUL = 0.8, 0.5  # what YuNet scores in between is neither missed nor false
SAME = 0.4  # intersection over union


@torch.no_grad()
def of_network(network: nn.Module, pixels: Pixels, least: float) -> list[Face]:
    """What a torch network finds, as the exported one does."""
    whole, scale = prepared(pixels, LONG_SIDE)
    said = network(torch.from_numpy(whole).permute(2, 0, 1)[None].float())
    rows = [torch.cat([torch.sigmoid(cells[0, :1]), cells[0, 1:]]).flatten(1).T.numpy() for cells in said]
    found = without_overlaps(candidates_of(rows, whole.shape[1] // STRIDES[0], least))
    return [face.scaled(1 / scale) for face in found]


def matched(found: list[Face], photo: Taught, least: float) -> tuple[int, int, int]:
    """YuNet's sure faces, how many of them were found, and how many were found where YuNet sees none."""
    answers = [face for face in found if face.score >= least]
    sure = [face for face in photo.faces if face.score >= SURE and not _wrong(face, photo)]
    hits = sum(any(overlap(face, answer) >= SAME for answer in answers) for face in sure)
    real = [face for face in photo.faces if face.score >= DOUBTFUL and not _wrong(face, photo)]
    false = sum(all(overlap(face, answer) < SAME / 2 for face in real) for answer in answers)
    return len(sure), hits, false


def _wrong(face: Face, photo: Taught) -> bool:
    middle = face.left + face.width / 2, face.top + face.height / 2
    return any(max(abs(middle[0] - x), abs(middle[1] - y)) < size / 2 for x, y, size in photo.wrong)
