"""`culling map` as a person types it: the table, the page, the map that is kept."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from culling import Catalog
from culling.projection import Projection, project_pca
from tests.typed import Said, run_culling, scanned_walk

Map = Callable[..., Said]
NAMES = ["'=copy.jpg", "IMG_0101.JPG", "IMG_0102.JPG", "IMG_0103.JPG", "IMG_0131.JPG", "bad.jpg"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return scanned_walk(tmp_path_factory.mktemp("map") / "<photos>")


@pytest.fixture
def catalog(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(folder.parent / "known.sqlite", tmp_path))


@pytest.fixture
def culling_map(folder: Path, catalog: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Map:
    """`culling map FOLDER …` through the program's own `main`."""

    def run(*words: object, of: Path = folder) -> Said:
        return run_culling(monkeypatch, capfd, "map", of, "--catalog", catalog, *words)

    return run


def keep(folder: Path, catalog: Path, points: np.ndarray) -> None:
    with Catalog(folder, catalog) as known:
        known.keep_projection(Projection.whole(points.astype(np.float32), "umap", list(known.table().index)))


def read(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text), index_col="path")


def test_points_go_to_a_csv_file(culling_map: Map, folder: Path, catalog: Path, tmp_path: Path) -> None:
    said = culling_map("--pca", "--table", tmp_path / "m.csv")
    assert (said.code, said.out) == (0, "")
    assert "5 photos on the map by PCA, 1 without a place" in said.err
    table = pd.read_csv(tmp_path / "m.csv", index_col="path")
    assert list(table.columns) == ["x", "y", "placed"]
    assert list(table.index) == NAMES
    with Catalog(folder, catalog) as known:
        expected = project_pca(known.vectors(known.table().index))
    assert table[["x", "y"]].to_numpy(np.float32) == pytest.approx(expected, nan_ok=True)
    assert table.loc["bad.jpg", ["x", "y"]].isna().all()
    assert table.loc["'=copy.jpg", "x"] == table.loc["IMG_0131.JPG", "x"]
    assert (tmp_path / "m.csv").read_bytes() == culling_map("--pca", "-q").out.encode()


def test_a_map_is_laid_out_once_and_kept(culling_map: Map, folder: Path, catalog: Path) -> None:
    points = np.arange(12).reshape(6, 2)
    first = culling_map()
    assert "by PCA" in first.err  # five photos are too few for UMAP
    keep(folder, catalog, points)
    kept = read(culling_map("-q").out)
    assert kept["x"].tolist()[:5] == [0, 2, 4, 6, 8]
    assert "by PCA" in culling_map("--pca").err
    assert culling_map("-q").out == kept.to_csv(lineterminator="\n")  # --pca took nothing away
    anew = culling_map("--anew", "-q")
    assert anew.out == first.out == culling_map("-q").out


def test_a_photo_that_came_later_is_put_there(culling_map: Map, folder: Path, catalog: Path) -> None:
    with Catalog(folder, catalog) as known:
        names = [path for path in known.table().index if path != "IMG_0102.JPG"]
        points = np.arange(10).reshape(5, 2).astype(np.float32)
        known.keep_projection(Projection.whole(points, "umap", names))
    said = culling_map()
    table = read(said.out)
    assert table["placed"].to_dict() == dict.fromkeys(NAMES, 0) | {"IMG_0102.JPG": 1}
    assert np.isfinite(table.loc["IMG_0102.JPG", ["x", "y"]].to_numpy(float)).all()
    assert "5 photos on the map by UMAP, 1 of them put there later, 1 without a place" in said.err


@pytest.mark.parametrize("colour", ["verdict", "laplacian_variance", "camera"])
def test_the_page_shows_every_photo(culling_map: Map, tmp_path: Path, colour: str) -> None:
    said = culling_map("--pca", "--html", tmp_path / "m.html", "--colour", colour, "-q")
    assert said == (0, "", "")
    page = (tmp_path / "m.html").read_text("utf-8")
    chart = page.rsplit("Plotly.newPlot", 1)[1]
    assert [name for name in ("=copy.jpg", "IMG_0102.JPG", "bad.jpg") if name in chart] == ["=copy.jpg", "IMG_0102.JPG"]
    assert "&lt;photos&gt;" in page
    assert "<photos>" not in page


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--colour", "sharpness"), 2, "no colour 'sharpness'; choose from verdict, group"),
        (("--colour", "group", "--pca", "--html", "m.html"), 2, "culling group FOLDER --keep"),
        (("--table", "nowhere/m.csv", "--pca"), 1, "cannot write"),
    ],
    ids=str,
)
def test_what_does_not_fit_is_told(
    culling_map: Map, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], code: int, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    found = culling_map(*words)
    assert found.code == code
    assert said in found.err
    assert not (tmp_path / "m.html").exists()


def test_a_missing_folder_is_told(culling_map: Map, tmp_path: Path) -> None:
    said = culling_map(of=tmp_path / "nowhere")
    assert said.code == 1
    assert "no folder" in said.err
