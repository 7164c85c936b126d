"""`culling restore` as a person types it: words, what they mean for a photo, one photo and many, what goes wrong."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from culling.cli.restore_words import Wanted, paths_in
from culling.decoding.limits import Limits
from culling.errors import CullingError
from culling.photos import read_photo
from culling.restore.edit import Background, Edit, Light, Region, Stopped
from culling.restore.saving import read_edit
from tests.restore.rescued import scene, write_photo
from tests.typed import SAMPLE, Said, run_culling

Typed = Callable[..., Said]
SIZE = (400, 200)


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Typed:
    def run(*words: object) -> Said:
        return run_culling(monkeypatch, capfd, "restore", *words)

    return run


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return Path(shutil.copy(SAMPLE / "100_WALK" / "IMG_0101.JPG", tmp_path / "IMG_1.JPG"))


def _edit(**words: Any) -> Edit:
    return Wanted(**words).edit(SIZE, None)


# ── the words ──


@pytest.mark.parametrize(
    ("words", "edit"),
    [
        ({"deblur": True}, Edit(deblur="own")),
        ({"deblur": True, "ways": ("nafnet",)}, Edit(deblur="nafnet")),
        ({"upscale": 4, "ways": ("bicubic",)}, Edit(upscale=4, upscale_with="bicubic")),
        ({"deblur": True, "upscale": 2, "ways": ("wiener",)}, Edit(deblur="wiener", upscale=2)),
        ({"deblur": True, "upscale": 2, "ways": ("realesr", "nafnet")}, Edit("nafnet", 2, "realesr")),
        ({"deblur": True, "upscale": 2, "ways": ("own",)}, Edit(deblur="own", upscale=2)),
        ({"stops": 1.5, "shadows": 0.2}, Edit(light=Light(1.5, 0.2))),
        (
            {"deblur": True, "region": "100,50,200,100", "dim": 0.5},
            Edit("own", region=Region("rectangle", (0.25, 0.25, 0.5, 0.5)), background=Background(0.5)),
        ),
        (
            {"deblur": True, "region": "25%, 10%,50%,50%"},
            Edit("own", region=Region("rectangle", (0.25, 0.1, 0.5, 0.5))),
        ),
        (
            {"lasso": "0,0 400,0 200,200", "white": True},
            Edit(region=Region("lasso", points=((0, 0), (1, 0), (0.5, 1))), background=Background(white=True)),
        ),
        ({"deblur": True, "subject": True}, Edit("own", region=Region("subject"))),
    ],
    ids=str,
)
def test_words_are_an_edit(words: dict[str, Any], edit: Edit) -> None:
    assert _edit(**words) == edit


def test_light_is_what_the_photo_seems_to_need() -> None:
    assert Wanted(light="auto").edit(SIZE, lambda: Light(stops=2.0)) == Edit(light=Light(stops=2.0))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({}, "nothing to do: add --deblur"),
        ({"subject": True}, "nothing to do"),
        (
            {"deblur": True, "ways": ("realesr",)},
            "--with realesr belongs to nothing that was asked for; add --upscale 2",
        ),
        ({"upscale": 2, "ways": ("wiener",)}, "--with wiener belongs to nothing that was asked for; add --deblur"),
        ({"stops": 1.0, "ways": ("own",)}, "add --deblur or --upscale 2"),
        ({"deblur": True, "ways": ("magic",)}, "no way 'magic'; to deblur: own, nafnet"),
        ({"upscale": 3}, "upscale must be 1, 2 or 4, got 3"),
        ({"deblur": True, "dim": 0.5}, "give one"),
        ({"deblur": True, "subject": True, "lasso": "1,1 2,2 3,1"}, "choose one of --region, --lasso and --subject"),
        ({"deblur": True, "region": "1,2,3"}, "--region takes left, top, width and height"),
        ({"deblur": True, "region": "1,2,3%,4"}, "pixels or per cent, not both"),
        ({"deblur": True, "region": "1,2,x,4"}, "--region takes numbers"),
        ({"deblur": True, "region": "1,2,0,4"}, "width and height > 0"),
        ({"deblur": True, "region": "1,2,nan,4"}, "width and height > 0"),
        ({"deblur": True, "lasso": "1,1 2,2"}, "from 3 to 10000 points"),
        ({"deblur": True, "lasso": "1,1 2 3,3"}, "--lasso takes corners"),
        ({"light": "much"}, "--light takes auto"),
        ({"light": "auto", "stops": 1.0}, "either --light auto or"),
        ({"stops": 9.0}, "stops must be a number from -4 to 4"),
    ],
    ids=str,
)
def test_words_that_do_not_go_together_are_told(words: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        _edit(**words)


def test_a_list_takes_lines_or_nul_and_any_bytes(tmp_path: Path) -> None:
    file = tmp_path / "list"
    file.write_bytes(b"a.jpg\r\n-b c.jpg\n\ngr\xfcn.jpg\n")
    assert paths_in(file) == [Path("a.jpg"), Path("-b c.jpg"), Path("gr\udcfcn.jpg")]
    file.write_bytes(b"two\nlines.jpg\0b.jpg\0")
    assert paths_in(file) == [Path("two\nlines.jpg"), Path("b.jpg")]
    file.write_bytes(b"\n")
    for problem, path in (("lists no photos", file), ("cannot read", tmp_path / "gone")):
        with pytest.raises(CullingError, match=problem):
            paths_in(path)


# ── one photo ──


def test_a_part_is_rescued_and_the_rest_stays(typed: Typed, photo: Path, tmp_path: Path) -> None:
    before = photo.read_bytes()
    out = tmp_path / "out.png"
    said = typed(photo, out, "--deblur", "--with", "wiener", "--stops", 0.5, "--region", "100,100,200,160")
    assert said.code == 0, said.err
    assert said.out.startswith(str(out))
    assert re.search(r"measures of the region +before +after", said.out)
    assert "laplacian_variance" in said.out
    assert "no proof that it looks better" in said.err
    assert photo.read_bytes() == before
    old, new = (read_photo(path, Limits(whole=True)).pixels for path in (photo, out))
    changed = (old != new).any(axis=2)
    assert changed[120:240, 120:280].mean() > 0.5
    changed[60:300, 60:340] = False
    assert not changed.any()
    edit = read_edit(out)
    assert edit is not None
    assert edit.region == Region("rectangle", (100 / 600, 100 / 400, 200 / 600, 160 / 400))


def test_a_photo_is_enlarged_beside_itself(typed: Typed, photo: Path) -> None:
    said = typed(photo, "--upscale", 2, "--with", "bicubic", "--quiet")
    target = photo.with_name("IMG_1-rescued.JPG")
    assert said == (0, f"{target}\n", "")
    assert read_photo(target, Limits(whole=True)).pixels.shape == (800, 1200, 3)


def test_a_dry_run_says_how_long_and_how_large_and_writes_nothing(typed: Typed, photo: Path, tmp_path: Path) -> None:
    said = typed(photo, tmp_path, "--upscale", 4, "--with", "bicubic", "--dry-run")
    assert (said.code, said.out) == (0, "")
    assert re.search(r"about (a second|\d+ s), 2400 × 1600 px come out, 12 MB in memory", said.err)
    assert [path.name for path in tmp_path.iterdir()] == ["IMG_1.JPG"]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["IMG_1.JPG", "--upscale", "2"], 1, "is there already"),
        (["b.heic", "--upscale", "2"], 1, "choose a name that ends in"),
        (["nowhere/b.jpg", "--upscale", "2"], 1, "there is no folder"),
        (["b.jpg"], 2, "nothing to do"),
        (["b.jpg", "--upscale", "2", "--region", "9000,9000,5,5"], 1, "outside"),
        (["b.jpg", "--upscale", "2", "--list", "x.txt"], 2, "either a photo or --list FILE"),
        (["b.jpg", "--upscale", "2", "--server", "ftp://x"], 1, "http"),
    ],
    ids=str,
)
def test_what_cannot_be_is_one_line(
    typed: Typed, photo: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], code: int, says: str
) -> None:
    monkeypatch.chdir(photo.parent)
    said = typed(photo.name, *words)
    assert (said.code, said.out) == (code, "")
    assert says in said.err
    assert "Traceback" not in said.err
    assert [path.name for path in photo.parent.iterdir()] == ["IMG_1.JPG"]


def test_a_photo_that_is_light_enough_is_left_alone(typed: Typed, photo: Path) -> None:
    said = typed(photo, "--light", "auto")
    assert said.code == 1
    assert "seems to need no more light; nothing was written" in said.err
    assert [path.name for path in photo.parent.iterdir()] == ["IMG_1.JPG"]


def test_a_file_that_is_no_photo_and_one_that_is_gone(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"nothing")
    for name, why in (("a.jpg", "not a picture"), ("gone.jpg", "gone")):
        said = typed(tmp_path / name, "--upscale", 2)
        assert (said.code, said.out) == (1, "")
        assert why in said.err


# ── many ──


def test_a_folder_is_rescued_and_the_same_words_go_on(typed: Typed, tmp_path: Path) -> None:
    folder, out = tmp_path / "photos", tmp_path / "out"
    folder.mkdir()
    out.mkdir()
    for number, name in enumerate(("a", "-b", "**c**"), 1):
        write_photo(folder / "x.jpg", scene() // number).rename(folder / f"{name}.jpg")
    (folder / "bad.jpg").write_bytes(b"nothing")
    words = (folder, out, "--upscale", 2, "--with", "bicubic")
    dry = typed(*words, "--dry-run")
    assert dry.code == 0
    assert dry.out.count("new: ") == 4
    assert "3 of 4 photos to do" in dry.err
    assert list(out.iterdir()) == []
    said = typed(*words)
    assert said.code == 1, "one is no photo"
    assert "failed: " in said.out
    assert said.err.strip().endswith("3 saved, 1 failed")
    assert sorted(path.name for path in out.iterdir()) == ["**c**-rescued.jpg", "-b-rescued.jpg", "a-rescued.jpg"]
    (folder / "bad.jpg").unlink()
    again = typed(*words)
    assert again.code == 0
    assert again.err.strip() == "3 there already"


def test_a_network_that_is_missing_is_told_once_and_before_any_work(
    typed: Typed, photo: Path, nothing_fetched: None
) -> None:
    said = typed(photo.parent, "--deblur", "--with", "nafnet")
    assert (said.code, said.out) == (1, "")
    assert said.err.count("culling models fetch nafnet") == 1


def test_listed_photos_are_rescued(typed: Typed, photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("list.txt").write_text("IMG_1.JPG\nIMG_1.JPG\n")
    Path("out").mkdir()
    said = typed("--list", "list.txt", "out", "--upscale", 2, "--with", "bicubic")
    assert said.code == 0, said.err
    assert said.err.strip() == "1 saved"
    refused = typed("--list", "list.txt", "out", "--deblur", "--region", "1,2,3,4")
    assert refused.code == 2
    assert "pixels belong to one photo" in refused.err
    assert typed("--upscale", 2).code == 2


def test_a_stop_leaves_nothing_half_done(typed: Typed, photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_given: object, **_how: object) -> np.ndarray:
        raise Stopped("stopped; nothing was written")

    monkeypatch.setattr("culling.restore.perform.restore", stopped)
    said = typed(photo, "--upscale", 2)
    assert said.code == 1
    assert "nothing was written" in said.err
    assert [path.name for path in photo.parent.iterdir()] == ["IMG_1.JPG"]


def test_a_full_disk_is_one_clear_line_and_leaves_nothing(typed: Typed, photo: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=40k", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        said = typed(photo, disk, "--upscale", 2, "--with", "bicubic", "-q")
        assert (said.code, said.out) == (1, "")
        assert "No space left on device" in said.err
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)
