"""Every format against the pixels that went in: upright, reduced, in RGB."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import simplejpeg
from PIL import Image, ImageOps
from skimage import data

from culling.decoding.jpeg import decode_jpeg, eighths
from culling.decoding.limits import Limits
from culling.decoding.pixels import reduce
from culling.photos import Photo, Pixels, read_photo
from tests.decoding.files import saved


def distance(one: Pixels, other: Pixels) -> float:
    assert one.shape == other.shape
    return float(np.abs(one.astype(float) - other).mean())


LOSSLESS = {
    "a.png": {},
    "a.bmp": {},
    "a.tif": {},
    "a.tiff": {"compression": "tiff_lzw"},
    "a.webp": {"lossless": True},
    "a.jp2": {},
    "a.ppm": {},
    "a.tga": {},
    "a.pcx": {},
    "a.sgi": {},
    "a.dds": {},
    "a.qoi": {},
}


@pytest.mark.parametrize("name", LOSSLESS)
def test_lossless_formats_give_the_pixels_that_went_in(tmp_path: Path, scene: Pixels, name: str) -> None:
    photo = read_photo(saved(tmp_path, name, Image.fromarray(scene), **LOSSLESS[name]))
    np.testing.assert_array_equal(photo.pixels, scene)
    assert photo.full_size == (160, 112)


@pytest.mark.parametrize("name", ["a.jpg", "a.webp", "a.avif", "a.mpo", "a.JPEG", "a.gif"])
def test_lossy_formats_come_close(tmp_path: Path, scene: Pixels, name: str) -> None:
    options = {} if name == "a.gif" else {"quality": 95}
    photo = read_photo(saved(tmp_path, name, Image.fromarray(scene), **options))
    assert distance(photo.pixels, scene) < (12 if name == "a.gif" else 4)


def test_the_bytes_tell_the_format_and_not_the_name(tmp_path: Path, scene: Pixels) -> None:
    path = saved(tmp_path, "a.png", Image.fromarray(scene)).rename(tmp_path / "a.jpg")
    np.testing.assert_array_equal(read_photo(path).pixels, scene)


def test_heic_is_turned_once(shared_data: Path, tmp_path: Path) -> None:
    """The container's own turn counts, and EXIF, which repeats it on phones, does not turn it again."""
    straight = (shared_data / "formats" / "exiv2_Stonehenge.heic").read_bytes()
    at = straight.index(b"irot") + 4
    turned = bytearray(straight)
    turned[at] = 1
    tag = turned.index(b"\x01\x12\x00\x03\x00\x00\x00\x01")  # EXIF orientation
    turned[tag + 9] = 8
    (tmp_path / "a.heic").write_bytes(straight)
    (tmp_path / "b.heic").write_bytes(turned)
    photo, other = read_photo(tmp_path / "a.heic"), read_photo(tmp_path / "b.heic")
    assert (photo.full_size, other.full_size) == ((300, 200), (200, 300))
    np.testing.assert_array_equal(other.pixels, np.rot90(photo.pixels))
    assert photo.exif["camera"] == "NIKON D5300"


def test_sixteen_bit_grey_keeps_its_brightness(tmp_path: Path) -> None:
    values = np.linspace(0, 65535, 64 * 48).reshape(48, 64).astype(np.uint16)
    for name in ("a.png", "a.tif"):
        photo = read_photo(saved(tmp_path, name, Image.fromarray(values)))
        expected = np.rint(values / 257).astype(np.uint8)
        np.testing.assert_array_equal(photo.pixels, np.repeat(expected[..., None], 3, axis=2))


def test_a_dark_sixteen_bit_photo_stays_dark(tmp_path: Path) -> None:
    """Whatever the order of its bytes: 200 of 65535 is black, not nearly white."""
    for mode in ("I;16", "I;16B"):
        image = Image.frombytes(mode, (8, 6), np.full(48, 200, ">u2" if mode == "I;16B" else "<u2").tobytes())
        assert (read_photo(saved(tmp_path, "a.tif", image)).pixels == 1).all()


def test_a_large_sixteen_bit_photo_is_reduced(tmp_path: Path) -> None:
    values = np.full((1500, 5000), 65535, np.uint16)
    values[:, :2500] = 257 * 40
    photo = read_photo(saved(tmp_path, "a.png", Image.fromarray(values)))
    assert (photo.full_size, photo.pixels.shape) == ((5000, 1500), (600, 2000, 3))
    assert photo.pixels[300, [100, 1900]].tolist() == [[40] * 3, [255] * 3]


def test_sixteen_bit_colour_keeps_its_brightness(tmp_path: Path, scene: Pixels) -> None:
    deep = scene.astype(np.uint16) * 257
    assert cv2.imwrite(str(tmp_path / "a.png"), deep[..., ::-1])
    assert cv2.imwrite(str(tmp_path / "a.tif"), deep[..., ::-1])
    np.testing.assert_array_equal(read_photo(tmp_path / "a.png").pixels, scene)
    np.testing.assert_array_equal(read_photo(tmp_path / "a.tif").pixels, scene)


@pytest.mark.parametrize("white", [1.0, 255.0, 65535.0])
def test_float_grey_is_scaled_by_its_range(tmp_path: Path, white: float) -> None:
    values = np.linspace(0, white, 64 * 48, dtype=np.float32).reshape(48, 64)
    values[0, 0] = np.nan
    pixels = read_photo(saved(tmp_path, "a.tif", Image.fromarray(values))).pixels
    assert pixels[0, 0].tolist() == [0, 0, 0]
    assert pixels[-1, -1].tolist() == [255, 255, 255]
    assert abs(pixels.mean() - 127.5) < 1


def test_transparency_is_laid_on_white(tmp_path: Path) -> None:
    rgba = np.zeros((20, 30, 4), np.uint8)
    rgba[:, :10] = (200, 0, 0, 255)
    rgba[:, 10:20] = (200, 0, 0, 0)
    rgba[:, 20:] = (0, 0, 0, 128)
    for name in ("a.png", "a.tif", "a.webp"):
        options = {"lossless": True} if name == "a.webp" else {}
        pixels = read_photo(saved(tmp_path, name, Image.fromarray(rgba), **options)).pixels
        assert [pixels[5, x].tolist() for x in (5, 15, 25)] == [[200, 0, 0], [255, 255, 255], [127, 127, 127]]


def test_palettes_with_and_without_transparency(tmp_path: Path) -> None:
    image = Image.new("P", (30, 20))
    image.putpalette([200, 0, 0, 0, 0, 200])
    image.paste(1, (15, 0, 30, 20))
    plain = read_photo(saved(tmp_path, "a.png", image)).pixels
    clear = read_photo(saved(tmp_path, "b.png", image, transparency=1)).pixels
    mixed = read_photo(saved(tmp_path, "c.png", image, transparency=b"\xff\x80")).pixels
    assert [pixels[5, 5].tolist() for pixels in (plain, clear, mixed)] == [[200, 0, 0]] * 3
    assert [pixels[5, 25].tolist() for pixels in (plain, clear, mixed)] == [
        [0, 0, 200],
        [255, 255, 255],
        [127, 127, 227],
    ]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "I"])
def test_greys_become_rgb(tmp_path: Path, mode: str, scene: Pixels) -> None:
    grey = Image.fromarray(scene).convert("L")
    pixels = read_photo(saved(tmp_path, "a.tif", grey.convert(mode))).pixels
    assert distance(pixels, np.asarray(grey.convert("1" if mode == "1" else "L").convert("RGB"))) == 0


@pytest.mark.parametrize("mode", ["CMYK", "YCbCr", "LAB"])
def test_other_colour_models_become_rgb(tmp_path: Path, mode: str, scene: Pixels) -> None:
    image = Image.fromarray(scene)
    if mode == "LAB":
        planes = cv2.split(cv2.cvtColor(scene, cv2.COLOR_RGB2LAB))
        image = Image.merge("LAB", [Image.fromarray(plane) for plane in planes])
    pixels = read_photo(saved(tmp_path, "a.tif", image if mode == "LAB" else image.convert(mode))).pixels
    assert distance(pixels, scene) < 3


def test_cmyk_jpeg_is_not_inverted(tmp_path: Path) -> None:
    image = Image.new("CMYK", (64, 48), (0, 255, 255, 0))
    pixels = read_photo(saved(tmp_path, "a.jpg", image, quality=95)).pixels
    assert np.abs(pixels.mean(axis=(0, 1)) - (255, 0, 0)).max() < 6


def test_grey_jpeg_has_three_equal_channels(tmp_path: Path, scene: Pixels) -> None:
    pixels = read_photo(saved(tmp_path, "a.jpg", Image.fromarray(scene).convert("L"))).pixels
    assert pixels.shape == (112, 160, 3)
    assert (pixels[..., 0] == pixels[..., 2]).all()


@pytest.mark.parametrize("name", ["a.gif", "a.webp", "a.png", "a.tif"])
def test_only_the_first_frame_counts(tmp_path: Path, name: str) -> None:
    red, blue = Image.new("RGB", (32, 24), (255, 0, 0)), Image.new("RGB", (32, 24), (0, 0, 255))
    photo = read_photo(saved(tmp_path, name, red, save_all=True, append_images=[blue]))
    assert np.abs(photo.pixels.mean(axis=(0, 1)) - (255, 0, 0)).max() < 5


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif", "avif"])
def test_all_orientations_come_upright(tmp_path: Path, scene: Pixels, suffix: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"lossless": True} if suffix == "webp" else {"quality": 95} if suffix in ("jpg", "avif") else {}
    path = saved(tmp_path, f"a.{suffix}", Image.fromarray(scene), exif=exif, **options)
    tagged = Image.fromarray(scene)
    tagged.getexif()[0x0112] = orientation
    upright = np.asarray(ImageOps.exif_transpose(tagged))
    photo = read_photo(path)
    assert distance(photo.pixels, upright) < 4
    assert photo.full_size == upright.shape[1::-1]


@pytest.mark.parametrize("side", ["landscape", "portrait"])
def test_real_photos_of_all_orientations_agree(shared_data: Path, side: str) -> None:
    folder = shared_data / "exif" / "orientation_faces"
    straight = read_photo(folder / f"{side}_1.jpg").pixels
    for orientation in range(2, 9):
        pixels = read_photo(folder / f"{side}_{orientation}.jpg").pixels
        wrong = min(distance(turned, straight) for turned in (pixels[::-1], pixels[:, ::-1], pixels[::-1, ::-1]))
        assert distance(pixels, straight) < wrong / 2


@pytest.mark.parametrize(
    ("long_side", "n"),
    [
        (500, 8),
        (2000, 8),
        (2300, 8),
        (2400, 7),
        (3000, 5),
        (4000, 4),
        (4600, 4),
        (6000, 3),
        (8000, 2),
        (9000, 2),
        (16000, 1),
    ],
)
def test_jpeg_is_reduced_to_about_2000(long_side: int, n: int) -> None:
    assert eighths(long_side) == n


def test_every_size_is_analysed_within_15_percent_of_2000() -> None:
    for side in range(2001, 40_000, 7):
        decoded = np.zeros((1, -(-side * eighths(side) // 8), 3), np.uint8)
        assert 2000 / 1.151 < reduce(decoded).shape[1] <= 2300, side


@pytest.mark.parametrize(("width", "height"), [(4000, 3000), (3001, 1999), (2311, 40), (33000, 100)])
def test_reduced_jpeg_records_its_scale(width: int, height: int) -> None:
    jpeg = simplejpeg.encode_jpeg(np.full((height, width, 3), 90, np.uint8), 80)
    decoded = decode_jpeg(jpeg, Limits())
    photo = Photo(decoded.pixels, decoded.full_size)
    assert photo.full_size == (width, height)
    assert 1700 <= max(photo.pixels.shape) <= 2300
    assert photo.scale == pytest.approx(max(photo.pixels.shape) / max(width, height))


def test_reduced_decode_equals_full_decode_averaged() -> None:
    full = cv2.resize(data.astronaut(), (4096, 4096), interpolation=cv2.INTER_CUBIC)
    jpeg = simplejpeg.encode_jpeg(full, 92)
    averaged = cv2.resize(simplejpeg.decode_jpeg(jpeg), (2048, 2048), interpolation=cv2.INTER_AREA)
    assert distance(decode_jpeg(jpeg, Limits()).pixels, averaged) < 1.0


@pytest.mark.parametrize(
    ("size", "reduced"),
    [
        ((2300, 10), (2300, 10)),
        ((2400, 1200), (2000, 1000)),
        ((4000, 3000), (2000, 1500)),
        ((9000, 1), (2250, 1)),
        ((9, 5000), (3, 2000)),
    ],
)
def test_other_formats_are_reduced_alike(size: tuple[int, int], reduced: tuple[int, int]) -> None:
    pixels = reduce(np.full((size[1], size[0], 3), 70, np.uint8))
    assert pixels.shape[1::-1] == reduced
    assert (pixels == 70).all()


def test_a_large_png_keeps_its_full_size(tmp_path: Path) -> None:
    photo = read_photo(saved(tmp_path, "a.png", Image.new("RGB", (3000, 6000), "navy")))
    assert (photo.full_size, photo.pixels.shape) == ((3000, 6000), (2000, 1000, 3))
    assert photo.scale == pytest.approx(1 / 3)
