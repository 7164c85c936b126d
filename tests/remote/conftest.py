"""Servers for the tests of culling.remote: a real Triton, and one that is broken as the test wants it."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import numpy as np
import onnxruntime
import pytest

from culling import nets
from culling.model_files import ModelError, find
from culling.remote import Runner
from tests.networks import TINY
from tests.remote.faulty import Faulty, faulty_server
from tests.remote.triton import Triton

#: Networks that stand in where ours are not bundled, made with onnx.helper, opset 17: `x` → `y`, float32 (n, 3, h, w);
#: a mean over five pixels, and bilinear enlarging by two.
SOFT = base64.b64decode(
    "CAg6mgQKHwoBeAoBcBIBZSIDUGFkKg8KBG1vZGUiBGVkZ2WgAQMKDwoBZQoBdxIBeSIEQ29udhIEc29mdCrUAggDCAMIAwgDEAFCAXdKxAIAAA"
    "AAAAAAPgAAAAAAAAA+AAAAPwAAAD4AAAAAAAAAPgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAPgAAAAAAAAA+AAAAPwAAAD"
    "4AAAAAAAAAPgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAPgAAAAAAAAA+AAAAPwAAAD4AAAAAAAAAPgAAAAAqSQgIEAdCAX"
    "BKQAAAAAAAAAAAAAAAAAAAAAABAAAAAAAAAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEAAAAAAAAAAQAAAAAAAABaHgoBeBIZChcIARITCgMS"
    "AW4KAggDCgMSAWgKAxIBd2IeCgF5EhkKFwgBEhMKAxIBbgoCCAMKAxIBaAoDEgF3QgQKABAR"
)
TWICE = base64.b64decode(
    "CAg6uwEKVwoBeAoACgFzEgF5IgZSZXNpemUqLwoeY29vcmRpbmF0ZV90cmFuc2Zvcm1hdGlvbl9tb2RlIgpoYWxmX3BpeGVsoAEDKhEKBG1vZG"
    "UiBmxpbmVhcqABAxIFdHdpY2UqGQgEEAFCAXNKEAAAgD8AAIA/AAAAQAAAAEBaHgoBeBIZChcIARITCgMSAW4KAggDCgMSAWgKAxIBd2IeCgF5"
    "EhkKFwgBEhMKAxIBbgoCCAMKAxIBSAoDEgFXQgQKABAR"
)


@pytest.fixture(scope="session")
def networks() -> dict[str, bytes]:
    """What the real server serves: our own networks, or what stands in for them; and one that is not for photos."""
    return {"deblur": _bundled("deblur", SOFT), "upscale_x2": _bundled("upscale_x2", TWICE), "tiny": TINY}


def _bundled(name: str, otherwise: bytes) -> bytes:
    try:
        return otherwise if nets.problem(name) else find(name).path.read_bytes()
    except ModelError:
        return otherwise


def local(network: bytes) -> Runner:
    """`network` on this machine, on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda batch: np.asarray(session.run(None, {name: batch})[0], np.float32)


@pytest.fixture(scope="module")
def triton(tmp_path_factory: pytest.TempPathFactory, networks: dict[str, bytes]) -> Iterator[Triton]:
    """A real server that is ready."""
    server = Triton(tmp_path_factory.mktemp("triton"), networks)
    server.start()
    try:
        server.wait()
        yield server
    finally:
        server.kill()


@pytest.fixture
def faulty(direct: None) -> Iterator[Faulty]:
    with faulty_server() as server:
        yield server


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy of this machine stands between, and no pause between attempts is longer than needed."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Pauses between attempts are noted down, not waited for."""
    pauses: list[float] = []
    monkeypatch.setattr("culling.remote.exchange.time.sleep", pauses.append)
    return pauses
