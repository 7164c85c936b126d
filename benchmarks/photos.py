"""Photos to measure with: 12 MP JPEG files with what makes real ones costly: texture, smooth areas, sensor noise, EXIF.

Pure noise would make decoding look slow and everything else cheap; upscaled pictures alone the other way round.
"""

from __future__ import annotations

import os
import struct
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import simplejpeg
import skimage
import sklearn
from numpy.typing import NDArray

from benchmarks.places import cache_folder

FULL_SIZE = (4000, 3000)  # width, height
FILE_MB = 3.5
QUALITIES = (92, 93, 94, 95)

# Raised when the pictures change, so that cached ones are not mixed with new ones.
RECIPE = 1

_SKIMAGE = Path(skimage.__file__).parent / "data"
_SKLEARN = Path(sklearn.__file__).parent / "datasets" / "images"
_SCENES = (
    *(_SKLEARN / name for name in ("china.jpg", "flower.jpg")),
    *(
        _SKIMAGE / name
        for name in ("astronaut.png", "coffee.png", "rocket.jpg", "chelsea.png", "motorcycle_left.png", "camera.png")
    ),
)
_TEXTURES = tuple(_SKIMAGE / name for name in ("brick.png", "grass.png", "gravel.png"))

Picture = NDArray[np.uint8]


def camera_photos(count: int, folder: Path | None = None, size: tuple[int, int] = FULL_SIZE) -> list[Path]:
    """`count` distinct photos, made once and kept; number `i` has the same pixels on every machine."""
    folder = folder or cache_folder(f"photos-{RECIPE}-{size[0]}x{size[1]}")
    paths = [folder / f"photo_{number:04d}.jpg" for number in range(count)]
    for number, path in enumerate(paths):
        if not path.exists():
            unfinished = path.with_suffix(".part")
            unfinished.write_bytes(camera_photo(number, size))
            unfinished.rename(path)
    return paths


def camera_photo(number: int, size: tuple[int, int] = FULL_SIZE) -> bytes:
    """One JPEG file (4:2:0, quality 92–95, EXIF), its noise chosen so that 12 MP take about 3.5 MB, as cameras' do."""
    rng = np.random.default_rng([RECIPE, number])
    scene = _scene(rng, size)
    quality = int(rng.choice(QUALITIES))
    wanted = FILE_MB * 1e6 * rng.uniform(0.85, 1.15) * size[0] * size[1] / (FULL_SIZE[0] * FULL_SIZE[1])
    noise = _sensor_noise(rng, scene)
    low, high = 0.0, 12.0
    for _ in range(6):  # file size grows with noise; six halvings meet it within a few per cent
        strength = (low + high) / 2
        jpeg = _encode(scene, noise, strength, quality)
        low, high = (strength, high) if len(jpeg) < wanted else (low, strength)
    return with_exif(jpeg, number)


def copies(originals: list[Path], count: int, folder: Path) -> list[Path]:
    """`count` files in `folder` that decode alike but differ in their bytes, so that none is known by its hash."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"copy_{number:05d}.jpg" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_bytes(with_comment(originals[number % len(originals)].read_bytes(), f"copy {number}"))
    return paths


def small_photos(count: int, folder: Path) -> list[Path]:
    """`count` files of about 2 kB, each with bytes of its own: for measuring all but the decoding."""
    folder.mkdir(parents=True, exist_ok=True)
    pixels = cv2.resize(_read(_SCENES[0]), (96, 64), interpolation=cv2.INTER_AREA)
    jpeg = simplejpeg.encode_jpeg(pixels, quality=80)
    paths = [folder / f"{number // 1000:02d}" / f"small_{number:05d}.jpg" for number in range(count)]
    for number, path in enumerate(paths):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(with_comment(jpeg, str(number)))
    return paths


def change(paths: list[Path], step: int = 100) -> int:
    """Rewrite every `step`-th file with other bytes; how many that were."""
    for path in paths[::step]:
        path.write_bytes(with_comment(path.read_bytes(), "changed"))
    return len(paths[::step])


def with_comment(jpeg: bytes, text: str) -> bytes:
    """The same picture with a JPEG comment, hence another content hash."""
    return _with_segment(jpeg, b"\xff\xfe", text.encode())


def with_exif(jpeg: bytes, number: int) -> bytes:
    """The same picture with make, model and date, as a camera writes them."""
    texts = {0x010F: b"Bench\0", 0x0110: b"Bench One\0", 0x0132: b"2024:05:%02d 12:00:00\0" % (number % 28 + 1)}
    at = 8 + 2 + 12 * len(texts) + 4
    entries, values = b"", b""
    for tag, text in texts.items():
        entries += struct.pack("<HHLL", tag, 2, len(text), at + len(values))
        values += text
    directory = struct.pack("<H", len(texts)) + entries + b"\0\0\0\0" + values
    return _with_segment(jpeg, b"\xff\xe1", b"Exif\0\0II*\0\x08\0\0\0" + directory)


def warm(paths: list[Path]) -> None:
    """Read all files once, so that no measurement waits for the disk; more than memory holds cannot be kept warm."""
    for path in paths:
        with path.open("rb", buffering=0) as file:
            while file.read(1 << 22):
                pass
    os.sync() if hasattr(os, "sync") else None


def _with_segment(jpeg: bytes, marker: bytes, body: bytes) -> bytes:
    return jpeg[:2] + marker + struct.pack(">H", len(body) + 2) + body + jpeg[2:]


@cache
def _read(path: Path) -> Picture:
    return np.ascontiguousarray(cv2.imread(str(path), cv2.IMREAD_COLOR)[..., ::-1])


def _scene(rng: np.random.Generator, size: tuple[int, int]) -> Picture:
    """A picture enlarged to `size`, with a real fine texture laid over about half of it, softly bounded."""
    scene = _read(_SCENES[rng.integers(len(_SCENES))])
    if rng.random() < 0.5:
        scene = scene[:, ::-1]
    left, top = (int(rng.integers(0, side // 5)) for side in (scene.shape[1], scene.shape[0]))
    enlarged = cv2.resize(np.ascontiguousarray(scene[top:, left:]), size, interpolation=cv2.INTER_CUBIC)
    texture = _texture(rng, size)
    soft = cv2.resize(rng.random((3, 4), np.float32), size, interpolation=cv2.INTER_CUBIC)
    share = np.clip((soft - 0.5) * 3 + 0.5, 0, 1) * rng.uniform(0.15, 0.5)
    return np.clip(enlarged + (texture * share)[..., None], 0, 255).astype(np.uint8)


def _texture(rng: np.random.Generator, size: tuple[int, int]) -> NDArray[np.float32]:
    """Brick, grass or gravel at its own size, mirrored edge to edge; mean 0."""
    tile = _read(_TEXTURES[rng.integers(len(_TEXTURES))])[..., 0].astype(np.float32)
    tile -= cv2.GaussianBlur(tile, (0, 0), 32)
    pair = np.concatenate([tile, tile[:, ::-1]], axis=1)
    block = np.concatenate([pair, pair[::-1]], axis=0)
    repeats = (-(-size[1] // block.shape[0]), -(-size[0] // block.shape[1]))
    return np.tile(block, repeats)[: size[1], : size[0]]


def _sensor_noise(rng: np.random.Generator, scene: Picture) -> NDArray[np.float32]:
    """Noise of strength 1 that grows with the square root of light and is a little smeared, as after demosaicing."""
    grain = cv2.GaussianBlur(rng.standard_normal(scene.shape, np.float32), (0, 0), 0.6)
    grain /= grain.std()
    return grain * np.sqrt(scene.astype(np.float32) / 128 + 0.1)


def _encode(scene: Picture, noise: NDArray[np.float32], strength: float, quality: int) -> bytes:
    pixels = np.clip(scene + strength * noise, 0, 255).astype(np.uint8)
    return simplejpeg.encode_jpeg(pixels, quality=quality, colorspace="RGB", colorsubsampling="420")
