"""A network of 132 bytes and manifests around it, so that tests need neither onnx nor a trained network."""

from __future__ import annotations

import base64
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from culling import nets

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


@contextmanager
def as_if_fetched(folder: Path, name: str, source: Path) -> Iterator[Path]:
    """A copy of `source` under the name that it has once fetched, in a cache folder of its own; its path."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CULLING_MODELS", str(folder))
        folder.mkdir()
        file = folder / name
        shutil.copyfile(source, file)
        nets.clear()
        yield file
    nets.clear()
