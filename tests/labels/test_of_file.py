"""Labels of a file as scripts and notebooks read them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from culling import CullingError
from culling.labels import read_labels

TABLE = pd.DataFrame({"error": [None, None, "broken"]}, index=pd.Index(["a.jpg", "b/b.jpg", "c.jpg"], name="path"))


def _file(folder: Path, text: str) -> Path:
    (folder / "labels.csv").write_text(text, "utf-8")
    return folder / "labels.csv"


def test_labels_are_read_with_what_is_worth_knowing_of_them(tmp_path: Path) -> None:
    truth = read_labels(_file(tmp_path, "path,label\na.jpg,keep\nb/b.jpg,reject\nnowhere.jpg,keep\n"), TABLE)
    assert truth.paths == ("a.jpg", "b/b.jpg")
    assert truth.keep.tolist() == [True, False]
    assert truth.sampled  # every photo that can be read is labelled
    assert any("nowhere.jpg" in note for note in truth.notes)
    assert not read_labels(str(_file(tmp_path, "path,label\na.jpg,keep\n")), TABLE).sampled


def test_absolute_paths_are_found_where_the_folder_is_known(tmp_path: Path) -> None:
    file = _file(tmp_path, f"path,label\n{tmp_path / 'a.jpg'},reject\n")
    assert read_labels(file, TABLE, tmp_path).paths == ("a.jpg",)


def test_a_file_without_labels_of_these_photos_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CullingError, match=r"no line of .* is a label of a photo in this table"):
        read_labels(_file(tmp_path, "path,label\nelse.jpg,keep\n"), TABLE)
