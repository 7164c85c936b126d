"""Photos with faces, and YuNet's real file in a cache folder of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from culling import nets, read_photo
from culling.photos import Pixels
from tests.conftest import ROOT

PORTRAIT = ROOT / "sample_data" / "101_HOME" / "IMG_0227.JPG"  # 340 × 510, one face of about 110 px


@pytest.fixture
def portrait() -> Pixels:
    return read_photo(PORTRAIT).pixels


@pytest.fixture
def fetched(shared_weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """YuNet as if it had been fetched; yields its file."""
    monkeypatch.setenv("CULLING_MODELS", str(tmp_path / "fetched"))
    file = tmp_path / "fetched" / "yunet-s-dynamic.onnx"
    file.parent.mkdir()
    shutil.copyfile(shared_weights / "face_detection_yunet_dynamic.onnx", file)
    nets.clear()
    yield file
    nets.clear()


@pytest.fixture
def nothing_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("CULLING_MODELS", str(tmp_path / "empty"))
    nets.clear()
    yield
    nets.clear()
