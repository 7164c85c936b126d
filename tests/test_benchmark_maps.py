"""The benchmark of maps counts what it says: shares of neighbours, CPU seconds of a child."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from benchmarks import maps
from culling.neighbours import find_neighbours


def test_a_map_without_fault_keeps_all_and_one_by_lot_few() -> None:
    angles = np.linspace(0, 3, 60) ** 1.2
    circle = np.stack([np.cos(angles / 2), np.sin(angles / 2)], axis=1)
    near = find_neighbours(circle, 4)
    rows = np.arange(10, 50)
    assert maps.share_kept(circle.astype(np.float32), near, rows) > 0.95
    lot = np.random.default_rng(0).normal(size=(60, 2)).astype(np.float32)
    assert maps.share_kept(lot, near, rows) == pytest.approx(4 / 59, abs=0.06)


def test_clumps_are_unit_vectors_and_always_the_same() -> None:
    vectors = maps.clumps(80)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(80), abs=1e-5)
    assert np.array_equal(vectors, maps.clumps(80))
    nearest = find_neighbours(vectors).distances
    assert np.median(nearest[:, 0]) < 0.25 < 0.7 < np.median(nearest[:, -1])


def test_the_cost_of_a_child_is_its_own() -> None:
    busy = "import time\nwhile time.process_time() < 0.4: pass"

    def run() -> np.ndarray:
        subprocess.run([sys.executable, "-c", busy], check=True)
        return np.zeros(1)

    _, spent = maps.cost(run)
    assert spent.children >= 0.39
    assert spent.own < 0.3


def test_a_held_out_line_has_a_share_for_each_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maps, "project_umap", lambda near: maps.project_pca(near.vectors))
    cells = maps.held_out_line(maps.clumps(60)).strip("| ").split(" | ")
    assert cells[:2] == ["60", "6"]
    pca, mean, placed, whole = map(float, cells[2:])
    assert pca == whole  # here the same map
    assert 0 < mean <= 1
    assert 0 < placed <= 1
