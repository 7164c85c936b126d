"""What browser parts are made of: script and style texts joined into one, and arrays packed for the way there."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import numpy as np

_HERE = Path(__file__).parent


def script(*names: str) -> str:
    """These script files as one module; only the last exports, and no name is declared twice."""
    return _joined(names)


def style(*names: str) -> str:
    """These style files as one."""
    return _joined(names)


def pack(array: np.ndarray[Any, Any]) -> str:
    """The bytes of an array, little endian, as base64; `unpack` in rows.js is the way back."""
    return base64.b64encode(array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes()).decode()


def _joined(names: tuple[str, ...]) -> str:
    return "\n".join((_HERE / name).read_text(encoding="utf-8") for name in names)
