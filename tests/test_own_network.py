"""A network of one's own: chosen, pinned, measured by, forgotten; damaged and swapped files are refused."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path

import cv2
import numpy as np
import pytest

from culling import nets, own_network, own_network_check
from culling.errors import CullingError
from culling.measure import network_problems, networks_used, recipe, stale_measures
from culling.metrics import get_metric
from culling.model_files import OWN, ModelError, find, models
from culling.own_network_tried import tried
from culling.photos import Photo
from culling.scan import scan
from tests.experiments.onnx_bytes import network
from tests.networks import flip_a_byte

DARK, BRIGHT = (Photo(np.full((120, 160, 3), level, np.uint8)) for level in (5, 250))
OTHER = network(dark=1.0)


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(own_network_check, "check", tried)  # in this process, which saves a second each


def own_flaw(photo: Photo) -> float:
    return get_metric("own_flaw").measure(photo)


def version() -> str:
    return next(part for part in recipe().split(";") if part.startswith("own_flaw="))


def test_until_one_is_in_use_the_measure_says_nothing() -> None:
    assert own_network.in_use() is None
    assert own_network.chosen() == ""
    assert math.isnan(own_flaw(DARK))
    assert version() == "own_flaw=1@none"
    assert OWN not in models()
    assert OWN not in networks_used()
    with pytest.raises(ModelError, match="culling train flaws"):
        find(OWN)


def test_the_chosen_network_measures_and_its_fingerprint_is_in_the_recipe() -> None:
    model = own_network.use("mine", network())
    assert own_network.chosen() == "mine"
    assert own_flaw(DARK) > 0.8
    assert own_flaw(BRIGHT) < 0.1
    assert version() == f"own_flaw=1@{model.sha256[:16]}"
    assert networks_used()[OWN] == hashlib.sha256(network()).hexdigest()
    assert not model.bundled


def test_a_photo_too_small_to_judge_is_nan() -> None:
    own_network.use("mine", network())
    assert math.isnan(own_flaw(Photo(np.zeros((20, 20, 3), np.uint8))))


def test_another_network_takes_the_place_of_the_first_and_its_file() -> None:
    first = own_network.use("mine", network())
    second = own_network.use("other", OTHER)
    assert own_network.chosen() == "other"
    assert not first.path.exists()
    assert second.path.read_bytes() == OTHER
    assert stale_measures("reader=1;own_flaw=1@" + first.sha256[:16], f"reader=1;{version()}") == {"own_flaw"}


def test_forgetting_empties_the_measure_where_there_was_one_and_nowhere_else() -> None:
    model = own_network.use("mine", network())
    before = f"reader=1;luminance=1;{version()}"
    assert own_network.forget()
    assert not own_network.forget()
    assert not model.path.exists()
    assert math.isnan(own_flaw(DARK))
    assert stale_measures(before, f"reader=1;luminance=1;{version()}") == {"own_flaw"}
    assert stale_measures("reader=1;luminance=1", f"reader=1;luminance=1;{version()}") == frozenset()


def test_a_rescan_measures_exactly_that_anew(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    for name, level in (("dark.png", 5), ("bright.png", 250)):
        cv2.imwrite(str(folder / name), np.full((120, 160, 3), level, np.uint8))
    catalog, without = tmp_path / "c.sqlite", ("people", "subject", "things", "screenshots", "focus")
    first = scan(folder, catalog=catalog, without=without)
    assert first["own_flaw"].isna().all()
    own_network.use("mine", network())
    second = scan(folder, catalog=catalog)
    assert second.loc["dark.png", "own_flaw"] > 0.8 > 0.1 > second.loc["bright.png", "own_flaw"]
    assert second.drop(columns="own_flaw").equals(first.drop(columns="own_flaw"))
    own_network.forget()
    assert scan(folder, catalog=catalog)["own_flaw"].isna().all()


def test_other_bytes_than_the_run_recorded_are_refused() -> None:
    with pytest.raises(CullingError, match="is not the one that was trained"):
        own_network.use("mine", OTHER, hashlib.sha256(network()).hexdigest())
    assert own_network.in_use() is None


def test_a_folder_that_cannot_be_made_is_told() -> None:
    own_network.folder().parent.mkdir(parents=True, exist_ok=True)
    own_network.folder().write_text("in the way")
    with pytest.raises(CullingError, match=r"cannot make the folder .*experiments"):
        own_network.use("mine", network())


def test_a_file_that_was_changed_since_is_not_run() -> None:
    model = own_network.use("mine", network())
    flip_a_byte(model.path)
    assert math.isnan(_measured(DARK))
    assert "culling train forget" in str(nets.problem(OWN))
    assert OWN in network_problems()
    assert version() == "own_flaw=1@missing"


def _measured(photo: Photo) -> float:
    """As a scan does: what its network cannot say is NaN."""
    try:
        return own_flaw(photo)
    except ModelError:
        return math.nan


@pytest.mark.parametrize(
    "change",
    [
        {"sha256": "../../x"},
        {"bytes": 10**12},
        {"bytes": "many"},
        {"name": ""},
        {"name": "x" * 101},
        {"more": 1},
    ],
)
def test_a_damaged_record_says_how_to_be_rid_of_it(change: dict[str, object]) -> None:
    own_network.use("mine", network())
    record = own_network.folder() / "in_use.json"
    record.write_text(json.dumps(json.loads(record.read_text()) | change))
    with pytest.raises(ModelError, match=r"in_use\.json.*culling train forget"):
        own_network.in_use()
    assert own_network.chosen() == ""
    assert own_network.forget()
    assert own_network.in_use() is None
