"""A decoder that crashes, hangs or floods costs one photo, never the process that asked."""

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageColor

from culling.decoding import isolated
from culling.decoding.isolated import PROGRAM, decode_isolated
from culling.decoding.limits import Limits, UnreadablePhoto
from culling.decoding.pixels import Decoded

CRASH = "import os, culling.decoding.isolated_worker as w; w.DECODERS['TIFF'] = lambda *_: os.abort(); w.main()"
HANG = "import time, culling.decoding.isolated_worker as w; w.DECODERS['TIFF'] = lambda *_: time.sleep(1000); w.main()"
LOUD = (
    "import os, culling.decoding.isolated_worker as w; "
    "w._prepare = lambda: os.write(1, b'x' * 999) and print('x'); w.main()"
)
FAULTY = "import culling.decoding.isolated_worker as w; w.DECODERS['TIFF'] = lambda *_: [][1]; w.main()"
BROKEN = "raise SystemExit(3)"
SHORT_LIVED = "import culling.decoding.isolated_worker as w; w._IDLE_SECONDS = 0.3; w.main()"
PLAIN = "import culling.decoding.isolated_worker as w; w.main()"


def tiff(colour: str = "red", size: tuple[int, int] = (8, 6)) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", size, colour).save(buffer, "TIFF")
    return buffer.getvalue()


def ask(program: str, seconds: float = 20.0, content: bytes | None = None) -> Decoded:
    return decode_isolated(content or tiff(), "TIFF", Limits(seconds=seconds), "tif", program=program)


def idle_of(program: str) -> list[int]:
    return [child._process.pid for child in isolated._idle if child.program == program]


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until_gone(pid: int, seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while runs(pid) and time.monotonic() < end:
        time.sleep(0.05)
    return not runs(pid)


def test_pixels_come_back_from_the_child() -> None:
    decoded = ask(PROGRAM)
    assert decoded.pixels.shape == (6, 8, 3)
    assert (decoded.pixels == (255, 0, 0)).all()
    assert decoded.full_size == (8, 6)


def test_a_crash_is_an_error_and_the_next_photo_is_read() -> None:
    with pytest.raises(UnreadablePhoto, match="makes its decoder crash"):
        ask(CRASH)
    assert idle_of(CRASH) == []
    assert ask(PROGRAM).full_size == (8, 6)


def test_a_hang_ends_after_the_limit_and_the_child_with_it() -> None:
    before = time.monotonic()
    with pytest.raises(UnreadablePhoto, match=r"took longer than 0\.5 s and was stopped"):
        ask(HANG, seconds=0.5)
    assert time.monotonic() - before < 10
    assert idle_of(HANG) == []


def test_an_exception_in_a_decoder_is_an_error_in_words() -> None:
    with pytest.raises(UnreadablePhoto, match=r"The TIFF data is damaged \(list index out of range\)\."):
        ask(FAULTY)
    assert len(idle_of(FAULTY)) == 1


def test_a_library_that_prints_does_not_disturb_the_pixels() -> None:
    assert (ask(LOUD).pixels == (255, 0, 0)).all()


def test_a_child_that_cannot_start_says_so() -> None:
    with pytest.raises(UnreadablePhoto, match="could not be started"):
        ask(BROKEN)


def test_one_child_answers_many_photos() -> None:
    ask(PROGRAM)
    before = idle_of(PROGRAM)
    for colour in ("red", "lime", "blue"):
        assert tuple(ask(PROGRAM, content=tiff(colour)).pixels[0, 0]) == ImageColor.getrgb(colour)
    assert idle_of(PROGRAM) == before


def test_a_dead_idle_child_is_replaced_unnoticed() -> None:
    ask(PLAIN)
    (pid,) = idle_of(PLAIN)
    os.kill(pid, 9)
    assert ask(PLAIN).full_size == (8, 6)
    assert idle_of(PLAIN) != [pid]


def test_an_idle_child_ends_itself() -> None:
    ask(SHORT_LIVED)
    (pid,) = idle_of(SHORT_LIVED)
    assert wait_until_gone(pid)
    assert ask(SHORT_LIVED).full_size == (8, 6)


def test_threads_get_their_own_photos() -> None:
    before = len(idle_of(PROGRAM))
    sizes = [(8 + number, 6) for number in range(24)]
    barrier = threading.Barrier(3)

    def decode(size: tuple[int, int]) -> tuple[int, int]:
        if size[0] < 11:
            barrier.wait(30)  # three at the same time
        return ask(PROGRAM, content=tiff(size=size)).full_size

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(decode, sizes)) == sizes
    assert 1 <= len(idle_of(PROGRAM)) <= max(before, 3)


def test_a_large_photo_passes_the_pipes_both_ways() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (1800, 2200, 3), np.uint8)
    buffer = BytesIO()
    Image.fromarray(noise).save(buffer, "TIFF")
    np.testing.assert_array_equal(ask(PROGRAM, content=buffer.getvalue()).pixels, noise)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for the child in /proc")
@pytest.mark.parametrize("end", ["os._exit(0)", "os.kill(os.getpid(), 9)", "sys.exit(0)"])
def test_the_child_dies_with_its_parent(tmp_path: Path, end: str) -> None:
    path = tmp_path / "a.tif"
    path.write_bytes(tiff())
    program = (
        "import os, sys, pathlib; from culling.decoding import isolated; from culling.photos import read_photo\n"
        "read_photo(pathlib.Path(sys.argv[1])); print(isolated._idle[0]._process.pid, flush=True)\n"
    )
    done = subprocess.run([sys.executable, "-c", program + end, path], capture_output=True, timeout=60, check=False)
    assert done.stderr == b""
    assert wait_until_gone(int(done.stdout))


def test_nothing_from_the_current_folder_is_imported(tmp_path: Path) -> None:
    """A photo folder may hold a file named as one of Python's modules."""
    (tmp_path / "a.tif").write_bytes(tiff())
    for name in ("json.py", "faulthandler.py", "culling.py"):
        (tmp_path / name).write_text("raise SystemExit('imported from the photo folder')")
    program = (
        "from pathlib import Path; from culling.photos import read_photo; print(read_photo(Path('a.tif')).full_size)"
    )
    root = str(Path(isolated.__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-P", "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": root},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.stderr) == (b"(8, 6)\n", b"")
