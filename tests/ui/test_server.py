"""Every way of starting the dashboard, from any working directory."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from culling.errors import CullingError
from culling.ui import places, server

SECONDS = 60


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _started(command: list[str], port: int, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A server started elsewhere than in the project; ended at the end."""
    environment = os.environ | {
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "HOME": str(tmp_path),
        "PYTHONPATH": str(places.LAUNCHER.parent),
    }
    log = (tmp_path / "log").open("w+")
    process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=log, stderr=subprocess.STDOUT, text=True)
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health", process, tmp_path / "log")
        yield process
    finally:
        process.terminate()
        process.wait(SECONDS)
        log.close()


def _wait(address: str, process: subprocess.Popen[str], log: Path) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                assert answer.read() == b"ok"
                return
        except OSError:
            assert process.poll() is None, log.read_text()
            time.sleep(0.1)
    raise AssertionError(f"no answer after {SECONDS} s: {log.read_text()}")


def _ways(port: int) -> dict[str, list[str]]:
    python = sys.executable
    start = f"from culling.ui.server import serve; serve(port={port})"
    return {
        "culling app": [python, "-c", start],
        "uvicorn": [python, "-m", "uvicorn", "app:app", "--port", str(port), "--log-level", "warning"],
        "streamlit run": [python, "-m", "streamlit", "run", str(places.LAUNCHER), "--server.port", str(port),
                          "--server.headless", "true"],
    }  # fmt: skip


@pytest.mark.parametrize("way", ["culling app", "uvicorn", "streamlit run"])
def test_it_starts_and_refuses_strangers(way: str, tmp_path: Path) -> None:
    port = _free_port()
    with _started(_ways(port)[way], port, tmp_path):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/tune", timeout=SECONDS) as page:
            assert b"<title>" in page.read()
        foreign = urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"Host": "evil.example"})
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(foreign, timeout=SECONDS)
    if way == "culling app":  # one line with the address is printed and nothing else
        said = (tmp_path / "log").read_text().splitlines()
        assert said == [f"culling is at http://127.0.0.1:{port} (stop it with Ctrl+C)"]


def test_a_taken_port_is_named_with_the_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CullingError, match=rf"port {port} .* taken.*--port {port + 1}"):
            server.serve(port=port)


@pytest.mark.parametrize("host", ["203.0.113.7", "no-such-host.invalid"])
def test_an_address_that_is_not_ours_is_told(host: str) -> None:
    with pytest.raises(CullingError, match="cannot listen on"):
        server.serve(host=host, port=0, insecure=True)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CullingError, match="is not a folder"):
        server.serve(tmp_path / "gone")


def test_the_options_hold_without_a_config_file_beside(tmp_path: Path) -> None:
    code = (
        "from streamlit import config; from culling.ui import server; server.apply_options();"
        "print([config.get_option(key) for key in ('browser.gatherUsageStats', 'server.address', 'server.port',"
        "'server.enableXsrfProtection', 'server.showEmailPrompt', 'client.toolbarMode', 'theme.dark.blueColor',"
        "'runner.fastReruns')])"
    )
    environment = os.environ | {"HOME": str(tmp_path), "PYTHONPATH": str(places.LAUNCHER.parent)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[False, '127.0.0.1', 8501, True, False, 'minimal', '#218DC4', False]"


def test_the_browser_is_never_told_to_look_into_its_memory(tmp_path: Path) -> None:
    """It may have forgotten what an earlier answer held while two keys followed each other; the page would be dead."""
    code = (
        "from streamlit.proto.ForwardMsg_pb2 import ForwardMsg;"
        "from streamlit.runtime.forward_msg_cache import populate_hash_if_needed;"
        "from culling.ui import server; server.apply_options();"
        "large = ForwardMsg(); large.delta.new_element.text.body = 'x' * 50_000_000;"
        "populate_hash_if_needed(large); print(large.metadata.cacheable)"
    )
    environment = os.environ | {"HOME": str(tmp_path), "PYTHONPATH": str(places.LAUNCHER.parent)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


def test_what_a_person_set_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text('[client]\ntoolbarMode = "developer"\n')
    code = (
        "from streamlit import config; from culling.ui import server; server.apply_options();"
        "print(config.get_option('client.toolbarMode'))"
    )
    environment = os.environ | {
        "HOME": str(tmp_path),
        "PYTHONPATH": str(places.LAUNCHER.parent),
    }
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "developer"
