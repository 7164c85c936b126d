"""Each way to group, with the settings that are tried: a folder in, a label per photo out, −1 for alone."""

from __future__ import annotations

import itertools
import json
import subprocess
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.group_truth import Truth
from benchmarks.peers import PEERS, _environment
from culling.forest import joined
from culling.group.checked import Seen
from culling.group.grouping import METHODS
from culling.group.links import groups_of

Labels = NDArray[np.int64]
Settings = Mapping[str, Any]

_DISTANCES = [round(0.1 + 0.02 * step, 2) for step in range(36)]
_BITS = list(range(0, 25, 2))
_HASHES = """
import json, sys, types
for name, absent in (("imagededup.methods.cnn", "CNN"), ("imagededup.utils.models", "CustomModel")):
    module = sys.modules[name] = types.ModuleType(name)
    setattr(module, absent, None)
from imagededup.methods import PHash
hasher = PHash(verbose=False)
def hashed(file):
    try:
        return hasher.encode_image(file)
    except Exception:
        return None
print("\\n" + json.dumps([hashed(file) for file in json.load(sys.stdin)]))
"""


@dataclass(frozen=True)
class Way:
    """One way: `run` gives labels under settings, `tried` are the settings to choose from, `default` those of today."""

    name: str
    run: Callable[[Truth, Settings], Labels]
    tried: list[Settings]
    default: Settings = field(default_factory=dict)


def ways() -> list[Way]:
    """All ways; imagededup is left out where it cannot be had."""
    everything = [
        _own("likeness", _grid(distance=_DISTANCES)),
        _own(
            "scenes", _grid(sure=[0.2, 0.24, 0.28, 0.3, 0.32, 0.34, 0.36, 0.4], distance=[0.44, 0.48, 0.52, 0.56, 0.6])
        ),
        _own("hdbscan", _grid(min_cluster_size=[2, 3, 4, 5])),
        _own("bursts", _grid(gap_s=[1, 2, 5, 10, 30], distance=[0.3, 0.4, 0.44, 0.5, 0.6])),
        _own("near-duplicates", _grid(bits=_BITS, distance=[0.2, 0.3, 0.4, 0.5])),
        _own("piccl", _grid(alpha_s=[1, 2, 5, 10, 30, 60, 300, 3600], beta_deg=_PLACES, gamma_deg=_PLACES)),
        Way("perceptual hash alone", lambda found, settings: _by_bits(_own_hashes(found), settings), _grid(bits=_BITS)),
    ]
    python = None
    try:
        python = _environment("imagededup", PEERS["imagededup"])
    except (subprocess.CalledProcessError, OSError):
        return everything
    hashes: dict[int, list[str | None]] = {}

    def imagededup(found: Truth, settings: Settings) -> Labels:
        if id(found) not in hashes:
            files = json.dumps([str(file) for file in found.files])
            done = subprocess.run([python, "-c", _HASHES], input=files, capture_output=True, text=True, check=True)
            hashes[id(found)] = json.loads(done.stdout.splitlines()[-1])
        return _by_bits(hashes[id(found)], settings)

    return [*everything, Way("imagededup 0.3.3, PHash", imagededup, _grid(bits=_BITS), {"bits": 10})]


_PLACES = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1]


def _own(name: str, tried: Iterable[Settings]) -> Way:
    method = METHODS[name]

    def run(found: Truth, settings: Settings) -> Labels:
        near = found.neighbours
        needed = {"nothing": None, "vectors": near.vectors, "neighbours": near, "pictures": Seen(near, found.picture)}
        return method.run(found.table, needed[method.needs], **method.settings_for(len(found.table), settings))

    return Way(name, run, [s for s in tried if s.get("beta_deg") == s.get("gamma_deg")], dict(method.settings))


def _grid(**choices: list[Any]) -> list[Settings]:
    return [dict(zip(choices, values, strict=True)) for values in itertools.product(*choices.values())]


def _own_hashes(found: Truth) -> list[str | None]:
    return [text if isinstance(text, str) else None for text in found.table["perceptual_hash"]]


def _by_bits(hashes: list[str | None], settings: Settings) -> Labels:
    """What chains of pairs join that differ in at most so many bits, as imagededup's duplicates of duplicates."""
    known = np.array([row for row, text in enumerate(hashes) if text], np.int64)
    codes = np.array([int(text, 16) for text in hashes if text], np.uint64)
    first, second = np.nonzero(np.bitwise_count(codes[:, None] ^ codes[None]) <= settings["bits"])
    parts = np.full(len(hashes), -1, np.int64)
    parts[known] = joined(first, second, len(known))
    return groups_of(parts)
