"""How much blur is taken out: `python -m models.deblur.evaluate --photos FOLDER [--videos FILE …]`.

Writes evaluation.json and the tables of CARD.md. No photo of it was trained on. Each way works as a person has
it, through `culling.restore`, on the whole picture.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import ArrayLike
from skimage.metrics import structural_similarity

from culling import nets, synth
from culling.model_files import find
from culling.restore import Edit, restore
from models.deblur.batches import compressed
from models.deblur.blurs import Levels
from models.deblur.card import put
from models.deblur.pairs import Pair, crops, damaged, defocused, made, moved, psnr, shaken, video
from models.training.photos import parser

HERE = Path(__file__).parent
CLASSICAL = ("wiener", "richardson-lucy")
HIGHEST = 60.0  # PSNR of two pictures that are the same, so that means exist


def main() -> None:
    """All tables, printed and written."""
    options = parser(__doc__ or "", HERE)
    options.add_argument("--videos", type=Path, nargs="*", default=[], help="real videos to average frames of")
    options.add_argument("--classical", type=int, default=16, help="pairs of each set for the slow classical ways")
    given = options.parse_args()
    cv2.setNumThreads(1)
    result = {
        "sha256": nets.fingerprint("deblur"),
        "blurred": {name: compared(list(pairs), given.classical) for name, pairs in sets(given.photos, given.videos)},
        "sharp": harm(crops(given.photos)),
        "bytes": find("deblur").size,
        "seconds_a_megapixel": round(speed(), 2),
    }
    (given.out / "evaluation.json").write_text(json.dumps(result, indent=1) + "\n")
    put(HERE / "CARD.md", result)
    print(json.dumps(result, indent=1))  # noqa: T201


def sets(photos: Path, videos: list[Path]) -> Iterator[tuple[str, Iterator[Pair]]]:
    """Every set of pairs, by its name in the card."""
    yield "motion, as trained", made(photos, "motion")
    yield "thing that moved, as trained", made(photos, "object")
    yield "defocus, as trained", made(photos, "defocus")
    yield "camera shake, other code", damaged(photos, shaken)
    yield "straight motion, other code", damaged(photos, moved)
    yield "defocus, other code", damaged(photos, defocused)
    if videos:
        yield "frames of real videos averaged", video(videos)


def compared(pairs: list[Pair], classical: int) -> dict[str, Any]:
    """Means of PSNR and SSIM of the blurred pictures, and what each way adds to them, with 95 % intervals."""
    before = np.array([scores(blurred, sharp) for blurred, sharp in pairs])
    table: dict[str, Any] = {
        "pairs": len(pairs),
        "blurred": {"psnr": mean(before[:, 0]), "ssim": mean(before[:, 1], 4)},
    }
    for name in ("own", *CLASSICAL) if classical else ("own",):
        some = pairs if name == "own" else pairs[:classical]
        after = np.array([scores(taken(blurred, name), sharp) for blurred, sharp in some])
        won = after - before[: len(some)]
        table[name] = {"pairs": len(some), "psnr_won": interval(won[:, 0]), "ssim_won": interval(won[:, 1], 4)}
    return table


def taken(pixels: Levels, name: str) -> Levels:
    return restore(pixels, Edit(deblur=name))


def harm(photos: list[Levels]) -> dict[str, Any]:
    """What sharp photos lose: their PSNR to themselves, and decibels won or lost after a little damage."""
    rng = np.random.default_rng(9)
    untouched = [scores(taken(sharp, "own"), sharp)[0] for sharp in photos]
    table: dict[str, Any] = {"clean, PSNR to itself": interval(untouched)}
    damages = {"noise of 2 levels": lambda pixels: synth.add_noise(pixels, 2.0, rng)}
    damages |= {f"JPEG {quality}": lambda pixels, quality=quality: compressed(pixels, quality) for quality in (85, 95)}
    for name, damage in damages.items():
        worse = [damage(sharp) for sharp in photos]
        both = zip(worse, photos, strict=True)
        won = [scores(taken(one, "own"), sharp)[0] - scores(one, sharp)[0] for one, sharp in both]
        table[f"{name}, PSNR won"] = interval(won)
    return table


def scores(picture: Levels, sharp: Levels) -> tuple[float, float]:
    """(PSNR in decibels, SSIM) of a picture against the truth."""
    return min(psnr(picture, sharp), HIGHEST), float(structural_similarity(picture, sharp, channel_axis=2))


def mean(values: ArrayLike, digits: int = 2) -> float:
    return round(float(np.mean(values)), digits)


def interval(values: ArrayLike, digits: int = 2) -> str:
    """Mean and its 95 % interval by the bootstrap over pairs, in words: "+0.57 (+0.45 to +0.70)"."""
    rng, drawn = np.random.default_rng(0), np.asarray(values, float)
    means = [rng.choice(drawn, len(drawn)).mean() for _ in range(1000)]
    low, high = np.percentile(means, [2.5, 97.5])
    return f"{drawn.mean():+.{digits}f} ({low:+.{digits}f} to {high:+.{digits}f})"


def speed(side: int = 512) -> float:
    """Seconds of one core for a megapixel."""
    picture = np.random.default_rng(0).random((1, 3, side, side), np.float32)
    taken_s = []
    for _ in range(5):
        started = time.process_time()
        nets.run("deblur", picture)
        taken_s.append(time.process_time() - started)
    return float(np.median(taken_s)) * 1e6 / side**2


if __name__ == "__main__":
    main()
