"""Make the photos of this folder, labels.csv and ORIGIN.md from shoot.toml.

    pip install -e .[dev] && python sample_data/make.py [OTHER_FOLDER]

Every picture comes out of an installed wheel (scikit-image, scikit-learn) or is drawn here. The same versions of
Pillow, OpenCV and numpy give the same bytes.
"""

from __future__ import annotations

import csv
import io
import sys
import tomllib
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from make_exif import exif_of, settings
from PIL import Image, ImageDraw, ImageFont
from PIL.ExifTags import Base

from culling.synth import add_noise, defocus, get_damage

HERE = Path(__file__).resolve().parent
MAX_BYTES = 112_000
COLUMNS = ("path", "label", "flaw", "damage", "amount", "unit", "source", "burst")

# A wheel's picture has little grain left; a camera always adds some, more in the dark.
GRAIN = 1.2
NOISY = 6.0  # levels: from here on a person sees grain in a photo of this size
TURN = {1: 0, 6: 1, 8: -1}  # quarter turns counter-clockwise from what is seen to what is stored


@dataclass(frozen=True)
class Frame:
    """One photo of a burst: its damage, and whether it would be kept."""

    damage: str
    amount: float
    label: str

    @classmethod
    def from_text(cls, text: str) -> Frame:
        """From "ok", "camera_shake 9", "underexpose 0.6 keep" or "ok reject"."""
        name, *rest = text.split()
        label = rest.pop() if rest and rest[-1] in {"keep", "reject"} else "keep" if name == "ok" else "reject"
        return cls("none" if name == "ok" else name, float(rest[0]) if rest else 0.0, label)

    @property
    def flaw(self) -> str:
        """What a person sees wrong with it."""
        own = {
            "none": "clean",
            "defocus_background": "clean",
            "defocus_subject": "blurred",
            "real_motion": "camera_shake",
            "add_noise": "noisy" if self.amount >= NOISY else "clean",
        }
        return own.get(self.damage) or str(get_damage(self.damage).flaw)

    @property
    def unit(self) -> str:
        if self.damage in {"none", "real_motion"}:
            return ""
        return "px" if self.damage.startswith("defocus") else get_damage(self.damage).unit


def main(out: Path) -> None:
    """Write the photos, labels.csv and ORIGIN.md to `out`."""
    plan = tomllib.loads((HERE / "shoot.toml").read_text(encoding="utf-8"))
    rows, numbers = [], {"100_WALK": 101, "101_HOME": 214}
    for burst in plan["bursts"]:
        for index, text in enumerate(burst["frames"]):
            frame, folder = Frame.from_text(text), burst["folder"]
            name = f"{folder}/IMG_{numbers[folder]:04d}.JPG"
            numbers[folder] += 1
            source = burst["second"] if index and "second" in burst else burst["source"]
            (out / folder).mkdir(parents=True, exist_ok=True)
            (out / name).write_bytes(photo_bytes(plan, burst, source, frame, index))
            amount = "" if frame.damage == "real_motion" else f"{frame.amount:g}"
            row = (name, frame.label, frame.flaw, frame.damage, amount, frame.unit, source, burst["name"])
            rows.append(row)
    with (out / "labels.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([COLUMNS, *rows])
    (out / "ORIGIN.md").write_text(origin(plan, rows), encoding="utf-8")


def photo_bytes(plan: dict[str, Any], burst: dict[str, Any], source: str, frame: Frame, index: int) -> bytes:
    """One finished JPEG."""
    rng = np.random.default_rng([zlib.crc32(burst["name"].encode()), index])
    if burst["source"] == "screen":
        return jpeg_bytes(draw_screen(*burst["size"]), None)
    credit = plan["sources"][source]
    pixels = view(picture(credit["file"]), burst, rng)
    if not burst.get("as_is"):
        pixels = damaged(pixels, frame, rng)
        grain = frame.amount if frame.damage == "add_noise" else GRAIN * (burst["exposure"]["iso"] / 200) ** 0.25
        pixels = add_noise(pixels, grain, rng)
    stored = np.rot90(pixels, TURN[burst.get("orientation", 1)])
    taken = datetime.fromisoformat(burst["start"]) + timedelta(seconds=burst["gap_s"] * index)
    dial = settings(burst["exposure"], frame.damage, frame.amount)
    exif = exif_of(burst, plan["cameras"][burst["camera"]], dial, taken, index)
    exif[Base.Artist], exif[Base.Copyright] = credit["author"], credit["licence"]
    return jpeg_bytes(stored, exif)


def picture(file: str) -> np.ndarray:
    """A picture out of an installed wheel, RGB."""
    package, _, inside = file.partition("/")
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        sys.exit(f"{package} is not installed; run: pip install -e .[dev]")
    with Image.open(Path(spec.origin).parent / inside) as image:
        return np.asarray(image.convert("RGB"))


def view(pixels: np.ndarray, burst: dict[str, Any], rng: np.random.Generator) -> np.ndarray:
    """The burst's crop, a little moved, turned and zoomed as a hand does between two frames."""
    x, y, crop_width = burst["view"]
    width, height = burst["size"]
    move, turn, zoom = rng.normal(0, 2.0, 2), rng.normal(0, 0.35), 1 + abs(rng.normal(0, 0.012))
    if burst.get("as_is"):
        move, turn, zoom = np.zeros(2), 0.0, 1.0
    scale = width / crop_width * zoom
    matrix = cv2.getRotationMatrix2D((x, y), turn, scale)
    matrix[:, 2] += (width / 2 - x + move[0], height / 2 - y + move[1])
    seen = cv2.warpAffine(pixels, matrix, (width, height), flags=cv2.INTER_LANCZOS4, borderMode=cv2.BORDER_REFLECT_101)
    if burst.get("smooth"):
        seen = cv2.GaussianBlur(seen, (0, 0), 6)
    if burst.get("as_is"):
        return np.asarray(seen)
    return np.clip(np.rint(seen * (1 + rng.normal(0, 0.008))), 0, 255).astype(np.uint8)


def damaged(pixels: np.ndarray, frame: Frame, rng: np.random.Generator) -> np.ndarray:
    """`pixels` with the frame's damage; noise comes later, with the grain."""
    if frame.damage in {"none", "real_motion", "add_noise"}:
        return pixels
    if frame.damage.startswith("defocus_"):
        return defocused_in_part(pixels, frame.amount, background=frame.damage == "defocus_background")
    return get_damage(frame.damage).apply(pixels, frame.amount, rng)


def defocused_in_part(pixels: np.ndarray, radius: float, background: bool) -> np.ndarray:
    """The dahlia sharp before a softer garden, or the other way round."""
    red, _, blue = (pixels[..., channel].astype(int) for channel in range(3))
    subject = cv2.morphologyEx(((red - blue) > 60).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((15, 15)))
    subject = cv2.morphologyEx(subject, cv2.MORPH_OPEN, np.ones((9, 9)))
    share = cv2.GaussianBlur(cv2.dilate(subject, np.ones((5, 5))).astype(np.float32), (0, 0), 1.5)[..., None]
    if background:
        # The garden behind the flower is filled in first, or the flower would glow into it.
        behind = cv2.inpaint(pixels, cv2.dilate(subject, np.ones((9, 9))), 5, cv2.INPAINT_TELEA)
        return np.rint(share * pixels + (1 - share) * defocus(behind, radius)).astype(np.uint8)
    wide = cv2.GaussianBlur(share, (0, 0), radius)[..., None]
    return np.rint(wide * defocus(pixels, radius) + (1 - wide) * pixels).astype(np.uint8)


def jpeg_bytes(pixels: np.ndarray, exif: Image.Exif | None) -> bytes:
    """JPEG of at most `MAX_BYTES`, at the best quality up to 90 that fits."""
    image = Image.fromarray(np.ascontiguousarray(pixels))
    for quality in range(90, 40, -3):
        file = io.BytesIO()
        image.save(file, "JPEG", quality=quality, optimize=True, **({"exif": exif} if exif else {}))
        if file.tell() <= MAX_BYTES:
            return file.getvalue()
    raise RuntimeError(f"no quality brings {image.size} below {MAX_BYTES} bytes")


def draw_screen(width: int, height: int) -> np.ndarray:
    """A telephone's screen with a list of stops, as it ends up among the photos."""
    image = Image.new("RGB", (width, height), (247, 247, 249))
    draw = ImageDraw.Draw(image)
    large, small = ImageFont.load_default(22), ImageFont.load_default(13)
    draw.rectangle((0, 0, width, 92), fill=(36, 91, 160))
    draw.text((18, 12), "11:41", font=small, fill="white")
    draw.text((18, 44), "Today's walk", font=large, fill="white")
    stops = ("Lake and tower", "The photographer", "Dahlia garden", "Old pavement", "Espresso bar")
    for place, stop in enumerate(stops):
        top = 112 + 84 * place
        draw.rounded_rectangle((14, top, width - 14, top + 70), 12, fill="white", outline=(215, 217, 224))
        draw.ellipse((28, top + 19, 60, top + 51), fill=(36, 91, 160) if place < 4 else (200, 205, 214))
        draw.text((39, top + 25), str(place + 1), font=ImageFont.load_default(16), fill="white")
        draw.text((76, top + 14), stop, font=ImageFont.load_default(17), fill=(30, 33, 40))
        draw.text((76, top + 41), f"{4 + 3 * place} min on foot", font=small, fill=(110, 116, 128))
    draw.rounded_rectangle((width // 2 - 45, height - 16, width // 2 + 45, height - 11), 3, fill=(40, 40, 44))
    return np.asarray(image)


def origin(plan: dict[str, Any], rows: list[tuple[str, ...]]) -> str:
    """ORIGIN.md: who made each picture, under which licence, and what is invented."""
    used = [row[6] for row in rows]
    table = [
        f"| {name} | {about.get('file', 'drawn by make.py')} | {about['author']} | {about['licence']} "
        f"| {about['link']} | {used.count(name)} |"
        for name, about in plan["sources"].items()
    ]
    return ORIGIN.format(count=len(rows), table="\n".join(table))


ORIGIN = """\
# Where these photos come from

{count} photos made by `make.py` from `shoot.toml`. **Times, places, cameras and settings in their EXIF are
invented** and say nothing about the real pictures, the people in them or where they were taken; no photo of the
astronaut or the rocket has a place.

Changes made to the pictures: cropped, scaled, turned a little, grain added, some damaged on purpose by a known
amount (`labels.csv`). The motorcycle pair is whole, only scaled and saved as JPEG.

| source | file in the wheel | author | licence | link | photos |
|---|---|---|---|---|---|
{table}

- CC BY 2.0: https://creativecommons.org/licenses/by/2.0/
- CC0 1.0: https://creativecommons.org/publicdomain/zero/1.0/
- The licences are those that the docstrings of `skimage.data` and scikit-learn's `datasets/images/README.txt` name.
- Motorcycle: no CC licence. The data set's page grants permission "to use and publish all images and disparity
  maps on this website" and asks for the citation: D. Scharstein, H. Hirschmüller, Y. Kitajima, G. Krathwohl,
  N. Nešić, X. Wang, P. Westling: High-resolution stereo datasets with subpixel-accurate ground truth. GCPR 2014.

## labels.csv

`path, label, flaw, damage, amount, unit, source, burst`

- `label`: keep or reject for the single frame, as if it were the only one. Which of several near-identical frames
  to keep is another question.
- `flaw`: clean, blurred, camera_shake, distorted, underexposed, overexposed or noisy. A mild flaw can still be a
  keep (half a stop too dark), and a clean picture a reject (the screenshot, the empty sky by accident).
- `damage`, `amount`, `unit`: the function of `culling.synth` and its amount; px count pixels of the stored photo.
  `defocus_background` softens the garden behind a sharp flower (a keep), `defocus_subject` is the missed focus.
  `real_motion` was blurred by the real camera; its amount is unknown.
"""


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
