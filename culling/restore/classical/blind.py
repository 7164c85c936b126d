"""A blur kernel from the blurred picture alone: sharp edges are guessed, the kernel that blurs them is solved for.

From coarse to fine, so that a wide blur begins as a small one; at each size in turn a picture with few edges is found
that the present kernel blurs into what is seen (L0 of its gradient: Xu, Zheng and Jia 2013, "Unnatural L0 sparse
representation", doi:10.1109/CVPR.2013.147; solver: Xu et al. 2011, doi:10.1145/2070781.2024208), and the kernel that
leads from its strongest edges to those seen (Cho and Lee 2009, doi:10.1145/1618452.1618491; constants as in Pan et al.
2014, doi:10.1109/CVPR.2014.371).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from culling.restore.classical.kernel import Values, centred
from culling.restore.classical.spectrum import LAPLACIAN, Plane, Spectrum, back, forward, transfer, wrapped

FEWEST_EDGES, LEAST_COST = 4e-3, 1e-4  # cost of an edge, levels 0 … 1 squared: it falls as the kernel gets better
CALMER = 1.1  # by which it falls, and the least strength of an edge
ROUNDS = 5  # at each size
SMOOTH = 2.0  # γ: weight of the kernel's own energy
STEPS = 20  # of conjugate gradients
STRICTEST = 1e5  # β at which picture and edges must agree
STRICTER = 4.0  # … and by which it grows: half as many transforms as with 2, the same kernels
FAINT = 1 / 20  # of the kernel's strongest value: less is noise
ISLAND = 0.1  # of the kernel's sum: a smaller piece apart from the rest is noise
SMALLEST = 5  # px, side of the first kernel


@dataclass
class _Search:
    """What goes from one size to the next."""

    kernel: Values
    cost: float = FEWEST_EDGES
    weakest: float = -1.0


def blind_kernel(luma: Plane, side: int) -> Values:
    """The kernel that blurred `luma`, float32 (side, side), sum 1, centre of mass in the middle.

    Args:
        luma: float32 (H, W) levels 0 … 1, about 500 px each way; more costs time and gains little.
        side: odd; longer than the blur.
    """
    search = _Search(np.full((1, 2), 0.5, np.float32))
    for size in _sides(side):
        scale = size / side
        small = luma if size == side else cv2.resize(luma, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        search.kernel = _resized(search.kernel, size)
        _refine(small, search)
        search.kernel = _middle(search.kernel)
    return search.kernel


def _sides(side: int) -> list[int]:
    sides = [side]
    while sides[-1] > SMALLEST:
        smaller = round(sides[-1] * np.sqrt(0.5))
        sides.append(max(smaller - 1 + smaller % 2, 3))
    return sides[::-1]


def _refine(small: Plane, search: _Search) -> None:
    side = len(search.kernel)
    seen = wrapped(small, 2 * side)
    inside = np.zeros_like(seen)
    inside[: len(small) - 1, : small.shape[1] - 1] = 1
    across, down = (change * inside for change in _gradient(seen))
    for _ in range(ROUNDS):
        edges = _gradient(_few_edges(seen, search.kernel, search.cost))
        strength = edges[0] ** 2 + edges[1] ** 2
        if search.weakest < 0:
            search.weakest = _strong(edges, strength, 2 * side)
        strong = inside * (strength >= search.weakest**2)
        search.weakest /= CALMER
        search.cost = max(search.cost / CALMER, LEAST_COST)
        if strong.any():
            search.kernel = _cleaned(_solved((across, down), (edges[0] * strong, edges[1] * strong), side))


def _few_edges(seen: Plane, kernel: Values, cost: float) -> Plane:
    """The picture with few edges that `kernel` blurs into `seen`, by half-quadratic splitting."""
    blur = transfer(kernel, seen.shape)
    start, power = np.conj(blur) * forward(seen), np.abs(blur) ** 2
    roughness = transfer(LAPLACIAN, seen.shape).real  # the gradient's power: transposed gradient times gradient
    sharp, strictness = seen, 2 * cost
    while strictness < STRICTEST:
        across, down = _gradient(sharp)
        flat = across**2 + down**2 < cost / strictness
        across[flat] = down[flat] = 0
        divergence = np.roll(across, 1, 1) - across + np.roll(down, 1, 0) - down
        sharp = back((start + strictness * forward(divergence)) / (power + strictness * roughness), seen.shape)
        strictness *= STRICTER
    return sharp


def _solved(seen: tuple[Plane, Plane], sharp: tuple[Plane, Plane], side: int) -> Values:
    """The kernel of `side` that leads from the sharp gradients to those seen: least squares by conjugate gradients."""
    shape = seen[0].shape
    spectra = [forward(plane) for plane in sharp]
    power = np.abs(spectra[0]) ** 2 + np.abs(spectra[1]) ** 2
    target = np.asarray(np.conj(spectra[0]) * forward(seen[0]) + np.conj(spectra[1]) * forward(seen[1]), np.complex64)

    def applied(kernel: Values) -> Values:
        return _corner(power * transfer(kernel, shape), shape, side) + SMOOTH * kernel

    kernel = np.zeros((side, side), np.float32)
    rest = _corner(target, shape, side)
    way, before = rest.copy(), float((rest**2).sum())
    for _ in range(STEPS):
        ahead = applied(way)
        step = before / max(float((way * ahead).sum()), 1e-30)
        kernel, rest = kernel + step * way, rest - step * ahead
        now = float((rest**2).sum())
        if now < 1e-10 * before or now == 0:
            break
        way, before = rest + now / before * way, now
    return kernel


def _corner(spectrum: Spectrum, shape: tuple[int, ...], side: int) -> Values:
    plane = np.roll(back(spectrum, shape), (side // 2, side // 2), (0, 1))
    return np.asarray(plane[:side, :side])


def _cleaned(kernel: Values) -> Values:
    """Without what is negative, faint or apart from the rest; sum 1."""
    kernel = np.where(kernel < max(float(kernel.max()) * FAINT, 0), 0, kernel).astype(np.float32)
    total = kernel.sum()
    if total <= 0:
        kernel[len(kernel) // 2, len(kernel) // 2] = total = 1
    number, pieces = cv2.connectedComponents((kernel > 0).astype(np.uint8), connectivity=8)
    sums = [kernel[pieces == piece].sum() / total for piece in range(1, number)]
    for piece, share in enumerate(sums, 1):
        if share < min(ISLAND, max(sums)):
            kernel[pieces == piece] = 0
    return np.asarray(kernel / kernel.sum(), np.float32)


def _strong(edges: tuple[Plane, Plane], strength: Plane, number: int) -> float:
    """Strength that `number` edges of each of four directions reach: a kernel needs edges of all directions."""
    directions = np.floor(np.mod(np.arctan2(edges[1], edges[0]), np.pi) * (4 / np.pi)).astype(int) % 4
    found = [np.sort(strength[(directions == one) & (strength > 0)])[::-1] for one in range(4)]
    reached = [float(each[number - 1]) for each in found if len(each) >= number]
    return float(np.sqrt(min(reached))) if reached else 0.0


def _gradient(plane: Plane) -> tuple[Plane, Plane]:
    """Differences to the next pixel across and down; after the last comes the first."""
    return np.roll(plane, -1, 1) - plane, np.roll(plane, -1, 0) - plane


def _resized(kernel: Values, side: int) -> Values:
    if kernel.shape == (1, 2):
        start = np.zeros((side, side), np.float32)
        start[side // 2, side // 2 - 1 : side // 2 + 1] = kernel
        return start
    grown = np.maximum(cv2.resize(kernel, (side, side), interpolation=cv2.INTER_LINEAR), 0)
    return np.asarray(grown / grown.sum(), np.float32)


def _middle(kernel: Values) -> Values:
    """The kernel moved so that its centre of mass lies in the middle; what leaves the square is lost."""
    whole, edge = centred(kernel), len(kernel) // 2
    cut = whole[edge : edge + len(kernel), edge : edge + len(kernel)]
    return np.asarray(cut / cut.sum(), np.float32)
