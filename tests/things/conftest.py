"""YOLOX-nano's real file in a cache folder of its own, and a cache folder that is empty."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from culling import nets


@pytest.fixture
def fetched(shared_weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """YOLOX-nano as if it had been fetched; yields its file."""
    monkeypatch.setenv("CULLING_MODELS", str(tmp_path / "fetched"))
    file = tmp_path / "fetched" / "yolox-nano.onnx"
    file.parent.mkdir()
    shutil.copyfile(shared_weights / "yolox_nano.onnx", file)
    nets.clear()
    yield file
    nets.clear()
