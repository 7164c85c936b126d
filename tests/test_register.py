"""`python -m models.training.register` writes the pin of a network and leaves all else as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from culling import model_files, nets
from models.training.register import register
from tests.networks import TINY

MANIFEST = model_files.MANIFEST.read_text("utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "manifest.toml").write_text(MANIFEST, "utf-8")
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "small.onnx").write_bytes(TINY)
    return tmp_path


def lines(folder: Path) -> list[str]:
    return (folder / "manifest.toml").read_text("utf-8").splitlines()


def test_a_new_network_is_put_above_those_of_others(folder: Path, tiny: Path) -> None:
    entry = register("small", folder, summary='Says "so" – [well].')
    found = lines(folder)
    assert found.index("[bundled.small]") < found.index("[optional.dinov2-small]")
    assert (folder / "manifest.toml").read_text("utf-8").replace(f"{entry}\n", "") == MANIFEST
    model_files.use(folder / "manifest.toml")
    assert model_files.find("small").summary == 'Says "so" – [well].'
    assert nets.problem("small") is None


def test_a_known_network_keeps_its_place_and_summary(folder: Path, tiny: Path) -> None:
    register("small", folder, summary="First.")
    (folder / "next").mkdir()
    (folder / "next" / "next.onnx").write_bytes(TINY)
    register("next", folder, summary="Second.")
    before = lines(folder)
    (folder / "small" / "small.onnx").write_bytes(TINY + b"\x30\x00")
    register("small", folder)
    changed = [(old, new) for old, new in zip(before, lines(folder), strict=True) if old != new]
    assert [new.split(" = ")[0] for _, new in changed] == ["bytes", "sha256"]
    model_files.use(folder / "manifest.toml")
    assert {name: model_files.find(name).summary for name in ("small", "next")} == {
        "small": "First.",
        "next": "Second.",
    }
    assert nets.problem("small") is None


def test_the_summary_comes_from_the_card(folder: Path, tiny: Path) -> None:
    (folder / "small" / "CARD.md").write_text("# small\n\nTells one thing\nfrom another. And more.\n", "utf-8")
    register("small", folder)
    model_files.use(folder / "manifest.toml")
    assert model_files.find("small").summary == "Tells one thing from another."


def test_a_folder_may_hold_two_networks(folder: Path, tiny: Path) -> None:
    (folder / "small" / "smaller.onnx").write_bytes(TINY)
    register("smaller", folder, summary="Less.")
    model_files.use(folder / "manifest.toml")
    assert model_files.find("smaller").path == folder / "small" / "smaller.onnx"
    assert nets.problem("smaller") is None


def test_what_is_missing_is_told_and_nothing_is_written(folder: Path) -> None:
    with pytest.raises(SystemExit, match="say what the network is for"):
        register("small", folder)
    with pytest.raises(SystemExit, match=r"other\.onnx is not there; train it first"):
        register("other", folder, summary="x")
    assert (folder / "manifest.toml").read_text("utf-8") == MANIFEST
    assert not list(folder.glob("*.part"))
