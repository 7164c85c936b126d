"""`culling diff`: who flips between two policies, because of which rules, and which of the two people agree with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
from rich.table import Table
from rich.text import Text

from culling.audit.compare.by_reason import Cause, causes
from culling.audit.compare.diff_json import diff_json, marked
from culling.audit.compare.two_policies import TwoPolicies, against_labels
from culling.catalog import Catalog
from culling.cli.catalog import Place
from culling.cli.folder import Folder
from culling.cli.labelled import check_file, note_look, unlocked_from_file
from culling.cli.progress import out
from culling.cli.scan import scanned
from culling.decide import VERDICTS
from culling.export.lists.flips_csv import flips_csv
from culling.files import write_whole
from culling.folders import check_folder
from culling.labels.truth import Truth
from culling.labels.words import counted
from culling.policy import Policy
from culling.presets import get_policy, preset_names, title
from culling.versus import Versus, versus

_RATES = {
    "precision": "of the rejected photos, rightly rejected",
    "recall": "of the photos that should go, found",
    "keepers_lost": "of the keepers, lost",
}


def diff_command(
    first: Annotated[str, typer.Argument(metavar="A", help=f"Policy file (TOML), or one of: {preset_names()}.")],
    second: Annotated[str, typer.Argument(metavar="B", help="The policy that would take its place.")],
    folder: Folder,
    out_file: Annotated[
        Path | None, typer.Option("--out", help="Write every photo that flips to this CSV file.")
    ] = None,
    labels: Annotated[
        Path | None, typer.Option("--labels", help="CSV file with path and label (keep, reject): who is right?")
    ] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the comparison to this JSON file.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Also with labels of photos that are locked away.")] = False,
    catalog: Place = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Threads [one per core].")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
) -> None:
    """Say which photos flip when policy B takes the place of policy A, and because of which rules.

    Photos that a person marked never flip. Exit code 0 whether or not any do.
    """
    policies = get_policy(first), get_policy(second)
    if labels is not None:
        check_file(labels)
    check_folder(folder)  # a missing folder leaves no catalog behind
    with Catalog(folder, catalog) as known:
        rows = scanned(folder, known, workers, quiet)
        truth = None if labels is None else _labels(labels, rows, known, policies, force)
    found = versus(rows, *policies)
    listed = causes(rows, found)
    judged = None if truth is None else against_labels(rows, *policies, truth)
    if out_file is not None:
        write_whole(out_file, flips_csv(rows, found))
    if json_file is not None:
        write_whole(json_file, diff_json(rows, found, listed, judged, truth))
    if not quiet:
        _say(rows, found, listed)
        if judged is not None:
            _say_judged(judged)


def _labels(file: Path, rows: pd.DataFrame, known: Catalog, policies: tuple[Policy, Policy], force: bool) -> Truth:
    """What is not locked away; that both policies were compared with it is noted."""
    truth = unlocked_from_file(file, rows, known, force=force).truth
    for policy in policies:
        note_look(known, policy, "culling diff", file)
    return truth


def _say(rows: pd.DataFrame, found: Versus, listed: list[Cause]) -> None:
    _line(f"A: {title(found.first)} ({found.first.policy_id})")
    _line(f"B: {title(found.second)} ({found.second.policy_id})")
    by_hand = marked(found)
    marks = f", {by_hand:,} of them marked by hand, which no policy changes" if by_hand else ""
    _line(f"{_flips(len(found.flips), len(rows))}{marks}")
    _line("", *(f"  {line}" for line in found.differences or ["the two policies are the same"]), "")
    out.print(_cross(found))
    if listed:
        _line("")
        out.print(_reasons(listed))


def _flips(flipped: int, photos: int) -> str:
    return f"{flipped:,} of {counted(photos, 'photo')} {'flips' if flipped == 1 else 'flip'}"


def _cross(found: Versus) -> Table:
    """Photos by verdict: A's in rows, B's in columns."""
    table = Table("A ↓  B →", *VERDICTS, box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    for was in VERDICTS:
        table.add_row(was, *(f"{int(found.counts[now][was]):,}" for now in VERDICTS))
    return table


def _reasons(listed: list[Cause]) -> Table:
    """The flips by direction and by what decides them."""
    table = Table("flips", "photos", "by it alone", "because", box=None, pad_edge=False)
    for column in table.columns[1:3]:
        column.justify = "right"
    for cause in listed:
        table.add_row(f"{cause.was} → {cause.now}", f"{len(cause.photos):,}", f"{cause.alone:,}", Text(cause.change))
    return table


def _say_judged(judged: TwoPolicies) -> None:
    table = Table(f"against {counted(judged.of_first.count, 'label')}", "A", "B", box=None, pad_edge=False)
    for name, words in _RATES.items():
        table.add_row(words, *(getattr(side, name).text for side in (judged.of_first, judged.of_second)))
    table.add_row("lost keepers", f"{judged.of_first.fp:,}", f"{judged.of_second.fp:,}")
    table.add_row("missed rejects", f"{judged.of_first.fn:,}", f"{judged.of_second.fn:,}")
    _line("")
    out.print(table)
    _line(judged.sentence)


def _line(*texts: str) -> None:
    for text in texts:
        out.print(text, markup=False, soft_wrap=True)
