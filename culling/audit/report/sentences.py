"""What an audit found, in plain sentences: for the terminal, the page and the top of the report."""

from __future__ import annotations

import shlex
from collections.abc import Callable

from culling.audit.auc import auc_sentence
from culling.audit.intervals import Rate
from culling.audit.report.numbers import Numbers
from culling.labels.words import counted
from culling.presets import title

#: Photos of one kind that a report lists; the JSON file has all.
LISTED = 200
_FEW = 20


def summary(found: Numbers) -> tuple[str, ...]:
    """The findings, one sentence each, what matters most first."""
    name, count = title(found.policy), len(found.truth)
    reject = found.verdicts["reject"]
    lines = [f"The policy “{name}” by itself rejects {_share(reject, found.photos)} in {_folder(found)}."]
    if not count:
        return (*lines, "No photo of it is labelled, so nobody knows how many of the rejected ones rightly.")
    keep = int(found.truth.keep.sum())
    labelled = f"{counted(count, 'photo')} {'is' if count == 1 else 'are'} labelled"
    lines.append(f"{labelled}: {keep:,} keep, {count - keep:,} reject.{_weights(found)}")
    lines += [*_rates(found), *_doubted(found)]
    if found.curves.known:
        lines.append(auc_sentence("The policy's margin", found.curves.auc))
        lines.append(_best(found))
    return tuple(lines)


def command(
    found: Numbers, folder: str = "FOLDER", policy: str = "policy.toml", labels: str = "", pictured: bool = False
) -> str:
    """What to type for the same report.

    Args:
        found: the numbers.
        folder: what to write for the folder.
        policy: name or file of the policy.
        labels: file of the labels; "" for the folder's own ledger.
        pictured: whether it holds pictures.
    """
    words = ["culling", "audit", folder, *(["--labels", labels] if labels else []), "--policy", policy]
    words += ["--report", "report.html", "--json", "numbers.json"]
    asked = {"--pictures": pictured, "--no-slices": not found.sliced, "--force": bool(found.facts.circular)}
    words += [option for option, is_on in asked.items() if is_on]
    return " ".join(shlex.quote(word) for word in words)


def pictures(found: Numbers, thumbnail: Callable[[str], bytes | None]) -> dict[str, bytes]:
    """JPEG by path of the lost keepers and missed rejects that a report lists; photos without one are left out."""
    made = {one.path: thumbnail(one.path) for one in (*found.lost[:LISTED], *found.missed[:LISTED])}
    return {path: jpeg for path, jpeg in made.items() if jpeg is not None}


def _rates(found: Numbers) -> list[str]:
    cells, weighted = found.confusion, found.truth.weighted
    return [
        _rate("Of the rejected photos", cells.precision, "rightly rejected", "precision", cells.tp, weighted),
        _rate("Of the photos that should go", cells.recall, "found", "recall", cells.tp, weighted),
        _rate("Of the keepers", cells.keepers_lost, "lost", "false-positive rate", cells.fp, weighted),
    ]


def _rate(whom: str, rate: Rate, words: str, term: str, hits: int, weighted: bool) -> str:
    if not rate.known:
        return f"{whom}, how many are {words} ({term}) is not known: no label counts there."
    few = "; few labels, so little is sure" if rate.count < _FEW else ""
    stands = ", each counting for the photos it stands for" if weighted else ""
    return f"{whom}, {rate.text} are {words} ({term}): {hits:,} of {counted(rate.count, 'label')}{stands}{few}."


def _best(found: Numbers) -> str:
    """The measure whose area is surely largest: that of the largest lower end, since few labels make large areas."""
    best = max(found.measures, key=lambda one: one.auc.low if one.auc.known else 0.0)
    if not best.auc.known or best.auc.low <= 0.5:
        return "No measure by itself tells rejects from keepers better than chance would, as far as these labels go."
    return f"Of all measures by themselves, {best.metric} tells most surely: {best.auc.text}."


def _doubted(found: Numbers) -> list[str]:
    count = sum(one.verdict == "maybe" for one in found.missed)
    if not count:
        return []
    missed = len(found.missed)
    if missed == 1:
        return ["The one missed reject is maybe, so that a person will look at it."]
    are, them = ("is", "it") if count == 1 else ("are", "them")
    return [f"Of the {missed:,} missed rejects {count:,} {are} maybe, so that a person will look at {them}."]


def _weights(found: Numbers) -> str:
    if not found.truth.weighted:
        return ""
    return " Each label counts for the photos it stands for, since some were more likely to be drawn than others."


def _share(count: int, whole: int) -> str:
    return f"{count:,} of {counted(whole, 'photo')}" + (f" ({100 * count / whole:.0f} %)" if whole else "")


def _folder(found: Numbers) -> str:
    return f"“{found.provenance.folder}”" if found.provenance.folder else "the folder"
