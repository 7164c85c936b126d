"""`culling users`: who works with a catalog that several people share, and what each may do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.table import Table

from culling.cli.progress import out, say
from culling.kept.users import People
from culling.users import ROLES, Role

app = typer.Typer(
    help="Who works with a shared catalog: view looks, mark also marks and scans, admin also decides who may what.",
    no_args_is_help=True,
)

Where = Annotated[
    str,
    typer.Option(
        "--catalog", metavar="FILE|URL", help="The catalog; the shoots of a server have one list.", show_default=False
    ),
]
Name = Annotated[str, typer.Argument(help="As marks name the person: an e-mail address where people sign in.")]


@app.command("list")
def list_command(catalog: Where) -> None:
    """List people with their roles."""
    with _opened(catalog) as people:
        listed = people.users()
    table = Table("name", "role", "since", box=None, pad_edge=False)
    for name, role, since in listed.itertuples():
        table.add_row(name, role, since[:16].replace("T", " "))
    if listed.empty:
        say.print("nobody is listed: whoever opens the catalog may do everything in it")
    else:
        out.print(table)


@app.command("add")
def add_command(
    name: Name,
    catalog: Where,
    role: Annotated[str, typer.Option("--role", help="view, mark or admin. The first one must be admin.")] = "mark",
) -> None:
    """Put a person on the list, or give them another role."""
    with _opened(catalog) as people:
        people.set_role(name, _role(role))
    say.print(f"{name} is {role} now", markup=False)


@app.command("remove")
def remove_command(name: Name, catalog: Where) -> None:
    """Take a person off the list; their marks stay."""
    with _opened(catalog) as people:
        people.remove_user(name)
    say.print(f"{name} is no longer listed", markup=False)


@contextmanager
def _opened(catalog: str) -> Iterator[People]:
    people = People(catalog)
    try:
        yield people
    finally:
        people.close()


def _role(text: str) -> Role:
    if text not in ROLES:
        raise ValueError(f"--role must be one of {', '.join(ROLES)}, got {text!r}")
    return text
