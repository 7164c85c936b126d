"""Networks run only from checked bytes, in any thread or forked process, quietly and without the internet."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from culling import model_files, nets
from culling.errors import CullingError
from tests.networks import TINY, flip_a_byte, write_bundled

ROOT = Path(__file__).resolve().parents[1]
THREE = np.array([[1, 2, 3]], np.float32)


# onnxruntime leaves its telemetry out where it believes to be tested; a person's machine is none of these.
TESTED = ("CI", "GITHUB_ACTIONS", "TF_BUILD", "ORT_DISABLE_TELEMETRY", "ORT_RUNNING_UNIT_TESTS")


def script(code: str, *words: object, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-c", code, *map(str, words)]
    environment = {name: value for name, value in os.environ.items() if name not in TESTED} | more
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=ROOT, env=environment)


@pytest.mark.usefixtures("tiny")
def test_run_gives_all_outputs_in_order() -> None:
    total, product = nets.run("tiny", THREE)
    np.testing.assert_array_equal(total, [[2, 4, 6]])
    np.testing.assert_array_equal(product, [[1, 4, 9]])
    assert nets.run("tiny", np.ones((3, 5), np.float32).T)[0].shape == (5, 3), "rows in any memory order"


def test_a_good_file_has_its_own_fingerprint_and_no_problem(tiny: Path) -> None:
    assert nets.fingerprint("tiny") == model_files.find("tiny").sha256
    assert nets.problem("tiny") is None


def shorten(file: Path) -> None:
    file.write_bytes(TINY[:-1])


def lengthen(file: Path) -> None:
    file.write_bytes(TINY + b"\0")


def replace(file: Path) -> None:
    file.write_bytes(b"x" * len(TINY))


def into_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        (Path.unlink, "is missing"),
        (shorten, "expected 132 bytes, got 131"),
        (lengthen, "expected 132 bytes, got 133"),
        (replace, "expected SHA-256 [0-9a-f]{64}, got [0-9a-f]{64}"),
        (flip_a_byte, "expected SHA-256 [0-9a-f]{64}, got [0-9a-f]{64}"),
        (into_a_folder, "expected 132 bytes, got|cannot be read"),
    ],
)
def test_a_bad_file_is_never_run_and_the_error_says_what_to_do(
    tiny: Path, damage: Callable[[Path], object], found: str
) -> None:
    damage(tiny)
    for _ in range(2):
        with pytest.raises(nets.ModelError, match=found) as caught:
            nets.run("tiny", THREE)
    text = str(caught.value)
    assert str(tiny) in text
    assert "install culling again" in text
    assert isinstance(caught.value, CullingError)
    assert nets.problem("tiny") == text
    assert nets.fingerprint("tiny") == ""


def test_what_is_no_network_is_told_though_its_bytes_are_the_pinned_ones(tmp_path: Path, tiny: Path) -> None:
    model_files.use(write_bundled(tmp_path / "other", photo=b"no network at all"))
    with pytest.raises(nets.ModelError, match=r"photo is not understood: .*photo\.onnx"):
        nets.run("photo", THREE)
    assert nets.fingerprint("photo") == ""


def test_a_name_that_is_none_is_told_and_a_fetched_one_says_how(tiny: Path) -> None:
    with pytest.raises(nets.ModelError, match="did you mean 'tiny'"):
        nets.run("tinny", THREE)
    assert nets.fingerprint("tinny") == ""
    model_files.use(None)
    with pytest.raises(nets.ModelError, match=r"yunet has not been fetched\. Run: culling models fetch yunet"):
        nets.run("yunet", THREE)


def test_without_a_manifest_nothing_raises_but_run(tmp_path: Path, tiny: Path) -> None:
    model_files.use(tmp_path / "nowhere.toml")
    assert nets.fingerprint("tiny") == ""
    assert "missing" in str(nets.problem("tiny"))
    with pytest.raises(nets.ModelError, match=r"list of networks is missing"):
        nets.run("tiny", THREE)


def test_a_network_that_is_loaded_runs_at_once_and_one_that_cannot_be_says_nothing_yet(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nets.load("tiny")
    with monkeypatch.context() as patch:
        patch.setattr(onnxruntime, "InferenceSession", None)
        assert nets.run("tiny", THREE)[0].tolist() == [[2, 4, 6]]
    nets.clear()
    tiny.unlink()
    nets.load("tiny")
    nets.load("nobody")
    with pytest.raises(CullingError, match="missing"):
        nets.run("tiny", THREE)


@pytest.mark.parametrize("array", [np.zeros((1, 4), np.float32), np.zeros(3, np.float32), np.zeros((1, 3))])
@pytest.mark.usefixtures("tiny")
def test_a_wrong_shape_or_type_is_a_bad_call(array: np.ndarray, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match=r"tiny takes float32 \(n, 3\), got float\d+ \([\d, ]+\)"):
        nets.run("tiny", array)
    assert capfd.readouterr() == ("", ""), "onnxruntime must not write to the terminal"


def test_many_threads_share_one_session(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    real = onnxruntime.InferenceSession
    monkeypatch.setattr(
        onnxruntime, "InferenceSession", lambda *given, **named: made.append(given) or real(*given, **named)
    )
    arrays = [np.full((number + 1, 3), number, np.float32) for number in range(64)]
    with ThreadPoolExecutor(8) as pool:
        totals = list(pool.map(lambda array: nets.run("tiny", array)[0], arrays))
    assert all((total == 2 * array).all() for total, array in zip(totals, arrays, strict=True))
    (given,) = made
    assert given[0] == TINY, "the session is made from the bytes that were checked"
    assert (given[1].intra_op_num_threads, given[1].inter_op_num_threads) == (1, 1)


@pytest.mark.parametrize("damage", [None, flip_a_byte])
def test_a_file_is_read_once_however_often_it_is_asked_for(
    tiny: Path, damage: Callable[[Path], None] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if damage:
        damage(tiny)
    reads = []
    real = model_files.read
    monkeypatch.setattr(nets, "read", lambda model: reads.append(model) or real(model))
    for _ in range(100):
        nets.fingerprint("tiny")
        nets.problem("tiny")
    assert len(reads) == 1
    for _ in range(100):
        if damage:
            with pytest.raises(nets.ModelError):
                nets.run("tiny", THREE)
        else:
            nets.run("tiny", THREE)
    assert len(reads) == 2, "once more for the session, since the file may have changed in between"


def test_a_mended_file_is_noticed_after_clear(tiny: Path) -> None:
    flip_a_byte(tiny)
    assert nets.problem("tiny")
    flip_a_byte(tiny)
    assert nets.problem("tiny"), "remembered, so that a scan does not hash it for every photo"
    nets.clear()
    assert nets.problem("tiny") is None
    assert nets.run("tiny", THREE)


FORK = """
import os, sys, threading, warnings
import numpy as np
from pathlib import Path
from culling import model_files, nets
model_files.use(Path(sys.argv[1]))
three = np.ones((1, 3), np.float32)
nets.run("tiny", three)
warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12 warns of every fork beside threads
with nets._lock:  # as if another thread were at work at that moment
    child = os.fork()
    if child == 0:
        thread = threading.Thread(target=nets.run, args=("tiny", three), daemon=True)
        thread.start()
        thread.join(20)
        os._exit(1 if thread.is_alive() else 0)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no fork on Windows")
def test_a_forked_process_runs_networks_too(tiny: Path) -> None:
    assert script(FORK, tiny.parents[1] / "manifest.toml").returncode == 0


ALONE = """
import sys
import numpy as np
from pathlib import Path
from culling import model_files, nets
count = lambda: len(list(Path("/proc/self/task").iterdir()))
model_files.use(Path(sys.argv[1]))
before = count()
nets.run("tiny", np.ones((1, 3), np.float32))
sys.exit(count() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads are counted on Linux")
def test_a_session_starts_no_threads_and_no_reports_to_anybody(tiny: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    done = script(ALONE, tiny.parents[1] / "manifest.toml", HOME=str(home), XDG_CACHE_HOME=str(home / ".cache"))
    assert done.returncode == 0, (
        f"{done.returncode} threads more (telemetry has one, a session's pool too) {done.stderr}"
    )
    assert list(home.rglob("*")) == [], "onnxruntime's telemetry keeps an identifier there"


OFFLINE = """
import os, sys
def forbid(event, given):
    if event.startswith("socket.") and event != "socket.__new__":
        os.write(2, f"{event} {given}".encode())
        os._exit(3)
sys.addaudithook(forbid)
import numpy as np
from pathlib import Path
from culling import model_files, nets, scan
rows = scan(Path(sys.argv[2]), catalog=Path(sys.argv[3]))
for name in model_files.models():
    nets.problem(name)
model_files.use(Path(sys.argv[1]))
nets.run("tiny", np.ones((1, 3), np.float32))
print(len(rows), rows["error"].isna().all())
"""


def test_nothing_but_fetching_touches_the_internet(tiny: Path, tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    for photo in sorted((ROOT / "sample_data").rglob("*.JPG"))[:2]:
        (photos / photo.name).write_bytes(photo.read_bytes())
    done = script(OFFLINE, tiny.parents[1] / "manifest.toml", photos, tmp_path / "c.sqlite")
    assert (done.returncode, done.stdout.strip()) == (0, "2 True"), done.stderr


def test_the_program_starts_without_loading_what_only_networks_need() -> None:
    code = "import culling.cli, sys; print({'onnxruntime', 'pooch', 'requests', 'torch'} & set(sys.modules))"
    assert script(code).stdout.strip() == "set()"


def test_nets_alone_imports_onnxruntime_and_nothing_imports_torch() -> None:
    importers: dict[str, set[str]] = {}
    for file in (ROOT / "culling").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                importers.setdefault(name.partition(".")[0], set()).add(file.name)
    assert importers["onnxruntime"] == {"nets.py"}
    assert "torch" not in importers
