"""What browser parts are made of: script and style texts joined into one, and arrays packed for the way there."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import numpy as np

_WEB = Path(__file__).parent / "web"


def joined(*names: str) -> str:
    """These files of `web/` as one text. Scripts become one module: the last exports, no name is declared twice."""
    return "\n".join((_WEB / name).read_text(encoding="utf-8") for name in names)


def pack(array: np.ndarray[Any, Any]) -> str:
    """The bytes of an array, little endian, as base64; `unpack` in rows.js is the way back."""
    return base64.b64encode(array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes()).decode()
