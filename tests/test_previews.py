"""Pictures for the screen: their size, which way up, and how true they are to the photo."""

from pathlib import Path

import numpy as np
import pytest
import simplejpeg
from PIL import Image

from culling.errors import CullingError
from culling.photos import Photo
from culling.previews import fit, full, preview, thumbnail
from tests.decoding.files import saved
from tests.decoding.test_refused import png_claiming
from tests.decoding.test_whole import checks


def test_the_full_picture_has_every_pixel(tmp_path: Path) -> None:
    scene = checks(4000, 3000)
    shown = simplejpeg.decode_jpeg(full(saved(tmp_path, "a.png", Image.fromarray(scene))))
    assert shown.shape == scene.shape
    assert np.abs(shown.astype(int) - scene).max() < 60  # JPEG is not exact, but no check has become grey


def test_the_full_picture_keeps_colours_of_single_pixels(tmp_path: Path) -> None:
    """Red and blue pixels in turn: chroma at half size would make all of them purple."""
    rows, columns = np.indices((64, 2400))
    scene = np.where(((rows + columns) % 2 == 0)[..., None], (200, 30, 30), (30, 30, 200)).astype(np.uint8)
    shown = simplejpeg.decode_jpeg(full(saved(tmp_path, "a.png", Image.fromarray(scene)))).astype(int)
    redness = shown[..., 0] - shown[..., 2]
    assert redness[::2, ::2].mean() > 100
    assert redness[1::2, ::2].mean() < -100


def test_full_preview_and_thumbnail_are_the_same_way_up(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 8
    path = saved(tmp_path, "a.jpg", Image.fromarray(checks(3000, 900)), exif=exif, quality=95)
    assert simplejpeg.decode_jpeg(full(path)).shape == (3000, 900, 3)
    assert simplejpeg.decode_jpeg(preview(path)).shape == (1600, 480, 3)


def test_a_thumbnail_is_never_larger_than_the_photo() -> None:
    shown = simplejpeg.decode_jpeg(thumbnail(Photo(np.full((30, 40, 3), 90, np.uint8))))
    assert shown.shape == (30, 40, 3)
    assert simplejpeg.decode_jpeg(thumbnail(Photo(np.full((900, 700, 3), 90, np.uint8)))).shape == (320, 249, 3)


@pytest.mark.parametrize(("size", "fitted"), [((4000, 3000), (1600, 1200)), ((10, 5), (10, 5)), ((5000, 2), (1600, 1))])
def test_fitting_keeps_proportions_and_never_enlarges(size: tuple[int, int], fitted: tuple[int, int]) -> None:
    assert fit(np.zeros((size[1], size[0], 3), np.uint8), 1600).shape[1::-1] == fitted


def test_what_cannot_be_read_has_no_picture(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(png_claiming(50_000, 50_000))
    with pytest.raises(CullingError, match="Too large: 50000 × 50000 pixels"):
        full(path)
