"""A network's bytes come in, and one sentence goes out when it is refused: run as a program, see own_network_check.

A network from elsewhere may loop, or take all memory: here it does so in a process that can be ended.
"""

from __future__ import annotations

import sys

import numpy as np

from culling import nets
from culling.errors import CullingError
from culling.flaws import CELL, CELLS
from culling.synth.registry import FLAWS

PLANES = 12 + CELLS
_TYPE = "tensor(float)"


def tried(network: bytes, name: str) -> nets.Unlisted:
    """The network, once it has answered one picture as it should.

    Raises:
        CullingError: no ONNX network, or it fails; other inputs or outputs than planes (n, 18, 96, 96) and
            probabilities (n, 6); or answers that are no probabilities.
    """
    net = nets.unlisted(name, network)
    if [kind for kind, _ in net.inputs] != [_TYPE] or not _fits(net.inputs[0][1], (PLANES, CELL, CELL)):
        raise refused(name, f"it takes {_told(net.inputs)} instead of planes (n, {PLANES}, {CELL}, {CELL})")
    if [kind for kind, _ in net.outputs] != [_TYPE] or not _fits(net.outputs[0][1], (len(FLAWS),)):
        raise refused(name, f"it gives {_told(net.outputs)} instead of probabilities (n, {len(FLAWS)})")
    answer = net.run(np.random.default_rng(0).uniform(0, 255, (2, PLANES, CELL, CELL)).astype(np.float32))
    likely = answer.shape == (2, len(FLAWS)) and bool(((answer >= 0) & (answer <= 1)).all())
    if not likely or not np.allclose(answer.sum(axis=1), 1, atol=1e-3):
        raise refused(name, "its answers are no probabilities")
    return net


def refused(name: str, why: str) -> CullingError:
    """What is said of a network that cannot be used."""
    return CullingError(
        f"The network {name} cannot be used: {why}. Train it again: culling train flaws --folder PHOTOS"
    )


def _fits(shape: tuple[object, ...], wanted: tuple[int, ...]) -> bool:
    """The first axis is free; the others must be written in the file."""
    return len(shape) == len(wanted) + 1 and shape[1:] == wanted and shape[0] in (None, "n")


def _told(ends: tuple[tuple[str, tuple[object, ...]], ...]) -> str:
    return ", ".join(f"{kind} {shape}"[:80] for kind, shape in ends[:3])


def main() -> int:
    """Exit code 0 when the network on standard input will do, 1 when not: standard output says why."""
    try:
        tried(sys.stdin.buffer.read(), sys.argv[1])
    except CullingError as why:
        sys.stdout.buffer.write(str(why).encode("utf-8", "replace"))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
