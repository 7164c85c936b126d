"""Measure dark.onnx on photos that it has not seen: `python -m models.dark.evaluate --photos FOLDER`.

Writes evaluation.json: the synthetic test split, real dark photos against published ones, and beside each the
classical cut on mean luma, fitted on the same training photos.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnxruntime
import pandas as pd
from numpy.typing import NDArray

from culling.metrics.dark import dark_input
from culling.photos import Photo
from models.dark.train import Data, drawn
from models.flaws.data import DIM, sources
from models.training.photos import manifest, parser, read_rgb
from models.training.scores import area, share
from models.training.sessions import milliseconds, session_of

HERE = Path(__file__).parent
DARK_FRAME = 50  # mean luma below which the darker frame of a bracket counts as dark
LUMA = np.array([0.299, 0.587, 0.114], np.float32)
Judged = dict[str, NDArray[np.float64]]


def main() -> None:
    """Measure everything and write evaluation.json."""
    options = parser(__doc__ or "", HERE)
    options.add_argument("--model", type=Path, default=HERE / "dark.onnx")
    given = options.parse_args()
    cv2.setNumThreads(1)
    session = session_of(given.model)
    cut = luminance_cut(drawn(given.photos, "train", given.seed))
    test = drawn(given.photos, "test", given.seed)
    synthetic = _judged(session, test[0])
    real_dark, real_fair = real(session, given.photos)
    found: dict[str, Any] = {"bytes": given.model.stat().st_size, "ms": photo_ms(session)}
    found["luminance_cut"] = round(cut, 1)
    found["synthetic"] = compared(*(_part(synthetic, test[1] == side) for side in (0, 1)), cut)
    fair_kinds = np.concatenate([real_fair[name]["p_dark"] > 0.5 for name in real_fair])
    dark_kinds = np.concatenate([real_dark[name]["p_dark"] > 0.5 for name in real_dark])
    right = int((~fair_kinds).sum() + dark_kinds.sum())
    found["real"] = {"accuracy": share(right, len(fair_kinds) + len(dark_kinds))}
    found["real"] |= {f"dark: {name}": _called(part, cut) for name, part in real_dark.items()}
    found["real"] |= {f"not dark: {name}": _called(part, cut) for name, part in real_fair.items()}
    found["real"]["all"] = compared(_joined(real_fair), _joined(real_dark), cut)
    (given.out / "evaluation.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    print(json.dumps(found, indent=1, ensure_ascii=False))  # noqa: T201


def luminance_cut(known: Data) -> float:
    """The cut on mean luma with the highest balanced accuracy on the training photos."""
    luma, dark = _luma(known[0]), known[1] > 0.5
    cuts = np.unique(np.round(luma, 1))
    balanced = [(luma[dark] < cut).mean() + (luma[~dark] >= cut).mean() for cut in cuts]
    return float(cuts[int(np.argmax(balanced))])


def real(session: onnxruntime.InferenceSession, folder: Path) -> tuple[dict[str, Judged], dict[str, Judged]]:
    """(dark, not dark) by where they come from; the brackets are neither trained nor tuned on."""
    frames = manifest(folder, "exposure_pairs")
    under, over = (_read(frames[frames["label"] == label]["file"]) for label in ("under", "over"))
    dim = [source.pixels for source in sources(folder, "test", "lowlight") if np.median(source.pixels) < DIM]
    published = [source.pixels for source in sources(folder, "test", "gallery_keep", "kodak")]
    dark = {
        f"darker frames below mean luma {DARK_FRAME}": [p for p in under if Photo(p).luma.mean() < DARK_FRAME],
        f"night photos below median {DIM}": dim,
    }
    fair = {"published and kodak, low key included": published, "brighter frames of the brackets": over}
    return tuple(
        {name: _judged(session, np.stack([dark_input(Photo(p)) for p in some])) for name, some in side.items() if some}
        for side in (dark, fair)
    )  # type: ignore[return-value]


def compared(fair: Judged, dark: Judged, cut: float) -> dict[str, str]:
    """Network and luminance cut: balanced accuracy at their cutoffs, area under the curve."""
    found = {}
    for name, bad_high, edge in (("p_dark", 1, 0.5), ("luminance", -1, -cut)):
        good, bad = bad_high * fair[name], bad_high * dark[name]
        hits = int((bad > edge).sum() + (good <= edge).sum())
        found[f"{name}: right"] = share(hits, len(good) + len(bad))
        found[f"{name}: AUC"] = area(good, bad)
    return found


def photo_ms(session: onnxruntime.InferenceSession) -> float:
    """Median of one photo on one thread, the averaging to 64 × 64 included."""
    photo = Photo(np.random.default_rng(0).integers(0, 256, (427, 640, 3), np.uint8))
    _ = photo.small
    return round(milliseconds(lambda: session.run(None, {"levels": dark_input(photo)[None]})), 2)


def _judged(session: onnxruntime.InferenceSession, inputs: NDArray[np.float32]) -> Judged:
    (answer,) = session.run(None, {"levels": inputs})
    return {"p_dark": np.asarray(answer, float), "luminance": _luma(inputs)}


def _luma(inputs: NDArray[np.float32]) -> NDArray[np.float64]:
    return np.asarray((inputs.mean((2, 3)) @ LUMA), float)


def _part(judged: Judged, chosen: NDArray[np.bool_]) -> Judged:
    return {name: values[chosen] for name, values in judged.items()}


def _joined(parts: dict[str, Judged]) -> Judged:
    return {name: np.concatenate([part[name] for part in parts.values()]) for name in ("p_dark", "luminance")}


def _called(part: Judged, cut: float) -> dict[str, str]:
    """Share called dark by the network and by the cut on mean luma."""
    n = len(part["p_dark"])
    return {
        "p_dark > 0.5": share(int((part["p_dark"] > 0.5).sum()), n),
        "luminance cut": share(int((part["luminance"] < cut).sum()), n),
    }


def _read(files: pd.Series) -> list[NDArray[np.uint8]]:
    return [pixels for pixels in map(read_rgb, files) if pixels is not None]


if __name__ == "__main__":
    main()
