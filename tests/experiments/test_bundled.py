"""What models/flaws keeps of the comparison is whole: every architecture has a curve, the bundled one its confusion."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from culling.errors import CullingError
from culling.experiments.bundled import FOLDER, bundled


def test_every_architecture_has_its_curve_and_the_kept_one_its_confusion() -> None:
    found = bundled()
    names = [one.name for one in found.architectures]
    assert set(found.curves) == set(names)
    assert names[0] == found.kept
    assert len(names) == 8
    for one in found.architectures:
        assert one.validation.low < one.validation.value < one.validation.high
        last = float(found.curves[one.name].values["validation_accuracy"][-1])
        assert abs(last - one.validation.value) < 0.03, one.name


def test_a_confusion_says_what_the_table_says() -> None:
    found = bundled()
    for one in found.architectures:
        if one.name in found.confusions:
            assert abs(found.confusions[one.name].accuracy.value - one.test.value) < 0.001, one.name
            assert found.confusions[one.name].total == one.test.count


@pytest.mark.parametrize("name", ["architectures.csv", "curves.csv", "evaluation.json"])
def test_a_file_that_is_missing_or_damaged_is_named(tmp_path: Path, name: str) -> None:
    for file in ("architectures.csv", "curves.csv", "evaluation.json"):
        shutil.copy(FOLDER / file, tmp_path)
    (tmp_path / name).write_text("nothing")
    with pytest.raises(CullingError, match=f"{name} is damaged"):
        bundled(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(CullingError, match=f"{name} cannot be read"):
        bundled(tmp_path)
