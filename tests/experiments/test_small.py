"""The training itself, on drawn photos: needs torch, so `make test` leaves it out.

Run it with: pip install -c constraints.txt -e '.[train]' && pytest -m slow tests/experiments/test_small.py
"""

from __future__ import annotations

import json
import threading
from pathlib import Path

import cv2
import numpy as np
import pytest

from culling.experiments.order import Order, Progress
from culling.experiments.sample import saved_sample
from culling.experiments.training import TrainingStopped, train, unfinished
from culling.flaws import flaw_planes
from culling.own_network_tried import tried
from culling.photos import Photo

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Scenes of soft shapes with sharp edges and a little grain."""
    (tmp_path / "photos").mkdir()
    for number in range(36):
        rng = np.random.default_rng(number)
        picture = np.full((360, 480, 3), rng.integers(90, 160, 3), np.uint8)
        for _ in range(60):
            at, size = rng.integers(0, (480, 360)), rng.integers(8, 70, 2)
            colour = [int(level) for level in rng.integers(20, 236, 3)]
            cv2.rectangle(picture, at.tolist(), (at + size).tolist(), colour, -1)
        noisy = np.clip(picture + rng.normal(0, 3, picture.shape), 0, 255).astype(np.uint8)
        cv2.imwrite(str(tmp_path / "photos" / f"{number:02}.png"), noisy)
    return tmp_path / "photos"


def test_a_small_run_learns_stops_goes_on_and_says_the_same_as_its_file(folder: Path) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("onnx")
    order, told, cancel = Order(folder, "drawn", "spectra_linear", epochs=12), list[Progress](), threading.Event()

    def stop_in_training(progress: Progress) -> None:
        if progress.stage == "training" and progress.done >= 3:
            cancel.set()

    with pytest.raises(TrainingStopped):
        train(order, progress=stop_in_training, cancel=cancel)
    assert unfinished(order)
    run = train(order, progress=told.append)
    stages = [progress.stage for progress in told]
    assert stages[0] == "training"  # photos were looked at and damaged before
    assert stages[-1] == "measuring"
    assert run.curve.steps[-1] == len(run.curve.steps) * run.curve.steps[0]
    values = run.curve.values
    assert values["loss"][-1] < values["loss"][0]
    own, _ = run.evaluation.accuracy
    assert own.low > 1 / 6
    net = tried(run.network(), "drawn")
    for shown in saved_sample(run.predictions, folder, run.seed, 0, 6):
        assert shown.pixels is not None
        answer = net.run(flaw_planes(Photo(shown.pixels))[None].astype(np.float32))[0]
        np.testing.assert_allclose(answer, list(shown.shares.values()), atol=1e-3)
    record = json.loads((run.place / "run.json").read_text())
    assert record["pictures"]["train"] > 300
