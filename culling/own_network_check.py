"""Whether bytes are a network that judges flaws as ours does; else they are refused in one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from culling.errors import CullingError
from culling.own_network import MOST_BYTES
from culling.own_network_tried import refused

# What ONNX calls a file that holds weights beside it: a network from elsewhere must not open files here. The word
# alone: what stands before it, its length, can be written in more ways than one.
_ELSEWHERE = b"location"
# What is trained here answers two pictures in milliseconds; nearly all of it is the start of the process.
SECONDS = 60.0
PROGRAM = Path(__file__).with_name("own_network_tried.py")


def check(network: bytes, name: str, *, program: Path = PROGRAM) -> None:
    """Have the network answer one picture in a process of its own, which is ended when it loops.

    Args:
        network: the file's bytes.
        name: how to call it when it is refused.
        program: what the process runs.

    Raises:
        CullingError: too large, weights in other files, no answer in `SECONDS`, or refused by `tried`.
    """
    if not 0 < len(network) <= MOST_BYTES:
        raise refused(name, f"it has {len(network):,} bytes, at most {MOST_BYTES:,} are taken")
    if _ELSEWHERE in network:
        raise refused(name, "it wants weights from another file")
    paths = os.pathsep.join(path or str(Path.cwd()) for path in sys.path)  # it imports what this process would
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-W", "ignore", str(program), name],
            input=network,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
            env={**os.environ, "PYTHONPATH": paths, "OMP_NUM_THREADS": "1"},
        )
    except subprocess.TimeoutExpired as error:
        raise refused(name, f"it gave no answer in {SECONDS:.0f} seconds") from error
    except OSError as error:
        raise CullingError(f"The network {name} could not be tried: {error.strerror or error}") from error
    if done.returncode == 1 and done.stdout:
        raise CullingError(done.stdout.decode("utf-8", "replace"))
    if done.returncode:
        raise refused(name, "the process that tried it broke down")
