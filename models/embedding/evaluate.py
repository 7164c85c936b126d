"""Student and teacher side by side: python -m models.embedding.evaluate --photos FOLDER --teacher FILE

Writes evaluation.csv: one row a measure, both networks' value with its 95 % interval, and n.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.embed import embed
from culling.photos import Photo
from models.embedding.data import Pixels, Teacher, Vectors
from models.embedding.scenes import DAMAGES, FRAMES, burst, different, near_duplicates, real_pairs
from models.training.photos import parser
from models.training.scores import auc, auc_interval, wilson

Network = Callable[[Pixels], Vectors]
Row = list[float]  # value, low, high (95 % interval), n
PERCENTILES = {"99th percentile": 99.0, "99.9th percentile": 99.9, "hardest": 100.0}


def main() -> None:
    options = parser(__doc__ or "", Path(__file__).parent)
    options.add_argument("--teacher", type=Path, required=True, help="mobilenet_v2_embedding_teacher.onnx")
    options.add_argument("--split", default="test", choices=("validation", "test"))
    given = options.parse_args()
    cv2.setNumThreads(given.threads)
    photos = different(given.photos, given.split)
    networks: dict[str, Network] = {"student": student, "teacher": Teacher(given.teacher).vector}
    vectors: dict[str, dict[str, Vectors]] = {name: {} for name in networks}
    scenes = {}
    for kind, names, pictures in _pictures(given.photos, photos, given.split == "test"):
        scenes[kind] = np.array(names)
        for name, network in networks.items():
            vectors[name][kind] = np.array([network(picture) for picture in pictures])
    rows = {name: measure(vectors[name], scenes) | speed(network, photos) for name, network in networks.items()}
    table = _side_by_side(rows)
    table.round(4).to_csv(given.out / "evaluation.csv", index_label="measure")
    print(table.round(3).to_string())  # noqa: T201


def student(pixels: Pixels) -> Vectors:
    """What the package itself answers: the bundled file through `culling.embed`."""
    return embed(Photo(pixels))


def _pictures(folder: Path, photos: list[Pixels], all_sets: bool) -> Iterator[tuple[str, list[str], list[Pixels]]]:
    """(kind, scene of each, pictures): each damage is done once, then shown to all networks."""
    each = [str(at) for at in range(len(photos))]
    yield "clean", each, photos
    for name, damage in DAMAGES.items():
        yield f"damage {name}", each, [damage(photo) for photo in photos]
    rng = np.random.default_rng(0)
    yield "bursts", each, [frame for photo in photos for frame in burst(photo, rng)]
    if all_sets:
        for name, pairs in real_pairs(folder).items():
            yield f"pairs {name}", [pair.scene for pair in pairs], [picture for pair in pairs for picture in pair[1:]]
        copies = near_duplicates(folder)
        yield "near_dup", [scene for scene, _ in copies], [picture for _, picture in copies]


def measure(vectors: Mapping[str, Vectors], scenes: Mapping[str, NDArray[np.str_]]) -> dict[str, Row]:
    """All measures of one network by name, from its vectors by kind of picture."""
    clean = vectors["clean"]
    between = clean @ clean.T
    limit = float(np.percentile(_above(between), 99.9))
    rows = {f"others: {name}": row for name, row in _others(between).items()}
    for kind, found in vectors.items():
        if kind.startswith("damage "):
            rows |= _damaged(kind.removeprefix("damage "), found @ clean.T, _above(between))
        elif kind.startswith("pairs "):
            rows |= _pairs(kind.removeprefix("pairs "), found[::2], found[1::2], scenes[kind], limit)
    rows |= _bursts(vectors["bursts"].reshape(len(clean), FRAMES, -1), limit)
    return rows | (_copies(vectors["near_dup"], scenes["near_dup"], clean) if "near_dup" in vectors else {})


def _above(cosines: Vectors) -> Vectors:
    return cosines[np.triu_indices(len(cosines), 1)]


def _others(between: Vectors) -> dict[str, Row]:
    """How alike different photos are: lower is better. The interval draws photos, not pairs."""
    rng, n = np.random.default_rng(0), len(between)
    drawn = []
    for _ in range(200):
        some = np.unique(rng.integers(0, n, n))
        drawn.append(_spread(between[np.ix_(some, some)]))
    low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
    names = ("mean", *PERCENTILES)
    return {name: [value, low[at], high[at], n] for at, (name, value) in enumerate(zip(names, _spread(between)))}  # noqa: B905


def _spread(between: Vectors) -> list[float]:
    cosines = _above(between)
    return [float(cosines.mean()), *np.percentile(cosines, list(PERCENTILES.values()))]


def _damaged(name: str, cosines: Vectors, others: Vectors) -> dict[str, Row]:
    """Each damaged photo against all clean ones, its own on the diagonal."""
    own = np.diag(cosines)
    return {
        f"cosine, {name}": _mean(own),
        f"cosine ≥ .9, {name}": _share(own >= 0.9),
        f"R@1, {name}": _share(cosines.argmax(axis=1) == np.arange(len(cosines))),
        f"AUC, {name}": _apart(own, others),
    }


def _pairs(name: str, one: Vectors, other: Vectors, scene: NDArray[np.str_], limit: float) -> dict[str, Row]:
    """Two photos of one scene: how alike, and whether more alike than photos of different scenes of that kind."""
    cosines, own = one @ other.T, (one * other).sum(axis=1)
    return {
        f"cosine, {name} pairs": _mean(own),
        f"AUC, {name} pairs": _apart(own, cosines[scene[:, None] != scene[None]]),
        f"above others' 99.9th, {name} pairs": _share(own > limit),
    }


def _bursts(frames: Vectors, limit: float) -> dict[str, Row]:
    """Made bursts: whether the shaken last frame stays beside its fellows."""
    shaken = (frames[:, :-1] @ frames[:, -1:].transpose(0, 2, 1))[..., 0].max(axis=1)
    steady = (frames[:, :-1] @ frames[:, :-1].transpose(0, 2, 1)).min(axis=(1, 2))
    return {
        "cosine, shaken frame to nearest of its burst": _mean(shaken),
        "cosine, least among steady frames of a burst": _mean(steady),
        "bursts whole above others' 99.9th": _share(np.minimum(shaken, steady) > limit),
    }


def _copies(found: Vectors, scenes: NDArray[np.str_], clean: Vectors) -> dict[str, Row]:
    """Each changed copy looks for its original among the originals and all other test photos."""
    names, first = np.unique(scenes, return_index=True)
    copies = np.setdiff1d(np.arange(len(scenes)), first)
    wanted = np.searchsorted(names, scenes[copies])
    cosines = found[copies] @ np.concatenate([found[first], clean]).T
    own = cosines[np.arange(len(copies)), wanted]
    return {"cosine, near_dup": _mean(own), "R@1, near_dup": _share(cosines.argmax(axis=1) == wanted)}


def speed(network: Network, photos: list[Pixels], n: int = 200) -> dict[str, Row]:
    """Milliseconds a photo on one thread with its preparation: median of `n` photos, quartiles as interval."""
    times = []
    for at in range(n + 5):
        started = time.perf_counter()
        network(photos[at % len(photos)])
        times.append(1e3 * (time.perf_counter() - started))
    return {"ms a photo": [*np.percentile(times[5:], [50, 25, 75]), n]}


def _mean(values: Vectors) -> Row:
    rng = np.random.default_rng(0)
    drawn = rng.choice(values, (1000, len(values))).mean(axis=1)
    return [float(values.mean()), *np.percentile(drawn, [2.5, 97.5]), len(values)]


def _share(hits: NDArray[np.bool_]) -> Row:
    return [float(hits.mean()), *wilson(int(hits.sum()), len(hits)), len(hits)]


def _apart(same: Vectors, other: Vectors) -> Row:
    """AUC of one scene's cosines against those of different scenes; of the latter every fifth for the interval."""
    return [auc(other, same), *auc_interval(other[::5], same, rounds=100), len(same)]


def _side_by_side(rows: Mapping[str, Mapping[str, Row]]) -> pd.DataFrame:
    parts = [pd.DataFrame(found, index=[name, f"{name}_low", f"{name}_high", "n"]).T for name, found in rows.items()]
    return pd.concat([parts[0]["n"].astype(int), *(part.drop(columns="n") for part in parts)], axis=1)


if __name__ == "__main__":
    main()
