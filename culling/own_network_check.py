"""Whether bytes are a network that judges flaws as ours does; else they are refused in one sentence."""

from __future__ import annotations

import numpy as np

from culling import nets
from culling.errors import CullingError
from culling.flaws import CELL, CELLS
from culling.own_network import MOST_BYTES
from culling.synth.registry import FLAWS

PLANES = 12 + CELLS
_TYPE = "tensor(float)"
# What ONNX calls a file that holds weights beside it: a network from elsewhere must not open files here. The word
# alone: what stands before it, its length, can be written in more ways than one.
_ELSEWHERE = b"location"


def check(network: bytes, name: str) -> nets.Unlisted:
    """The network, ready to run, once it has answered one picture as it should.

    Args:
        network: the file's bytes.
        name: how to call it when it is refused.

    Raises:
        CullingError: too large, no ONNX network, weights in other files, other inputs or outputs than planes
            (n, 18, 96, 96) and probabilities (n, 6), or answers that are no probabilities.
    """
    if not 0 < len(network) <= MOST_BYTES:
        raise _refused(name, f"it has {len(network):,} bytes, at most {MOST_BYTES:,} are taken")
    if _ELSEWHERE in network:
        raise _refused(name, "it wants weights from another file")
    net = nets.unlisted(name, network)
    if [kind for kind, _ in net.inputs] != [_TYPE] or not _fits(net.inputs[0][1], (PLANES, CELL, CELL)):
        raise _refused(name, f"it takes {_told(net.inputs)} instead of planes (n, {PLANES}, {CELL}, {CELL})")
    if [kind for kind, _ in net.outputs] != [_TYPE] or not _fits(net.outputs[0][1], (len(FLAWS),)):
        raise _refused(name, f"it gives {_told(net.outputs)} instead of probabilities (n, {len(FLAWS)})")
    answer = net.run(np.random.default_rng(0).uniform(0, 255, (2, PLANES, CELL, CELL)).astype(np.float32))
    likely = answer.shape == (2, len(FLAWS)) and bool(((answer >= 0) & (answer <= 1)).all())
    if not likely or not np.allclose(answer.sum(axis=1), 1, atol=1e-3):
        raise _refused(name, "its answers are no probabilities")
    return net


def _fits(shape: tuple[object, ...], wanted: tuple[int, ...]) -> bool:
    """The first axis is free; the others must be written in the file."""
    return len(shape) == len(wanted) + 1 and shape[1:] == wanted and shape[0] in (None, "n")


def _told(ends: tuple[tuple[str, tuple[object, ...]], ...]) -> str:
    return ", ".join(f"{kind} {shape}"[:80] for kind, shape in ends[:3])


def _refused(name: str, why: str) -> CullingError:
    return CullingError(
        f"The network {name} cannot be used: {why}. Train it again: culling train flaws --folder PHOTOS"
    )
