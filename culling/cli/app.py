"""`culling app`: the dashboard, for one person or for several."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

_MANY = "Several people"


def app_command(
    folder: Annotated[str | None, typer.Argument(help="Folder to open; none: the sample photos.")] = None,
    root: Annotated[
        list[str] | None, typer.Option("--root", help="Also allow folders below this one (repeatable).")
    ] = None,
    host: Annotated[
        str, typer.Option(help="Address to listen on; another one than this machine's needs --auth or --insecure.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0: any that is free.")] = 8501,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open a browser window.")] = False,
    catalog: Annotated[
        str | None,
        typer.Option("--catalog", help="SQLite file, or postgresql://… to share; none: the user's data directory."),
    ] = None,
    auth: Annotated[
        Path | None,
        typer.Option(
            "--auth",
            metavar="FILE",
            rich_help_panel=_MANY,
            help="secrets.toml whose section auth says where people sign in; none: .streamlit/secrets.toml, if there.",
        ),
    ] = None,
    admin: Annotated[
        list[str] | None,
        typer.Option("--admin", metavar="EMAIL", rich_help_panel=_MANY, help="May do everything (repeatable)."),
    ] = None,
    role_of: Annotated[
        list[str] | None,
        typer.Option(
            "--role-of",
            metavar="EMAIL=ROLE",
            rich_help_panel=_MANY,
            help="view: look; mark: also mark, label, group, export; admin (repeatable).",
        ),
    ] = None,
    default_role: Annotated[
        str,
        typer.Option(rich_help_panel=_MANY, help="Role of others who sign in: view, mark, or none: they stay outside."),
    ] = "none",
    public_url: Annotated[
        str | None,
        typer.Option(
            metavar="URL", rich_help_panel=_MANY, help="Address under which a proxy with TLS hands requests on."
        ),
    ] = None,
    insecure: Annotated[
        bool,
        typer.Option(
            "--insecure", rich_help_panel=_MANY, help="Let whoever reaches the address do everything, without a name."
        ),
    ] = False,
) -> None:
    """Open the dashboard."""
    from culling.ui.safety.access import access
    from culling.ui.server import serve

    serve(
        folder,
        roots=tuple(root or ()),
        host=host,
        port=port,
        open_browser=open_browser,
        catalog=catalog,
        auth=auth,
        access=access(admin or (), role_of or (), default_role),
        public_url=public_url,
        insecure=insecure,
    )
