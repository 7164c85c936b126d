"""What exiftool itself makes of the file: it writes it into real photos, and reads it back."""

import csv
import io
import json
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from culling.decide import decide
from culling.export.lists.exiftool_csv import CSV, STARS, exiftool_args, exiftool_csv
from culling.export.xmp import XmpMapping
from culling.folders import relative_key
from culling.policy import Policy, Rule

POLICY = Policy("test", (Rule("laplacian_variance", reject=400, maybe=600),))
KEEP, MAYBE, REJECT = 900.0, 500.0, 1.0
HOSTILE = ["-rf.jpg", "a, b.jpg", 'quo"te.jpg', "é ü.jpg", "two\nlines.jpg", "=1+1.jpg", "#x.jpg", "@x.jpg", "$x.jpg"]

has_exiftool = pytest.mark.skipif(not shutil.which("exiftool"), reason="no exiftool here (libimage-exiftool-perl)")


def table_of(photos: dict[str, float], **columns) -> pd.DataFrame:
    index = pd.Index(list(photos), name="path", dtype=object)
    return pd.DataFrame({"laplacian_variance": list(photos.values()), **columns}, index=index)


def made(table: pd.DataFrame, folder: Path, mapping: XmpMapping | None = None):
    return exiftool_csv(table, decide(table, POLICY), POLICY, folder, mapping or XmpMapping())


def written(out: Path, table: pd.DataFrame, folder: Path) -> None:
    """The files that `exiftool -@ exiftool.args` takes, in `out`."""
    for name, data in made(table, folder).files.items():
        (out / name).write_bytes(data)
    (out / "exiftool.args").write_bytes(exiftool_args(XmpMapping()))


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def draw(folder: Path, *names: str) -> None:
    """JPEGs, and a TIFF by the ending .dng, which exiftool writes as it writes a camera's."""
    pixels = Image.fromarray(np.full((8, 12, 3), 90, np.uint8))
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        pixels.save(folder / name, "TIFF" if name.endswith(".dng") else "JPEG")


def exiftool(*arguments: object, beside: Path) -> str:
    given = ["exiftool", "-overwrite_original", *map(str, arguments)]
    ended = subprocess.run(given, cwd=beside, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return ended.stdout


def read_back(folder: Path) -> dict[str, dict[str, object]]:
    """The tags of each photo by its name, as exiftool reads them."""
    found = subprocess.run(["exiftool", "-json", "-G1", "-n", "-r", "--ext", "xmp", "-XMP:all", str(folder)],
                           check=True, capture_output=True)  # fmt: skip
    return {Path(photo.pop("SourceFile")).name: photo for photo in json.loads(found.stdout)}


def test_the_header_is_tags_and_only_photos_with_a_verdict_have_a_line(tmp_path):
    table = table_of({"a.jpg": KEEP, "b/c.jpg": REJECT, "d.jpg": float("nan"), "e.jpg": MAYBE})
    files = made(table, tmp_path).files
    assert files[CSV].decode().splitlines()[0] == (
        "SourceFile,XMP-xmp:Label,XMP-xmpDM:Pick,XMP-xmpDM:Good,XMP-digiKam:PickLabel,"
        "XMP-dc:Subject,XMP-lr:HierarchicalSubject"
    )
    found = {Path(row.pop("SourceFile")): list(row.values()) for row in rows(files[CSV])}
    assert found == {
        tmp_path / "a.jpg": ["Green", "1", "true", "3", "cull:keep", "cull|keep"],
        tmp_path / "b/c.jpg": ["Red", "-1", "false", "1", "cull:reject, cull:blur", "cull|reject|blur"],
        tmp_path / "e.jpg": ["Yellow", "0", "", "2", "cull:maybe, cull:blur", "cull|maybe|blur"],
    }
    stars = {Path(row["SourceFile"]).name: row["XMP-xmp:Rating"] for row in rows(files[STARS])}
    assert stars == {"a.jpg": "", "c.jpg": "-1", "e.jpg": ""}


def test_columns_and_values_follow_the_mapping(tmp_path):
    from culling.export.xmp.mapping import Values

    mapping = XmpMapping(
        keep=Values(label="Blau"), must_have=Values(rating=5), write=("rating", "label", "keywords"), prefix="k-"
    )
    table = table_of({"a.jpg": KEEP, "b.jpg": REJECT}, mark=[None, "must-have"])
    files = made(table, tmp_path, mapping).files
    assert [list(row.values())[1:] for row in rows(files[CSV])] == [
        ["Blau", "k-keep"],
        ["Blau", "k-keep, k-marked, k-must-have"],
    ]
    assert [row["XMP-xmp:Rating"] for row in rows(files[STARS])] == ["", "5"]


def test_a_mapping_without_stars_makes_no_file_of_stars(tmp_path):
    mapping = XmpMapping(write=("label", "keywords"))
    assert list(made(table_of({"a.jpg": REJECT}), tmp_path, mapping).files) == [CSV]
    assert STARS.encode() not in exiftool_args(mapping)
    assert STARS.encode() in exiftool_args(XmpMapping())


def test_a_name_that_is_no_utf8_is_left_out_and_named(tmp_path):
    strange = relative_key(tmp_path, tmp_path / os.fsdecode(b"latin \xe9.jpg"))
    found = made(table_of({"a.jpg": KEEP, strange: KEEP}), tmp_path)
    assert [Path(row["SourceFile"]).name for row in rows(found.files[CSV])] == ["a.jpg"]
    ((key, why),) = found.left_out
    assert key == strange
    assert "no UTF-8" in why


@has_exiftool
def test_exiftool_writes_the_csv_into_photos_of_every_name(tmp_path):
    folder, lists = tmp_path / "photos", tmp_path / "lists"
    names = [*HOSTILE, "sub/x.dng"]
    draw(folder, *names)
    lists.mkdir()
    written(lists, table_of(dict.fromkeys(names, REJECT)), folder)
    said = exiftool("-csv=exiftool.csv", "-sep", ", ", "-r", folder, beside=lists)
    assert f"{len(names)} image files updated" in said
    assert not any("XMP-xmp:Rating" in found for found in read_back(folder).values())
    exiftool("-csv=exiftool-stars.csv", "-r", folder, beside=lists)
    for name, found in read_back(folder).items():
        assert found["XMP-xmp:Rating"] == -1, name
        assert found["XMP-xmp:Label"] == "Red"
        assert found["XMP-digiKam:PickLabel"] == 1
        assert found["XMP-dc:Subject"] == ["cull:reject", "cull:blur"]
        assert found["XMP-lr:HierarchicalSubject"] == "cull|reject|blur"


@has_exiftool
def test_the_arguments_keep_what_others_wrote_and_take_back_what_was_ours(tmp_path):
    folder, lists = tmp_path / "photos", tmp_path / "lists"
    draw(folder, "turns.jpg", "stays.jpg", "unjudged.jpg")
    (folder / "turns.xmp").write_bytes(b"<not/>")
    lists.mkdir()
    theirs = ("-XMP-dc:Subject=Paris", "-XMP-dc:Subject=Eiffel")
    exiftool(
        *theirs, folder / "turns.jpg", "-execute", *theirs, "-XMP-xmp:Rating=4", folder / "stays.jpg", beside=lists
    )

    def after(turns: float) -> dict[str, dict[str, object]]:
        table = table_of({"turns.jpg": turns, "stays.jpg": KEEP, "unjudged.jpg": float("nan")})
        written(lists, table, folder)
        exiftool("-@", "exiftool.args", "-common_args", "-r", folder, beside=lists)
        return read_back(folder)

    first = after(REJECT)
    assert first["turns.jpg"]["XMP-dc:Subject"] == ["Paris", "Eiffel", "cull:reject", "cull:blur"]
    assert first["turns.jpg"]["XMP-xmp:Rating"] == -1
    assert first["stays.jpg"]["XMP-dc:Subject"] == ["Paris", "Eiffel", "cull:keep"]
    assert first["stays.jpg"]["XMP-xmp:Rating"] == 4
    assert not first.get("unjudged.jpg")
    assert after(REJECT) == first
    then = after(KEEP)
    assert then["turns.jpg"]["XMP-dc:Subject"] == ["Paris", "Eiffel", "cull:keep"]
    assert "XMP-xmp:Rating" not in then["turns.jpg"]
    assert then["turns.jpg"]["XMP-lr:HierarchicalSubject"] == "cull|keep"
    assert (folder / "turns.xmp").read_bytes() == b"<not/>"


@has_exiftool
def test_stars_that_somebody_gave_stay_on_a_rejected_photo(tmp_path):
    folder, lists = tmp_path / "photos", tmp_path / "lists"
    draw(folder, "none.jpg", "zero.jpg", "four.jpg")
    lists.mkdir()
    exiftool("-XMP:Rating=0", folder / "zero.jpg", "-execute", "-XMP:Rating=4", folder / "four.jpg", beside=lists)
    written(lists, table_of(dict.fromkeys(("none.jpg", "zero.jpg", "four.jpg"), REJECT)), folder)
    for _ in range(2):
        exiftool("-@", "exiftool.args", "-common_args", "-r", folder, beside=lists)
        found = read_back(folder)
        assert {name: tags["XMP-xmp:Rating"] for name, tags in found.items()} == {
            "none.jpg": -1,
            "zero.jpg": -1,
            "four.jpg": 4,
        }
        assert {tags["XMP-xmp:Label"] for tags in found.values()} == {"Red"}
