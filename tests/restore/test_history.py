"""What a rescued copy says of itself is what was done."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xxhash

from culling.errors import CullingError
from culling.restore.edit import Background, Edit, Region
from culling.restore.saving import networks_of, read_edit, read_saved, save, save_copy
from tests.restore.rescued import EDIT, FORMATS, PACKET, camera_exif, pixels_of, scene, write_photo


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return write_photo(tmp_path / "IMG_1.jpg", scene(), exif=camera_exif(orientation=1), xmp=PACKET)


def test_the_record_names_source_version_and_networks(photo: Path) -> None:
    edit = Edit(upscale=2)
    record = read_saved(save(photo, scene(96, 64), edit).path)
    assert record is not None
    assert record.source == "IMG_1.jpg"
    assert record.source_hash == xxhash.xxh3_128_hexdigest(photo.read_bytes())
    assert record.version.startswith("culling ")
    assert list(record.networks) == ["upscale_x2"]
    assert all(len(sha256) in (0, 64) for sha256 in record.networks.values())
    served = read_saved(save(photo, scene(96, 64), edit, server=True).path)
    assert served is not None
    assert (served.server, served.networks) == (True, {"upscale_x2": ""})


def test_networks_are_those_that_the_edit_runs() -> None:
    assert networks_of(Edit(deblur="wiener", upscale=4, upscale_with="bicubic")) == ()
    assert networks_of(Edit(deblur="own", upscale=4, upscale_with="realesr")) == ("deblur", "realesr")
    assert networks_of(Edit(deblur="nafnet", region=Region("subject"), upscale=4)) == (
        "nafnet",
        "upscale_x4",
        "subject",
    )


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_lasso_of_ten_thousand_corners_is_written_and_read(tmp_path: Path, photo: Path, suffix: str) -> None:
    corners = np.random.default_rng(0).random((10_000, 2)).tolist()
    edit = Edit(
        deblur="wiener", region=Region("lasso", points=tuple((x, y) for x, y in corners)), background=Background(0.5)
    )
    saved = save(photo, scene(), edit, tmp_path / f"b.{suffix}")
    assert saved.notes == ()
    assert read_edit(saved.path) == edit
    assert pixels_of(saved.path).shape == scene().shape


def test_a_rescued_copy_can_be_rescued_again(photo: Path) -> None:
    first = save_copy(photo, scene(), EDIT)
    second = save_copy(first, scene(), Edit(upscale=2))
    assert read_edit(second) == Edit(upscale=2)
    assert second.name == "IMG_1-rescued-rescued.jpg"


def test_other_files_hold_no_edit(photo: Path, tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text("nothing")
    forged = write_photo(
        tmp_path / "forged.jpg",
        scene(),
        xmp=PACKET.replace(
            b"<dc:subject>", b'<c:edit xmlns:c="urn:culling:restore:1.0/">{"deblur":"magic"}</c:edit><dc:subject>'
        ),
    )
    assert [read_edit(path) for path in (photo, text, forged)] == [None, None, None]
    with pytest.raises(CullingError, match="is gone"):
        read_edit(tmp_path / "gone.jpg")
