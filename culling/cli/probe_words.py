"""What `culling probe` says: flips as sentences, a curve as a table, before and after, the robustness of a policy."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from culling.cli.progress import out, say
from culling.labels.words import counted
from culling.metrics import get_metric
from culling.policy import Policy
from culling.presets import title
from culling.probe import words
from culling.probe.curve import Curve
from culling.probe.dials import get_dial
from culling.probe.judging import Said, left_out
from culling.probe.probed import Setting, Values
from culling.probe.robust import Robustness
from culling.probe.tables import WAYS
from culling.restore.measured import shown

_MOST = 10


def line(*texts: str) -> None:
    for text in texts:
        out.print(text, markup=False, soft_wrap=True)


def head(policy: Policy) -> None:
    """Which policy judges, and what is left out of it."""
    line(f"policy: {title(policy)} ({policy.policy_id})")
    for note in left_out(policy):
        say.print(note, style="dim", markup=False, soft_wrap=True)


def say_curves(curves: Sequence[Curve]) -> None:
    """The flips of each; one alone as a table, too."""
    head(curves[0].policy)
    for curve in curves:
        line(*words.sentences(curve))
    if len(curves) == 1:
        line("")
        out.print(_points(curves[0]))


def _points(curve: Curve) -> Table:
    names = list(curve.points[0].values)
    heads = (f"{name} {get_metric(name).unit}".strip() for name in names)
    table = Table(curve.dial.unit, *heads, "verdict", box=None, pad_edge=False)
    for column in table.columns[:-1]:
        column.justify = "right"
    for point in curve.points:
        table.add_row(f"{point.amount:g}", *(_number(point.values[name]) for name in names), point.verdict)
    return table


def say_together(where: Setting, values: tuple[Values, Values], said: tuple[Said, Said], policy: Policy) -> None:
    """One photo before and after damage."""
    head(policy)
    line(", ".join(f"{get_dial(name).title} {get_dial(name).said(amount)}" for name, amount in where))
    for word, told in zip(("before", "after"), said, strict=True):
        line(f"{word}: {told.verdict}" + (f", {told.reasons}" if told.reasons else ""))
    before, after = values
    table = Table("measure", "unit", "before", "after", box=None, pad_edge=False)
    for name in before:
        table.add_row(name, get_metric(name).unit, _number(before[name]), _number(after[name]))
    line("")
    out.print(table)


def _number(value: float) -> str:
    return "–" if value != value else shown(value)


def say_robustness(found: Robustness) -> None:
    """The table, and which photos could not be read."""
    head(found.policy)
    drawn = f", {found.drawn:,} drawn at random (seed {found.seed})" if found.drawn < found.population else ""
    line(f"{counted(found.population, 'photo')}{drawn}, {len(found.probed):,} probed", "")
    out.print(_trials(found))
    for photo in found.failed[:_MOST]:
        say.print(f"  {photo.path}: {photo.error}", markup=False, soft_wrap=True)
    if len(found.failed) > _MOST:
        say.print(f"  … {len(found.failed):,} could not be probed; --json and --flips list all of them")


def _trials(found: Robustness) -> Table:
    ways = [way for way in WAYS if any(found.turns(place, *way) for place in range(len(found.trials)))]
    heads = (f"{was} → {now}" for was, now in ways)
    table = Table("damage", "flips", "share (95 %)", *heads, "mostly by", box=None, pad_edge=False)
    for column in table.columns[1:-1]:
        column.justify = "right"
    for place, (name, amount) in enumerate(found.trials):
        dial, rules = get_dial(name), found.rules(place)
        most = f"{rules[0][0]} ({rules[0][1]:,})" if rules else ""
        counts = (f"{len(found.turns(place, *way)):,}" for way in ways)
        what = f"{dial.title} {dial.said(amount)}"
        table.add_row(what, f"{len(found.turns(place)):,}", found.share(place).text, *counts, Text(most))
    return table
