"""Labels as the shell commands of the audit take them: from a file, or from the folder's ledger."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from culling.audit.holdout import Lock, split
from culling.audit.report.label_facts import LabelFacts, facts_of_file, facts_of_ledger
from culling.catalog import Catalog
from culling.cli_progress import say
from culling.errors import CullingError
from culling.folders import printable
from culling.labels.collect import collect
from culling.labels.from_csv import read_labels_csv
from culling.labels.read import ReadLabels
from culling.labels.truth import Truth
from culling.policy import Policy

_SHOWN = 10
_NOTED = 3


def check_file(file: Path) -> None:
    """CullingError where a file of labels cannot be used at all: told before a long scan, not after it."""
    read_labels_csv(file, pd.DataFrame(index=pd.Index([], dtype=object)))


def from_file(file: Path, table: pd.DataFrame, folder: Path) -> tuple[Truth, ReadLabels]:
    """Labels from a CSV file, one a photo, and what was read; lines that cannot be used are told on stderr.

    Raises:
        CullingError: the file cannot be used at all, or nothing in it is a label of a photo of this folder.
    """
    found = read_labels_csv(file, table, folder=folder)
    for problem in found.problems[:_SHOWN]:
        say.print(f"labels, {problem}", style="yellow", markup=False, soft_wrap=True)
    if len(found.problems) > _SHOWN:
        say.print(f"labels: {len(found.problems) - _SHOWN:,} more lines cannot be used", style="yellow")
    if not found.labels:
        raise CullingError(
            f"no line of {printable(file)} is a label of a photo in {printable(folder)}: it needs the columns path, "
            "relative to the folder, and label, keep or reject"
        )
    how = found.entries[0].how if found.entries else "imported"
    truth = Truth.of(table, found.labels, how=how)
    return replace(truth, sampled=_all_readable(table, truth), notes=_notes(found)), found


def with_facts(
    file: Path | None, known: Catalog, table: pd.DataFrame, folder: Path, policy: Policy
) -> tuple[Truth, LabelFacts]:
    """The labels that are to check a policy, from a file or else from the folder's ledger, and where they come from.

    Of the ledger, labels that are locked away stay so, and the look at the others is noted.

    Raises:
        CullingError: there are none.
    """
    if file is not None:
        truth, found = from_file(file, table, folder)
        return truth, facts_of_file(printable(Path(file.name)), found, truth, table, policy)
    history = known.label_history()
    everything = collect(table, history, known.draws())
    truth, locked = split(everything, table, Lock.of(known.label_lock()))
    if not len(truth) and len(locked):
        raise CullingError(
            f"all {len(locked):,} labels are locked away: open them on the page Audit, or label more photos"
        )
    if not len(truth):
        raise CullingError(
            f"no photo in {printable(folder)} is labelled: give a file with --labels (path, label), add labels with "
            "culling labels, or label photos on the page Audit of the dashboard"
        )
    known.note_look(policy.policy_id, "tuning", {"policy": policy.name, "where": "culling audit"})
    return truth, facts_of_ledger(history, truth, table, policy, len(locked))


def _notes(found: ReadLabels) -> tuple[str, ...]:
    """What is worth knowing of a file: the first lines that could not be used, and how many more."""
    differing = len({entry.path for entry in found.entries if not entry.repeat}) - len(found.labels)
    said = "Of 1 photo" if differing == 1 else f"Of {differing:,} photos"
    lines = [f"{said} different people said different things: neither counts."] * bool(differing)
    lines += [f"Labels, {problem}." for problem in found.problems[:_NOTED]]
    if (more := len(found.problems) - _NOTED) > 0:
        lines.append(f"{more:,} more lines of the labels could not be used.")
    return (*found.notes, *lines)


def _all_readable(table: pd.DataFrame, truth: Truth) -> bool:
    """Whether every photo that can be read is labelled: then the labels tell of the folder, however chosen."""
    return bool(len(truth)) and len(truth) >= int(table["error"].isna().sum())
