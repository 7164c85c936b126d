"""Fetching over a real connection: only the pinned bytes get the final name, whatever a server does."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from culling import fetch as fetching
from culling import nets
from culling.fetch import fetch
from culling.model_files import ModelError, ModelFile, cache_folder, find, state
from tests.servers import DATA, Server, serving
from tests.test_model_files import REAL


@pytest.fixture
def server() -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelFile:
    monkeypatch.setenv("CULLING_MODELS", str(tmp_path / "fetched"))
    monkeypatch.setenv("NO_PROXY", "*")
    digest = hashlib.sha256(DATA).hexdigest()
    return ModelFile("big", "big.onnx", len(DATA), digest, "MIT", "Big.", home=None, url="http://127.0.0.1:9/big")


def kept(model: ModelFile) -> list[str]:
    return sorted(path.name for path in model.path.parent.glob("*"))


@pytest.mark.parametrize("kind", ["good", "moved", "chunked"])
def test_the_pinned_bytes_are_kept_under_their_name(server: str, model: ModelFile, kind: str) -> None:
    told: list[tuple[int, int]] = []
    path = fetch(model, f"{server}/{kind}", lambda *state: told.append(state))
    assert path == model.path
    assert path.read_bytes() == DATA
    assert kept(model) == ["big.onnx"]
    assert told == sorted(told)
    assert told[-1] == (len(DATA), len(DATA))


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("one-wrong-byte", "This is not big: expected SHA-256 [0-9a-f]{64}, got [0-9a-f]{64}"),
        ("one-too-few", "expected 300000 bytes, got 299999"),
        ("one-too-many", "expected 300000 bytes, got more"),
        ("closes-early", "expected 300000 bytes, got 100000|broke off"),
        ("empty", "expected 300000 bytes, got 0"),
        ("endless", "expected 300000 bytes, got more"),
        ("not-found", "the server answered 404 Not Found"),
        ("partial", "the server answered 206"),
        ("round-and-round", "broke off: Exceeded 30 redirects"),
        ("to-a-file", "broke off: No connection adapters"),
    ],
)
def test_other_bytes_are_refused_and_nothing_is_kept(server: str, model: ModelFile, kind: str, said: str) -> None:
    with pytest.raises(ModelError, match=said) as caught:
        fetch(model, f"{server}/{kind}")
    assert "Nothing was kept." in str(caught.value)
    assert "culling models fetch big --from URL_OR_FILE" in str(caught.value)
    assert kept(model) == []


@pytest.mark.parametrize("kind", ["stalls", "silent"])
def test_a_server_that_falls_silent_is_given_up(
    server: str, model: ModelFile, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "SILENT_SECONDS", 0.3)
    with pytest.raises(ModelError, match="no answer in time"):
        fetch(model, f"{server}/{kind}")
    assert kept(model) == []


def test_a_server_that_drips_is_given_up(server: str, model: ModelFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "LEAST_SECONDS", 0.5)
    monkeypatch.setattr(fetching, "SLOWEST_BYTES_PER_SECOND", 1e9)
    with pytest.raises(ModelError, match="not done after"):
        fetch(model, f"{server}/drips")
    assert kept(model) == []


def test_without_a_connection_the_error_says_what_to_do(model: ModelFile) -> None:
    with pytest.raises(ModelError, match=r"cannot be reached \(is this machine online\?\)") as caught:
        fetch(model)
    assert "http://127.0.0.1:9/big" in str(caught.value)
    assert "--from URL_OR_FILE" in str(caught.value)


@pytest.mark.parametrize("how", ["path", "address"])
def test_a_local_file_will_do(model: ModelFile, tmp_path: Path, how: str) -> None:
    source = tmp_path / "by hand ü.onnx"
    source.write_bytes(DATA)
    assert fetch(model, str(source) if how == "path" else source.as_uri()).read_bytes() == DATA
    assert source.read_bytes() == DATA


def test_a_local_file_that_is_wrong_or_missing_is_told(model: ModelFile, tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(DATA[::-1])
    with pytest.raises(ModelError, match="expected SHA-256"):
        fetch(model, str(tmp_path / "other"))
    with pytest.raises(ModelError, match="nowhere cannot be read: No such file"):
        fetch(model, str(tmp_path / "nowhere"))
    with pytest.raises(ModelError, match="cannot be read: Is a directory"):
        fetch(model, str(tmp_path))
    with pytest.raises(ValueError, match="begins with ftp://; give an address with http, https or file"):
        fetch(model, "ftp://127.0.0.1/big")
    assert kept(model) == []


def test_a_damaged_file_is_replaced_and_a_right_one_stays(server: str, model: ModelFile) -> None:
    model.path.parent.mkdir()
    model.path.write_bytes(DATA[:-1])
    assert state(model) == "damaged"
    with pytest.raises(ModelError):
        fetch(model, f"{server}/one-wrong-byte")
    assert model.path.read_bytes() == DATA[:-1], "what cannot be mended is left as it was"
    assert fetch(model, f"{server}/good").read_bytes() == DATA
    assert fetch(model, f"{server}/not-found").read_bytes() == DATA, "not asked for again"


def test_a_folder_that_cannot_be_written_is_told(server: str, model: ModelFile) -> None:
    model.path.parent.write_text("a file in the way")
    with pytest.raises(ModelError, match=r"big cannot be kept in .*CULLING_MODELS"):
        fetch(model, f"{server}/good")


def test_breaking_off_leaves_nothing(server: str, model: ModelFile) -> None:
    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(model, f"{server}/good", stop)
    assert kept(model) == []


def test_what_comes_with_culling_or_has_no_address_is_not_fetched(tiny: Path, model: ModelFile) -> None:
    with pytest.raises(ModelError, match=r"tiny is not fetched\. It comes with culling"):
        fetch(find("tiny"))
    nowhere = ModelFile("big", "big.onnx", 1, model.sha256, "MIT", "Big.", home=None)
    with pytest.raises(ModelError, match=r"No address is known for big\. .* --from URL_OR_FILE"):
        fetch(nowhere)


@pytest.mark.parametrize("name", REAL)
def test_real_networks_over_loopback(
    server: str, name: str, shared_weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CULLING_MODELS", str(tmp_path))
    monkeypatch.setenv("NO_PROXY", "*")
    Server.files = {other: (shared_weights / file).read_bytes() for other, file in REAL.items()}
    wrong = next(other for other in REAL if other != name)
    with pytest.raises(ModelError, match=f"This is not {name}: expected"):
        fetch(find(name), f"{server}/{wrong}")
    fetch(find(name), f"{server}/{name}")
    assert state(find(name)) == "here"
    assert cache_folder() == tmp_path


@pytest.mark.parametrize(("name", "shape"), [("ocec-s", (2, 3, 24, 40)), ("yolox-nano", (1, 3, 416, 416))])
def test_a_fetched_network_runs(
    name: str, shape: tuple[int, ...], shared_weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CULLING_MODELS", str(tmp_path))
    nets.clear()
    assert "has not been fetched" in str(nets.problem(name))
    fetch(find(name), str(shared_weights / REAL[name]))
    nets.clear()
    outputs = nets.run(name, np.zeros(shape, np.float32))
    assert all(np.isfinite(output).all() for output in outputs)
    assert nets.fingerprint(name) == find(name).sha256
    nets.clear()
