"""The queue tried photo by photo: kept, gone on with, told of what failed; rescued copies are never tried."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
import pytest

from culling.catalog import Catalog
from culling.decoding.pixels import Pixels
from culling.photos import read_photo
from culling.policy import Policy, Rule
from culling.restore import trial
from culling.restore.copies import Copies, rescued
from culling.restore.edit import Edit, Stopped
from culling.restore.queue import rescuable
from culling.restore.saving import save_copy
from culling.restore.trial import known_gains, try_queue, with_gains

POLICY = Policy("test", (Rule("laplacian_variance", "below", 2000.0),))


@dataclass
class Network:
    """Stands for the restorer: sharpens, the more the brighter the photo; counts its calls."""

    calls: int = 0
    seen: list[Edit] = field(default_factory=list)

    def __call__(self, pixels: Pixels, edit: Edit) -> Pixels:
        self.calls += 1
        self.seen.append(edit)
        soft = cv2.GaussianBlur(pixels, (0, 0), 2).astype(np.float32)
        strength = float(pixels.mean()) / 32
        return np.clip(np.rint(pixels + strength * (pixels - soft)), 0, 255).astype(np.uint8)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    """Three blurred photos, the first the darkest; their rows say that they are rejected."""
    folder = tmp_path / "photos"
    folder.mkdir()
    noise = np.random.default_rng(7).integers(0, 256, (200, 300, 3), np.uint8)
    with Catalog(folder, tmp_path / "c.sqlite") as catalog:
        rows = []
        for name, light in (("a.png", 0.5), ("b.png", 0.7), ("c.png", 1.0)):
            pixels = (cv2.GaussianBlur(noise, (0, 0), 2.0) * light).astype(np.uint8)
            (folder / name).write_bytes(cv2.imencode(".png", pixels)[1].tobytes())
            rows.append(row(folder / name))
        catalog.save(rows, "r=1", {})
        yield catalog


def row(file: Path) -> dict[str, object]:
    content = read_photo(file).content_hash
    return {"path": file.name, "file_bytes": 1, "mtime_ns": 1, "content_hash": content, "laplacian_variance": 100.0}


def queue_of(catalog: Catalog) -> tuple[pd.DataFrame, pd.DataFrame]:
    table = catalog.table()
    return rescuable(table, POLICY), table


def test_every_photo_is_tried_once_and_the_largest_gain_comes_first(catalog: Catalog) -> None:
    queue, table = queue_of(catalog)
    network, told = Network(), []
    failed = try_queue(queue, table, catalog, POLICY, restorer=network, progress=lambda *done: told.append(done))
    assert failed == {}
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
    gains = known_gains(queue, table, catalog, POLICY)
    found = with_gains(queue, gains, POLICY)
    assert list(found.index) == ["c.png", "b.png", "a.png"]
    assert (found["gain"] > 0).all()
    assert (found["after"] > found["before"]).all()
    assert set(found["then"]) <= {"keep", "reject"}
    calls = network.calls
    assert try_queue(queue, table, catalog, POLICY, restorer=network) == {}
    assert network.calls == calls


def test_a_stop_keeps_what_was_found_and_the_next_go_goes_on(catalog: Catalog) -> None:
    queue, table = queue_of(catalog)
    told: list[tuple[int, int]] = []
    try_queue(
        queue, table, catalog, POLICY,
        restorer=Network(), progress=lambda *done: told.append(done), stop=lambda: len(told) > 1,
    )  # fmt: skip
    assert told == [(0, 3), (1, 3)]
    assert len(known_gains(queue, table, catalog, POLICY)) == 1
    untried = with_gains(queue, known_gains(queue, table, catalog, POLICY), POLICY)["then"]
    assert list(untried == "") == [False, True, True]
    again: list[tuple[int, int]] = []
    try_queue(queue, table, catalog, POLICY, restorer=Network(), progress=lambda *done: again.append(done))
    assert again == [(1, 3), (2, 3), (3, 3)]


def test_a_photo_that_is_stopped_half_way_is_tried_again(catalog: Catalog) -> None:
    queue, table = queue_of(catalog)

    def stopped(pixels: Pixels, edit: Edit) -> Pixels:
        raise Stopped("stopped")

    assert try_queue(queue, table, catalog, POLICY, restorer=stopped) == {}
    assert known_gains(queue, table, catalog, POLICY) == {}


def test_a_bad_photo_is_told_and_the_others_are_tried(catalog: Catalog) -> None:
    queue, table = queue_of(catalog)
    (catalog.folder / "a.png").unlink()
    (catalog.folder / "b.png").write_bytes((catalog.folder / "c.png").read_bytes())
    failed = try_queue(queue, table, catalog, POLICY, restorer=Network())
    assert set(failed) == {"a.png", "b.png"}
    assert "gone" in failed["a.png"]
    assert "changed since it was scanned" in failed["b.png"]
    assert set(known_gains(queue, table, catalog, POLICY)) == {"c.png"}


def test_another_network_or_another_measure_tries_anew(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    queue, table = queue_of(catalog)
    try_queue(queue, table, catalog, POLICY, restorer=Network())
    assert len(known_gains(queue, table, catalog, POLICY)) == 3
    other = Policy("other", (*POLICY.rules, Rule("tenengrad", "below", 9000.0)))
    assert known_gains(queue, table, catalog, other) == {}
    moved = Policy("moved", (Rule("laplacian_variance", "below", 1500.0),))
    assert len(known_gains(queue, table, catalog, moved)) == 3  # a cutoff alone tries nothing anew
    monkeypatch.setattr(trial.nets, "fingerprint", lambda name: f"another {name}")
    assert known_gains(queue, table, catalog, POLICY) == {}


def test_a_policy_that_asks_for_more_keeps_what_was_measured_for_the_one_before(catalog: Catalog) -> None:
    queue, table = queue_of(catalog)
    try_queue(queue, table, catalog, POLICY, restorer=Network())
    other = Policy("other", (Rule("tenengrad", "below", 9000.0),))
    try_queue(queue, table, catalog, other, restorer=Network())
    for policy in (POLICY, other):
        assert len(known_gains(queue, table, catalog, policy)) == 3


def test_rescued_copies_are_known_by_what_they_say_whatever_their_name(catalog: Catalog) -> None:
    folder = catalog.folder
    copy = save_copy(folder / "a.png", read_photo(folder / "a.png").pixels, Edit(deblur="own"))
    (folder / "b-rescued.png").write_bytes((folder / "b.png").read_bytes())  # the name alone makes no copy
    renamed = folder / "fresh.png"
    renamed.write_bytes(copy.read_bytes())
    catalog.save([row(file) for file in (copy, folder / "b-rescued.png", renamed)], "r=1", {})
    queue, table = queue_of(catalog)
    copies = Copies().find(table, folder)
    assert copies == {"a-rescued.png": table.at["a.png", "content_hash"]}
    assert rescued(table, copies) == ["a.png"]
    failed = try_queue(queue, table, catalog, POLICY, restorer=Network())
    assert failed == dict.fromkeys(["a-rescued.png", "fresh.png"], "It is a rescued copy itself, of a.png.")


def test_light_alone_needs_no_network(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial.nets, "problem", lambda name: f"{name} is missing")
    queue, _ = queue_of(catalog)
    assert trial.network_problem(queue) == "deblur is missing"
    assert trial.network_problem(queue.assign(remedy="light")) is None
