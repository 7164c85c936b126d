"""What YuNet says of a picture, as the maps that the small network is to say itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from culling.faces.cells import STRIDES, candidates_of, prepared
from culling.faces.face import Face
from culling.faces.yunet import said_by
from models.training.sessions import session_of

Pixels = NDArray[np.uint8]
Maps = list[NDArray[np.float32]]


class Teacher:
    """YuNet from a file, on one thread."""

    def __init__(self, file: Path) -> None:
        self._session = session_of(file)
        self._input = self._session.get_inputs()[0].name

    def maps(self, picture: Pixels) -> Maps:
        """(15, h / s, w / s) for each stride: score 0 … 1, frame, points; RGB, both sides multiples of 32."""
        height, width = picture.shape[:2]
        given = np.ascontiguousarray(picture[:, :, ::-1].transpose(2, 0, 1)[None], np.float32)
        rows = said_by(tuple(self._session.run(None, {self._input: given})))
        return [
            np.ascontiguousarray(said.T.reshape(-1, height // stride, width // stride))
            for said, stride in zip(rows, STRIDES, strict=True)
        ]

    def candidates(self, pixels: Pixels, long_side: int, least: float) -> list[Face]:
        """As `culling.faces.yunet.candidates`, without YuNet having been fetched."""
        whole, scale = prepared(pixels, long_side)
        said = [cells.reshape(len(cells), -1).T for cells in self.maps(whole)]
        return [face.scaled(1 / scale) for face in candidates_of(said, whole.shape[1] // STRIDES[0], least)]
