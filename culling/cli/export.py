"""`culling export`: decisions as other programs read them, tried dry first, written as transactions that undo."""

from __future__ import annotations

import shlex
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from culling.catalog import Catalog
from culling.cli.catalog import Place
from culling.cli.folder import Folder
from culling.cli.progress import out as stdout
from culling.cli.progress import progress_bar, say, stop_on_interrupt
from culling.cli.scan import scanned
from culling.decide import decide
from culling.errors import CullingError
from culling.export.changes import ChangePlan, counted
from culling.export.lists.contact_sheet import PHOTOS_PER_FILE
from culling.export.lists.exiftool_csv import written_by_exiftool
from culling.export.lists.hand_over import PARTS, Part, default_out, list_files, plan_lists
from culling.export.sort_plan import LeftOut
from culling.export.transaction import ChangeResult, run_changes
from culling.export.transfer import Stopped
from culling.export.xmp import NAMINGS, Naming, XmpMapping, plan_xmp
from culling.export.xmp.planning import roots
from culling.folders import check_folder, printable
from culling.judge import VERDICTS
from culling.policy import Policy
from culling.presets import get_policy, preset_names

_SHOWN = 20
_NAMINGS = "lightroom (IMG_1.xmp), full (IMG_1.CR3.xmp, for darktable, digiKam, Immich), or both"


def export_command(
    folder: Folder,
    policy: Annotated[
        str | None, typer.Option("--policy", help=f"Policy file (TOML), or one of: {preset_names()} [default].")
    ] = None,
    xmp: Annotated[str | None, typer.Option("--xmp", metavar="NAMING", help=f"XMP sidecars: {_NAMINGS}.")] = None,
    lists: Annotated[
        bool, typer.Option("--lists", help="decisions.csv; keep, maybe and reject as .csv, .txt and .nul; policy.toml.")
    ] = False,
    exiftool: Annotated[
        bool, typer.Option("--exiftool", help="exiftool.csv, -stars.csv and .args, for JPEGs, which have no sidecars.")
    ] = False,
    names: Annotated[
        bool, typer.Option("--names", help="keep-names.txt and so on: file names for Lightroom's search field.")
    ] = False,
    sheet: Annotated[bool, typer.Option("--sheet", help="Contact sheet: HTML that loads nothing, and prints.")] = False,
    verdict: Annotated[
        list[str] | None,
        typer.Option("--verdict", help=f"Only these on the contact sheet: {', '.join(VERDICTS)} (repeatable)."),
    ] = None,
    per_file: Annotated[
        int, typer.Option("--per-file", min=1, help="Photos a file of the contact sheet; 1000 are about 10 MB.")
    ] = PHOTOS_PER_FILE,
    to: Annotated[
        Path | None,
        typer.Option(
            "--out", help="Folder for all of it, instead of sidecars beside the photos and lists in “FOLDER lists”."
        ),
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", help="TOML file: what each verdict is called in XMP.")
    ] = None,
    save_mapping: Annotated[
        Path | None, typer.Option("--save-mapping", help="Write that mapping to this file, to edit it.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be written, file by file.")] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Also replace lists that no export wrote, or that were changed since.")
    ] = False,
    catalog: Place = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Threads [one per core].")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
) -> None:
    """Hand decisions over to other programs: XMP sidecars, lists, exiftool's CSV, a contact sheet.

    What is not asked for is not written. Existing sidecars are merged into; no other file is replaced unless an export
    wrote it. `culling undo` takes it back. Exit code 1 when a file failed, or was left as it is because of a conflict.
    """
    wanted = {"lists": lists, "exiftool": exiftool, "names": names, "sheet": sheet}
    parts = tuple(part for part in PARTS if wanted[part])
    if not (parts or xmp or save_mapping):
        raise ValueError("say what to write: --xmp, --lists, --exiftool, --names, --sheet, or --save-mapping")
    chosen = XmpMapping.load(mapping) if mapping else XmpMapping()
    if save_mapping is not None:
        chosen.save(save_mapping)
        if not (parts or xmp):
            return
    call = _Call(
        folder=folder,
        policy=get_policy(policy),
        mapping=chosen,
        naming=_naming(xmp),
        parts=parts,
        verdicts=tuple(verdict or VERDICTS),
        per_file=per_file,
        out=to,
        overwrite=overwrite,
        dry_run=dry_run,
        quiet=quiet,
    )
    check_folder(folder)
    call.check()
    with Catalog(folder, catalog) as known:
        rows = scanned(folder, known, workers, quiet)
        if not call.export(rows, known):
            raise typer.Exit(1)


def _naming(given: str | None) -> Naming | None:
    """The naming by its word; ValueError for another one."""
    for naming in NAMINGS:
        if given == naming:
            return naming
    if given is not None:
        raise ValueError(f"--xmp must be one of {', '.join(NAMINGS)}, got {given!r}")
    return None


@dataclass
class _Call:
    """One call of the command, and whether all of it went well."""

    folder: Path
    policy: Policy
    mapping: XmpMapping
    naming: Naming | None
    parts: tuple[Part, ...]
    verdicts: tuple[str, ...]
    per_file: int
    out: Path | None
    overwrite: bool
    dry_run: bool
    quiet: bool

    def check(self) -> None:
        """CullingError where it cannot be written there: said before a scan that could take hours."""
        if self.naming is not None:
            roots(self.folder, self.out)
        if self.parts and self.out is None:
            default_out(self.folder)
        if "exiftool" in self.parts:
            written_by_exiftool(self.folder)

    def export(self, rows: pd.DataFrame, known: Catalog) -> bool:
        """Plan all of it, then do it; False when anything was left out or failed."""
        cancel = threading.Event()
        decisions = decide(rows, self.policy)
        with stop_on_interrupt(cancel):
            try:
                plans, left_out = self._plans(rows, decisions, known, cancel)
            except Stopped as stopped:
                raise CullingError("stopped; nothing was written") from stopped
            _say_left_out(left_out, self.quiet)
            good = [self._do(plan, cancel) for plan in plans]
        return all(good)

    def _plans(
        self, rows: pd.DataFrame, decisions: pd.DataFrame, known: Catalog, cancel: threading.Event
    ) -> tuple[list[ChangePlan], tuple[LeftOut, ...]]:
        plans, left_out = [], tuple[LeftOut, ...]()
        given = (rows, decisions, self.policy, self.folder)
        if self.naming is not None:
            with progress_bar("reading sidecars", self.quiet) as tell:
                options = {"mapping": self.mapping, "out": self.out, "progress": tell, "cancel": cancel}
                plans.append(plan_xmp(*given, naming=self.naming, **options))
        if self.parts:
            out = self.out or default_out(self.folder)
            with progress_bar("making lists", self.quiet) as tell:
                made = list_files(
                    *given,
                    parts=self.parts,
                    mapping=self.mapping,
                    thumbnail=known.thumbnail,
                    sheet_verdicts=self.verdicts,
                    per_file=self.per_file,
                    progress=tell,
                    cancel=cancel,
                )
            plans.append(plan_lists(made.files, out, self.folder, overwrite=self.overwrite))
            left_out = made.left_out
        return plans, left_out

    def _do(self, plan: ChangePlan, cancel: threading.Event) -> bool:
        """One transaction, tried or done; whether every file of it is as it shall be."""
        with progress_bar("trying" if self.dry_run else "writing", self.quiet) as tell:
            result = run_changes(plan, dry_run=self.dry_run, progress=tell, cancel=cancel)
        if self.dry_run:
            _say_changes(result)
        for conflict in plan.conflicts:
            _say(f"  stays: {printable(conflict.target)}: {conflict.why}", "yellow")
        for change, why in result.failed:
            _say(f"  failed: {printable(change.target)}: {why}", "red")
        if result.stopped:
            _say(f"stopped: {result.stopped}", "red")
        if not self.quiet:
            _say_summary(plan, result, self.dry_run)
        return not (plan.conflicts or result.failed or result.stopped)


def _say_changes(result: ChangeResult) -> None:
    for change in counted(result.done):
        word = "new" if change.before is None else "changed"
        stdout.print(f"{word}: {printable(change.target)}", markup=False, soft_wrap=True)


def _say_summary(plan: ChangePlan, result: ChangeResult, dry_run: bool) -> None:
    for note in plan.notes:
        _say(note, "yellow")
    done = counted(result.done)
    new = sum(change.before is None for change in done)
    word = "would be " if dry_run else ""
    counts = f"{new} {word}new, {len(done) - new} {word}changed, {plan.unchanged} unchanged"
    troubles = f", {len(plan.conflicts)} left as they are, {len(result.failed)} failed"
    _say(f"{'XMP' if plan.kind == 'xmp' else 'lists'}: {counts}{troubles}")
    if plan.kind == "lists" and done and not dry_run:
        _say(f"in {printable(min((change.target.parent for change in done), key=lambda place: len(place.parts)))}")
    if result.journal is not None:
        _say(f"to take it back: culling undo {shlex.quote(printable(result.journal))}")


def _say_left_out(left_out: Sequence[LeftOut], quiet: bool) -> None:
    """What a list cannot hold: in few words, as it may be thousands."""
    for item in () if quiet else left_out[:_SHOWN]:
        _say(
            f"  {item.path}: not in {item.why}" if "finds it" not in item.why else f"  {item.path}: {item.why}",
            "yellow",
        )
    if len(left_out) > _SHOWN and not quiet:
        _say(f"  … and {len(left_out) - _SHOWN:,} more such", "yellow")


def _say(text: str, style: str = "") -> None:
    say.print(text, style=style or None, markup=False, soft_wrap=True)
