"""`culling --help`: every command stands there once, in the order of the work, with its whole first sentence."""

from __future__ import annotations

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from culling.cli.commands import app
from culling.cli.overview import PARTS_OF_THE_WORK


def test_every_command_belongs_to_one_part_of_the_work() -> None:
    placed = [name for names in PARTS_OF_THE_WORK.values() for name in names]
    assert sorted(placed) == sorted(get_command(app).commands)


@pytest.mark.parametrize("asked", [(), ("--help",), ("-h",)])
def test_help_lists_whole_sentences(asked: tuple[str, ...]) -> None:
    told = CliRunner().invoke(app, asked, env={"COLUMNS": "80"}).output
    assert "..." not in told.replace("[ARGS]...", "")
    assert "what a policy decides by itself with what people said" in " ".join(told.split())
    assert told.index("  app ") < told.index("  scan ") < told.index("  audit ") < told.index("  users ")


def test_a_command_knows_the_short_word_for_help() -> None:
    told = CliRunner().invoke(app, ["policy", "-h"]).output
    assert '"PICCL, bokeh spared"' in " ".join(told.split())


def test_the_version_is_said() -> None:
    done = CliRunner().invoke(app, ["--version"])
    assert done.exit_code == 0
    assert done.output.startswith("culling ")
