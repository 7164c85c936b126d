"""The installed package works away from the source tree: it brings its pages and sample photos with it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[1]

# What an installed network comes with: itself, its card, its curves.
KEPT = (".onnx", ".md", ".csv", ".json")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`pip install .` without its dependencies, which the tests' own environment has."""
    target = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(target), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode and "hatchling" in done.stderr and "CI" not in os.environ:
        pytest.skip("the build backend cannot be fetched here")
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture(scope="module")
def environment(installed: Path) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(installed)}


def test_the_package_holds_what_the_dashboard_needs(installed: Path) -> None:
    held = installed / "culling" / "ui" / "installed"
    assert (held / "app.py").is_file()
    assert {path.name for path in (ROOT / "pages").glob("*.py")} == {
        path.name for path in (held / "pages").glob("*.py")
    }
    assert (held / "sample_data" / "labels.csv").is_file()
    assert (installed / "culling" / "audit" / "report" / "report.css").is_file()
    assert (installed / "culling" / "notebook" / "web" / "cutoffs.js").is_file()
    assert (installed / "culling" / "lessons" / "measured.csv").is_file()
    trained_by = installed / "culling" / "installed" / "models" / "flaws"  # what `culling train` runs
    assert (trained_by / "small.py").is_file()
    assert (held / ".streamlit" / "config.toml").read_bytes() == (ROOT / ".streamlit" / "config.toml").read_bytes()


def test_the_shell_runs_from_another_folder(environment: dict[str, str], installed: Path, tmp_path: Path) -> None:
    script = "import culling, sys; print(culling.__file__); from culling.cli import main; main()"
    command = [sys.executable, "-c", script, "scan", str(ROOT / "sample_data"), "--table", "t.csv", "-q"]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, cwd=tmp_path, env=environment, check=True
    )
    assert Path(done.stdout.strip()).is_relative_to(installed)
    assert len((tmp_path / "t.csv").read_text().splitlines()) > 100


def test_the_package_holds_the_networks_and_their_cards(
    environment: dict[str, str], installed: Path, tmp_path: Path
) -> None:
    script = "from culling import model_files, nets; print(model_files.MANIFEST); from culling.cli import main; main()"
    command = [sys.executable, "-c", script, "models", "verify"]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, cwd=tmp_path, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    manifest, *checked = done.stdout.splitlines()
    assert Path(manifest) == installed / "culling" / "installed" / "models" / "manifest.toml"
    bundled = tomllib.loads((ROOT / "models" / "manifest.toml").read_text("utf-8")).get("bundled", {})
    assert checked == [f"{name}: as it should be" for name in bundled]
    for entry in bundled.values():
        folder, _, network = entry["file"].partition("/")
        kept = {path.name for path in (ROOT / "models" / folder).iterdir() if path.suffix in KEPT}
        assert kept <= {path.name for path in (Path(manifest).parent / folder).iterdir()}
        assert network in kept


@pytest.fixture(scope="module")
def url(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    script = "from culling.cli import main; main()"
    command = [sys.executable, "-c", script, "app", "--port", str(port)]
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    server = subprocess.Popen(command, cwd=elsewhere, env=environment, stdout=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


@pytest.mark.parametrize("page", ["/", "/tune", "/export"])
def test_the_dashboard_answers_from_another_folder(url: str, page: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            answer = httpx.get(url + page, timeout=5)
            break
        except httpx.HTTPError:
            assert time.monotonic() < deadline, "the dashboard did not start"
            time.sleep(0.3)
    assert answer.status_code == 200
    assert "streamlit" in answer.text.lower()
