"""The training loop: seeded, a warm-up and a cosine, averaged weights, checkpoints to go on from, curves as CSV."""

from __future__ import annotations

import copy
import csv
import math
import random
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

Batch = tuple[torch.Tensor, ...]


def seed_everything(seed: int, threads: int) -> np.random.Generator:
    """One seed for Python, NumPy and torch; the generator returned is the one to draw data from."""
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    torch.set_num_threads(threads)
    return np.random.default_rng(seed)


def train(
    network: nn.Module,
    batches: Iterator[Batch],
    loss_of: Callable[[nn.Module, Batch], torch.Tensor],
    steps: int,
    folder: Path,
    *,
    check: Callable[[nn.Module], Mapping[str, float]] | None = None,
    check_every: int = 1000,
    learning_rate: float = 2e-3,
    weight_decay: float = 0.01,
    average: float = 0.999,
    seconds: float | None = None,
    optimiser: torch.optim.Optimizer | None = None,
    tell: Callable[[Mapping[str, float]], None] | None = None,
) -> nn.Module:
    """Train for `steps` batches and return the network with averaged weights, in evaluation mode.

    Args:
        check: (averaged network) → numbers to write beside the loss into `folder/curves.csv`.
        average: decay of the exponential average of the weights (Polyak); it is what is kept.
        seconds: ends after so long if that is sooner; the learning rate has fallen by then as it has after `steps`.
        optimiser: another one than AdamW; its groups' rates are `learning_rate` times their `share`, if they have one.
        tell: told the numbers of each check, instead of printing them.

    Goes on from `folder/checkpoint.pt` when there is one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if optimiser is None:
        optimiser = torch.optim.AdamW(network.parameters(), learning_rate, weight_decay=weight_decay, fused=True)
    averaged = copy.deepcopy(network).eval()
    first, taken = _resume(folder / "checkpoint.pt", network, averaged, optimiser)
    started, losses = time.monotonic() - taken, []
    network.train()
    for step in range(first, steps):
        done = max(step / steps, (time.monotonic() - started) / seconds if seconds else 0.0)
        last = step + 1 == steps or done >= 1
        for group in optimiser.param_groups:
            group["lr"] = learning_rate * group.get("share", 1.0) * _schedule(step, steps, min(done, 1.0))
        loss = loss_of(network, next(batches))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        _follow(averaged, network, min(average, (step + 1) / (step + 10)))
        losses.append(loss.detach().item())
        if (step + 1) % check_every == 0 or last:
            taken = time.monotonic() - started
            numbers = {"step": step + 1, "seconds": round(taken), "loss": float(np.mean(losses))}
            numbers |= dict(check(averaged)) if check else {}
            losses.clear()
            _write_curve(folder / "curves.csv", numbers)
            (tell or _print)(numbers)
            _save(folder / "checkpoint.pt", (step + 1, taken), network, averaged, optimiser)
        if last:
            break
    return averaged


def _schedule(step: int, steps: int, done: float) -> float:
    warm = min(1.0, (step + 1) / max(1, min(500, steps // 20)))
    return warm * (0.01 + 0.99 * (1 + math.cos(math.pi * done)) / 2)


@torch.no_grad()
def _follow(averaged: nn.Module, network: nn.Module, decay: float) -> None:
    torch._foreach_lerp_(list(averaged.parameters()), list(network.parameters()), 1 - decay)
    for slow, fast in zip(averaged.buffers(), network.buffers(), strict=True):
        slow.copy_(fast)


def _save(
    file: Path, at: tuple[int, float], network: nn.Module, averaged: nn.Module, optimiser: torch.optim.Optimizer
) -> None:
    state = {"step": at[0], "seconds": at[1], "network": network.state_dict(), "averaged": averaged.state_dict()}
    part = file.with_suffix(".part")
    torch.save(state | {"optimiser": optimiser.state_dict()}, part)
    part.replace(file)


def _resume(file: Path, network: nn.Module, averaged: nn.Module, optimiser: torch.optim.Optimizer) -> tuple[int, float]:
    """Steps done and seconds taken before."""
    if not file.exists():
        return 0, 0.0
    state: dict[str, Any] = torch.load(file, weights_only=True)
    network.load_state_dict(state["network"])
    averaged.load_state_dict(state["averaged"])
    optimiser.load_state_dict(state["optimiser"])
    return int(state["step"]), float(state.get("seconds", 0.0))


def _write_curve(file: Path, numbers: Mapping[str, float]) -> None:
    new = not file.exists()
    with file.open("a", newline="") as opened:
        writer = csv.DictWriter(opened, fieldnames=list(numbers))
        if new:
            writer.writeheader()
        writer.writerow({name: round(number, 5) for name, number in numbers.items()})


def _print(numbers: Mapping[str, float]) -> None:
    print(" ".join(f"{name}={number:.5g}" for name, number in numbers.items()), flush=True)  # noqa: T201
