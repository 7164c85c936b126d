"""A network of 132 bytes and manifests around it, so that tests need neither onnx nor a trained network."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

#: Takes float32 (n, 3) and gives `sum` = x + x and `product` = x · x; made with onnx.helper, opset 17.
TINY = base64.b64decode(
    "CAgSADp4ChAKAXgKAXgSA3N1bSIDQWRkChQKAXgKAXgSB3Byb2R1Y3QiA011bBIEdGlueVoUCgF4Eg8KDQgBEgkKAxIBbgoCCANiFgoDc3VtEg8KDQgB"
    "EgkKAxIBbgoCCANiGgoHcHJvZHVjdBIPCg0IARIJCgMSAW4KAggDQgQKABAR"
)


def write_bundled(folder: Path, **networks: bytes) -> Path:
    """A manifest that bundles `networks`, with their files; returns the manifest."""
    entries = []
    for name, data in networks.items():
        (folder / name).mkdir(parents=True)
        (folder / name / f"{name}.onnx").write_bytes(data)
        entries.append(entry("bundled", name, f"{name}/{name}.onnx", data))
    manifest = folder / "manifest.toml"
    manifest.write_text("\n".join(entries), "utf-8")
    return manifest


def entry(kind: str, name: str, file: str, data: bytes, url: str | None = None) -> str:
    """The manifest's entry that pins `data`."""
    lines = (
        f"[{kind}.{name}]",
        f'file = "{file}"',
        f"bytes = {len(data)}",
        f'sha256 = "{hashlib.sha256(data).hexdigest()}"',
        'licence = "MIT"',
        f'summary = "What {name} is for."',
        *([f'url = "{url}"'] if url else []),
    )
    return "\n".join(lines) + "\n"


def flip_a_byte(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
