"""One photo file to one row: decoded once, every measure taken, a thumbnail made; a bad file is a row with an error."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from culling import nets, network_choice, own_network
from culling.decoding.limits import Limits, UnfetchedPhoto
from culling.embed import NETWORK, Vector
from culling.errors import CullingError
from culling.metrics import METRICS, PARTS, Metric
from culling.metrics.facts import perceptual_hash
from culling.model_files import OWN, ModelError, find, models
from culling.photos import Photo, read_photo
from culling.previews import thumbnail
from culling.vectors import Key

# Raised when decoding, facts, hash or thumbnail change, so that rows made before are made anew.
READER_VERSION = 1
TAGS_VERSION = 1
_MISSING = "missing"
_NOT_USED = "none"  # no network of one's own: what one gave before is emptied

#: Stands for the photo's vector among names of measures: what to take anew.
VECTOR = NETWORK
#: The column of tags, and the task that gives them.
TAGS = "tags"


def recipe(without: Collection[str] = ()) -> str:
    """Which reader and which version of each measure a row made today has; part of what decides on a rescan.

    A measure that reads a network carries the network's fingerprint: numbers that are empty because its file was
    missing, or that another network gave, are measured anew once the file is there.

    Args:
        without: parts of `PARTS` that are not measured.
    """
    parts = [f"reader={READER_VERSION}", *map(_version, _measured(without))]
    if "things" not in without:
        parts.append(_with_prints(f"{TAGS}={TAGS_VERSION}", _tag_prints()))
    return ";".join(parts)


def check_parts(parts: Collection[str]) -> None:
    """ValueError that lists the choices for anything that is no part of a scan."""
    for part in parts:
        if part not in PARTS:
            raise ValueError(f"a scan has no part {part!r}; it can leave out {', '.join(PARTS)}")


def network_problems(without: Collection[str] = ()) -> dict[str, str]:
    """Networks of ours that cannot be used, and why: the measures that read them are empty, or there is no vector.

    What only a fetched network can measure is empty until then, which is no problem.
    """
    names = dict.fromkeys(map(network_choice.in_use, _tasks(without)))
    return {name: problem for name in names if _is_ours(name) and (problem := nets.problem(name))}


def load_networks(without: Collection[str] = ()) -> None:
    """Make the networks' sessions, which takes seconds on a cold disk: that is not the time of the first photos."""
    for name in network_choice.fingerprints(_tasks(without)):
        if find(name).file.endswith(".onnx"):
            nets.load(name)


def networks_used() -> dict[str, str]:
    """SHA-256 of each network that the measures read today; networks that cannot be used are left out."""
    helpers = (name for metric in METRICS for name in metric.helped_by)
    return network_choice.fingerprints([*(task for task in _tasks() if task != NETWORK), *helpers])


def _measured(without: Collection[str] = ()) -> list[Metric]:
    """The measures that a scan takes; what is learned is filled in afterwards."""
    return [metric for metric in METRICS if metric.part not in without and not metric.learned]


def _tasks(without: Collection[str] = ()) -> list[str]:
    """What networks do for a scan: for its measures, for the vectors, for the tags."""
    of_measures = (task for metric in _measured(without) for task in metric.networks)
    return list(dict.fromkeys([*of_measures, NETWORK, *([] if "things" in without else [TAGS])]))


def _is_ours(name: str) -> bool:
    """Whether it must be there: it comes with culling, or a person chose it."""
    model = models().get(name)
    return _own_is_used() if name == OWN else model is not None and model.bundled


def _own_is_used() -> bool:
    try:
        return own_network.in_use() is not None
    except ModelError:  # `nets.problem` says so
        return True


def _version(metric: Metric) -> str:
    text = f"{metric.name}={metric.version}"
    if not metric.networks:
        return text
    if OWN in metric.networks and not _own_is_used():
        return f"{text}@{_NOT_USED}"
    needed = [network_choice.fingerprint(task) for task in metric.networks]
    return _with_prints(text, needed, map(nets.fingerprint, metric.helped_by))


def _tag_prints() -> list[str]:
    """SHA-256 of what tells tags: the fetched network, or our head and the embedding that it reads."""
    heads = [TAGS, NETWORK] if network_choice.in_use(TAGS) == TAGS else [TAGS]
    return [network_choice.fingerprint(task) for task in heads]


def _with_prints(text: str, needed: Sequence[str], helping: Iterable[str] = ()) -> str:
    if not all(needed):
        return f"{text}@{_MISSING}"
    return f"{text}@{'+'.join(sha256[:16] for sha256 in (*needed, *helping) if sha256)}"


@lru_cache(maxsize=64)  # thousands of rows share a recipe or two
def stale_measures(old_recipe: str, new_recipe: str) -> frozenset[str] | None:
    """Measures that changed between two recipes; None when the reader did and the whole row must be made anew."""
    old = set(old_recipe.split(";"))
    reader, *now = new_recipe.split(";")
    if reader not in old:
        return None
    # A network that is missing today gives no better number than the one that is stored.
    good = old | {f"{before}@{_MISSING}" for part in old for before, at, _ in [part.partition("@")] if at}
    # A network of one's own that is no longer used empties its column; where it never was, nothing is to be done.
    measured = {part.partition("=")[0] for part in old}
    good |= {part for part in now if part.endswith(f"@{_NOT_USED}") and part.partition("=")[0] not in measured}
    return frozenset(part.partition("=")[0] for part in now if part not in good)


# The time that a row of a file carries which was not fetched: no file has it, so that the next scan tries again.
NEVER_NS = -1


@dataclass(frozen=True)
class Measured:
    """What came of one file: columns of its row, and its thumbnail and vector where it has them."""

    values: dict[str, Any] = field(default_factory=dict)
    jpeg: bytes | None = None
    vectors: dict[Key, Vector] = field(default_factory=dict)

    @property
    def fetched(self) -> bool:
        """False where a server did not give the photo's bytes, which says nothing of the photo."""
        return self.values.get("mtime_ns") != NEVER_NS


def measure_file(
    path: Path, limits: Limits, only: Collection[str] | None = None, without: Collection[str] = ()
) -> Measured:
    """The row of a photo file; an unreadable file has an `error` that names the cause, and no numbers.

    Args:
        only: names of the measures to take (`VECTOR` for the vector, `TAGS`) when the rest of the row is still good;
            None for all.
        without: parts of `PARTS` that are left out of a whole row.
    """
    try:
        photo = read_photo(path, limits)
        if only is not None:
            return Measured(_read(photo, only), vectors=_vector(photo) if VECTOR in only else {})
        names = [metric.name for metric in _measured(without)]
        facts = _facts(photo) | _read(photo, names if "things" in without else [*names, TAGS])
        return Measured(facts, thumbnail(photo), _vector(photo))
    except UnfetchedPhoto as error:
        return Measured({"error": str(error), "mtime_ns": NEVER_NS})
    except CullingError as error:
        return Measured({"error": str(error)})
    except MemoryError:
        return Measured({"error": "not enough memory for this photo"})


def _vector(photo: Photo) -> dict[Key, Vector]:
    """The photo's vector by what it belongs to; empty while the network cannot be used."""
    if not (network := nets.fingerprint(NETWORK)):
        return {}
    try:
        return {Key(network, photo.content_hash): photo.vector}
    except nets.ModelError:
        return {}


def _facts(photo: Photo) -> dict[str, Any]:
    width, height = photo.full_size
    return {
        "content_hash": photo.content_hash,
        "perceptual_hash": perceptual_hash(photo),
        "width": width,
        "height": height,
        "scale": photo.scale,
        **photo.exif,
    }


def _read(photo: Photo, names: Collection[str]) -> dict[str, float | str | None]:
    """Raw numbers by column, and the tags; NaN is stored as empty, which reads back as NaN."""
    numbers = {metric.name: _number(metric, photo) for metric in METRICS if metric.name in names}
    known = {name: None if math.isnan(number) else number for name, number in numbers.items()}
    return {**known, TAGS: _tags(photo)} if TAGS in names else {**known}


def _tags(photo: Photo) -> str | None:
    """None while a network that tells cannot be used."""
    if not all(_tag_prints()):
        return None
    try:
        return photo.tags
    except nets.ModelError:
        return None


def _number(metric: Metric, photo: Photo) -> float:
    """NaN where the measure's network cannot be used: `network_problems` tells why, once for all photos."""
    try:
        return float(metric.measure(photo))
    except nets.ModelError:
        return math.nan
