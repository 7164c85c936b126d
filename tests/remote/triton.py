"""A real Triton in a process of its own, with a model repository as its documentation describes it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from ctypes.util import find_library
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
MODEL = Path(__file__).with_name("triton_model.py")
SERVING = ROOT / ".venv" / "serving"
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
STARTS_IN_SECONDS = 60


class Triton:
    """Serves `networks` (name → bytes of the ONNX file) from `folder` on a free port; `url` stays over restarts."""

    def __init__(self, folder: Path, networks: dict[str, bytes]) -> None:
        self.folder, self.port = folder, _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._packages = _packages()
        self._process: subprocess.Popen[bytes] | None = None
        for name, data in networks.items():
            _write_model(folder / "models" / name, name, data)
        _link_backend(folder / "backends" / "python", self._packages)

    def start(self) -> None:
        """Start the process, without waiting until it answers."""
        command = [
            str(self._packages / "pytriton" / "tritonserver" / "bin" / "tritonserver"),
            f"--model-repository={self.folder / 'models'}",
            f"--backend-directory={self.folder / 'backends'}",
            f"--backend-config=python,shm-region-prefix-name={self._memory}",
            "--http-address=127.0.0.1",
            f"--http-port={self.port}",
            "--http-thread-count=2",
            "--allow-grpc=false",
            "--allow-metrics=false",
        ]
        libraries = f"{self._packages / 'nvidia_pytriton.libs'}:{sysconfig.get_config_var('LIBDIR')}"
        environment = os.environ | {
            "LD_LIBRARY_PATH": libraries,
            "PATH": f"{SERVING / 'bin'}:{os.environ['PATH']}",  # the backend takes its packages from this Python
            "ORT_DISABLE_TELEMETRY": "1",
        }
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, env=environment, start_new_session=True, cwd=self.folder
            )

    def wait(self) -> None:
        """Until all networks are ready."""
        deadline = time.monotonic() + STARTS_IN_SECONDS
        while True:
            try:
                if httpx.get(f"{self.url}/v2/health/ready", timeout=5).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            assert self._process is not None
            assert self._process.poll() is None, self._log()
            assert time.monotonic() < deadline, self._log()
            time.sleep(0.1)

    def kill(self) -> None:
        """End it as a power cut would, with no farewell, its children too."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None
        for left in Path("/dev/shm").glob(f"{self._memory}*"):
            left.unlink(missing_ok=True)

    @property
    def _memory(self) -> str:
        return f"culling-tests-{self.port}-"

    def _log(self) -> str:
        return (self.folder / "log").read_text("utf-8", "replace")[-3000:]


def _packages() -> Path:
    """Where the server's packages lie; skips where they are not, or cannot run."""
    packages = SERVING / "lib" / f"python{VERSION}" / "site-packages"
    stub = packages / "pytriton" / "tritonserver" / "python_backend_stubs" / VERSION
    if not (SERVING / "done").is_file():
        pytest.skip("Triton is not installed: run `make .venv/serving/done` (Linux on x86-64 with package index)")
    if not stub.is_dir():
        pytest.skip(f"this package of Triton does not run with Python {VERSION}")
    library = Path(sysconfig.get_config_var("LIBDIR")) / f"libpython{VERSION}.so.1.0"
    if not library.is_file() and not find_library(f"python{VERSION}"):
        pytest.skip(f"Triton needs libpython{VERSION}.so, which this Python was built without")
    return packages


def _write_model(folder: Path, name: str, data: bytes) -> None:
    """NAME/config.pbtxt, NAME/1/network.onnx, and the few lines that run it."""
    version = folder / "1"
    version.mkdir(parents=True)
    (version / "network.onnx").write_bytes(data)
    shutil.copyfile(MODEL, version / "model.py")
    (folder / "config.pbtxt").write_text(_config(name, data), "utf-8")


def _config(name: str, data: bytes) -> str:
    import onnxruntime

    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    lines = [f'name: "{name}"', 'backend: "python"', "max_batch_size: 0"]
    for kind, tensors in (("input", session.get_inputs()), ("output", session.get_outputs())):
        for tensor in tensors:
            dims = ", ".join(str(side) if isinstance(side, int) else "-1" for side in tensor.shape)
            lines.append(f'{kind} [ {{ name: "{tensor.name}", data_type: TYPE_FP32, dims: [ {dims} ] }} ]')
    return "\n".join(lines) + "\n"


def _link_backend(folder: Path, packages: Path) -> None:
    """The Python backend with the part of it that was built for this Python."""
    folder.mkdir(parents=True)
    program = packages / "pytriton" / "tritonserver"
    for file in [*(program / "backends" / "python").iterdir(), *(program / "python_backend_stubs" / VERSION).iterdir()]:
        (folder / file.name).symlink_to(file)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
