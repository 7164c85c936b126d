"""The comparison of the trained architectures: `python -m models.flaws.compare --photos FOLDER`.

Writes curves.csv, architectures.csv and confusions.json (test split), and the one that is best on the validation split,
calibrated, as flaws.onnx. With --again that stays as it is: the line of its architecture tells how good the bundled
network is, curves and confusions are those of the training that was just repeated.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import nn

from culling.experiments.bundled import KEPT
from culling.experiments.tables import CURVES
from culling.flaws import CELL, CELLS
from culling.synth import FLAWS
from models.flaws import data, frozen
from models.flaws.network import WHOLE, Deployed, FrozenTrunkHead
from models.flaws.train import ARCHITECTURES, HERE, WORK, answers, frozen_logits
from models.training.export import export
from models.training.photos import parser
from models.training.scores import wilson
from models.training.sessions import milliseconds, session_of

RUNS = 60


def main() -> None:
    """Compare what is trained and export the best."""
    options = parser(__doc__ or "", HERE)
    options.add_argument("--trunk", type=Path, help="the ImageNet MobileNetV2, to compare it, too")
    options.add_argument("--keep", choices=list(ARCHITECTURES), help="export this one, not the best")
    options.add_argument("--again", action="store_true", help="keep flaws.onnx, show how this training went")
    given = options.parse_args()
    torch.set_num_threads(given.threads)
    trained = {name: network_of(name) for name in ARCHITECTURES if (WORK / name / "network.pt").exists()}
    confusions: dict[str, dict[str, list[int]]] = {}
    rows = [_row(name, network, confusions) for name, network in trained.items()]
    if given.trunk and (WORK / "frozen_trunk/network.pt").exists():
        rows.append(_frozen_row(given.trunk, confusions))
    if given.again:
        own = _shares(_bundled_scores())
        rows = [row | own if row["architecture"] == KEPT else row for row in rows]
    (given.out / "confusions.json").write_text(json.dumps(confusions) + "\n")
    table = pd.DataFrame(rows).sort_values("validation_accuracy", ascending=False)
    table.to_csv(given.out / "architectures.csv", index=False)
    _curves([str(name) for name in table["architecture"]]).to_csv(given.out / "curves.csv", index=False)
    if given.again:
        print(table.to_string())  # noqa: T201
        return
    best = given.keep or next(name for name in table["architecture"] if name in trained)
    logits, known = answers(trained[best], "validation")
    temperature = calibrate(logits, data.truth_of(known))
    write(trained[best], temperature, given.out / "flaws.onnx")
    facts = {"architecture": best, "temperature": round(temperature, 4)}
    (WORK / "facts.json").write_text(json.dumps(facts))
    print(table.to_string(), facts)  # noqa: T201


def network_of(name: str) -> nn.Module:
    """A trained architecture with its averaged weights."""
    network = ARCHITECTURES[name]()
    network.load_state_dict(torch.load(WORK / name / "network.pt", weights_only=True))
    return network.eval()


def calibrate(logits: NDArray[np.float64], truth: NDArray[np.int64]) -> float:
    """The temperature with the smallest cross-entropy (Guo et al. 2017)."""
    choices = np.geomspace(0.4, 4, 93)
    answer, right = torch.from_numpy(logits), torch.from_numpy(truth)
    return float(choices[int(np.argmin([F.cross_entropy(answer / t, right).item() for t in choices]))])


def write(network: nn.Module, temperature: float, file: Path) -> None:
    """`file`: levels in, calibrated probabilities out."""
    axes = {"planes": {0: "n"}, "probabilities": {0: "n"}}
    example = torch.randint(0, 256, (2, WHOLE + CELLS, CELL, CELL)).float()
    export(Deployed(network, temperature), example, file, ["planes"], ["probabilities"], axes)


def network_ms(file: Path, shape: tuple[int, ...]) -> float:
    """Median time of one photo on one thread, without the cutting of what the network sees."""
    session = session_of(file)
    feed = {session.get_inputs()[0].name: np.random.default_rng(0).uniform(0, 255, shape).astype(np.float32)}
    return milliseconds(lambda: session.run(None, feed), RUNS)


def _row(name: str, network: nn.Module, confusions: dict[str, dict[str, list[int]]]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{name}.onnx"
        write(network, 1.0, file)
        taken = network_ms(file, (1, WHOLE + CELLS, CELL, CELL))
    found = {split: answers(network, split) for split in ("validation", "test")}
    scores = {split: _accuracy(*answer) for split, answer in found.items()}
    confusions[name] = confusion(found["test"][0], data.truth_of(found["test"][1]), _synthetic(found["test"][1]))
    return _numbers(name, network, taken, scores)


def _frozen_row(trunk: Path, confusions: dict[str, dict[str, list[int]]]) -> dict[str, Any]:
    head = FrozenTrunkHead().eval()
    head.load_state_dict(torch.load(WORK / "frozen_trunk/network.pt", weights_only=True))
    rows = {split: frozen.features(trunk, split)[1] for split in ("validation", "test")}
    logits = {split: frozen_logits(head, trunk, split) for split in rows}
    found = {split: _accuracy(logits[split], rows[split]) for split in rows}
    confusions["frozen_trunk"] = confusion(logits["test"], data.truth_of(rows["test"]), _synthetic(rows["test"]))
    return _numbers("frozen_trunk", head, network_ms(trunk, (1, 3, 224, 224)), found)


def _numbers(name: str, network: nn.Module, taken: float, scores: dict[str, tuple[int, int]]) -> dict[str, Any]:
    minutes = json.loads((WORK / name / "minutes.json").read_text())["minutes"]
    row: dict[str, Any] = {"architecture": name, "parameters": sum(weights.numel() for weights in network.parameters())}
    return row | {"ms": round(taken, 2), "minutes_trained": round(minutes, 1)} | _shares(scores)


def _shares(scores: dict[str, tuple[int, int]]) -> dict[str, Any]:
    """Columns of a line: share of right answers of each split, its interval, how many there are."""
    row: dict[str, Any] = {}
    for split, (right, n) in scores.items():
        low, high = wilson(right, n)
        row |= {f"{split}_accuracy": right / n, f"{split}_low": low, f"{split}_high": high, f"{split}_n": n}
    return {key: round(value, 4) if isinstance(value, float) else value for key, value in row.items()}


def _bundled_scores() -> dict[str, tuple[int, int]]:
    """Of flaws.onnx as it lies there."""
    session = session_of(HERE / "flaws.onnx")
    name, found = session.get_inputs()[0].name, {}
    for split in ("validation", "test"):
        planes, rows = data.cached(split)
        starts = range(0, len(planes), 100)
        seen = (planes[at : at + 100, : WHOLE + CELLS].astype(np.float32) for at in starts)
        found[split] = _accuracy(np.concatenate([session.run(None, {name: some})[0] for some in seen]), rows)
    return found


def _accuracy(logits: NDArray[np.float64], rows: pd.DataFrame) -> tuple[int, int]:
    """(right, all) on the synthetic photos of a split."""
    right = (logits.argmax(1) == data.truth_of(rows))[_synthetic(rows)]
    return int(right.sum()), len(right)


def _synthetic(rows: pd.DataFrame) -> NDArray[np.bool_]:
    return (rows["kind"] == "train_sharp").to_numpy()


def confusion(logits: NDArray[np.float64], truth: NDArray[np.int64], among: NDArray[np.bool_]) -> dict[str, list[int]]:
    """Truth → counts of the answers, both in the order of `FLAWS`, `among` the pictures that count."""
    counts = np.zeros((len(FLAWS), len(FLAWS)), int)
    np.add.at(counts, (truth[among], logits.argmax(1)[among]), 1)
    return {flaw: counts[place].tolist() for place, flaw in enumerate(FLAWS)}


def _curves(names: list[str]) -> pd.DataFrame:
    parts = [pd.read_csv(WORK / name / "curves.csv").assign(architecture=name) for name in names]
    return pd.concat(parts).reindex(columns=["architecture", "step", "seconds", *CURVES]).reset_index(drop=True)


if __name__ == "__main__":
    main()
