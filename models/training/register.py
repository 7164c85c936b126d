"""Write the pin of a trained network into models/manifest.toml: `python -m models.training.register focus eyes`.

Size and SHA-256 are those of models/*/NAME.onnx as it lies there; the rest of the manifest stays as it is, and so
does the summary of a network that is listed already. A new one's is given, or taken from the CARD.md beside it. A
folder has the name of its network, unless it holds several.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import tomllib
from pathlib import Path

MODELS = Path(__file__).resolve().parents[1]
LICENCE = "Apache-2.0"
OPTIONAL_BEGINS = re.compile(r"^# Made by others", re.MULTILINE)


def register(name: str, models: Path = MODELS, summary: str | None = None) -> str:
    """Write or renew `[bundled.NAME]` in `models`/manifest.toml; returns the entry."""
    manifest = models / "manifest.toml"
    text = manifest.read_text("utf-8")
    known = tomllib.loads(text).get("bundled", {}).get(name, {})
    file = _file(name, models)
    entry = _entry(name, file, summary or known.get("summary") or _from_card(file.parent / "CARD.md"))
    changed = _put(text, name, entry)
    tomllib.loads(changed)
    part = manifest.with_suffix(f".{os.getpid()}.part")
    part.write_text(changed, "utf-8")
    part.replace(manifest)
    return entry


def _file(name: str, models: Path) -> Path:
    file = next(models.glob(f"*/{name}.onnx"), models / name / f"{name}.onnx")
    if not file.is_file():
        raise SystemExit(f"{file} is not there; train it first: python -m models.{name}.train")
    return file


def _entry(name: str, file: Path, summary: str) -> str:
    data = file.read_bytes()
    return (
        f"[bundled.{name}]\n"
        f'file = "{file.parent.name}/{file.name}"\n'
        f"bytes = {len(data)}\n"
        f'sha256 = "{hashlib.sha256(data).hexdigest()}"\n'
        f'licence = "{LICENCE}"\n'
        f"summary = {json.dumps(summary, ensure_ascii=False)}\n"
    )


def _from_card(card: Path) -> str:
    """The first sentence of the card's first paragraph."""
    paragraphs = card.read_text("utf-8").split("\n\n") if card.is_file() else []
    prose = [" ".join(paragraph.split()) for paragraph in paragraphs if re.match(r"\s*\w", paragraph)]
    if not prose:
        raise SystemExit(f"say what the network is for with --summary, or in the first line of prose of {card}")
    return re.split(r"(?<=\.)\s", prose[0])[0]


def _put(text: str, name: str, entry: str) -> str:
    """The manifest with the entry in its old place, else as the last of the bundled ones."""
    old = re.compile(rf"^\[bundled\.{re.escape(name)}\]\n(?:[^\[#\n].*\n)*", re.MULTILINE)
    if old.search(text):
        return old.sub(lambda _: entry, text)
    optional = OPTIONAL_BEGINS.search(text)
    place = optional.start() if optional else len(text)
    return f"{text[:place]}{entry}\n{text[place:]}"


def main() -> None:
    options = argparse.ArgumentParser(description="Write the pin of a trained network into models/manifest.toml.")
    options.add_argument("names", nargs="+", metavar="NAME")
    options.add_argument("--summary", help="one sentence: what the network is for")
    given = options.parse_args()
    for name in given.names:
        print(register(name, summary=given.summary))  # noqa: T201


if __name__ == "__main__":
    main()
