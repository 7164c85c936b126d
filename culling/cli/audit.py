"""`culling audit`: a policy against labels, as a summary, a report in one HTML file, and numbers as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from culling.audit.report.numbers import Numbers, numbers
from culling.audit.report.numbers_json import numbers_json
from culling.audit.report.page import report_html
from culling.audit.report.sentences import pictures, summary
from culling.catalog import Catalog
from culling.cli.catalog import Place
from culling.cli.folder import Folder
from culling.cli.labelled import check_file, with_facts
from culling.cli.progress import out, say
from culling.cli.scan import scanned
from culling.files import write_whole
from culling.folders import check_folder, printable
from culling.presets import get_policy, preset_names


def audit_command(
    folder: Folder,
    labels: Annotated[
        Path | None, typer.Option("--labels", help="CSV file: path, label (keep or reject) [the folder's ledger].")
    ] = None,
    policy: Annotated[
        str | None, typer.Option("--policy", help=f"Policy file (TOML), or one of: {preset_names()} [default].")
    ] = None,
    report: Annotated[Path | None, typer.Option("--report", help="Write the report to this HTML file.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write all numbers to this JSON file.")] = None,
    with_pictures: Annotated[
        bool, typer.Option("--pictures", help="Put pictures of lost keepers and missed rejects into the report.")
    ] = False,
    slices: Annotated[bool, typer.Option("--slices/--no-slices", help="Rates by camera, lens, ISO, …")] = True,
    force: Annotated[
        bool,
        typer.Option("--force", help="Also with labels that look circular, or are in a file and of locked photos."),
    ] = False,
    catalog: Place = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Threads [one per core].")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
) -> None:
    """Compare what a policy decides by itself with what people said, after scanning what is new.

    Marks count neither for nor against the policy. The same photos, labels, policy and networks give the same bytes.
    Exit code 1, and no files, where the labels look copied from a rule that they are to check, until --force.
    """
    rules = get_policy(policy)
    if labels is not None:
        check_file(labels)
    check_folder(folder)  # a missing folder leaves no catalog behind
    with Catalog(folder, catalog) as known:
        rows = scanned(folder, known, workers, quiet)
        truth, facts = with_facts(labels, known, rows, folder, rules, force=force)
        name = printable(Path(folder.resolve().name))
        found = numbers(rows, rules, truth, facts, folder=name, learned_sha256=known.learned_sha256(), slices=slices)
        shown = pictures(found, known.thumbnail) if with_pictures and report is not None else {}
    if report is not None:
        write_whole(report, report_html(found, shown))
    if json_file is not None:
        write_whole(json_file, numbers_json(found))
    if not quiet:
        _say(found)


def _say(found: Numbers) -> None:
    for line in summary(found):
        out.print(line, markup=False, soft_wrap=True)
    for line in found.limits:
        say.print(line, style="yellow", markup=False, soft_wrap=True)
