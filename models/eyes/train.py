"""Train the eye network: five folds to know how good it is on unseen people, then one on everybody.

`python -m models.eyes.train --photos DATA` takes about 12 core-minutes; with `--fold 0 --without drawn` it is one fold
of an ablation, with `--fold 0 --naive` what the usual split would have shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize
from torch import nn
from torch.nn import functional

from models.eyes import people
from models.eyes.data import CLOSED, NO_EYE, OPEN, Views, prepared
from models.eyes.network import SIDE, Answer, EyeNet
from models.training.export import export
from models.training.loop import Batch, seed_everything, train
from models.training.photos import parser
from models.training.scores import auc

HERE, BUILD = Path(__file__).parent, Path("build/train/eyes")
# Of a batch of 128. Open and closed are drawn equally often within a kind, whatever their number.
SHARES = {"eye": 70, "drawn": 20, "face": 8, "part": 10, "background": 12, "smeared": 4, "nothing": 4}
FOLD_STEPS, FINAL_STEPS = 400, 1500


def main() -> None:
    options = parser(__doc__ or "", HERE)
    options.add_argument("--fold", type=int, help="train this fold alone, without exporting")
    options.add_argument("--without", nargs="*", default=[], choices=sorted(SHARES), help="kinds to leave out")
    options.add_argument("--naive", action="store_true", help="folds of every fifth crop, to show what that hides")
    chosen = options.parse_args()
    views = prepared(chosen.photos, BUILD, chosen.seed)
    views = views.where(~views.table["kind"].isin(chosen.without).to_numpy())
    name = "-without-" + "-".join(chosen.without) if chosen.without else ""
    if chosen.naive:
        views, name = every_fifth(views), "-naive"
    folds = range(people.FOLDS) if chosen.fold is None else [chosen.fold]
    networks = [fit(views, fold, FOLD_STEPS, BUILD / f"fold{fold}{name}", chosen) for fold in folds]
    if chosen.fold is None:
        temperature, bias = calibrated(views, networks)
        network = fit(views, None, FINAL_STEPS, BUILD / f"final{name}", chosen)
        (chosen.out / "curves.csv").write_bytes((BUILD / f"final{name}" / "curves.csv").read_bytes())
        save(network, temperature, bias, chosen.out / "eyes.onnx")


def every_fifth(views: Views) -> Views:
    """The split that most papers make: the same person's next picture is in the test."""
    table = views.table.copy()
    cropped = table["kind"].isin(["eye", "smeared"])
    table.loc[cropped, "fold"] = table["source"][cropped] // 2 % people.FOLDS
    return Views(views.luma, table.assign(keep_out_of=""))


def fit(views: Views, fold: int | None, steps: int, folder: Path, chosen: object) -> EyeNet:
    """The network without the people of `fold`; from `folder` when it was trained before."""
    network = EyeNet()
    file = folder / "network.pt"
    if file.exists():
        network.load_state_dict(torch.load(file, weights_only=True))
        return network.eval()
    rng = seed_everything(getattr(chosen, "seed", 0), getattr(chosen, "threads", 1))
    network = EyeNet().to(memory_format=torch.channels_last)
    check = None if fold is None else checker(views.held_out(fold))
    batches = drawn(views.for_training(fold), rng)
    kept = train(network, batches, loss_of, steps, folder, check=check, check_every=200, average=0.995)
    torch.save(kept.state_dict(), file)
    assert isinstance(kept, EyeNet)
    return kept


def drawn(views: Views, rng: np.random.Generator) -> Iterator[Batch]:
    """Endless batches (luma, label) with the shares above."""
    kind, label = views.table["kind"].to_numpy(), views.table["label"].to_numpy()
    pools: list[tuple[NDArray[np.int64], int]] = []
    for name, count in SHARES.items():
        if not (kind == name).any():
            continue
        for value in (CLOSED, OPEN, NO_EYE):
            pool = np.flatnonzero((kind == name) & (label == value))
            # Hardly any closed eye among the faces: 1 of 8, or the same three would come again and again.
            part = {CLOSED: 1, OPEN: count - 1}.get(value, 0) if name == "face" else count // 2
            if len(pool):
                pools.append((pool, count if value == NO_EYE else part))
    while True:
        index = np.concatenate([rng.choice(pool, count) for pool, count in pools])
        yield torch.from_numpy(views.luma[index, None]).float() / 255, torch.from_numpy(label[index])


def loss_of(network: nn.Module, batch: Batch) -> torch.Tensor:
    """Open or closed where there is an eye, an eye or not everywhere; 2 % smoothing, for labels are not perfect."""
    luma, label = batch
    with torch.autocast("cpu", torch.bfloat16):  # with channels last, about half the time
        logits = network(luma).float()
    eye = label != NO_EYE
    truth = label[eye].float() * 0.96 + 0.02
    state = functional.binary_cross_entropy_with_logits(logits[eye, 0], truth)
    present = functional.binary_cross_entropy_with_logits(logits[:, 1], eye.float() * 0.98 + 0.01)
    return state + 0.5 * present


def checker(views: Views) -> Callable[[nn.Module], dict[str, float]]:
    """AUC on views of the fold's own people, for the curves."""
    kind, turn = views.table["kind"].to_numpy(), np.arange(len(views.luma))
    some, other = views.where((kind == "eye") & (turn % 16 == 0)), views.where(np.isin(kind, ["part", "background"]))

    def check(network: nn.Module) -> dict[str, float]:
        state = logits_of(network, some.luma)
        none = logits_of(network, other.luma)
        is_open = some.table["label"].to_numpy() == OPEN
        return {
            "auc_views": auc(state[~is_open, 0], state[is_open, 0]),
            "auc_is_eye": auc(none[:, 1], state[:, 1]),
        }

    return check


@torch.no_grad()
def logits_of(network: nn.Module, luma: NDArray[np.uint8]) -> NDArray[np.float64]:
    """(n, 2) logits of the crops and their mirror images, averaged as in the exported network."""
    parts = []
    for start in range(0, len(luma), 512):
        batch = torch.from_numpy(luma[start : start + 512, None]).float() / 255
        parts.append((network(batch) + network(batch.flip(3))) / 2)
    return torch.cat(parts).double().numpy()


def calibrated(views: Views, networks: list[EyeNet]) -> tuple[float, float]:
    """Temperature and bias that make the folds' answers on unseen people as likely as can be."""
    pairs = [held_answers(views, fold, network) for fold, network in enumerate(networks)]
    logits, truth = (np.concatenate(part) for part in zip(*pairs, strict=True))
    return fitted(logits, truth)


def held_answers(views: Views, fold: int, network: EyeNet) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Logits and truth on a quarter of the views of a fold's people: hard ones, lest easy crops be overrated."""
    held = views.held_out(fold)
    held = held.where((held.table["kind"] == "eye").to_numpy() & (np.arange(len(held.luma)) % 4 == 0))
    return logits_of(network, held.luma)[:, 0], held.table["label"].to_numpy(float)


def fitted(logits: NDArray[np.float64], truth: NDArray[np.float64]) -> tuple[float, float]:
    def cost(values: NDArray[np.float64]) -> float:
        scaled = (logits + values[1]) / np.exp(values[0])
        return float((np.logaddexp(0, scaled) - truth * scaled).mean())

    best = minimize(cost, np.zeros(2), method="Nelder-Mead")
    return float(np.exp(best.x[0])), float(best.x[1])


def save(network: EyeNet, temperature: float, bias: float, file: Path) -> None:
    example = torch.rand(2, 1, SIDE, SIDE)
    axes = {"luma": {0: "n"}, "open": {0: "n"}, "eye": {0: "n"}}
    export(Answer(network, temperature, bias), example, file, ["luma"], ["open", "eye"], axes)
    print(f"{file}: {file.stat().st_size} bytes, temperature {temperature:.3f}, bias {bias:.3f}")  # noqa: T201


if __name__ == "__main__":
    main()
