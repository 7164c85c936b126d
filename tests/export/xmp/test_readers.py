"""What other programs read of our sidecars, and what is left of them after those programs wrote."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from culling.export.xmp.merge import merge
from culling.export.xmp.removal import without_ours
from tests.export.xmp.packets import STYLES, said, wanted

REJECT = wanted("reject", "blur", margin="-0.25")
VERDICTS = {"reject": REJECT, "maybe": wanted("maybe", "dark"), "keep": wanted("keep")}


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


def ran(command: Iterable[str | Path], cwd: Path | None = None) -> str:
    found = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=True, cwd=cwd)
    assert "Error" not in found.stderr, found.stderr
    return found.stdout


def by_exiftool(folder: Path) -> dict[str, dict[str, Any]]:
    told = json.loads(ran(["exiftool", "-j", "-struct", "-G1", "-XMP:all", folder]))
    return {Path(entry.pop("SourceFile")).stem: entry for entry in told}


@needs("exiftool")
def test_exiftool_reads_all_of_it_in_new_and_merged_sidecars(tmp_path: Path) -> None:
    for verdict, said_of in VERDICTS.items():
        (tmp_path / f"{verdict}.xmp").write_bytes(merge(None, said_of).content)
    for style, packet in STYLES.items():
        (tmp_path / f"{style}.xmp").write_bytes(merge(packet, REJECT).content)
    found = by_exiftool(tmp_path)
    reject = found["reject"]
    assert (reject["XMP-xmp:Rating"], reject["XMP-xmp:Label"], reject["XMP-xmpDM:Pick"]) == (-1, "Red", -1)
    assert (str(reject["XMP-xmpDM:Good"]).lower(), reject["XMP-digiKam:PickLabel"]) == ("false", 1)
    assert reject["XMP-dc:Subject"] == ["cull:reject", "cull:blur"]
    assert (reject["XMP-culling:Verdict"], reject["XMP-culling:Margin"]) == ("reject", -0.25)
    assert "XMP-xmp:Rating" not in found["keep"]
    assert found["keep"]["XMP-xmpDM:Pick"] == 1
    lightroom = found["lightroom"]
    assert (lightroom["XMP-xmp:Rating"], lightroom["XMP-xmpDM:Pick"]) == (4, -1)
    assert lightroom["XMP-dc:Subject"] == ["Anna", "wedding", "cull:reject", "cull:blur"]
    assert (lightroom["XMP-crs:Exposure2012"], lightroom["XMP-dc:Title"]) == ("+0.35", "First dance")
    assert found["bridge"]["XMP-photoshop:City"] == "Rome"


@needs("exiftool")
def test_what_exiftool_wrote_anew_is_still_ours_but_for_what_was_changed(tmp_path: Path) -> None:
    sidecar = tmp_path / "a.xmp"
    sidecar.write_bytes(merge(None, REJECT).content)
    ran(["exiftool", "-q", "-overwrite_original", "-XMP-xmp:Label=Blue", "-XMP-dc:Title=Dance", sidecar])
    changed = said(merge(sidecar.read_bytes(), VERDICTS["keep"]).content)
    values = {key.partition("}")[2]: value for key, value in changed.items()}
    assert (values["Label"], values["pick"], "Rating" in values) == ("Blue", "1", False)
    assert values["subject"] == ["cull:keep"]
    left = said(without_ours(sidecar.read_bytes(), None) or b"", ours=True)
    assert {key.partition("}")[2] for key in left} == {"Label", "title"}


@needs("exiv2")
@pytest.mark.parametrize("style", STYLES)
def test_exiv2_reads_and_rewrites_merged_sidecars(tmp_path: Path, style: str) -> None:
    sidecar = tmp_path / "a.xmp"
    sidecar.write_bytes(merge(STYLES[style], REJECT).content)
    lines = (line.split(maxsplit=3) for line in ran(["exiv2", "-PXkt", sidecar]).splitlines())
    told = {parts[0]: " ".join(parts[1:]) for parts in lines}
    assert told["Xmp.xmpDM.pick"] == "-1"
    assert told["Xmp.dc.subject"].endswith("cull:reject, cull:blur")
    assert told["Xmp.culling.verdict"] == "reject"
    ran(["exiv2", "-Mset Xmp.dc.source here", sidecar])  # digiKam and darktable write with it
    rewritten = sidecar.read_bytes()
    assert merge(rewritten, REJECT).content == rewritten
    left = said(without_ours(rewritten, None) or b"", ours=True)
    assert left.pop("{http://purl.org/dc/elements/1.1/}source") == "here"
    left.pop("{http://ns.adobe.com/xap/1.0/mm/}InstanceID", None)  # what it makes of a description's identifier
    assert left == said(STYLES[style])


@needs("darktable-cli")
def test_darktable_sees_rejected_photos_colours_and_keywords(tmp_path: Path) -> None:
    for verdict, said_of in VERDICTS.items():
        Image.effect_noise((64, 48), 40).convert("RGB").save(tmp_path / f"{verdict}.jpg")
        (tmp_path / f"{verdict}.jpg.xmp").write_bytes(merge(None, said_of).content)
    (tmp_path / "made").mkdir()
    own = ["--core", "--library", tmp_path / "library.db", "--configdir", tmp_path / "config", "--disable-opencl"]
    ran(["darktable-cli", tmp_path, tmp_path / "made", "--out-ext", "png", *own])
    with sqlite3.connect(tmp_path / "library.db") as library:
        library.execute("ATTACH ? AS data", (str(tmp_path / "config/data.db"),))
        rejected = library.execute("SELECT filename FROM images WHERE flags & 8").fetchall()
        colours = library.execute("SELECT filename, color FROM images JOIN color_labels ON imgid = id").fetchall()
        tags = library.execute("SELECT name FROM data.tags WHERE name LIKE 'cull|%'").fetchall()
    library.close()
    assert rejected == [("reject.jpg",)]
    assert sorted(colours) == [("keep.jpg", 2), ("maybe.jpg", 1), ("reject.jpg", 0)]
    assert sorted(tags) == [("cull|keep",), ("cull|maybe|dark",), ("cull|reject|blur",)]
