"""The shell, `culling COMMAND …`: `commands` puts it together, each other file holds one; two are shared by them."""

from culling.cli.commands import app, main

__all__ = ["app", "main"]
