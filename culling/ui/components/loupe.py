"""One photo large or several side by side, zoomed together; what other parts join to have the same."""

from __future__ import annotations

SCRIPTS = ("loupe_pane.js", "loupe.js")
"""For `parts.script`, before the part that calls `makeLoupe`: see loupe.js for what it offers."""

STYLES = ("loupe.css",)
