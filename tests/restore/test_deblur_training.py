"""What the deblur network learns from, how it learns, and that its card quotes what was measured."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("onnx")

import torch

from culling import nets
from models.deblur.batches import drawn
from models.deblur.blurs import KINDS, Scene, averaged, disk, draw, outline, path
from models.deblur.card import PLACE, tables
from models.deblur.fresh import moved, path_kernel, taken
from models.deblur.muon import Muon, orthogonal
from models.deblur.network import ALL, MULTIPLE, NOTHING, DeblurNetwork, worth
from models.deblur.pool import Pool
from models.training.loop import train

HERE = Path(__file__).resolve().parents[2] / "models" / "deblur"


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)  # two wait for each other where the cores have other work


class Tiny(torch.nn.Module):
    """A matrix that Muon turns, and one for Adam."""

    def __init__(self) -> None:
        super().__init__()
        self.body, self.exit = torch.nn.Conv2d(3, 4, 1), torch.nn.Conv2d(4, 3, 1)

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        return self.exit(self.body(picture))


def test_the_truth_is_where_the_camera_was_at_mid_exposure() -> None:
    scene = Scene(np.zeros((96, 96, 3), np.float32), 32)
    scene.pixels[47:49, 47:49] = 1
    there_and_back = np.zeros((9, 4))
    there_and_back[:, 0] = np.linspace(-4, 4, 9)
    blurred, sharp = averaged(scene, there_and_back)[..., 0], scene.view(np.zeros(4))[..., 0]
    across = np.arange(32)
    for axis in (0, 1):
        weights = [picture.sum(axis=axis) for picture in (blurred, sharp)]
        assert np.ptp([across @ weight / weight.sum() for weight in weights]) < 1e-3
    assert sharp[15:17, 15:17].min() > 0.99
    assert blurred.max() == pytest.approx(2 / 9, abs=0.02)  # two pixels wide, over nine steps of one pixel


def test_a_path_is_nowhere_in_its_middle_and_no_longer_than_asked_for() -> None:
    rng = np.random.default_rng(0)
    for _ in range(50):
        views = path(rng, longest=12)
        assert len(views) % 2
        np.testing.assert_array_equal(views[len(views) // 2], 0)
        assert np.hypot(*np.diff(views[:, :2], axis=0).T).sum() <= 12 + 1e-6


def test_disks_keep_the_light_and_grow() -> None:
    rng = np.random.default_rng(0)
    for radius in (0.8, 2.0, 5.0):
        kernel = disk(radius, rng)
        assert kernel.sum() == pytest.approx(1)
        assert kernel.shape[0] >= 2 * radius


def test_an_outline_is_a_part_of_the_square() -> None:
    mask = outline(80, np.random.default_rng(1))
    assert mask.min() == 0
    assert mask.max() == 1
    assert 0.05 < mask.mean() < 0.7


def test_every_kind_is_drawn_and_sharp_ones_are_left_alone() -> None:
    rng = np.random.default_rng(0)
    photo = np.kron(rng.integers(0, 256, (40, 50, 3), np.uint8), np.ones((8, 8, 1), np.uint8))
    seen = set()
    for _ in range(80):
        blurred, sharp, kind = draw([photo], 64, rng)
        seen.add(KINDS[kind])
        assert blurred.shape == sharp.shape == (64, 64, 3)
        assert (KINDS[kind] == "sharp") <= bool((blurred == sharp).all())
    assert seen == set(KINDS)


def test_a_pool_writes_over_its_oldest_crop(tmp_path: Path) -> None:
    pool = Pool(tmp_path, size=2, write=True)
    for level in (1, 2, 3):
        crop = np.full(pool.pairs.shape[2:], level, np.uint8)
        pool.put(crop, crop + 10, kind=level)
    assert (pool.written, pool.ready) == (3, 2)
    assert pool.pairs[:, :, 0, 0, 0].tolist() == [[3, 13], [2, 12]]


def test_a_path_drawn_anew_has_mid_exposure_in_its_middle() -> None:
    rng = np.random.default_rng(0)
    for _ in range(20):
        kernel = path_kernel(rng)
        assert kernel.sum() == pytest.approx(1, abs=1e-5)
        assert kernel.shape[0] == kernel.shape[1]
        assert kernel[kernel.shape[0] // 2, kernel.shape[1] // 2] > 0


def test_what_is_moved_anew_keeps_its_truth_and_what_is_even() -> None:
    rng = np.random.default_rng(0)
    edge = np.full((56, 56, 3), 40, np.uint8)
    edge[:, 28:] = 200
    blurred, sharp = moved(edge, 32, rng)
    np.testing.assert_array_equal(sharp, edge[12:44, 12:44])
    assert (blurred != sharp).any()
    even = np.full((56, 56, 3), 120, np.uint8)
    np.testing.assert_array_equal(*moved(even, 32, rng))


def test_sharp_crops_are_saved_not_blurred() -> None:
    rng = np.random.default_rng(0)
    crop = np.kron(rng.integers(0, 256, (8, 8, 3), np.uint8), np.ones((8, 8, 1), np.uint8))
    for _ in range(10):
        kept = taken(crop, rng)
        assert 0 < np.abs(kept.astype(float) - crop).mean() < 12


@pytest.mark.parametrize(("anew", "same"), [((0.0, 1.0), True), ((1.0, 0.0), False)])
def test_batches_hold_the_shares_that_were_asked_for(tmp_path: Path, anew: tuple[float, float], same: bool) -> None:
    pool = Pool(tmp_path, size=2, write=True)
    rng = np.random.default_rng(0)
    crop = np.kron(rng.integers(0, 2, (26, 26, 1), np.uint8) * 160, np.ones((8, 8, 3), np.uint8)) + 40
    for kind in (0, 1):
        pool.put(crop, crop, kind=kind)
    blurred, sharp = next(drawn(pool, rng, anew))
    far = (blurred - sharp).abs().mean(dim=(1, 2, 3))
    assert bool((far < 0.03).all()) == same
    assert bool((far > 0.03).all()) != same


def test_a_little_change_is_not_made_and_a_large_one_is() -> None:
    change = torch.zeros(1, 3, 16 * MULTIPLE, MULTIPLE)
    change[:, :, : 8 * MULTIPLE] = 0.9 * NOTHING / 255
    change[:, :, 8 * MULTIPLE :] = 1.1 * ALL / 255
    share = worth(change)[0, 0]
    assert share.shape == change.shape[2:]
    assert share[: 4 * MULTIPLE].max() == 0
    assert share[12 * MULTIPLE :].min() == 1
    assert (share.diff(dim=0) >= 0).all()


def test_a_new_network_changes_nothing() -> None:
    picture = torch.rand(1, 3, 2 * MULTIPLE, MULTIPLE)
    assert torch.equal(DeblurNetwork()(picture), picture)


@pytest.mark.parametrize("shape", [(2, 8, 72), (1, 60, 10)])
def test_an_orthogonal_step_moves_all_directions_alike(shape: tuple[int, int, int]) -> None:
    values = torch.linalg.svdvals(orthogonal(torch.randn(shape, generator=torch.manual_seed(0))).float())
    assert values.min() > 0.4
    assert values.max() < 1.4


def test_training_ends_with_its_time(tmp_path: Path) -> None:
    network = Tiny()
    batch = torch.rand(1, 3, 8, 8), torch.rand(1, 3, 8, 8)

    def loss_of(trained: torch.nn.Module, pair: tuple[torch.Tensor, ...]) -> torch.Tensor:
        return (trained(pair[0]) - pair[1]).square().mean()

    train(network, iter([batch] * 5), loss_of, 5, tmp_path, optimiser=Muon(network), seconds=1e-9)
    assert torch.load(tmp_path / "checkpoint.pt")["step"] == 1


def test_the_card_has_the_tables_of_what_was_measured() -> None:
    result = json.loads((HERE / "evaluation.json").read_text("utf-8"))
    found = PLACE.search((HERE / "CARD.md").read_text("utf-8"))
    assert found is not None
    assert found[0] == found[1] + tables(result) + found[2]
    assert result["sha256"] == nets.fingerprint("deblur")


def test_the_network_is_of_use_and_leaves_sharp_photos_alone() -> None:
    """A floor: noisy and compressed ones should lose at most 0.1 dB, which is not reached; see CARD.md."""
    result = json.loads((HERE / "evaluation.json").read_text("utf-8"))
    for won in [row["own"]["psnr_won"] for row in result["blurred"].values()]:
        assert float(won.split()[0]) > 0
    for name, won in result["sharp"].items():
        assert float(won.split()[0]) > (45 if "itself" in name else -1.0)
