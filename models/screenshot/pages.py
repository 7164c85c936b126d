"""Pages of many kinds for Chromium to show, written by chance: phones, desks and documents on a screen."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

_TEXT = """
the of light photo garden river when morning before small quiet window under paper house every letter road winter
between people found again open water green simple number table result system method value system account password
settings cancel continue download message today yesterday tomorrow meeting budget travel hotel price order delivery
search results related update version network storage battery privacy language theme notification
"""
WORDS = _TEXT.split()
FONTS = (
    "Liberation Sans",
    "DejaVu Sans",
    "Liberation Serif",
    "DejaVu Serif",
    "Liberation Mono",
    "Liberation Sans Narrow",
)
THEMES = (
    ("#ffffff", "#1b1b1f", "#f1f3f6", "#2563eb"),
    ("#fafafa", "#333333", "#ffffff", "#b3261e"),
    ("#121212", "#e8e8e8", "#1f1f22", "#8ab4f8"),
    ("#0d1117", "#c9d1d9", "#161b22", "#3fb950"),
    ("#f4ecd8", "#443a2b", "#efe4c9", "#8a5a00"),
    ("#e7f0ec", "#123524", "#ffffff", "#0b6e4f"),
    ("#2b1b4a", "#f3eaff", "#3b2764", "#ff79c6"),
)
#: CSS width, height, pixels per CSS pixel.
SCREENS = (
    *((360, 780, 3.0), (412, 915, 2.625), (390, 844, 3.0), (375, 667, 2.0), (820, 1180, 2.0)),
    *((1280, 720, 1.0), (1366, 768, 1.0), (1920, 1080, 1.0), (1440, 900, 2.0), (2560, 1440, 1.0)),
)


class Writer:
    """What pages are made of."""

    def __init__(self, rng: np.random.Generator, photos: Sequence[Path]) -> None:
        self.rng, self.photos = rng, photos
        self.back, self.ink, self.card, self.accent = THEMES[rng.integers(len(THEMES))]
        self.font = FONTS[rng.integers(len(FONTS))]

    def words(self, least: int, most: int) -> str:
        text = " ".join(self.rng.choice(WORDS, int(self.rng.integers(least, most + 1))))
        return html.escape(text.capitalize())

    def prose(self, paragraphs: int) -> str:
        return "".join(f"<p>{'. '.join(self.words(6, 16) for _ in range(5))}.</p>" for _ in range(paragraphs))

    def photo(self, style: str) -> str:
        source = self.photos[self.rng.integers(len(self.photos))].resolve().as_uri()
        return f'<img src="{source}" style="object-fit:cover;{style}">'

    def colour(self) -> str:
        return f"hsl({self.rng.integers(360)} {self.rng.integers(30, 90)}% {self.rng.integers(30, 75)}%)"

    def page(self, body: str, css: str = "") -> str:
        base = f"body{{margin:0;background:{self.back};color:{self.ink};font:15px '{self.font}'}}"
        base += f".card{{background:{self.card};border-radius:10px;padding:12px;margin:10px}}"
        base += f".bar{{background:{self.accent};"
        base += "color:#fff;padding:14px;font-size:18px}*{box-sizing:border-box}"
        return f"<!doctype html><meta charset=utf-8><style>{base}{css}</style>{body}"


def article(w: Writer) -> str:
    picture = w.photo("width:100%;height:240px") if w.rng.random() < 0.5 else ""
    return w.page(
        f"<div class=bar>{w.words(2, 4)}</div><main style='max-width:720px;margin:auto;padding:16px'>"
        f"<h1>{w.words(4, 9)}</h1>{picture}{w.prose(8)}</main>"
    )


def shop(w: Writer) -> str:
    cards = "".join(
        f"<div class=card>{w.photo('width:100%;height:170px')}<b>{w.words(2, 4)}</b><br>"
        f"€ {w.rng.integers(3, 900)}</div>"
        for _ in range(14)
    )
    return w.page(
        f"<div class=bar>{w.words(1, 2)}</div><div style='display:grid;grid-template-columns:repeat("
        f"auto-fill,minmax(170px,1fr))'>{cards}</div>"
    )


def settings(w: Writer) -> str:
    rows = "".join(
        f"<div style='padding:16px;border-bottom:1px solid #8884'>{w.words(2, 4)}<br><small style='opacity:.6'>"
        f"{w.words(4, 8)}</small></div>"
        for _ in range(18)
    )
    return w.page(f"<div class=bar>‹ {w.words(1, 2)}</div>{rows}")


def chat(w: Writer) -> str:
    said = "".join(
        f"<div style='max-width:70%;margin:8px {'8px 8px auto' if w.rng.random() < 0.5 else 'auto 8px 8px'};"
        "padding:10px;"
        f"border-radius:16px;width:fit-content;background:{w.accent if w.rng.random() < 0.4 else w.card}'>"
        f"{w.photo('width:100%;max-height:260px') if w.rng.random() < 0.2 else w.words(3, 20)}</div>"
        for _ in range(14)
    )
    return w.page(f"<div class=bar>{w.words(1, 2)}</div>{said}")


def mails(w: Writer) -> str:
    rows = "".join(
        f"<tr><td><b>{w.words(1, 2)}</b><td>{w.words(4, 12)}<td>{w.rng.integers(1, 24)}:{w.rng.integers(10, 60)}"
        for _ in range(36)
    )
    return w.page(
        f"<div class=bar>{w.words(1, 2)}</div><table width=100%>{rows}</table>",
        "td{padding:8px;border-bottom:1px solid #8883}",
    )


def sheet(w: Writer) -> str:
    rows = "".join("<tr>" + "".join(f"<td>{w.rng.integers(0, 9999) / 7:.2f}" for _ in range(14)) for _ in range(44))
    return w.page(
        f"<table>{rows}</table>", "table{border-collapse:collapse}td{border:1px solid #8886;padding:4px 10px}"
    )


def code(w: Writer) -> str:
    lines = "".join(
        f"<div><i style='opacity:.4'>{n:3}</i> <span style='color:{w.colour()}'>{'  ' * int(w.rng.integers(4))}"
        f"{w.words(1, 2)}</span> = {w.words(1, 6).lower()}({w.rng.integers(99)})</div>"
        for n in range(60)
    )
    return w.page(
        f"<div style='display:flex'><div class=card style='width:220px'>{w.words(20, 40)}</div>"
        f"<pre style='font:14px DejaVu Sans Mono'>{lines}</pre></div>"
    )


def login(w: Writer) -> str:
    back = f"linear-gradient({w.rng.integers(360)}deg,{w.colour()},{w.colour()})" if w.rng.random() < 0.5 else w.back
    return w.page(
        f"<div style='height:100vh;background:{back};display:grid;place-items:center'><div class=card style='"
        f"width:300px'><h2>{w.words(1, 2)}</h2><input><br><br><input type=password><br><br><button>"
        f"{w.words(1, 2)}</button></div></div>"
    )


def album(w: Writer) -> str:
    """Nearly nothing but photos, as a gallery shows them."""
    columns = int(w.rng.integers(2, 6))
    photos = "".join(w.photo("width:100%;aspect-ratio:1") for _ in range(8 * columns))
    return w.page(
        f"<div class=bar>{w.words(1, 2)}</div><div style='display:grid;gap:{w.rng.integers(0, 5)}px;"
        f"grid-template-columns:repeat({columns},1fr)'>{photos}</div>"
    )


def player(w: Writer) -> str:
    """A photo or film that fills most of the screen, with bars and buttons."""
    return w.page(
        f"<div style='height:100vh;background:#000;color:#fff;display:flex;flex-direction:column'><div style='"
        f"padding:10px'>{w.words(1, 3)}</div>{w.photo('width:100%;flex:1;min-height:0')}<div style='padding:10px'>"
        f"<div style='height:4px;width:40%;background:{w.accent}'></div>{w.words(2, 5)}</div></div>"
    )


def map_(w: Writer) -> str:
    roads = "".join(
        f"<path d='M{w.rng.integers(-50, 1500)} {w.rng.integers(-50, 1000)} "
        f"Q{w.rng.integers(1500)} {w.rng.integers(1000)} "
        f"{w.rng.integers(1500)} {w.rng.integers(1000)}' stroke='{c}' stroke-width='{n}' fill='none'/>"
        for c, n in [("#fff", 6), ("#fde293", 10), ("#aadaff", 24)] * 14
    )
    return w.page(
        f"<svg width=100% height=1000 style='background:#e8eaed'>{roads}</svg><div class=card style='position:"
        f"absolute;top:10px;left:10px'>{w.words(2, 5)}</div>"
    )


def plot(w: Writer) -> str:
    values = np.cumsum(w.rng.normal(size=60)) * 14 + 200
    bars = "".join(
        f"<rect x={40 + 14 * n} y={380 - abs(v) * 0.8:.0f} width=10 height={abs(v) * 0.8:.0f} fill='{w.accent}'/>"
        for n, v in enumerate(values)
    )
    line = " ".join(f"{40 + 14 * n},{420 + v * 0.7:.0f}" for n, v in enumerate(values))
    dots = "".join(
        f"<circle cx={w.rng.integers(900, 1250)} cy={w.rng.integers(40, 700)} r=4 fill='{w.colour()}'/>"
        for _ in range(150)
    )
    return w.page(
        f"<h3>{w.words(2, 5)}</h3><svg width=1300 height=760><polyline points='{line}' fill=none stroke='{w.ink}'/>"
        f"{bars}{dots}</svg>"
    )


def slide(w: Writer) -> str:
    back = f"linear-gradient({w.rng.integers(360)}deg,{w.colour()},{w.colour()})"
    points = "".join(f"<li>{w.words(3, 8)}" for _ in range(4))
    return w.page(
        f"<div style='height:100vh;background:{back};padding:6vw;font-size:3vw'><h1>{w.words(2, 5)}</h1><ul>"
        f"{points}</ul>{w.photo('width:30%') if w.rng.random() < 0.5 else ''}</div>"
    )


def document(w: Writer) -> str:
    columns = int(w.rng.integers(1, 3))
    return (
        f"<!doctype html><meta charset=utf-8><body style=\"margin:7%;background:#fff;color:#111;font:13px '{w.font}';"
        f'column-count:{columns};text-align:justify"><h2>{w.words(3, 8)}</h2>{w.prose(26)}'
    )


def form(w: Writer) -> str:
    rows = "".join(f"<tr><td>{w.words(2, 5)}<td>{w.words(1, 6) if w.rng.random() < 0.6 else ''}" for _ in range(26))
    return (
        f"<!doctype html><meta charset=utf-8><style>"
        f"td{{border:1px solid #333;padding:6px;width:50%}}</style><body style="
        f"\"margin:6%;background:#fff;font:14px '{w.font}'\"><h2>{w.words(2, 5)}</h2><table width=100%>{rows}</table>"
        f"{w.prose(2)}"
    )


#: Kinds by where they come from: what is told on one is not trained on it.
KINDS: dict[str, tuple[Callable[[Writer], str], ...]] = {
    "pages": (article, shop, mails, map_),
    "phone": (settings, chat, login),
    "photos on screen": (album, player),
    "desk": (code, sheet, plot, slide),
    "document": (document, form),
}
