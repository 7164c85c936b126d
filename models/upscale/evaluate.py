"""Accuracy of the upscaling networks beside bicubic, ESPCN and FSRCNN: `python -m models.upscale.evaluate --photos F`.

No photo here was learned from or looks like one that was. Each is made small, enlarged again and compared.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from models.training.photos import Pixels, manifest, parser, read_all
from models.training.sessions import session_of
from models.upscale.data import KERNELS, batch_of, fit, jpeg, noisy, photos
from models.upscale.network import FACTORS
from models.upscale.scores import gains, interval, scores

HERE = Path(__file__).parent
BASELINES = Path("build/train/upscale")
SETS = {"kodak": 24, "gallery_keep": 50, "train_sharp": 50}  # photos of each
JPEG, NOISE = 80, 3.0

Enlarge = Callable[[Pixels], Pixels]


def main() -> None:
    """Both factors or one, printed and written; the other one's figures stay."""
    options = parser(__doc__ or "", HERE)
    options.add_argument("--factor", type=int, choices=FACTORS)
    given = options.parse_args()
    cv2.setNumThreads(1)
    sets = {name: chosen(given.photos, name) for name in SETS}
    factors = [given.factor] if given.factor else FACTORS
    result = {f"x{factor}": factor_result(sets, factor, given.out) for factor in factors}
    file = given.out / "evaluation.json"
    known = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    file.write_text(json.dumps(dict(sorted((known | result).items())), indent=1) + "\n", "utf-8")
    print(json.dumps(result, indent=1))  # noqa: T201


def chosen(folder: Path, name: str) -> list[Pixels]:
    """Evenly drawn photos of a set; of train_sharp those of the test split."""
    if name == "train_sharp":
        rows = photos(folder)
        files = list(rows.loc[rows["split"] == "test", "file"])
    else:
        files = list(manifest(folder, name)["file"])
    return read_all(files[:: max(1, len(files) // SETS[name])][: SETS[name]])


def factor_result(sets: Mapping[str, list[Pixels]], factor: int, folder: Path) -> dict[str, Any]:
    """Every table of one factor; `gain` is over bicubic, in dB and SSIM, with its 95 % interval over photos."""
    ways = enlargers(factor, folder)
    kodak = {name: measured(sets["kodak"], factor, way) for name, way in ways.items()}
    bicubic = ways["bicubic"]
    return {
        "kodak": {name: means(some) for name, some in kodak.items()},
        "kodak_gain": {name: gains(some, kodak["bicubic"]) for name, some in kodak.items() if name != "bicubic"},
        "gain": {
            name: gains(measured(some, factor, ways["own"]), measured(some, factor, bicubic))
            for name, some in sets.items()
        },
        "gain_by_kernel": {
            name: gains(
                measured(sets["kodak"], factor, ways["own"], name), measured(sets["kodak"], factor, bicubic, name)
            )
            for name in KERNELS
        },
        "gain_on_damaged": {
            name: gains(
                measured(sets["kodak"], factor, ways["own"], after=after),
                measured(sets["kodak"], factor, bicubic, after=after),
            )
            for name, after in damages().items()
        },
        "seconds_per_megapixel": seconds(factor, folder),
        "bytes": (folder / f"upscale_x{factor}.onnx").stat().st_size,
    }


def damages() -> dict[str, Enlarge]:
    """What is done to the small photo, the same each time."""
    return {
        f"JPEG {JPEG}": lambda small: jpeg(small, JPEG),
        f"noise {NOISE:g}": lambda small: noisy(small, NOISE, np.random.default_rng(0)),
        "both": lambda small: jpeg(noisy(small, NOISE, np.random.default_rng(0)), JPEG),
    }


def enlargers(factor: int, folder: Path) -> dict[str, Enlarge]:
    """Bicubic, ours, and those of the baselines that were trained (`python -m models.upscale.compare`)."""
    files = {"own": folder / f"upscale_x{factor}.onnx"}
    files |= {name: BASELINES / f"{name}_x{factor}" / f"{name}.onnx" for name in ("espcn", "fsrcnn")}
    ways: dict[str, Enlarge] = {"bicubic": lambda small: bicubic(small, factor)}
    return ways | {name: by_network(file) for name, file in files.items() if file.is_file()}


def bicubic(small: Pixels, factor: int) -> Pixels:
    """As Pillow enlarges."""
    size = small.shape[1] * factor, small.shape[0] * factor
    return np.asarray(Image.fromarray(small).resize(size, Image.Resampling.BICUBIC))


def by_network(file: Path) -> Enlarge:
    session = session_of(file)

    def enlarge(small: Pixels) -> Pixels:
        (larger,) = session.run(None, {"rgb": batch_of(small[None])})
        return np.rint(np.clip(larger[0].transpose(1, 2, 0), 0, 1) * 255).astype(np.uint8)

    return enlarge


def measured(
    some: list[Pixels],
    factor: int,
    enlarge: Enlarge,
    kernel: str = "bicubic",
    after: Enlarge = lambda small: small,
) -> list[dict[str, float]]:
    """Scores of each photo, made small, damaged by `after`, and enlarged."""
    truths = [fit(photo, factor) for photo in some]
    return [scores(enlarge(after(KERNELS[kernel](truth, factor))), truth, factor) for truth in truths]


def means(some: list[dict[str, float]]) -> dict[str, str]:
    """Means in words, with intervals."""
    told = {}
    for name, digits in (("y", 2), ("rgb", 2), ("ssim", 4)):
        mean, low, high = interval([one[name] for one in some])
        told[name] = f"{mean:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"
    return told


def seconds(factor: int, folder: Path, side: int = 256, runs: int = 5) -> float:
    """Processor seconds for a megapixel of the small photo on one thread; the least of some runs."""
    session = session_of(folder / f"upscale_x{factor}.onnx")
    given = {"rgb": np.random.default_rng(0).random((1, 3, side, side), np.float32)}
    taken = []
    for _ in range(runs):
        begun = time.process_time()
        session.run(None, given)
        taken.append(time.process_time() - begun)
    return round(min(taken) * 1e6 / side**2, 2)


if __name__ == "__main__":
    main()
