"""The manifest says which networks there are; a file counts only when it is the pinned one."""

from __future__ import annotations

import hashlib
import os
import tomllib
from pathlib import Path

import numpy as np
import pytest

from culling import model_files, nets
from culling.model_files import ModelError, find, models, read, state
from tests.networks import TINY, entry, flip_a_byte

ROOT = Path(__file__).resolve().parents[1]
OPTIONAL = [
    *("dinov2-small", "clip-vit-b32", "clip-text-b32", "clip-tokenizer", "yunet", "ocec-s", "face-landmarker"),
    *("yolox-nano", "yolox-s", "u2netp", "nafnet", "realesr"),
]
REAL = {
    "yunet": "face_detection_yunet_dynamic.onnx",
    "ocec-s": "ocec_s.onnx",
    "face-landmarker": "face_landmarker.task",
    "yolox-nano": "yolox_nano.onnx",
}


@pytest.fixture
def manifest(tiny: Path) -> Path:
    return tiny.parents[1] / "manifest.toml"


def test_the_manifest_lists_what_can_be_fetched() -> None:
    fetched = {name: model for name, model in models().items() if not model.bundled}
    assert list(fetched) == OPTIONAL
    for model in fetched.values():
        assert model.licence in ("Apache-2.0", "MIT", "BSD-3-Clause")
        assert model.summary.endswith(".")
        assert model.url is None or model.url.startswith("https://")
    assert [name for name, model in fetched.items() if model.url is None] == ["yolox-s"]


def test_every_bundled_network_is_there_with_its_card_and_opens() -> None:
    for model in models().values():
        if model.bundled:
            assert model.licence == "Apache-2.0"
            assert (model.path.parent / "CARD.md").is_file(), f"{model.name} needs a card"
            with pytest.raises(ValueError, match="takes float32"):  # no network takes a single number
                nets.run(model.name, np.zeros((), np.float32))
            assert nets.problem(model.name) is None
            assert hashlib.sha256(model.path.read_bytes()).hexdigest() == nets.fingerprint(model.name)


def test_every_network_in_the_source_tree_is_in_the_manifest() -> None:
    bundled = {model.path for model in models().values() if model.bundled}
    assert set((ROOT / "models").glob("*/*.onnx")) <= bundled


@pytest.mark.parametrize("name", REAL)
def test_the_pins_are_those_of_the_real_files(name: str, shared_weights: Path) -> None:
    assert len(read(find(name), shared_weights / REAL[name])) == find(name).size


def test_another_real_file_is_refused(shared_weights: Path) -> None:
    with pytest.raises(ModelError, match=r"yunet is damaged: .*: expected 237823 bytes, got 494914"):
        read(find("yunet"), shared_weights / REAL["ocec-s"])


def test_find_knows_the_names(tiny: Path) -> None:
    assert find("tiny").path == tiny
    assert find("tiny").bundled
    with pytest.raises(ModelError, match="no network 'big'; there are: tiny"):
        find("big")


def test_use_none_goes_back(tiny: Path) -> None:
    assert list(models()) == ["tiny"]
    model_files.use(None)
    assert "tiny" not in models()
    assert "yunet" in models()


def test_the_cache_folder_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CULLING_MODELS", str(tmp_path))
    assert find("yunet").path == tmp_path / "yunet-s-dynamic.onnx"
    monkeypatch.setenv("CULLING_MODELS", "~/networks")
    assert model_files.cache_folder() == Path.home() / "networks"
    monkeypatch.delenv("CULLING_MODELS")
    assert model_files.cache_folder().parts[-2:] == ("culling", "models")


def test_state(tiny: Path, manifest: Path) -> None:
    with manifest.open("a", encoding="utf-8") as file:
        file.write(entry("optional", "other", "other.onnx", TINY))
    model_files.use(manifest)
    other = find("other")
    assert (state(find("tiny")), state(other)) == ("bundled", "not fetched")
    other.path.parent.mkdir()
    other.path.write_bytes(TINY)
    assert state(other) == "here"
    flip_a_byte(other.path)
    flip_a_byte(tiny)
    assert (state(find("tiny")), state(other)) == ("damaged", "damaged")
    tiny.unlink()
    other.path.unlink()
    assert state(find("tiny")) == "missing"
    other.path.symlink_to("nowhere")
    assert state(other) == "damaged"


def test_a_huge_or_endless_file_is_not_read(tiny: Path) -> None:
    with tiny.open("r+b") as file:
        file.truncate(1 << 40)
    with pytest.raises(ModelError, match=f"expected 132 bytes, got {1 << 40}"):
        read(find("tiny"))
    tiny.unlink()
    os.mkfifo(tiny)
    with pytest.raises(ModelError, match="expected 132 bytes, got 0"):
        read(find("tiny"))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_closed_file_is_told(tiny: Path) -> None:
    tiny.chmod(0)
    with pytest.raises(ModelError, match="Permission denied"):
        read(find("tiny"))


GOOD = entry("optional", "other", "other.onnx", TINY)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[optional", "cannot be read"),
        ("\udcff", "cannot be read"),
        (GOOD.replace("bytes = 132", "bytes = 0"), "bytes must be a positive number, got 0"),
        (GOOD.replace("bytes = 132", 'bytes = "132"'), "bytes must be a positive number, got '132'"),
        (GOOD.replace("bytes = 132", "bytes = true"), "bytes must be a positive number, got True"),
        (GOOD.replace('sha256 = "', 'sha256 = "X'), "sha256 must be 64 hex digits"),
        (GOOD.replace("licence", "license"), "optional.other has bytes, file, license"),
        (GOOD + "colour = 1\n", "optional.other has bytes, colour"),
        (GOOD.replace('licence = "MIT"', "licence = 1"), "all but bytes must be text"),
        (GOOD.replace('"other.onnx"', '"../other.onnx"'), "file must be a plain name"),
        (GOOD.replace('"other.onnx"', '"/other.onnx"'), "file must be a plain name"),
        (GOOD.replace('"other.onnx"', '"a/other.onnx"'), "file must be a plain name"),
        (GOOD.replace('"other.onnx"', '"C:other.onnx"'), "file must be a plain name"),
        (GOOD.replace('"other.onnx"', '""'), "file must be a plain name"),
        (entry("bundled", "other", "../other.onnx", TINY), "file must be a plain path"),
        (entry("bundled", "other", "other.onnx", TINY, url="https://x"), "bundled.other has"),
        (entry("bundled", "other", "other.onnx", TINY) + GOOD, "other is listed twice"),
        ("optional = 3\n", "optional must hold tables"),
        ("[optional]\nother = 3\n", "optional.other is no table"),
    ],
)
def test_a_manifest_that_is_wrong_is_told_by_name(manifest: Path, text: str, said: str) -> None:
    manifest.write_bytes(text.encode("utf-8", "surrogateescape"))
    model_files.use(manifest)
    with pytest.raises(ModelError, match=said) as caught:
        models()
    assert str(manifest) in str(caught.value)
    assert nets.fingerprint("other") == ""


def test_the_manifest_is_plain_toml_with_notes() -> None:
    text = model_files.MANIFEST.read_text("utf-8")
    assert set(tomllib.loads(text)) <= {"bundled", "optional"}
    assert "# Made by others" in text, "models/training/register.py puts bundled networks above this line"
