"""HTML in which every text is escaped: what is not made by `tag` cannot become markup."""

from __future__ import annotations

import re
from html import escape

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# What turns the writing direction round: a file name could make the text beside it lie.
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_EMPTY = ("br", "img", "meta", "line", "circle", "path", "rect", "polygon")


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


def tag(name: str, /, *inside: str, **attributes: object) -> Html:
    """An element: what stands inside is escaped unless it is `Html`, attributes always are.

    A trailing underscore of an attribute's name is dropped (`class_`), others become dashes; None leaves it out.

    >>> tag("a", "<b>", class_="x")
    '<a class="x">&lt;b&gt;</a>'
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(visible(str(value)))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _EMPTY and not inside:
        return Html(f"<{name}{given}/>" if name not in ("br", "img", "meta") else f"<{name}{given}>")
    return Html(f"<{name}{given}>{''.join(map(text, inside))}</{name}>")


def text(value: str) -> Html:
    """Escaped, unless it is markup already."""
    return value if isinstance(value, Html) else Html(escape(visible(value)))


def joined(parts: list[Html]) -> Html:
    """Markup one after the other, each on a line of its own."""
    return Html("\n".join(parts))


def visible(value: str) -> str:
    r"""Text in which nothing hides: control characters, halves of characters and turns of direction as `\xNN`."""
    return _DIRECTION.sub(_told, _CONTROL.sub(_told, value))


def _told(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
