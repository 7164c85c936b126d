"""Photos with faces, and YuNet's real file in a cache folder of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from culling import nets, read_photo
from culling.faces import landmarks
from culling.photos import Pixels
from tests.conftest import ROOT
from tests.networks import as_if_fetched

PORTRAIT = ROOT / "sample_data" / "101_HOME" / "IMG_0227.JPG"  # 340 × 510, one face of about 110 px


@pytest.fixture
def portrait() -> Pixels:
    return read_photo(PORTRAIT).pixels


@pytest.fixture
def fetched(shared_weights: Path, tmp_path: Path) -> Iterator[Path]:
    """YuNet as if it had been fetched; yields its file."""
    with as_if_fetched(
        tmp_path / "fetched", "yunet-s-dynamic.onnx", shared_weights / "face_detection_yunet_dynamic.onnx"
    ) as file:
        yield file


@pytest.fixture
def all_fetched(fetched: Path, shared_weights: Path) -> Iterator[Path]:
    """YuNet, OCEC and the face landmarker as if they had been fetched; yields their folder."""
    pytest.importorskip("ai_edge_litert", reason="ai-edge-litert is an extra: pip install 'culling[landmarks]'")
    shutil.copyfile(shared_weights / "ocec_s.onnx", fetched.parent / "ocec-s.onnx")
    shutil.copyfile(shared_weights / "face_landmarker.task", fetched.parent / "face-landmarker.task")
    nets.clear()
    landmarks.clear()
    yield fetched.parent
    landmarks.clear()
