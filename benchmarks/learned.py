"""`python -m benchmarks.learned --photos DATA`: how good what is learned from marks is, on photos not learned from.

DATA holds the sets that `benchmarks.learned_photos` makes marks of, with their manifest.csv.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from rich.console import Console
from scipy.stats import binomtest

from benchmarks.learned_photos import TASKS
from benchmarks.places import scratch_folder
from culling.audit.auc import auc
from culling.catalog import Catalog
from culling.metrics import get_metric
from culling.policy import Policy
from culling.preference import Learned, features, fitting, learn
from culling.preference.features import FEATURES, Bools, design
from culling.preference.how_good import interval, told_auc, tried
from culling.preference.keeping import basis_today
from culling.preference.learning import MEASURES, WITH_VECTORS
from culling.preference.linear import probability
from culling.preference.shoots import divide
from culling.preference.validated import validate
from culling.preference.words import present_policy
from culling.scan import scan

HERE = Path(__file__).with_name("LEARNED.md")
EACH = (5, 10, 15, 20, 30, 40, 60)
DRAWS = 20
SHUFFLES = 200
_CONSOLE = Console(stderr=True, highlight=False)

_HEAD = """# Learning from marks

Marks are those of `benchmarks/learned_photos.py`: known damage of photos that our networks did not learn from (mild
amounts among them), too dark and too bright frames of real brackets beside published photos, two focus planes of the
same scenes (which no number of a whole photo can tell apart), and a taste for animals on sharp photos. Everything told
here was found on photos that were not learned from: shoots left out in turn, strength and calibration chosen without
them. Intervals are 95 %. The best single measure was chosen on the very marks it is told for, which flatters it.

"""


class Folder:
    """One task: its photos, measured, with their marks."""

    def __init__(self, table: pd.DataFrame, vectors: np.ndarray, said: Mapping[str, str]) -> None:
        self.table, self.vectors, self.said = table, vectors, dict(said)

    @property
    def keep(self) -> Bools:
        return np.array([self.said[str(path)] == "keep" for path in self.table.index])

    def learn(self, said: Mapping[str, str] | None = None) -> Learned:
        return learn(self.table, said or self.said, self.vectors, basis_today())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.learned", description=__doc__)
    parser.add_argument("--photos", type=Path, required=True, help="folder with the sets")
    parser.add_argument("--save", action="store_true", help="write benchmarks/LEARNED.md")
    options = parser.parse_args()
    with scratch_folder() as scratch:
        folders = {name: measured(name, options.photos, scratch) for name in TASKS}
    parts = [_HEAD + against(folders), choices(folders), curves(folders), shuffled(folders)]
    text = "\n\n".join(parts) + "\n"
    Console(highlight=False).print(text, markup=False, soft_wrap=True)
    if options.save:
        HERE.write_text(text, "utf-8")


def measured(name: str, photos: Path, scratch: Path) -> Folder:
    """Write the photos of a task and measure them."""
    _CONSOLE.print(f"making and reading {name} …")
    folder = scratch / name
    folder.mkdir()
    said = TASKS[name](photos, folder)
    with Catalog(folder, scratch / f"{name}.sqlite") as catalog:
        table = scan(folder, catalog=catalog)
        return Folder(table, catalog.vectors(table.index), said)


def against(folders: Mapping[str, Folder]) -> str:
    """What is learned beside the best measure and the default policy."""
    first = ("marks", "keeps / rejects", "shoots", "p_keep AUC", "shoots as observations", "the other kind")
    then = (
        "best single measure",
        "default policy",
        "at .5: rightly rejected",
        "found",
        "keepers lost",
        "Brier",
        "seconds",
    )
    lines = [_row(*first, *then), _row(*["---"] * 13)]
    for name, folder in folders.items():
        _CONSOLE.print(f"learning {name} …")
        begun = time.perf_counter()
        found = folder.learn()
        seconds = time.perf_counter() - begun
        told, seen = found.model.told, found.tried
        other = next(kind for kind in (MEASURES, WITH_VECTORS) if kind != told["chosen"])
        policy, _, _ = present_policy(folder.table, Policy.default(), found.model)
        at, single = seen.at(0.5), told["singles"][0]
        lines.append(
            _row(
                name, f"{told['keeps']} / {told['rejects']}", told["shoots"],
                f"{told['chosen']}: {interval(told_auc(seen.auc))}{', refused' if found.refusal else ''}",
                interval(told["auc_of_shoots"]) if told["by_shoot"] else "–",
                f"{other}: {interval(told['kinds'][other]['auc'])}", f"{single[0]} {interval(single[2:])}",
                interval(told_auc(policy)), at.precision.text, at.recall.text, at.keepers_lost.text,
                f"{seen.brier:.3f} ({seen.brier_of_share:.3f} for the share alone)", f"{seconds:.1f}",
            )
        )  # fmt: skip
    return "\n".join(["## On shoots not learned from", "", *lines, "", reliability(folders)])


def reliability(folders: Mapping[str, Folder]) -> str:
    """The share kept beside what p_keep said, over all tasks that are not refused."""
    pairs = [found.tried for folder in folders.values() if not (found := folder.learn()).refusal]
    p = np.concatenate([seen.p_keep for seen in pairs])
    keep = np.concatenate([seen.truth.keep for seen in pairs])
    bins = tried(p, keep).reliability()
    lines = [_row("p_keep said", *(f"{part.said:.2f}" for part in bins)), _row(*["---"] * (len(bins) + 1))]
    lines.append(_row("share kept", *(part.kept.text for part in bins)))
    return "\n".join(["Reliability, bins of equal size, all marks that were not refused:", "", *lines])


def choices(folders: Mapping[str, Folder]) -> str:
    """Log loss of what was weighed against something else; lower is better."""
    ways: dict[str, tuple[bool, Sequence[tuple[Any, str, Any]]]] = {
        "measures": (False, ()),
        "… probabilities as they are, not as log odds": (False, ((features, "_column", _plain_column),)),
        "… nothing as a logarithm": (False, ((features, "_WIDE", np.inf),)),
        f"measures and picture, {fitting.COMPONENTS} components": (True, ()),
        "… 16 components": (True, ((fitting, "COMPONENTS", 16),)),
        "… 64 components": (True, ((fitting, "COMPONENTS", 64),)),
    }
    lines = [_row("log loss", *folders), _row(*["---"] * (len(folders) + 1))]
    for name, (pictured, changed) in ways.items():
        _CONSOLE.print(f"weighing {name} …")
        with _changed(changed):
            lines.append(_row(name, *(f"{_loss(folder, pictured):.3f}" for folder in folders.values())))
    return "\n".join(["## What was weighed", "", "These sets were looked at when it was chosen.", "", *lines])


def curves(folders: Mapping[str, Folder]) -> str:
    """Learned from few marks: how good on all other photos, and how far what is told of it is from that."""
    first = ("marks", "keeps = rejects", "p_keep AUC on the other photos", "best measure of the same marks")
    lines = [_row(*first, "p_keep better", "told AUC − true AUC", "width of the told interval"), _row(*["---"] * 7)]
    for name in ("flaws", "brackets", "taste"):
        for each in EACH:
            _CONSOLE.print(f"{name}, {each} of each …")
            rng = np.random.default_rng(each)
            rows = np.array([_few(folders[name], each, rng) for _ in range(DRAWS)])
            ours, single, told, width = rows.T
            wins = int((ours > single).sum())
            lines.append(
                _row(name, each, f"{ours.mean():.3f} ± {ours.std():.3f}", f"{single.mean():.3f} ± {single.std():.3f}",
                     f"{wins} of {DRAWS}", f"{(told - ours).mean():+.3f} ± {(told - ours).std():.3f}",
                     f"{width.mean():.2f}")
            )  # fmt: skip
    about = (
        f"{DRAWS} draws of so many keeps and rejects each (mean ± standard deviation); photos are drawn at random, so "
        "that the others are of the same shoots, while what is told comes from shoots left out: it is rather too low. "
        "The rival is the measure that told the same few marks apart best."
    )
    return "\n".join(["## How many marks", "", about, "", *lines])


def shuffled(folders: Mapping[str, Folder]) -> str:
    """Marks at random: how often something is learned all the same."""
    folder, rng, taken = folders["flaws"], np.random.default_rng(0), 0
    for turn in range(SHUFFLES):
        if turn % 20 == 0:
            _CONSOLE.print(f"shuffling, {turn} of {SHUFFLES} …")
        paths = rng.permutation(list(folder.said))[:100]
        answers = rng.permutation(["keep", "reject"] * 50)
        taken += not folder.learn(dict(zip(map(str, paths), map(str, answers), strict=True))).refusal
    found = binomtest(taken, SHUFFLES).proportion_ci(method="wilson")
    return (
        "## Marks at random\n\n50 keeps and 50 rejects dealt out at random among the damaged photos: not refused in "
        f"{taken} of {SHUFFLES} ({100 * taken / SHUFFLES:.1f} %, {100 * found.low:.1f}–{100 * found.high:.1f}); 2.5 % "
        "are expected of an interval of 95 %."
    )


def _few(folder: Folder, each: int, rng: np.random.Generator) -> tuple[float, float, float, float]:
    """(AUC on the others, AUC of the best measure of these marks on the others, told AUC, its interval's width)."""
    keep = folder.keep
    own = np.sort(np.concatenate([rng.permutation(np.flatnonzero(keep == one))[:each] for one in (True, False)]))
    others = np.setdiff1d(np.arange(len(keep)), own)
    photos = design(folder.table, FEATURES)
    folds = divide(folder.table.iloc[own], folder.vectors[own], keep[own])
    found = validate(photos.at(own), keep[own], folds.fold)
    told = tried(found.probabilities, keep[own]).auc
    ours = tried(probability(found.model.logits(photos.at(others))), keep[others]).auc.value
    return ours, _single(folder, own, others), told.value, told.high - told.low


def _single(folder: Folder, own: np.ndarray, others: np.ndarray) -> float:
    """The measure that tells `own` apart best, on the others."""
    best, name, way = 0.0, "", False
    seen, rest = (tried(np.zeros(len(rows)), folder.keep[rows]).truth for rows in (own, others))
    columns = {name: folder.table[name].to_numpy(np.float64) for name in FEATURES}
    for metric, values in columns.items():
        if np.isnan(values[own]).mean() > 0.1:
            continue
        direction = get_metric(metric).higher_is_better
        for worse in (True, False) if direction is None else (not direction,):
            area = auc(seen, values[own], worse).value
            if area > best:
                best, name, way = area, metric, worse
    return auc(rest, columns[name][others], way).value


def _loss(folder: Folder, pictured: bool) -> float:
    photos = design(folder.table, FEATURES, folder.vectors if pictured else None)
    folds = divide(folder.table, folder.vectors, folder.keep)
    return float(validate(photos, folder.keep, folds.fold).losses.mean())


def _plain_column(table: pd.DataFrame, name: str) -> np.ndarray:
    values = table[name].to_numpy(np.float64)
    return np.log1p(values) if get_metric(name).span[1] > features._WIDE else values


@contextmanager
def _changed(changed: Sequence[tuple[Any, str, Any]]) -> Iterator[None]:
    before = [(module, name, getattr(module, name)) for module, name, _ in changed]
    for module, name, value in changed:
        setattr(module, name, value)
    try:
        yield
    finally:
        for module, name, value in before:
            setattr(module, name, value)


def _row(*cells: object) -> str:
    return "| " + " | ".join(map(str, cells)) + " |"


if __name__ == "__main__":
    main()
