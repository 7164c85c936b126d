"""A model file may be anything: only one that takes planes and answers probabilities of six classes is used."""

from __future__ import annotations

import numpy as np
import pytest

from culling.errors import CullingError
from culling.own_network_tried import tried
from tests.experiments.onnx_bytes import DOUBLE, network


def test_a_network_that_fits_answers() -> None:
    answer = tried(network(), "mine").run(np.zeros((1, 18, 96, 96), np.float32))
    assert answer.shape == (1, 6)
    assert answer[0].argmax() == 4


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"no network at all", "not understood"),
        (b"\x80\x04\x95cos\nsystem\n.", "not understood"),
        (network()[:200], "not understood"),
        (network(classes=7), "instead of probabilities"),
        (network(planes=17), "instead of planes"),
        (network(side=64), "instead of planes"),
        (network(kind=DOUBLE), "not understood|instead of planes"),
        (network(softmax=False), "no probabilities"),
    ],
)
def test_anything_else_is_refused_in_one_sentence(data: bytes, said: str) -> None:
    with pytest.raises(CullingError, match=said) as raised:
        tried(data, "mine")
    assert "\n" not in str(raised.value)
