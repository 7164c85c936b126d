"""What widgets run in the browser: the dashboard's own scripts and styles with what a notebook needs, as one module."""

from __future__ import annotations

import json
from pathlib import Path

from culling.ui.components.parts import joined

_WEB = Path(__file__).parent / "web"


def module(page: tuple[str, ...], own: tuple[str, ...], styles: tuple[str, ...] = (), own_style: str = "") -> str:
    """One module of scripts and styles, in which nothing is loaded from elsewhere.

    Args:
        page: scripts of the dashboard, in their order.
        own: scripts of `culling/notebook/web`; the last one exports.
        styles: style sheets of the dashboard.
        own_style: one of `culling/notebook/web`.
    """
    texts = [_own("theme.css"), *((joined(*styles),) if styles else ()), *((_own(own_style),) if own_style else ())]
    style = f"const STYLE = {json.dumps(chr(10).join(texts))};"
    return "\n".join([style, joined(*page), _own("frame.js"), *map(_own, own)])


def _own(name: str) -> str:
    return (_WEB / name).read_text(encoding="utf-8")
