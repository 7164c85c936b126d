"""The map by UMAP: neighbours together, the same each time, and a child that is ended, crashes or is not needed."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from culling.errors import CullingError
from culling.neighbours import Neighbours, find_neighbours
from culling.projection import project_pca, project_umap
from tests.test_neighbours import clumps

BLIND = [0, 41]


@pytest.fixture(scope="module")
def two_kinds() -> Neighbours:
    """Two kinds of 40 photos that share no neighbour, ten photos three times, and two photos without vector."""
    rng = np.random.default_rng(0)
    kinds = np.repeat(np.eye(12)[:2], 40, axis=0) + 0.15 * rng.normal(size=(80, 12))
    vectors = np.concatenate([kinds, kinds[:10], kinds[:10]])
    vectors[BLIND] = np.nan
    return find_neighbours(vectors)


@pytest.fixture(scope="module")
def told() -> list[float]:
    return []


@pytest.fixture(scope="module")
def points(two_kinds: Neighbours, told: list[float]) -> np.ndarray:
    return project_umap(two_kinds, progress=told.append)


def test_photos_of_a_kind_lie_together(points: np.ndarray) -> None:
    assert points.dtype == np.float32
    assert np.flatnonzero(np.isnan(points).any(axis=1)).tolist() == BLIND
    first, second = points[[*range(1, 40), *range(80, 100)]], points[42:80]
    middles = np.nanmean(first, axis=0), np.nanmean(second, axis=0)
    widths = [
        np.linalg.norm(kind - middle, axis=1).max() for kind, middle in zip((first, second), middles, strict=True)
    ]
    assert np.linalg.norm(middles[0] - middles[1]) > sum(widths)


def test_copies_lie_side_by_side(points: np.ndarray) -> None:
    first = points[[*range(1, 40), *range(80, 100)]]
    apart = np.linalg.norm(first[:9] - points[81:90], axis=1)
    usual = np.linalg.norm(first[:, None] - first[None], axis=2)
    assert np.median(apart) < np.median(usual) / 4


def test_how_far_it_is_is_told(points: np.ndarray, told: list[float]) -> None:
    assert told == sorted(told)
    assert 0 < told[0] < told[-1] == 1


def test_the_same_photos_give_the_same_map(two_kinds: Neighbours, points: np.ndarray) -> None:
    assert project_umap(two_kinds).tobytes() == points.tobytes()
    assert not {"umap", "numba"} & sys.modules.keys()  # in the child alone


def test_copies_of_one_photo_have_a_map() -> None:
    points = project_umap(find_neighbours(np.repeat(clumps(1, 8), 25, axis=0)))
    assert np.isfinite(points).all()


def refuse(program: Path) -> Path:
    program.write_text("raise SystemExit('this child is not to be started')")
    return program


@pytest.mark.parametrize("count", [0, 1, 9])
def test_a_few_photos_are_laid_out_without_a_child(tmp_path: Path, count: int) -> None:
    near = find_neighbours(clumps(9)[:count])
    found = project_umap(near, program=refuse(tmp_path / "child.py"))
    assert np.array_equal(found, project_pca(near.vectors))


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("raise ModuleNotFoundError(\"No module named 'umap'\")", "No module named 'umap'"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "want of memory"),
        ("raise SystemExit(3)", "ended with code 3"),
        ("print('hello')", "No such file"),
        ("import sys, numpy; numpy.save(sys.argv[1] + '/points.npy', numpy.full((20, 2), numpy.nan))", "no point"),
        ("import sys, numpy; numpy.save(sys.argv[1] + '/points.npy', numpy.zeros((2, 2)))", "no point"),
    ],
    ids=["missing", "killed", "code", "nothing", "nan", "other"],
)
def test_what_goes_wrong_in_the_child_is_told(tmp_path: Path, script: str, reason: str) -> None:
    (tmp_path / "child.py").write_text(script)
    with pytest.raises(CullingError, match=reason):
        project_umap(find_neighbours(clumps(20)), program=tmp_path / "child.py")


def test_a_map_that_is_cancelled_ends_its_child(tmp_path: Path) -> None:
    (tmp_path / "child.py").write_text(
        "import os, sys, time\n"
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()) + ' ' + sys.argv[1])\n"
        "print('0.25', flush=True); time.sleep(60)"
    )
    cancel = threading.Event()
    begun = time.monotonic()
    with pytest.raises(CullingError, match="stopped"):
        project_umap(
            find_neighbours(clumps(20)),
            progress=lambda share: cancel.set() if share == 0.25 else None,
            cancel=cancel,
            program=tmp_path / "child.py",
        )
    assert time.monotonic() - begun < 30
    pid, folder = (tmp_path / "pid").read_text().split()
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid), 0)
    assert not Path(folder).exists()
