"""Labels as the shell commands of the audit take them: from a file, or from the folder's ledger."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from culling.audit.holdout import Lock, split
from culling.audit.report.label_facts import LabelFacts, facts_of_file, facts_of_ledger
from culling.catalog import Catalog
from culling.cli.progress import say
from culling.errors import CullingError
from culling.folders import printable
from culling.labels.collect import collect
from culling.labels.from_csv import read_labels_csv
from culling.labels.of_file import truth_of_file
from culling.labels.read import ReadLabels
from culling.labels.truth import Truth
from culling.labels.words import counted
from culling.policy import Policy

_SHOWN = 10


def check_file(file: Path) -> None:
    """CullingError where a file of labels cannot be used at all: told before a long scan, not after it."""
    read_labels_csv(file, pd.DataFrame(index=pd.Index([], dtype=object)))


class FileLabels(NamedTuple):
    """Labels of a file.

    Attributes:
        truth: one a photo, those that may be used.
        found: all that was read.
        locked: how many were left out, as their photos are locked away in this folder.
    """

    truth: Truth
    found: ReadLabels
    locked: int


def unlocked_from_file(file: Path, table: pd.DataFrame, known: Catalog, *, force: bool = False) -> FileLabels:
    """As `from_file`, without those of photos that are locked away, unless forced; how many is told on stderr.

    Raises:
        CullingError: see `from_file`; or all of them are locked away, or nobody knows which.
    """
    truth, found = from_file(file, table, known.folder)
    tuning, locked = split(truth, table, Lock.of(known.label_lock()))
    if not len(locked):
        return FileLabels(truth, found, 0)
    told = counted(len(locked), "of the labels is of a photo that is", "of the labels are of photos that are")
    told += " locked away in this folder"
    if force:
        say.print(f"{told}: used all the same", style="yellow", markup=False, soft_wrap=True)
        return FileLabels(truth, found, 0)
    if not len(tuning):
        raise CullingError(f"{told}, and there are no others: open them on the page Audit, or use them with --force")
    say.print(f"{told} and not used; --force uses them", style="yellow", markup=False, soft_wrap=True)
    return FileLabels(tuning, found, len(locked))


def from_file(file: Path, table: pd.DataFrame, folder: Path) -> tuple[Truth, ReadLabels]:
    """Labels from a CSV file, one a photo, and what was read; lines that cannot be used are told on stderr.

    Raises:
        CullingError: the file cannot be used at all, or nothing in it is a label of a photo of this folder.
    """
    return truth_of_file(file, table, folder, _say_problems)


def _say_problems(found: ReadLabels) -> None:
    for problem in found.problems[:_SHOWN]:
        say.print(f"labels, {problem}", style="yellow", markup=False, soft_wrap=True)
    if len(found.problems) > _SHOWN:
        more = counted(len(found.problems) - _SHOWN, "more line")
        say.print(f"labels: {more} cannot be used", style="yellow")


def with_facts(
    file: Path | None,
    known: Catalog,
    table: pd.DataFrame,
    folder: Path,
    policy: Policy,
    *,
    force: bool = False,
) -> tuple[Truth, LabelFacts]:
    """The labels that are to check a policy, from a file or else from the folder's ledger, and where they come from.

    Labels that are locked away stay so; a file's are used where it is forced. The look at the others is noted.

    Raises:
        CullingError: there are none, or they look copied from a rule that they are to check and nobody forces it.
    """
    if file is None:
        truth, facts = _of_ledger(known, table, folder, policy)
    else:
        truth, found, locked = unlocked_from_file(file, table, known, force=force)
        facts = replace(facts_of_file(printable(Path(file.name)), found, truth, table, policy), locked=locked)
    if facts.circular and not force:
        raise CullingError(f"{facts.circular} To compare all the same: --force")
    note_look(known, policy, "culling audit", file)
    return truth, facts


def note_look(known: Catalog, policy: Policy, where: str, file: Path | None = None) -> None:
    """Note that a policy's decisions were compared with labels, of the folder's ledger or of a file."""
    named = {} if file is None else {"file": printable(Path(file.name))}
    known.note_look(policy.policy_id, "tuning", {"policy": policy.name, "where": where, **named})


def _of_ledger(known: Catalog, table: pd.DataFrame, folder: Path, policy: Policy) -> tuple[Truth, LabelFacts]:
    history = known.label_history()
    everything = collect(table, history, known.draws())
    truth, locked = split(everything, table, Lock.of(known.label_lock()))
    if not len(truth) and len(locked):
        all_of = "the one label is" if len(locked) == 1 else f"all {len(locked):,} labels are"
        raise CullingError(f"{all_of} locked away: open them on the page Audit, or label more photos")
    if not len(truth):
        raise CullingError(
            f"no photo in {printable(folder)} is labelled: give a file with --labels (path, label), add labels with "
            "culling labels, or label photos on the page Audit of the dashboard"
        )
    return truth, facts_of_ledger(history, truth, table, policy, len(locked))
