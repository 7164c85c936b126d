"""Networks that are missing or damaged: the rest of a row is unharmed, and they measure once they are back."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from culling import METRICS, model_files, nets, scan
from culling.decoding.limits import Limits
from culling.measure import network_problems, networks_used, recipe, stale_measures
from tests.networks import flip_a_byte

SAMPLE = Path(__file__).resolve().parents[1] / "sample_data" / "100_WALK"
FROM_FOCUS = frozenset(metric.name for metric in METRICS if "focus" in metric.networks)
WITHOUT = [metric.name for metric in METRICS if not (metric.networks or metric.part or metric.learned)]
OF_SOMETHING = ("people", "subject")  # empty where nobody, or nothing, is in the photo


@pytest.fixture
def focus(tmp_path: Path) -> Iterator[Path]:
    """The focus network's file among copies of all bundled ones, to be damaged."""
    copies = shutil.copytree(model_files.MODELS, tmp_path / "models", ignore=shutil.ignore_patterns("*.py", "*.csv"))
    model_files.use(copies / "manifest.toml")
    nets.clear()
    yield copies / "focus" / "focus.onnx"
    model_files.use(None)
    nets.clear()


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    for photo in sorted(SAMPLE.glob("*.JPG"))[:2]:
        shutil.copy(photo, folder)
    return folder


def truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:1000])


def replace(file: Path) -> None:
    file.write_bytes(b"\0" * file.stat().st_size)


@pytest.mark.parametrize("damage", [Path.unlink, truncate, flip_a_byte, replace], ids=lambda f: f.__name__)
def test_what_a_damaged_network_measures_is_empty_and_the_rest_is_there(focus, photos, tmp_path, damage) -> None:
    damage(focus)
    table = scan(photos, catalog=tmp_path / "c.sqlite")
    assert table["error"].isna().all()
    assert table[sorted(FROM_FOCUS)].isna().all(axis=None)
    assert table[WITHOUT].notna().all(axis=None)
    assert list(network_problems()) == ["focus"]
    assert "focus.onnx" in network_problems()["focus"]
    assert "focus" not in networks_used()


def test_a_network_that_is_back_measures_what_was_empty_and_nothing_else(focus, photos, tmp_path) -> None:
    kept = focus.read_bytes()
    focus.unlink()
    scan(photos, catalog=tmp_path / "c.sqlite")
    without = recipe()
    focus.write_bytes(kept)
    table = scan(photos, catalog=tmp_path / "c.sqlite")
    assert stale_measures(without, recipe()) == FROM_FOCUS
    assert table[["blur", "sharp_area", "blur_map_mean", "motion_blur"]].notna().all(axis=None)


def test_numbers_outlive_the_network_that_gave_them(focus, photos, tmp_path) -> None:
    before = scan(photos, catalog=tmp_path / "c.sqlite")
    focus.unlink()
    nets.clear()
    after = scan(photos, catalog=tmp_path / "c.sqlite")
    assert after["blur"].tolist() == before["blur"].tolist()


def test_loading_networks_is_not_the_time_of_the_first_photos(photos, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(nets, "_open", lambda *given, real=nets._open: time.sleep(0.5) or real(*given))
    nets.clear()
    table = scan(photos, catalog=tmp_path / "c.sqlite", limits=Limits(seconds=1.2))
    nets.clear()
    assert table["error"].isna().all()
    assert table["blur"].notna().all()


def test_another_network_measures_anew() -> None:
    other = re.sub(r"(;motion_blur=\d@)[^;]+", r"\g<1>0123456789abcdef", recipe())
    assert other != recipe()
    assert stale_measures(other, recipe()) == {"motion_blur"}


def test_a_fetched_network_measures_anew_what_it_helps_and_nothing_else(monkeypatch) -> None:
    before = recipe()
    monkeypatch.setattr("culling.network_choice.in_use", lambda task: "eyes" if task == "faces" else task)
    of_faces = {metric.name for metric in METRICS if "faces" in metric.networks}
    assert stale_measures(before, recipe()) == of_faces - {"smile"}, "nobody tells smiles until that has been fetched"


def test_what_is_left_out_is_not_measured_and_runs_no_network(photos, tmp_path, monkeypatch) -> None:
    ran: list[str] = []
    monkeypatch.setattr(nets, "run", lambda name, array, real=nets.run: ran.append(name) or real(name, array))
    catalog = tmp_path / "c.sqlite"
    left_out = ("focus", "flaws", "people", "subject", "things", "screenshots")
    table = scan(photos, catalog=catalog, without=left_out)
    assert set(ran) == {"embedding"}
    assert table[[metric.name for metric in METRICS if metric.part]].isna().all(axis=None)
    assert table[WITHOUT].notna().all(axis=None)
    assert scan(photos, catalog=catalog)["faces"].isna().all(), "the choice holds for the next scan as well"
    again = scan(photos, catalog=catalog, without=[part for part in left_out if part != "people"])
    assert again["faces"].notna().all()
    assert again["blur"].isna().all()


def test_leaving_a_part_out_keeps_what_was_measured_of_it(photos, tmp_path) -> None:
    before = scan(photos, catalog=tmp_path / "c.sqlite")
    after = scan(photos, catalog=tmp_path / "c.sqlite", without=["flaws"])
    assert after["p_dark"].tolist() == before["p_dark"].tolist()


def test_a_part_that_there_is_not_is_refused_with_the_choices(photos, tmp_path) -> None:
    with pytest.raises(ValueError, match="no part 'noses'; it can leave out focus, flaws, people"):
        scan(photos, catalog=tmp_path / "c.sqlite", without=["noses"])
    assert not (tmp_path / "c.sqlite").exists()


def test_every_network_that_a_measure_reads_is_bundled_and_good() -> None:
    named = {name for metric in METRICS for name in metric.networks}
    bundled = {name for name, model in model_files.models().items() if model.bundled}
    assert named - {"face-landmarker", model_files.OWN} <= bundled
    assert network_problems() == {}
    assert networks_used().keys() - {"tags"} == named & bundled
    assert all(len(sha256) == 64 for sha256 in networks_used().values())


def test_odd_photos_are_rows_like_any_other_and_networks_say_nothing_or_a_number(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    scene = Image.open(next(iter(sorted(SAMPLE.glob("*.JPG"))))).convert("RGB")
    folder = tmp_path / "odd"
    folder.mkdir()
    scene.resize((1, 300)).save(folder / "one_wide.png")
    scene.resize((300, 1)).save(folder / "one_high.png")
    scene.resize((20, 15)).save(folder / "tiny.png")
    scene.convert("L").save(folder / "grey.png")
    scene.convert("RGBA").save(folder / "alpha.png")
    deep = np.asarray(scene.convert("L"), np.uint16) * 257 + rng.integers(0, 200, scene.size[::-1], np.uint16)
    Image.fromarray(deep).save(folder / "sixteen.png")
    table = scan(folder, catalog=tmp_path / "c.sqlite")
    read = [metric for metric in METRICS if metric.networks and model_files.OWN not in metric.networks]
    assert table["error"].isna().all()
    for metric in read:
        values = table[metric.name].dropna()
        assert values.between(*metric.span).all(), metric.name
    always = [metric.name for metric in read if metric.part not in OF_SOMETHING]
    assert table.loc[["grey.png", "alpha.png", "sixteen.png"], always].notna().all(axis=None)
    small = [metric.name for metric in read if metric.part in ("focus", "flaws") and metric.name != "p_dark"]
    assert table.loc[["one_wide.png", "one_high.png", "tiny.png"], small].isna().all(axis=None)
