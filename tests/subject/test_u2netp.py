"""U²-Net's input and output, on a network of its shape whose answer can be worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from culling import model_files, nets
from culling.network_choice import in_use
from culling.subject import find_subject, u2netp
from tests.networks import entry, write_bundled
from tests.subject.pictures import spot, u2net_like

pytest.importorskip("onnx")


@pytest.fixture
def fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A manifest whose u2netp is the stand-in, as if fetched; yields its file."""
    data = u2net_like()
    monkeypatch.setenv("CULLING_MODELS", str(tmp_path / "fetched"))
    manifest = write_bundled(tmp_path / "models", subject=b"no network")
    with manifest.open("a", encoding="utf-8") as opened:
        opened.write("\n" + entry("optional", "u2netp", "u2netp.onnx", data, "https://example.org/u2netp.onnx"))
    (tmp_path / "fetched").mkdir()
    (tmp_path / "fetched" / "u2netp.onnx").write_bytes(data)
    model_files.use(manifest)
    nets.clear()
    yield tmp_path / "fetched" / "u2netp.onnx"
    model_files.use(None)
    nets.clear()


@pytest.mark.usefixtures("fetched")
def test_the_first_answer_for_levels_less_mean_over_spread() -> None:
    """Of a plain picture of level v beside white: red in is (v / 255 − .485) / .229, out 1 / (1 + exp(12 − 12 red))."""
    for level, brightest in ((200, 255), (120, 255), (100, 120)):
        pixels = np.full((64, 64, 3), level, np.uint8)
        pixels[:, 32:] = brightest
        red = (level / brightest - 0.485) / 0.229
        assert u2netp.square_mask(pixels)[160, 60] == pytest.approx(1 / (1 + np.exp(12 - 12 * red)), abs=1e-3)


@pytest.mark.usefixtures("fetched")
def test_once_fetched_it_finds_the_subject() -> None:
    assert in_use("subject") == "u2netp"
    found = find_subject(spot(400, 300, (40, 60, 140, 180)))
    assert found is not None
    assert found.mask.shape == (120, 160)
    assert found.box == pytest.approx((0.1, 0.2, 0.35, 0.6), abs=0.02)
    assert found.share == pytest.approx(0.1, abs=0.01)
    assert found.middle == pytest.approx((0.225, 0.4), abs=0.02)


@pytest.mark.usefixtures("fetched")
def test_a_black_photo_has_no_subject_and_divides_nothing_by_nothing() -> None:
    assert find_subject(np.zeros((90, 120, 3), np.uint8)) is None


def test_damaged_it_is_not_in_use(fetched: Path) -> None:
    fetched.write_bytes(b"half of it")
    nets.clear()
    assert in_use("subject") == "subject"
    with pytest.raises(nets.ModelError, match="u2netp"):
        u2netp.square_mask(spot(64, 64, (20, 20, 40, 40)))
