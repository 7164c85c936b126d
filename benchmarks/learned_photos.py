"""Folders of real photos whose marks are known: what learning from marks is tried on.

`flaws`: photos that nobody's network here was trained on, in folders by who took them. Every second one is damaged by
a drawn amount of a drawn kind, mild ones among them, and marked reject; the others are kept. Each photo is there once.
`brackets`: too dark and too bright frames of brackets (reject) beside published photos (keep).
`focus planes`: two focus planes of the same scenes, marked keep and reject: no number of the whole photo can tell them.
`taste`: sharp photos of one photo per class of things; animals are kept, everything else is rejected.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import simplejpeg

from culling import read_photo
from culling.errors import CullingError
from culling.photos import Photo
from culling.synth import DAMAGES

QUALITY = 92
_UNSEEN = ("gallery_keep", "kodak", "camera_snapshots", "lowlight_dicm", "lowlight_lime")
_FLAWS = [damage for damage in DAMAGES if damage.flaw is not None and damage.name != "distort_x"]
_ANIMALS = (
    *("hound", "dog", "terrier", "elephant", "grey", "alligator", "chameleon", "egret", "camel", "bear", "briard"),
    *("Cardigan", "cat", "springer", "gallinule", "lemur", "retriever", "malamute", "papillon", "penguin", "snake"),
    *("ridgeback", "Rottweiler", "Samoyed", "deerhound", "mastiff", "admiral", "lizard", "ant", "baboon", "basenji"),
    *("bee_eater", "boxer", "coral", "bustard", "butterfly", "cheetah", "chow", "cock", "spaniel", "cockroach"),
    *("cougar", "crane", "diamondback", "dowitcher", "flamingo", "fly", "lizard", "spider", "gazelle", "goldfinch"),
    *("goose", "gorilla", "groenendael", "beetle", "shark", "hammerhead", "harvestman", "hen", "hippopotamus"),
    *("finch", "monkey", "impala", "junco", "keeshond", "panda", "turtle", "lion", "macaw", "malinois", "mantis"),
    *("marmot", "meerkat", "pinscher", "schnauzer", "mink", "monarch", "mongoose", "newt", "orangutan", "otter"),
    *("oystercatcher", "peacock", "pelican", "crab", "polecat", "pug", "quail", "racket", "ram", "wolf", "ringlet"),
    *("sea_slug", "sea_urchin", "siamang", "skunk", "snail", "leopard", "sorrel", "sturgeon", "tick", "toucan"),
    *("vulture", "warthog", "whiptail", "zebra", "griffon", "Newfoundland", "sheepdog", "Afghan_hound", "Appenzeller"),
)


def flaws(photos: Path, out: Path) -> dict[str, str]:
    """Marks by path below `out`, which gets a folder per shoot."""
    said: dict[str, str] = {}
    rng = np.random.default_rng(0)
    for number, (shoot, file) in enumerate(_by_shoot(photos)):
        photo = _read(file)
        if photo is not None:
            said |= _write(out / shoot / f"{number:04}.jpg", out, *_maybe_damaged(photo, number % 2 == 1, rng))
    return said


def brackets(photos: Path, out: Path) -> dict[str, str]:
    said: dict[str, str] = {}
    for row in _manifest(photos, "exposure_pairs_dev", "gallery_keep_dev"):
        keep = row["set"] == "gallery_keep_dev"
        shoot = row["source_repo"].replace("/", "-") if keep else f"scene {sum(map(ord, Path(row['path']).stem)) % 8}"
        photo = _read(photos / row["path"])
        if photo is not None:
            name = f"{row['label']}-{Path(row['path']).stem}.jpg"
            said |= _write(out / shoot / name, out, photo.pixels, "keep" if keep else "reject")
    return said


def focus_planes(photos: Path, out: Path) -> dict[str, str]:
    said: dict[str, str] = {}
    for row in _manifest(photos, "focus_pairs_dev"):
        photo = _read(photos / row["path"])
        if photo is not None:
            stem = Path(row["path"]).stem
            shoot = f"scenes {sum(map(ord, stem.rstrip('AB_-'))) % 6}"
            name = f"{row['label']}-{stem}.jpg"
            said |= _write(out / shoot / name, out, photo.pixels, "keep" if row["label"] == "A" else "reject")
    return said


def taste(photos: Path, out: Path) -> dict[str, str]:
    said: dict[str, str] = {}
    for number, row in enumerate(_manifest(photos, "train_sharp_imagenet")):
        photo = _read(photos / row["path"])
        if photo is not None:
            animal = any(row["label"] == name or row["label"].endswith(f"_{name}") for name in _ANIMALS)
            mark = "keep" if animal or any(name in row["label"] for name in ("hound", "terrier", "dog")) else "reject"
            said |= _write(out / f"day {number % 8}" / f"{number:04}.jpg", out, photo.pixels, mark)
    return said


TASKS: dict[str, Callable[[Path, Path], dict[str, str]]] = {
    "flaws": flaws,
    "brackets": brackets,
    "focus planes": focus_planes,
    "taste": taste,
}


def _by_shoot(photos: Path) -> Iterator[tuple[str, Path]]:
    """(who took it, file): of published photos by repository, of the others by set."""
    repositories = {row["path"]: row["source_repo"] for row in _manifest(photos, "gallery_keep_dev")}
    for name in _UNSEEN:
        for file in sorted((photos / name).rglob("*")):
            if file.is_file():
                path = file.relative_to(photos).as_posix()
                yield repositories.get(path, name).replace("/", "-"), file


def _manifest(photos: Path, *sets: str) -> list[dict[str, str]]:
    with (photos / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["set"] in sets]


def _read(file: Path) -> Photo | None:
    try:
        return read_photo(file)
    except CullingError:
        return None


def _maybe_damaged(photo: Photo, is_bad: bool, rng: np.random.Generator) -> tuple[np.ndarray, str]:
    if not is_bad:
        return photo.pixels, "keep"
    damage = _FLAWS[int(rng.integers(len(_FLAWS)))]
    amounts = damage.amounts_for(max(photo.pixels.shape[:2]))
    amount = float(rng.uniform(0.4 * min(amounts), np.median(amounts)))  # from what is hardly seen on
    return damage.apply(photo.pixels, amount, rng), "reject"


def _write(file: Path, out: Path, pixels: np.ndarray, mark: str) -> dict[str, str]:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(simplejpeg.encode_jpeg(np.ascontiguousarray(pixels), QUALITY, "RGB", "444"))
    return {file.relative_to(out).as_posix(): mark}
