"""What models/flaws keeps of the comparison is whole: every architecture has its curves and its confusion."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from culling.errors import CullingError
from culling.experiments.bundled import FOLDER, KEPT, bundled
from culling.experiments.tables import CURVES
from culling.synth.registry import FLAWS


def test_every_architecture_has_all_its_curves_and_its_confusion() -> None:
    found = bundled()
    names = [one.name for one in found.architectures]
    assert set(found.curves) == set(found.confusions) == set(names)
    assert names[0] == found.kept
    assert len(names) == 9
    for one in found.architectures:
        assert one.validation.low < one.validation.value < one.validation.high
        assert set(found.curves[one.name].values) == set(CURVES), one.name
        last = float(found.curves[one.name].values["validation_accuracy"][-1])
        assert abs(last - one.validation.value) < 0.03, one.name


def test_a_confusion_says_what_the_table_says() -> None:
    found = bundled()
    for one in found.architectures:
        assert abs(found.confusions[one.name].accuracy.value - one.test.value) < 0.001, one.name
        assert found.confusions[one.name].total == one.test.count


def test_the_bundled_network_has_its_own_confusion_and_its_second_training_is_told_apart(tmp_path: Path) -> None:
    for file in ("architectures.csv", "curves.csv", "evaluation.json"):
        shutil.copy(FOLDER / file, tmp_path)
    alone = bundled(tmp_path)
    assert set(alone.confusions) == {KEPT}
    assert alone.again is None
    own = dict(zip(FLAWS, alone.confusions[KEPT].counts.tolist(), strict=True))
    (tmp_path / "confusions.json").write_text(json.dumps({KEPT: own}))
    assert bundled(tmp_path).again is None  # it is the same network
    own["original"] = own["original"][::-1]
    (tmp_path / "confusions.json").write_text(json.dumps({KEPT: own}))
    found = bundled(tmp_path)
    assert found.again is not None
    assert found.again.counts[0].tolist() == own["original"]
    assert found.confusions[KEPT].right == alone.confusions[KEPT].right


@pytest.mark.parametrize("name", ["architectures.csv", "curves.csv", "evaluation.json", "confusions.json"])
def test_a_file_that_is_missing_or_damaged_is_named(tmp_path: Path, name: str) -> None:
    for file in ("architectures.csv", "curves.csv", "evaluation.json"):
        shutil.copy(FOLDER / file, tmp_path)
    (tmp_path / name).write_text("nothing")
    with pytest.raises(CullingError, match=f"{name} is damaged"):
        bundled(tmp_path)
    if name == "confusions.json":
        return  # there need not be one
    (tmp_path / name).unlink()
    with pytest.raises(CullingError, match=f"{name} cannot be read"):
        bundled(tmp_path)
