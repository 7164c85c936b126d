"""A photo at its own size: every pixel where it was, in every format, and no more pixels than a screen can take."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from culling.decoding import limits as limits_module
from culling.decoding.limits import Limits, UnreadablePhoto
from culling.photos import Pixels, read_photo
from tests.decoding.files import saved
from tests.decoding.test_decode import distance
from tests.decoding.test_raw import Dng, halves, sensor

WHOLE = Limits(whole=True)


def checks(width: int, height: int) -> Pixels:
    """Single black and white pixels in turn, with a grey corner at the top left: any resampling makes them grey."""
    rows, columns = np.indices((height, width))
    pixels = np.repeat(((rows + columns) % 2 * 255).astype(np.uint8)[..., None], 3, axis=2)
    pixels[:9, :15] = 120
    return pixels


@pytest.mark.parametrize(("width", "height"), [(4000, 3000), (2301, 3007), (2501, 40)])
def test_single_pixels_come_back_as_they_were(tmp_path: Path, width: int, height: int) -> None:
    scene = checks(width, height)
    photo = read_photo(saved(tmp_path, "a.png", Image.fromarray(scene)), WHOLE)
    np.testing.assert_array_equal(photo.pixels, scene)
    assert (photo.full_size, photo.scale) == ((width, height), 1.0)


@pytest.mark.parametrize("name", ["a.bmp", "a.tif", "a.webp", "a.qoi"])
def test_decoders_of_all_kinds_know_the_whole_size(tmp_path: Path, name: str) -> None:
    scene = checks(2600, 90)
    options = {"lossless": True} if name == "a.webp" else {}
    np.testing.assert_array_equal(
        read_photo(saved(tmp_path, name, Image.fromarray(scene), **options), WHOLE).pixels, scene
    )


@pytest.mark.parametrize("name", ["a.jpg", "a.avif"])
def test_lossy_formats_come_close_at_the_whole_size(tmp_path: Path, name: str) -> None:
    scene = np.repeat(np.repeat(checks(700, 60), 4, axis=1), 4, axis=0)  # checks of 4 pixels
    photo = read_photo(saved(tmp_path, name, Image.fromarray(scene), quality=95), WHOLE)
    assert distance(photo.pixels, scene) < 6
    assert read_photo(tmp_path / name).pixels.shape[1] < 2400


def test_sixteen_bits_at_the_whole_size(tmp_path: Path) -> None:
    scene = checks(2600, 60)[..., 0]
    photo = read_photo(saved(tmp_path, "a.png", Image.fromarray(scene.astype(np.uint16) * 257)), WHOLE)
    np.testing.assert_array_equal(photo.pixels[..., 1], scene)


def test_a_cmyk_jpeg_at_the_whole_size(tmp_path: Path) -> None:
    path = saved(tmp_path, "a.jpg", Image.new("CMYK", (4100, 80), (0, 255, 255, 0)))
    assert read_photo(path, WHOLE).pixels.shape == (80, 4100, 3)


@pytest.mark.parametrize("suffix", ["jpg", "png"])
def test_the_whole_picture_is_upright(tmp_path: Path, suffix: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn right to see it upright: the grey corner moves from top left to top right
    options = {"quality": 100, "subsampling": 0} if suffix == "jpg" else {}
    photo = read_photo(saved(tmp_path, f"a.{suffix}", Image.fromarray(checks(2600, 160)), exif=exif, **options), WHOLE)
    assert (photo.full_size, photo.pixels.shape) == ((160, 2600), (2600, 160, 3))
    assert np.abs(photo.pixels[:15, -9:].astype(int) - 120).mean() < 3


def test_raw_gives_its_preview_at_the_previews_size(tmp_path: Path) -> None:
    import simplejpeg

    path = tmp_path / "a.dng"
    path.write_bytes(Dng(sensor(), preview=simplejpeg.encode_jpeg(halves(4400, 330, 30, 220), 95)))
    assert read_photo(path, WHOLE).pixels.shape == (330, 4400, 3)
    assert read_photo(path).pixels.shape == (165, 2200, 3)


@pytest.mark.parametrize(
    ("size", "long_side"),
    [((9504, 6336), 9504), ((8000, 8000), 8000), ((11648, 8736), 5824), ((100, 90), 100), ((30000, 10000), 7500)],
)
def test_what_no_screen_can_take_is_halved(size: tuple[int, int], long_side: int) -> None:
    assert WHOLE.long_side(size) == long_side
    assert WHOLE.long_side(size[::-1]) == long_side
    assert Limits().long_side(size) == 2000


@pytest.mark.parametrize("suffix", ["jpg", "png", "tif"])
def test_halving_happens_in_every_decoder(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the limit lowered here; the child process of TIFF keeps the real one."""
    monkeypatch.setattr(limits_module, "WHOLE_PIXELS", 1_000_000)
    path = saved(tmp_path, f"a.{suffix}", Image.new("RGB", (2000, 1200), (90, 90, 90)))
    photo = read_photo(path, WHOLE)
    assert photo.pixels.shape == ((600, 1000, 3) if suffix != "tif" else (1200, 2000, 3))
    assert photo.full_size == (2000, 1200)


def test_hostile_sizes_are_refused_as_ever(tmp_path: Path) -> None:
    path = saved(tmp_path, "a.png", Image.new("1", (300, 200)))
    with pytest.raises(UnreadablePhoto, match="Too large: 300 × 200 pixels"):
        read_photo(path, Limits(whole=True, max_pixels=1000))
    path.write_bytes(path.read_bytes().replace((300).to_bytes(4), (50_000).to_bytes(4), 1))
    with pytest.raises(UnreadablePhoto, match="damaged"):  # a header's checksum that no longer fits
        read_photo(path, WHOLE)
