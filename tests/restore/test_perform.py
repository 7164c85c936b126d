"""`restore`: order of the steps, regions, sizes, and words for what cannot be done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from culling import model_files, nets
from culling.errors import CullingError
from culling.restore import Background, Edit, Light, Region, Stopped, restore
from culling.restore.light import brighten
from culling.restore.upscale import bicubic
from tests.networks import write_bundled
from tests.restore.stand_ins import SQUARE, noise, squared

PHOTO = noise(90, 120)
SMOOTH = cv2.GaussianBlur(PHOTO, (0, 0), 2)  # on which bicubic never overshoots
HARD = Region("rectangle", box=(0.25, 0.25, 0.5, 0.5), feather=0)


@pytest.fixture
def square(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The deblurring networks square every level."""
    monkeypatch.setenv("CULLING_MODELS", str(tmp_path / "fetched"))
    nets.clear()
    model_files.use(write_bundled(tmp_path / "models", deblur=SQUARE, nafnet=SQUARE))
    yield
    model_files.use(None)
    nets.clear()


@pytest.mark.parametrize("edit", [None, Edit(), Edit(region=HARD), Edit(background=Background(dim=1))], ids=str)
def test_an_edit_that_changes_nothing_gives_an_equal_copy(edit: Edit | None):
    result = restore(PHOTO, edit)
    assert np.array_equal(result, PHOTO)
    assert not np.shares_memory(result, PHOTO)


@pytest.mark.usefixtures("square")
@pytest.mark.parametrize("name", ["own", "nafnet"])
@pytest.mark.parametrize("size", [(90, 120), (1, 1), (1, 5000)], ids=str)
def test_a_network_works_on_every_pixel(name: str, size: tuple[int, int]):
    photo = noise(*size)
    assert np.array_equal(restore(photo, deblur=name), squared(photo))


@pytest.mark.usefixtures("square")
def test_the_photo_given_stays_as_it_was():
    photo = PHOTO.copy()
    restore(photo, deblur="own", light=Light(stops=1), upscale=2, upscale_with="bicubic", region=HARD)
    assert np.array_equal(photo, PHOTO)


@pytest.mark.usefixtures("square")
def test_first_the_blur_then_light_then_size():
    light = Light(stops=1)
    result = restore(SMOOTH, Edit(deblur="own", light=light, upscale=2, upscale_with="bicubic"))
    assert np.abs(result.astype(int) - bicubic(brighten(squared(SMOOTH), light), 2)).max() <= 1
    other = bicubic(squared(brighten(SMOOTH, light)), 2)
    assert np.abs(result.astype(int) - other).mean() > 5


@pytest.mark.usefixtures("square")
def test_a_region_changes_nothing_outside_itself():
    result = restore(PHOTO, Edit(deblur="own", region=HARD))
    expected = PHOTO.copy()
    expected[22:68, 30:90] = squared(PHOTO)[22:68, 30:90]
    changed = np.argwhere((result != PHOTO).any(axis=2))
    assert changed.min(axis=0).tolist() == [22, 30]
    assert changed.max(axis=0).tolist() == [67, 89]
    assert np.array_equal(result, expected)


@pytest.mark.usefixtures("square")
def test_a_soft_edge_lies_between_photo_and_result():
    result = restore(PHOTO, Edit(deblur="own", region=Region("rectangle", box=(0.25, 0.25, 0.5, 0.5), feather=0.1)))
    low, high = np.minimum(PHOTO, squared(PHOTO)), np.maximum(PHOTO, squared(PHOTO))
    assert ((low <= result) & (result <= high)).all()
    assert np.array_equal(result[45, 60], squared(PHOTO)[45, 60])
    assert np.array_equal(result[:8], PHOTO[:8])


@pytest.mark.usefixtures("square")
def test_a_region_in_pixels_is_one_in_shares():
    assert np.array_equal(
        restore(PHOTO, deblur="own", region=(30, 45, 60, 30)),
        restore(PHOTO, Edit(deblur="own", region=Region("rectangle", box=(0.25, 0.5, 0.5, 1 / 3)))),
    )
    with pytest.raises(ValueError, match="left, top, width, height"):
        restore(PHOTO, deblur="own", region=(1, 2, 3))


def test_the_rest_of_an_enlarged_photo_is_bicubic_and_dimmed():
    edit = Edit(upscale=2, upscale_with="bicubic", light=Light(stops=-1), region=HARD, background=Background(dim=0.5))
    result = restore(SMOOTH, edit).astype(int)
    assert result.shape == (180, 240, 3)
    whole = bicubic(SMOOTH, 2)
    assert np.abs(result[:40] - whole[:40] / 2).max() <= 1
    assert np.abs(result[60:120, 80:160] - bicubic(brighten(SMOOTH, Light(stops=-1)), 2)[60:120, 80:160]).max() <= 1


def test_around_a_region_all_can_be_white():
    result = restore(PHOTO, region=(30, 30, 20, 20), background=Background(white=True))
    assert (result[:20] == 255).all()
    assert np.array_equal(result[40, 40], PHOTO[40, 40])


@pytest.mark.usefixtures("square")
def test_a_mask_can_stand_for_the_subject():
    mask: NDArray[np.float32] = np.zeros((9, 12), np.float32)
    mask[3:6, 4:8] = 1
    edit = Edit(deblur="own", region=Region("subject", feather=0))
    result = restore(PHOTO, edit, subject=mask)
    assert np.array_equal(result[0], PHOTO[0])
    assert (result[40:50, 50:70] != PHOTO[40:50, 50:70]).mean() > 0.8
    with pytest.raises(ValueError, match="subject must be a mask"):
        restore(PHOTO, edit, subject=np.zeros((2, 2, 3), np.float32))


@pytest.mark.parametrize("level", [0, 77, 255])
@pytest.mark.parametrize("name", ["wiener", "richardson-lucy"])
def test_one_colour_stays_one_colour(name: str, level: int):
    photo = np.full((80, 100, 3), level, np.uint8)
    assert np.array_equal(restore(photo, deblur=name), photo)


@pytest.mark.parametrize(
    ("pixels", "said"),
    [
        (np.zeros((4, 4, 3), np.uint16), r"uint16 \(4, 4, 3\); for 16 bits divide by 257"),
        (np.zeros((4, 4), np.uint8), "for grey: np.repeat"),
        (np.zeros((4, 4, 1), np.uint8), "for grey: np.repeat"),
        (np.zeros((4, 4, 4), np.uint8), r"pixels\[..., :3\]"),
        (np.zeros((4, 4, 3), np.float32), r"np.rint\(pixels \* 255\)"),
        (np.zeros((0, 4, 3), np.uint8), "at least one pixel"),
        ([[1, 2, 3]], "must be a numpy array"),
    ],
    ids=["16 bits", "grey", "one channel", "alpha", "floats", "empty", "a list"],
)
def test_other_pixels_are_refused_with_the_way_to_convert_them(pixels, said: str):
    with pytest.raises(ValueError, match=said):
        restore(pixels, Edit(deblur="own"))


@pytest.mark.parametrize("pixels", [np.full((4, 4, 3), 65535, np.uint16), noise(4, 5)[..., 0]], ids=["16 bits", "grey"])
def test_the_way_to_convert_leads_to_pixels_that_are_taken(pixels: NDArray[np.generic]):
    with pytest.raises(ValueError, match=": np") as refused:
        restore(pixels)  # type: ignore[arg-type]
    converted = eval(str(refused.value).split(": ")[-1], {"np": np, "pixels": pixels})
    assert restore(converted).dtype == np.uint8
    assert converted.max() == max(int(pixels.max()) % 65280, 0)


def test_unknown_words_are_told():
    with pytest.raises(ValueError, match="did you mean 'own'"):
        restore(PHOTO, deblur="ow")
    with pytest.raises(TypeError, match="unexpected keyword"):
        restore(PHOTO, sharpen=True)


def test_a_network_that_is_not_here_is_told_before_any_work(nothing_fetched: None):
    told: list[int] = []
    with pytest.raises(CullingError, match="culling models fetch nafnet"):
        restore(PHOTO, Edit(deblur="nafnet"), progress=lambda done, _: told.append(done))
    assert not told


@pytest.mark.usefixtures("square")
def test_tiles_of_all_steps_are_counted_together_and_a_stop_is_heard():
    told: list[tuple[int, int]] = []
    photo = noise(60, 1000)
    edit = Edit(deblur="own", upscale=2, upscale_with="bicubic")
    restore(photo, edit, progress=lambda *news: told.append(news))
    assert told == [(1, 3), (2, 3), (3, 3)]  # two tiles of 960 px, and one of 1024 px
    with pytest.raises(Stopped):
        restore(photo, edit, stop=lambda: True)


def test_what_is_too_large_is_refused_with_what_to_do():
    photo = np.broadcast_to(np.zeros((1, 1, 3), np.uint8), (6000, 8000, 3))  # 48 MP without the memory
    with pytest.raises(CullingError, match=r"32000 × 24000 px, 768 megapixels.* Enlarge it 2 times instead"):
        restore(photo, upscale=4)
    wide = np.broadcast_to(np.zeros((1, 1, 3), np.uint8), (10_000, 10_000, 3))
    with pytest.raises(CullingError, match="Leave it at its size, or cut out"):
        restore(wide, upscale=2)


class _Server:
    """Runs what it is asked for by a function; stands in for `culling.remote.Server`."""

    def __init__(self, answer) -> None:
        self.answer, self.asked = answer, []

    def runner(self, name: str, scale: int | None = None):
        self.asked.append((name, scale))
        return self.answer


def test_a_server_takes_the_place_of_the_network():
    server = _Server(lambda batch: 1 - batch)
    result = restore(PHOTO, Edit(deblur="nafnet"), server=server)  # type: ignore[arg-type]
    assert np.array_equal(result, 255 - PHOTO)
    assert server.asked == [("nafnet", 1)]


@pytest.mark.usefixtures("square")
def test_when_the_server_fails_this_machine_goes_on_and_says_so_once():
    from culling.remote import ServerError

    def gone(_batch: NDArray[np.float32]) -> NDArray[np.float32]:
        raise ServerError("The server is gone.")

    notes: list[str] = []
    photo = noise(60, 600)
    result = restore(photo, Edit(deblur="own"), server=_Server(gone), note=notes.append)  # type: ignore[arg-type]
    assert np.array_equal(result, squared(photo))
    assert len(notes) == 1
    assert "The server is gone." in notes[0]
