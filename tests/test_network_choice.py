"""The stronger network does its task from the moment it has been fetched, and no longer than that."""

from __future__ import annotations

from pathlib import Path

import pytest

from culling import model_files, nets, network_choice
from tests.networks import TINY, entry, flip_a_byte


@pytest.fixture
def fetched(tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the stronger network for the task `tiny` lies once it has been fetched."""
    manifest = tiny.parents[1] / "manifest.toml"
    stronger = entry("optional", "strong", "strong.onnx", TINY, "https://example.org/strong.onnx")
    manifest.write_text(f"{manifest.read_text('utf-8')}\n{stronger}", "utf-8")
    model_files.use(manifest)
    monkeypatch.setattr(network_choice, "STRONGER", {"tiny": ("unlisted", "strong")})
    (tmp_path / "fetched").mkdir()
    return tmp_path / "fetched" / "strong.onnx"


def test_until_then_the_bundled_one_does_it(fetched: Path) -> None:
    assert network_choice.in_use("tiny") == "tiny"
    better = network_choice.better("tiny")
    assert better is not None
    assert better.name == "strong"


def test_a_fetched_one_takes_over_at_the_next_look(fetched: Path) -> None:
    assert network_choice.in_use("tiny") == "tiny"
    fetched.write_bytes(TINY)
    nets.look_again()
    assert network_choice.in_use("tiny") == "strong"
    assert network_choice.better("tiny") is None


def test_a_damaged_one_does_not(fetched: Path) -> None:
    fetched.write_bytes(TINY)
    flip_a_byte(fetched)
    assert network_choice.in_use("tiny") == "tiny"


def test_fingerprints_are_those_of_what_is_in_use(fetched: Path, tiny: Path) -> None:
    assert list(network_choice.fingerprints(["tiny", "no such"])) == ["tiny"]
    fetched.write_bytes(TINY)
    nets.look_again()
    assert list(network_choice.fingerprints(["tiny", "tiny"])) == ["strong"]
    assert network_choice.fingerprint("tiny") == nets.fingerprint("strong") != ""


def test_a_task_that_nobody_does_has_no_fingerprint() -> None:
    assert network_choice.fingerprint("no such") == ""
    assert network_choice.better("no such") is None
