"""What `culling --help` lists: the commands in the order of the work, each with its whole first sentence."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from importlib.metadata import version
from types import MappingProxyType
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

#: Every command under the part of the work that it belongs to.
PARTS_OF_THE_WORK: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Look": ("app",),
        "Measure and decide": ("scan", "decide", "policy", "diff", "measures", "suggest"),
        "See what belongs together": ("group", "map", "find"),
        "What people say": ("marks", "labels", "audit", "learn"),
        "Hand over and take back": ("export", "sort", "journal", "undo"),
        "Improve and damage photos": ("restore", "probe", "synth"),
        "Networks and people": ("models", "train", "users"),
    }
)


class InOrder(TyperGroup):
    """A list of commands that a newcomer can read from top to bottom; the alphabet would begin with `audit`."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write one list a part of the work; nothing is cut off with dots."""
        width = max(map(len, self.commands))
        for part, names in PARTS_OF_THE_WORK.items():
            with formatter.section(part):
                formatter.write_dl([(name.ljust(width), _says(self.commands[name])) for name in names])


def _says(command: Any) -> str:
    paragraph = inspect.cleandoc(command.help or "").partition("\n\n")[0]
    return " ".join(paragraph.split())


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"culling {version('culling')}")
        raise typer.Exit


def begin(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Say which version this is, and exit."),
    ] = False,
) -> None:
    """Choose photos with open eyes: measure a folder, move the cutoffs, hand over keep / reject lists."""
