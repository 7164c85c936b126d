"""A planted network may loop or break what runs it: it is tried in a process of its own, which ends in time."""

from __future__ import annotations

from pathlib import Path

import pytest

from culling import own_network_check
from culling.errors import CullingError
from culling.own_network import MOST_BYTES
from culling.own_network_check import check
from tests.experiments.onnx_bytes import network


def test_a_network_that_fits_passes_and_one_that_does_not_is_refused_in_its_own_words() -> None:
    check(network(), "mine")
    with pytest.raises(CullingError, match=r"^The network mine cannot be used: its answers are no probabilities"):
        check(network(softmax=False), "mine")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "0 bytes"),
        (b"\0" * (MOST_BYTES + 1), "at most 32,000,000"),
        (network(external=True), "weights from another file"),
        (network(external=True).replace(b"\x08location", b"\x88\x00location"), "weights from another file"),
    ],
)
def test_what_must_not_be_opened_is_refused_before(data: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(CullingError, match=said):
        check(data, "mine", program=tmp_path / "never run")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("while True: pass", r"mine cannot be used: it gave no answer in 0 seconds\. Train it again"),
        ("import os; os.abort()", "the process that tried it broke down"),
        ("raise MemoryError", "the process that tried it broke down"),
    ],
)
def test_one_that_loops_or_breaks_is_ended_and_refused(
    text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "trial.py").write_text(text)
    monkeypatch.setattr(own_network_check, "SECONDS", 0.3 if "while" in text else 30.0)
    with pytest.raises(CullingError, match=said):
        check(network(), "mine", program=tmp_path / "trial.py")
