"""`culling probe`: where a photo's verdict flips as damage grows; of a folder, how many decisions some damage turns."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from culling.cli import probe_words
from culling.cli.progress import progress_bar, stop_on_interrupt
from culling.cloud.path import CloudPath
from culling.errors import CullingError
from culling.files import write_whole
from culling.folders import check_folder, folder_of, printable
from culling.metrics import get_metric
from culling.photos import Photo, UnreadablePhoto, read_photo
from culling.policy import Policy
from culling.presets import get_policy, preset_names
from culling.probe import tables
from culling.probe.asked import asked, trials
from culling.probe.curve import Curve, growing_curve
from culling.probe.dials import DIALS, Dial, get_dial
from culling.probe.judging import check, judged
from culling.probe.probed import Probed, setting
from culling.probe.robust import Robustness, robustness

_DAMAGE = f"One of {', '.join(dial.name for dial in DIALS)}, for a folder with its amount (repeatable) [all]."
_STOPPED = "stopped; nothing was written"


def probe_command(
    place: Annotated[
        Path,
        typer.Argument(parser=folder_of, metavar="PHOTO|FOLDER", help="One photo: its curves. A folder: robustness."),
    ],
    damage: Annotated[list[str] | None, typer.Option("--damage", metavar="NAME[=AMOUNT]", help=_DAMAGE)] = None,
    policy: Annotated[
        str | None, typer.Option("--policy", help=f"Policy file (TOML), or one of: {preset_names()} [default].")
    ] = None,
    measure: Annotated[
        list[str] | None,
        typer.Option("--measure", metavar="NAME", help="Photo: follow this measure as well (repeatable)."),
    ] = None,
    sample: Annotated[
        int | None, typer.Option("--sample", min=1, help="Folder: so many photos, drawn at random [all].")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the sample, and of shake, motion and noise.")] = 0,
    csv_file: Annotated[
        Path | None, typer.Option("--csv", help="Write curves, or the table, to this CSV file.")
    ] = None,
    flips_file: Annotated[
        Path | None, typer.Option("--flips", help="Folder: write each decision that flips to this CSV file.")
    ] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write all of it to this JSON file.")] = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Folder: threads [one per core].")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
) -> None:
    """Damage photos by known amounts, and say where the policy changes its mind; the files stay as they are.

    One photo is followed from no damage to severe; with --damage NAME=AMOUNT, all of those at once, it is measured
    before and after. A folder is asked how many decisions flip. Marks, groups and what is learned are left out.
    """
    rules = check(get_policy(policy))
    if isinstance(place, CloudPath) or not place.is_file():
        if measure:
            raise ValueError("--measure is for one photo; of a folder the policy's measures are taken")
        check_folder(place)
        _folder(place, rules, damage or [], sample, seed, workers, (csv_file, flips_file, json_file), quiet)
        return
    if sample is not None or workers is not None or flips_file is not None:
        raise ValueError("--sample, --workers and --flips are for a folder")
    probed, names = Probed(_read(place), seed), [get_metric(name).name for name in measure or ()]
    wanted = list(map(asked, damage or ()))
    if any(amount is not None for _, amount in wanted):
        _together(probed, rules, names, wanted, csv_file or json_file)
    else:
        dials = [get_dial(name) for name, _ in wanted] or list(DIALS)
        _curves(probed, rules, names, dials, (csv_file, json_file), quiet)


def _read(photo: Path) -> Photo:
    try:
        return read_photo(photo)
    except UnreadablePhoto as error:
        raise CullingError(f"{printable(photo)}: {error}") from error


def _curves(
    probed: Probed,
    policy: Policy,
    names: Sequence[str],
    dials: Sequence[Dial],
    files: tuple[Path | None, Path | None],
    quiet: bool,
) -> None:
    cancel = threading.Event()
    with progress_bar("probing", quiet) as tell, stop_on_interrupt(cancel):
        curves = [_curve(probed, policy, names, dials, place, cancel, tell) for place in range(len(dials))]
    for file, content in zip(files, (tables.curves_csv, tables.curves_json), strict=True):
        if file is not None:
            write_whole(file, content(curves))
    if not quiet:
        probe_words.say_curves(curves)


def _curve(
    probed: Probed,
    policy: Policy,
    names: Sequence[str],
    dials: Sequence[Dial],
    place: int,
    cancel: threading.Event,
    tell: Any,
) -> Curve:
    """One of several curves; the bar takes each for as long as the others."""
    for curve in growing_curve(probed, dials[place], policy, names):
        tell(round(100 * (place + curve.done / curve.of)), 100 * len(dials))
        if cancel.is_set():
            raise CullingError(_STOPPED)
    return curve


def _together(
    probed: Probed, policy: Policy, names: Sequence[str], wanted: Sequence[tuple[str, float | None]], file: Path | None
) -> None:
    amounts = {name: amount for name, amount in wanted if amount is not None}
    if len(amounts) < len(wanted):
        raise ValueError("give every --damage an amount, which measures them together, or none, which follows each")
    if file is not None:
        raise ValueError("--csv and --json hold curves: leave out either them or the amounts")
    where, taken = setting(amounts), tuple(dict.fromkeys((*policy.measures, *names)))
    before, after = probed.values((), taken), probed.values(where, taken)
    first, second = judged([before, after], policy)
    probe_words.say_together(where, (before, after), (first, second), policy)


def _folder(
    folder: Path,
    policy: Policy,
    damage: Sequence[str],
    sample: int | None,
    seed: int,
    workers: int | None,
    files: tuple[Path | None, Path | None, Path | None],
    quiet: bool,
) -> None:
    cancel = threading.Event()
    with progress_bar("probing", quiet) as tell, stop_on_interrupt(cancel):
        found = robustness(
            folder,
            policy,
            trials=trials(damage),
            sample=sample,
            seed=seed,
            workers=workers,
            progress=tell,
            cancel=cancel,
        )
    if found.stopped and not found.photos:
        raise CullingError(_STOPPED)
    if not found.probed:
        raise CullingError(_unread(found))
    for file, content in zip(files, (tables.robustness_csv, tables.turns_csv, tables.robustness_json), strict=True):
        if file is not None:
            write_whole(file, content(found))
    if not quiet:
        probe_words.say_robustness(found)
    if found.stopped:
        raise CullingError(f"stopped after {len(found.photos):,} of {found.drawn:,} photos; the numbers are of these")


def _unread(found: Robustness) -> str:
    first = found.failed[0]
    return (
        f"None of the {len(found.photos):,} photos could be read; nothing was written. "
        f"The first, {first.path}: {first.error}"
    )
