"""A folder of damaged photos: balanced, repeatable, labelled by what was really done."""

import os
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from culling.errors import CullingError
from culling.photos import read_photo
from culling.synth import FLAWS, get_damage, write_synth


def save(path: Path, seed: int, size: tuple[int, int] = (480, 320)) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    small = np.random.default_rng(seed).integers(20, 235, (64, 96, 3), dtype=np.uint8)
    Image.fromarray(small).resize(size, Image.Resampling.BICUBIC).save(path)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Nine different photos, three of them in a sub-folder."""
    folder = tmp_path / "in"
    for number in range(9):
        save(folder / ("sub" if number > 5 else "") / f"IMG_{number}.png", number)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.mark.parametrize("per_photo", [1, 2, 6])
def test_classes_are_balanced_and_no_photo_is_twice_in_one(photos, tmp_path, per_photo):
    table = write_synth(photos, tmp_path / "out", per_photo)
    assert len(table) == 9 * per_photo
    assert table["error"].isna().all()
    counts = table["label"].value_counts().reindex(FLAWS, fill_value=0)
    assert counts.max() - counts.min() <= 1
    assert not table.duplicated(["source", "label"]).any()


def test_folder_holds_the_labelled_files_and_nothing_else(photos, tmp_path):
    table = write_synth(photos, tmp_path / "out", 2)
    labels = pd.read_csv(tmp_path / "out/labels.csv", keep_default_na=False)
    assert list(labels.columns) == ["path", "label", "source", "damage", "amount", "unit", "seed"]
    files = contents(tmp_path / "out")
    files.pop("labels.csv")
    assert sorted(files) == sorted(labels["path"]) == sorted(table["path"])
    assert (labels["path"].str.split("/").str[0] == labels["label"]).all()
    assert len({sha256(data).digest() for data in files.values()}) == len(files)
    originals = labels[labels["label"] == "original"]
    assert set(originals["damage"]) == {"none"}
    assert "none" not in set(labels.drop(originals.index)["damage"])


def test_rows_repeat_the_damage(photos, tmp_path):
    out = tmp_path / "out"
    for row in write_synth(photos, out, 6).itertuples():
        pixels = read_photo(photos / row.source).pixels
        if row.damage != "none":
            damage = get_damage(row.damage)
            assert (damage.flaw, damage.unit) == (row.label, row.unit)
            pixels = damage.apply(pixels, row.amount, np.random.default_rng(row.seed))
        written = np.asarray(Image.open(out / row.path)).astype(int)
        assert np.abs(written - pixels).mean() < 4  # what JPEG at 92 loses on such fine colour
        assert np.abs(written - pixels).max() < 60


def test_same_seed_same_bytes_other_seed_other_bytes(photos, tmp_path):
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        write_synth(photos, tmp_path / name, 2, seed)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert contents(tmp_path / "a") != contents(tmp_path / "c")


def test_equal_names_get_numbers(tmp_path):
    for place, name in enumerate(("a.png", "a.jpg", "A.bmp")):
        save(tmp_path / "in" / name, place)
    table = write_synth(tmp_path / "in", tmp_path / "out", 6)
    assert table["error"].isna().all()
    assert table["path"].str.casefold().nunique() == 18
    assert {path.split("/")[1].casefold() for path in table["path"]} == {"a.jpg", "a-2.jpg", "a-3.jpg"}


def test_unreadable_photo_is_a_row_with_its_error_and_the_rest_goes_on(photos, tmp_path):
    (photos / "IMG_3.png").write_bytes(b"\x89PNG\r\n\x1a\n and then nothing")
    table = write_synth(photos, tmp_path / "out", 1)
    bad = table[table["error"].notna()]
    assert list(bad["source"]) == ["IMG_3.png"]
    assert bad[["path", "label"]].isna().all(axis=None)
    labels = pd.read_csv(tmp_path / "out/labels.csv")
    assert len(labels) == 8
    assert "IMG_3.png" not in set(labels["source"])


def test_same_file_twice_is_used_once(photos, tmp_path):
    (photos / "copy.png").write_bytes((photos / "IMG_0.png").read_bytes())
    table = write_synth(photos, tmp_path / "out", 1)
    twins = table[table["error"].notna()]
    assert list(twins["error"]) == ["the same file as IMG_0.png"]
    assert list(twins["source"]) == ["copy.png"]


def test_damage_that_leaves_no_trace_is_not_written(tmp_path):
    (tmp_path / "in").mkdir()
    Image.new("RGB", (60, 40), (90, 120, 150)).save(tmp_path / "in/wall.png")
    table = write_synth(tmp_path / "in", tmp_path / "out", 6).set_index("label")
    for flaw in ("blurred", "camera_shake", "distorted"):
        assert "no trace" in table.loc[flaw, "error"]
    written = {"original", "underexposed", "overexposed"}
    assert set(pd.read_csv(tmp_path / "out/labels.csv")["label"]) == written
    assert {path.parent.name for path in (tmp_path / "out").rglob("*.jpg")} == written


def test_formula_and_foreign_bytes_in_names_stay_harmless(tmp_path):
    save(tmp_path / "in/=1+1.png", 1)
    save(tmp_path / "in/x.png", 2)
    try:
        (tmp_path / "in/x.png").rename(tmp_path / "in" / os.fsdecode(b"caf\xe9.png"))
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    table = write_synth(tmp_path / "in", tmp_path / "out", 1)
    labels = pd.read_csv(tmp_path / "out/labels.csv")
    assert table["error"].isna().all()
    assert set(table["source"]) == {"=1+1.png", r"caf\xe9.png"}
    assert set(labels["source"]) == {"./=1+1.png", r"caf\xe9.png"}
    assert all((tmp_path / "out" / path).is_file() for path in labels["path"])


def test_progress_counts_every_photo(photos, tmp_path):
    steps: list[tuple[int, int]] = []
    write_synth(photos, tmp_path / "out", progress=lambda done, total: steps.append((done, total)))
    assert steps == [(done, 9) for done in range(1, 10)]


def test_empty_folder_gives_an_empty_table_and_labels(tmp_path):
    (tmp_path / "in").mkdir()
    assert write_synth(tmp_path / "in", tmp_path / "out").empty
    assert (tmp_path / "out/labels.csv").read_text() == "path,label,source,damage,amount,unit,seed\n"


@pytest.mark.parametrize("per_photo", [0, 7])
def test_impossible_number_of_variants_is_refused(photos, tmp_path, per_photo):
    with pytest.raises(ValueError, match="from 1 to 6"):
        write_synth(photos, tmp_path / "out", per_photo)
    assert not (tmp_path / "out").exists()


def test_negative_seed_is_refused(photos, tmp_path):
    with pytest.raises(ValueError, match="seed must be 0 or more"):
        write_synth(photos, tmp_path / "out", seed=-1)


def test_folders_that_would_mix_are_refused(photos, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full/mine.txt").write_text("keep me")
    (tmp_path / "file").write_text("no folder")
    (tmp_path / "link").symlink_to(photos)
    before = contents(tmp_path)
    for out, reason in (
        (tmp_path / "full", "not an empty folder"),
        (tmp_path / "file", "not an empty folder"),
        (photos / "out", "lies inside"),
        (photos, "lies inside"),
        (tmp_path / "link/out", "lies inside"),
    ):
        with pytest.raises(CullingError, match=reason):
            write_synth(photos, out)
    with pytest.raises(CullingError, match="is not a folder"):
        write_synth(tmp_path / "gone", tmp_path / "out")
    assert contents(tmp_path) == before
