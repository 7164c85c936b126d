"""All shell commands: scan, decide, sort, policy, measures and synth; the others have files of their own."""

from __future__ import annotations

import shlex
import sys
import threading
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
from rich.table import Table

from culling.catalog import Catalog
from culling.cli import models, train, users
from culling.cli.app import app_command
from culling.cli.audit import audit_command
from culling.cli.catalog import Place
from culling.cli.diff import diff_command
from culling.cli.export import export_command
from culling.cli.find import find_command
from culling.cli.folder import Folder
from culling.cli.group import group_command
from culling.cli.journal import journal_command, undo_command
from culling.cli.labels import labels_command
from culling.cli.learn import learn_command
from culling.cli.map import map_command
from culling.cli.marks import marks_command
from culling.cli.overview import InOrder, begin
from culling.cli.probe import probe_command
from culling.cli.progress import out, progress_bar, say, stop_on_interrupt
from culling.cli.restore import restore_command
from culling.cli.scan import ClusterAddress, ClusterRoots, ClusterTls, named_cluster, scanned
from culling.cli.suggest import suggest_command
from culling.decide import counts, decide
from culling.errors import CullingError
from culling.export.lists.decisions_csv import decisions_csv
from culling.export.lists.table_csv import table_csv
from culling.export.sort_plan import IN_A_CLOUD, How, SortPlan, plan_sort
from culling.export.sorting import SortResult, run
from culling.files import write_whole
from culling.folders import local_folder, printable
from culling.metrics import METRICS, PARTS
from culling.presets import get_policy, preset_names
from culling.synth import write_synth

app = typer.Typer(
    cls=InOrder,
    callback=begin,
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # it would take "[one per core]" for a style, and leave it out
    pretty_exceptions_enable=False,
)
app.add_typer(models.app, name="models")
app.add_typer(train.app, name="train")
app.add_typer(users.app, name="users")
app.command("app")(app_command)
app.command("audit")(audit_command)
app.command("diff")(diff_command)
app.command("export")(export_command)
app.command("find")(find_command)
app.command("group")(group_command)
app.command("journal")(journal_command)
app.command("labels")(labels_command)
app.command("learn")(learn_command)
app.command("map")(map_command)
app.command("marks")(marks_command)
app.command("probe")(probe_command)
app.command("restore")(restore_command)
app.command("suggest")(suggest_command)
app.command("undo")(undo_command)

Workers = Annotated[int | None, typer.Option("--workers", min=1, help="Threads [one per core].")]
PolicyFile = Annotated[
    str | None, typer.Option("--policy", help=f"Policy file (TOML), or one of: {preset_names()} [default].")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")]


def main() -> None:
    """Run the command line; what a user can mend is one line on stderr, not a traceback."""
    try:
        app()
    except CullingError as error:
        sys.exit(_complain(error, 1))
    except ValueError as error:
        sys.exit(_complain(error, 2))


def _complain(error: Exception, code: int) -> int:
    say.print("culling:", str(error), style="red", markup=False, soft_wrap=True)
    return code


@app.command("scan")
def scan_command(
    folder: Folder,
    table: Annotated[Path | None, typer.Option("--table", help="Write the table of measures to this CSV file.")] = None,
    facts: Annotated[bool, typer.Option("--facts", help="Put file and EXIF facts into the table as well.")] = False,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="PART", help=f"Do not measure: {', '.join(PARTS)} (repeatable)."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Measure all parts again.")] = False,
    catalog: Place = None,
    workers: Workers = None,
    cluster: ClusterAddress = None,
    cluster_root: ClusterRoots = None,
    cluster_tls: ClusterTls = None,
    quiet: Quiet = False,
) -> None:
    """Measure every photo of a folder; what is known already is not measured again.

    What --without leaves out costs nothing, and later scans of the folder leave it out as well, until --all.
    """
    if without and everything:
        raise ValueError("--all measures everything: leave out either it or --without")
    place = named_cluster(cluster, cluster_root, cluster_tls, quiet)
    rows = scanned(folder, catalog, workers, quiet, () if everything else without, place)
    if table is not None:
        write_whole(table, table_csv(rows, facts=facts))
    if not quiet:
        _say_summary(rows)


@app.command("decide")
def decide_command(
    folder: Folder,
    policy: PolicyFile = None,
    out_file: Annotated[
        Path | None, typer.Option("--out", help="Write the decisions to this CSV file [stdout].")
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Also keep them in the catalog, where other programs find them by SQL.")
    ] = False,
    catalog: Place = None,
    workers: Workers = None,
    quiet: Quiet = False,
) -> None:
    """Give every photo a verdict with its reasons, after scanning what is new."""
    rules = get_policy(policy)
    rows = scanned(folder, catalog, workers, quiet)
    decisions = decide(rows, rules)
    if keep:
        with Catalog(folder, catalog) as known:
            known.keep_decisions(rows, decisions, rules)
    content = decisions_csv(rows, decisions, rules, folder)
    if out_file is None:
        sys.stdout.buffer.write(content)
    else:
        write_whole(out_file, content)
    if not quiet:
        say.print(", ".join(f"{number} {verdict}" for verdict, number in counts(decisions).items()))


@app.command("sort")
def sort_command(
    folder: Folder,
    to: Annotated[Path, typer.Option("--to", help="Folder that gets keep/, maybe/ and reject/.")],
    policy: PolicyFile = None,
    copy: Annotated[bool, typer.Option("--copy", help="Copy the photos [this is the default].")] = False,
    move: Annotated[bool, typer.Option("--move", help="Move the photos.")] = False,
    link: Annotated[bool, typer.Option("--link", help="Link to the photos.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    catalog: Place = None,
    workers: Workers = None,
    quiet: Quiet = False,
) -> None:
    """Sort photos into keep/, maybe/ and reject/; nothing is overwritten, and `culling undo` takes it back."""
    if copy + move + link > 1:
        raise ValueError("choose one of --copy, --move and --link")
    how: How = "move" if move else "link" if link else "copy"
    rules = get_policy(policy)
    local_folder(folder, IN_A_CLOUD)  # before a scan that could take hours
    rows = scanned(folder, catalog, workers, quiet)
    plan = plan_sort(rows, decide(rows, rules), folder, to, how)
    cancel = threading.Event()
    with progress_bar("sorting", quiet) as tell, stop_on_interrupt(cancel):
        result = run(plan, dry_run=dry_run, progress=tell, cancel=cancel)
    if not quiet:
        _say_sorted(plan, result, dry_run)
    if result.stopped or result.failed:
        raise typer.Exit(1)


@app.command("policy")
def policy_command(
    name: Annotated[str, typer.Argument(help=f"One of: {preset_names()}.")] = "default",
    save: Annotated[Path | None, typer.Option("--save", help="Write to this file [stdout].")] = None,
) -> None:
    """Print a policy as TOML, to start your own from."""
    policy = get_policy(name)
    if save is not None:
        policy.save(save)
    else:
        typer.echo(policy.to_toml(), nl=False)


@app.command("measures")
def measures_command() -> None:
    """List the measures: unit, direction, what each means."""
    table = Table("measure", "unit", "better", "meaning", box=None, pad_edge=False)
    for metric in METRICS:
        better = {True: "higher", False: "lower", None: "–"}[metric.higher_is_better]
        table.add_row(metric.name, metric.unit, better, metric.summary)
    out.print(table)


@app.command("synth")
def synth_command(
    source: Annotated[Path, typer.Argument(help="Folder of sharp, well exposed photos.")],
    target: Annotated[Path, typer.Argument(help="New or empty folder for the damaged ones and labels.csv.")],
    per_photo: Annotated[
        int, typer.Option("--per-photo", min=1, help="Variants of each photo, each another class.")
    ] = 1,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same files.")] = 0,
    quiet: Quiet = False,
) -> None:
    """Damage photos by known amounts: original, blurred, camera_shake, distorted, underexposed, overexposed."""
    with progress_bar("damaging", quiet) as tell:
        labels = write_synth(source, target, per_photo=per_photo, seed=seed, progress=tell)
    if not quiet:
        say.print(f"{len(labels)} rows, labels in {printable(target / 'labels.csv')}", markup=False)


def _say_sorted(plan: SortPlan, result: SortResult, dry_run: bool) -> None:
    for step in plan.steps if dry_run else ():
        line = f"{plan.how} {printable(step.source)} -> {printable(step.target)}"
        out.print(line, markup=False, soft_wrap=True)
    for left in plan.left_out:
        say.print(f"  stays: {left.path}: {left.why}", markup=False, soft_wrap=True)
    for step, why in result.failed:
        say.print(f"  failed: {step.key}: {why}", style="red", markup=False, soft_wrap=True)
    if result.stopped:
        say.print(f"stopped: {result.stopped}", style="red", markup=False, soft_wrap=True)
    word = "would be done" if dry_run else "done"
    say.print(f"{len(result.done)} {word}, {len(result.failed)} failed, {len(plan.left_out)} stay where they are")
    if result.journal is not None:
        say.print(
            f"to take it back: culling undo {shlex.quote(printable(result.journal))}", markup=False, soft_wrap=True
        )


def _say_summary(rows: pd.DataFrame) -> None:
    unreadable = rows["error"].notna()
    say.print(f"{len(rows)} photos: {(~unreadable).sum()} measured, {unreadable.sum()} unreadable")
    for path, error in rows.loc[unreadable, "error"].head(10).items():
        say.print(f"  {path}: {error}", markup=False, soft_wrap=True)
    if unreadable.sum() > 10:
        say.print("  … all of them in the table's column `error`")
