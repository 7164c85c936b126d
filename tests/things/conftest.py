"""YOLOX-nano's real file in a cache folder of its own, and a cache folder that is empty."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.networks import as_if_fetched


@pytest.fixture
def fetched(shared_weights: Path, tmp_path: Path) -> Iterator[Path]:
    """YOLOX-nano as if it had been fetched; yields its file."""
    with as_if_fetched(tmp_path / "fetched", "yolox-nano.onnx", shared_weights / "yolox_nano.onnx") as file:
        yield file
