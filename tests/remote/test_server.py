"""Against a real Triton: what it says of itself, the same pixels as here, killed in the middle, started late."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from culling.decoding.pixels import Pixels
from culling.remote import Server, ServerError, server_from
from culling.restore import restore
from tests.remote.conftest import local
from tests.remote.triton import Triton


def batch(
    seed: int = 0, n: int = 1, height: int = 48, width: int = 80
) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.random.default_rng(seed).random((n, 3, height, width), np.float32)


def test_a_real_server_says_what_it_has(triton: Triton) -> None:
    facts = Server(triton.url).check("deblur")
    assert facts.server.startswith("triton 2.")
    assert facts.binary
    assert facts.encrypted  # it is this machine
    assert [(tensor.datatype, tensor.shape) for tensor in facts.inputs] == [("FP32", (-1, 3, -1, -1))]
    assert [(tensor.datatype, tensor.shape) for tensor in facts.outputs] == [("FP32", (-1, 3, -1, -1))]
    assert "is ready for deblur" in str(facts)


@pytest.mark.parametrize("binary", [None, False], ids=["bytes", "json"])
@pytest.mark.parametrize(("name", "scale"), [("deblur", 1), ("upscale_x2", 2)])
def test_a_real_server_gives_the_same_pixels_as_this_machine(
    triton: Triton, networks: dict[str, bytes], name: str, scale: int, binary: bool | None
) -> None:
    run = Server(triton.url, binary=binary).runner(name, scale)
    for tile in (batch(1), batch(2, n=2, height=64, width=32)):
        there = run(tile)
        assert there.shape == (len(tile), 3, scale * tile.shape[2], scale * tile.shape[3])
        assert there.dtype == np.float32
        assert np.abs(there - local(networks[name])(tile)).max() <= 1e-4


def test_many_threads_share_one_runner(triton: Triton, networks: dict[str, bytes]) -> None:
    tiles = [batch(seed) for seed in range(12)]
    run = Server(triton.url).runner("deblur", 1)
    with ThreadPoolExecutor(4) as pool:
        there = list(pool.map(run, tiles))
    here = local(networks["deblur"])
    assert all(np.abs(a - here(b)).max() <= 1e-4 for a, b in zip(there, tiles, strict=True))


def test_a_network_that_the_server_does_not_have_is_told_with_those_it_has(triton: Triton) -> None:
    with pytest.raises(ServerError) as told:
        Server(triton.url).check("nafnet")
    assert str(told.value) == f"The server {triton.url} has no network 'nafnet'; it has deblur, tiny, upscale_x2."


def test_a_network_that_is_not_for_photos_does_not_fit(triton: Triton) -> None:
    with pytest.raises(ServerError, match=r"'tiny' on the server .* does not fit: it takes x FP32 \(any, 3\)"):
        Server(triton.url).runner("tiny")(batch())


def test_an_answer_of_another_size_is_refused(triton: Triton) -> None:
    with pytest.raises(
        ServerError, match=r"no picture for 'upscale_x2': its shape is \(1, 3, 96, 160\), not \(1, 3, 48, 80\)"
    ):
        Server(triton.url).runner("upscale_x2", 1)(batch())
    assert Server(triton.url).runner("upscale_x2")(batch()).shape == (1, 3, 96, 160)


def test_a_batch_that_is_none_is_a_bad_call(triton: Triton) -> None:
    with pytest.raises(ValueError, match=r"\(n, 3, height, width\), got \(1, 4, 8, 8\)"):
        Server(triton.url).runner("deblur")(np.zeros((1, 4, 8, 8), np.float32))


def test_the_address_may_stand_in_the_environment(triton: Triton, monkeypatch: pytest.MonkeyPatch) -> None:
    assert server_from() is None
    monkeypatch.setenv("CULLING_SERVER", f" {triton.url}/v2/ ")
    server = server_from()
    assert server == Server(triton.url)
    assert server is not None
    assert server.check("deblur").url == triton.url


def test_a_photo_is_enlarged_there_as_here(triton: Triton, nothing_fetched: None) -> None:
    pixels = photo()
    there = restore(pixels, upscale=2, server=Server(triton.url), note=lambda text: pytest.fail(text))
    assert there.shape == (400, 1280, 3)
    assert np.abs(there.astype(int) - restore(pixels, upscale=2)).max() <= 1


def test_killed_in_the_middle_then_started_late(
    tmp_path: Path, networks: dict[str, bytes], nothing_fetched: None
) -> None:
    """One process of its own: after its death nothing is lost, and a question waits for its return."""
    server, notes, done = Triton(tmp_path, networks), list[str](), list[int]()

    def die(tiles: int, of: int) -> None:
        done.append(tiles)
        if tiles == 1:
            assert of > 1
            server.kill()

    server.start()
    try:
        server.wait()
        many = photo(3600, 48)  # tiles: more than there are in work when the first is done
        there = restore(many, upscale=2, server=Server(server.url, retries=1), note=notes.append, progress=die)
        assert np.abs(there.astype(int) - restore(many, upscale=2)).max() <= 1
        assert done == list(range(1, len(done) + 1))
        assert len(notes) == 1
        assert notes[0].startswith(f"The server {server.url} ")
        assert notes[0].endswith("From here on this machine does the work itself.")

        server.start()  # and asked at once, seconds before it can answer
        again = Server(server.url, retries=8).runner("deblur", 1)
        assert np.abs(again(batch()) - local(networks["deblur"])(batch())).max() <= 1e-4
    finally:
        server.kill()


def photo(width: int = 640, height: int = 200) -> Pixels:
    """Noise; 640 px are two tiles at least."""
    return np.random.default_rng(3).integers(0, 256, (height, width, 3), np.uint8)
