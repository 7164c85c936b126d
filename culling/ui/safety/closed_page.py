"""The small page for whoever asks for an address that is closed to them, as the dashboard's own pages look."""

from __future__ import annotations

from html import escape

_STYLE = """
:root { color-scheme: light dark; }
body { margin: 0; padding: 6rem 1.5rem; font: 1rem/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText; }
main { max-width: 520px; margin: 0 auto; }
h1 { font-size: 1.6rem; font-weight: 650; margin: 0 0 1.2rem; }
section { border: 1px solid color-mix(in srgb, currentcolor 22%, transparent); border-radius: 6px; padding: 1.25rem; }
h2 { font-size: 1.25rem; font-weight: 600; margin: 0 0 1rem; }
a { display: inline-block; padding: 0.4rem 1rem; border-radius: 6px; background: #5b4fc4; color: #fff; }
a { text-decoration: none; }
a:focus-visible { outline: 3px solid currentcolor; outline-offset: 2px; }
"""


def closed_page(why: str, way: str, label: str) -> str:
    """The page: why this is closed, and a link to `way`, called `label`."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>culling</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body><main><h1>culling</h1>"
        f'<section><h2>{escape(why)}</h2><a href="{escape(way)}">{escape(label)}</a></section></main></body></html>\n'
    )
