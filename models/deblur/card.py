"""The tables of CARD.md, written from evaluation.json so that they cannot differ from it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

WAYS = {"own": "own network", "wiener": "Wiener", "richardson-lucy": "Richardson–Lucy"}
PLACE = re.compile(r"(<!-- figures -->\n).*(<!-- end of figures -->)", re.DOTALL)


def put(card: Path, result: Mapping[str, Any]) -> None:
    """Write the tables between their two marks; the rest of the card stays as it is."""
    text = card.read_text("utf-8")
    card.write_text(PLACE.sub(lambda found: f"{found[1]}{tables(result)}{found[2]}", text), "utf-8")


def tables(result: Mapping[str, Any]) -> str:
    """Blurred pairs, then sharp photos, then what it costs."""
    lines = ["| pairs | blurred: PSNR, SSIM | way (pairs) | PSNR won | SSIM won |", "|---|---|---|---|---|"]
    for name, row in result["blurred"].items():
        before = f"{row['blurred']['psnr']:.2f}, {row['blurred']['ssim']:.4f}"
        for way in [way for way in WAYS if way in row]:
            won = row[way]
            lines.append(
                f"| {name} | {before} | {WAYS[way]} ({won['pairs']}) | {won['psnr_won']} | {won['ssim_won']} |"
            )
    lines += ["", "| sharp photos, never trained on | dB |", "|---|---|"]
    lines += [f"| {name} | {won} |" for name, won in result["sharp"].items()]
    cost = f"{result['bytes']:,} bytes; {result['seconds_a_megapixel']:.2f} s of one core for a megapixel."
    return "\n".join([*lines, "", cost, ""])
