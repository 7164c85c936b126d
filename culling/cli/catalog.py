"""Which catalog a command works on: a file, or one that several people share."""

from __future__ import annotations

from typing import Annotated

import typer

Place = Annotated[
    str | None,
    typer.Option(
        "--catalog",
        metavar="FILE|URL",
        help="What is known of the folder: an SQLite file, or postgresql://… [a file in the user's data directory].",
    ),
]
