"""Pictures written to files."""

from pathlib import Path

from PIL import Image


def saved(folder: Path, name: str, image: Image.Image, **options: object) -> Path:
    path = folder / name
    image.save(path, **options)
    return path
