"""Muon (Jordan et al. 2024): the step of a weight matrix made orthogonal, so that all its directions learn alike.

Deblurring is badly conditioned: what undoes a blur lies in the weak directions, which Adam learns last.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn

MOMENTUM = 0.95
NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)  # Jordan's coefficients
ROUNDS = 4
SHARE = 8.0  # a matrix' rate in those of the other weights
BETAS, EPSILON = (0.9, 0.99), 1e-8


class Muon(torch.optim.Optimizer):
    """Muon for the convolutions inside `network.body`, Adam for the rest."""

    def __init__(self, network: nn.Module) -> None:
        inside = [weights for weights in network.body.parameters() if weights.ndim == 4]  # type: ignore[union-attr]
        known = {id(weights) for weights in inside}
        rest = [weights for weights in network.parameters() if id(weights) not in known]
        shapes = sorted({_flat(weights).shape for weights in inside})
        groups = [{"params": [w for w in inside if _flat(w).shape == shape], "share": SHARE} for shape in shapes]
        super().__init__([*groups, {"params": rest, "share": 1.0}], {"lr": 1e-3, "share": 1.0})

    @torch.no_grad()
    def step(self, closure: Callable[[], Any] | None = None) -> None:  # type: ignore[override]
        """One step of all weights."""
        for group in self.param_groups[:-1]:
            self._turn(group["params"], group["lr"])
        self._adam(self.param_groups[-1])

    def _turn(self, weights: list[torch.Tensor], rate: float) -> None:
        steps = []
        for weight in weights:
            moved = self._kept(weight, "momentum").lerp_(weight.grad, 1 - MOMENTUM)
            steps.append(_flat(weight.grad.lerp(moved, MOMENTUM)))
        turned = orthogonal(torch.stack(steps))
        rows, columns = turned.shape[1:]
        for weight, step in zip(weights, turned, strict=True):
            out, given, high, wide = weight.shape
            shaped = step.reshape(out, high, wide, given).permute(0, 3, 1, 2)
            weight.add_(shaped.float(), alpha=-rate * max(1.0, rows / columns) ** 0.5)

    def _adam(self, group: dict[str, Any]) -> None:
        group["count"] = group.get("count", 0) + 1
        for weight in group["params"]:
            mean = self._kept(weight, "mean").lerp_(weight.grad, 1 - BETAS[0])
            square = self._kept(weight, "square").lerp_(weight.grad.square(), 1 - BETAS[1])
            spread = (square / (1 - BETAS[1] ** group["count"])).sqrt_().add_(EPSILON)
            weight.addcdiv_(mean, spread, value=-group["lr"] / (1 - BETAS[0] ** group["count"]))

    def _kept(self, weight: torch.Tensor, name: str) -> torch.Tensor:
        state = self.state[weight]
        if name not in state:
            state[name] = torch.zeros_like(weight)
        return state[name]  # type: ignore[no-any-return]


def _flat(weights: torch.Tensor) -> torch.Tensor:
    return weights.permute(0, 2, 3, 1).reshape(len(weights), -1)


def orthogonal(steps: torch.Tensor) -> torch.Tensor:
    """(n, rows, columns), each with its singular values brought near 1 by Newton and Schulz' iteration."""
    a, b, c = NEWTON_SCHULZ
    tall = steps.shape[1] > steps.shape[2]
    turned = (steps.mT if tall else steps).bfloat16()
    turned = turned / (turned.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(ROUNDS):
        inner = turned @ turned.mT
        turned = a * turned + (b * inner + c * inner @ inner) @ turned
    return turned.mT if tall else turned
