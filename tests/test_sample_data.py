"""The sample folder: what labels.csv says is what lies there, and make.py makes it again."""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from culling.folders import find_photos, relative_key
from culling.metrics.focus import laplacian_variance
from culling.photos import Photo, read_photo
from culling.synth import get_damage

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "sample_data"
FLAWS = {"clean", "blurred", "camera_shake", "distorted", "underexposed", "overexposed", "noisy"}
OWN_DAMAGE = {"none", "defocus_background", "defocus_subject", "real_motion"}


@pytest.fixture(scope="module")
def labels() -> pd.DataFrame:
    return pd.read_csv(SAMPLE / "labels.csv", index_col="path", keep_default_na=False)


@pytest.fixture(scope="module")
def photos() -> dict[str, Photo]:
    return {relative_key(SAMPLE, path): read_photo(path) for path in find_photos(SAMPLE)}


def luma(photo: Photo) -> float:
    return float(photo.luma.mean())


def test_labels_name_every_photo_once_and_no_other(labels, photos):
    assert sorted(labels.index) == sorted(photos)
    assert 90 <= len(photos) <= 110
    assert list(labels.columns) == ["label", "flaw", "damage", "amount", "unit", "source", "burst"]


def test_no_photo_is_there_twice_and_all_are_small(photos):
    files = [path.read_bytes() for path in find_photos(SAMPLE)]
    assert len({sha256(data).digest() for data in files}) == len(files)
    assert max(map(len, files)) <= 120_000
    assert sum(map(len, files)) <= 6_000_000
    assert all(480 <= max(photo.full_size) <= 640 for photo in photos.values())


def test_labels_use_the_known_words(labels):
    assert set(labels["label"]) == {"keep", "reject"}
    assert set(labels["flaw"]) == FLAWS
    for damage, unit in labels.loc[~labels["damage"].isin(OWN_DAMAGE), ["damage", "unit"]].drop_duplicates().values:
        assert get_damage(damage).unit == unit
    assert labels["label"].value_counts(normalize=True).min() > 0.3


def test_clean_frames_of_a_burst_are_alike_and_exposure_damage_shows(labels, photos):
    for _, burst in labels.groupby("burst"):
        clean = [luma(photos[path]) for path in burst.index[burst["damage"] == "none"]]
        for path, row in burst.iterrows():
            if row["damage"] == "none":
                assert luma(photos[path]) == pytest.approx(np.mean(clean), rel=0.05)
            elif clean and row["damage"] == "underexpose":
                assert luma(photos[path]) < min(clean)
            elif clean and row["damage"] == "overexpose":
                assert luma(photos[path]) > max(clean)


def test_blurred_frames_have_less_detail_than_any_clean_frame_of_their_burst(labels, photos):
    for _, burst in labels.groupby("burst"):
        detail = {path: laplacian_variance(photos[path]) for path in burst.index}
        clean = [detail[path] for path in burst.index[burst["damage"] == "none"]]
        damaged = burst.index[burst["flaw"].isin(["blurred", "camera_shake"])]
        if clean:
            assert all(detail[path] < min(clean) for path in damaged)


def test_a_sharp_flower_before_a_soft_garden_is_a_keep(labels):
    bokeh = labels[labels["damage"] == "defocus_background"]
    assert len(bokeh) >= 3
    assert set(bokeh["label"]) == {"keep"}
    assert set(bokeh["flaw"]) == {"clean"}


def test_bursts_have_times_with_sub_seconds_in_the_order_of_their_names(labels, photos):
    for name, burst in labels.groupby("burst"):
        if name == "screenshot":
            assert all("taken_at" not in photos[path].exif for path in burst.index)
            continue
        times = pd.to_datetime([photos[path].exif["taken_at"] for path in burst.index])
        assert times.is_monotonic_increasing
        assert times.is_unique
        assert times.tz is not None
        assert len(times) == 1 or times.microsecond.any()


def test_settings_fit_the_damage(labels, photos):
    """Dark frames got a fast shutter, shaken ones a slow one, noisy ones a high ISO."""
    for _, burst in labels.groupby("burst"):
        clean = [photos[path].exif for path in burst.index[burst["damage"] == "none"]]
        for path, row in burst.iterrows():
            exif = photos[path].exif
            if not clean or row["damage"] in OWN_DAMAGE:
                continue
            if row["damage"] in {"underexpose", "overexpose"}:
                stops = np.log2(exif["shutter_s"] / clean[0]["shutter_s"])
                sign = -1 if row["damage"] == "underexpose" else 1
                assert stops == pytest.approx(sign * float(row["amount"]), abs=0.4)
            elif row["flaw"] == "camera_shake":
                assert exif["shutter_s"] >= 1 / 60
            elif row["damage"] == "add_noise":
                assert exif["iso"] > clean[0]["iso"]


def test_places_are_on_the_walk_and_never_with_the_astronaut_or_the_rocket(labels, photos):
    placed = {path for path, photo in photos.items() if "latitude" in photo.exif}
    assert 30 <= len(placed) < len(photos)
    assert not labels.loc[sorted(placed), "source"].isin(["astronaut", "rocket", "hubble", "motorcycle_left"]).any()
    spots = {(round(photos[p].exif["latitude"], 2), round(photos[p].exif["longitude"], 2)) for p in placed}
    assert 2 <= len(spots) <= 4


def test_upright_photos_are_stored_lying_with_an_orientation_tag(labels, photos):
    tags = {}
    for path in labels.index:
        with Image.open(SAMPLE / path) as stored:
            turn = stored.getexif().get(274, 1)
            if turn != 1:
                tags[turn] = stored.size
                width, height = photos[path].full_size
                assert (width, height) == stored.size[::-1]
                assert height > width
    assert set(tags) == {6, 8}


def test_origin_credits_every_source(labels):
    text = (SAMPLE / "ORIGIN.md").read_text(encoding="utf-8")
    assert all(f"| {source} |" in text for source in set(labels["source"]))
    assert "invented" in text
    assert text.count("CC BY 2.0") >= 2


def test_make_makes_the_same_photos_again(labels, photos, tmp_path):
    pytest.importorskip("skimage", reason="make.py takes pictures from scikit-image (extra: dev)")
    pytest.importorskip("sklearn", reason="make.py takes pictures from scikit-learn (extra: dev)")
    run = subprocess.run(
        [sys.executable, "-W", "error", SAMPLE / "make.py", tmp_path],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert (run.returncode, run.stderr) == (0, "")
    for name in ("labels.csv", "ORIGIN.md"):
        assert (tmp_path / name).read_bytes() == (SAMPLE / name).read_bytes()
    again = {relative_key(tmp_path, path): read_photo(path) for path in find_photos(tmp_path)}
    assert again.keys() == photos.keys()
    for path, photo in photos.items():
        assert again[path].full_size == photo.full_size
        assert again[path].exif == photo.exif
        assert np.abs(again[path].pixels.astype(int) - photo.pixels).mean() < 3
