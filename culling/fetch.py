"""Fetches an optional network into the cache folder: only the pinned bytes ever get the final name.

pooch writes to a temporary name and renames what has the right SHA-256. Added here: no server can send more than the
pinned bytes or keep a person waiting for ever, and each failure says what to do. Nothing calls this but `culling
models fetch`; else only `remote` uses the network, for a server that the user named.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from culling.folders import printable
from culling.model_files import CACHE_VARIABLE, ModelError, ModelFile, cache_folder, mismatch

CONNECT_SECONDS = 15.0
SILENT_SECONDS = 30.0
LEAST_SECONDS = 60.0
SLOWEST_BYTES_PER_SECOND = 20_000
_CHUNK = 1 << 16

#: Called with the bytes so far and the bytes in all.
Progress = Callable[[int, int], None]


def fetch(model: ModelFile, source: str | None = None, progress: Progress | None = None) -> Path:
    """Fetch `model` from its own address, or from `source`: another http, https or file address, or a local file.

    A file that is there and right stays; a damaged one is replaced.

    Raises:
        ModelError: not reachable, refused, too slow, or other bytes than pinned; nothing is kept then.
        ValueError: `source` is an address of another kind.
    """
    import pooch  # here, since it adds to every start of the program

    if model.bundled:
        raise ModelError(f"The network {model.name} is not fetched. {model.remedy}")
    source = source or model.url
    if source is None:
        raise ModelError(f"No address is known for {model.name}. {_elsewhere(model)}")
    opened = _opener(source)

    def download(_source: str, target: str, _pooch: object) -> None:
        with closing(opened(model)) as chunks:
            _write(model, chunks, Path(target), progress)

    pooch.get_logger().setLevel(logging.ERROR)
    try:
        pooch.retrieve(source, f"sha256:{model.sha256}", fname=model.file, path=cache_folder(), downloader=download)
        model.path.chmod(0o644)  # pooch's temporary files belong to their maker alone
    except OSError as error:
        raise ModelError(
            f"{model.name} cannot be kept in {printable(cache_folder())}: {error.strerror or error}. "
            f"Make room or allow it, or name another folder in {CACHE_VARIABLE}."
        ) from error
    return model.path


def _opener(source: str) -> Callable[[ModelFile], Generator[bytes]]:
    """What yields the content of `source`, chosen by the kind of its address."""
    kind = source.partition("://")[0].lower() if "://" in source else "path"
    if kind in ("http", "https"):
        return lambda model: _from_server(model, source)
    if kind == "file":
        return lambda model: _from_file(model, Path(url2pathname(unquote(urlsplit(source).path))))
    if kind == "path":
        return lambda model: _from_file(model, Path(source))
    raise ValueError(f"{source} begins with {kind}://; give an address with http, https or file, or a local file")


def _write(model: ModelFile, chunks: Iterator[bytes], target: Path, progress: Progress | None) -> None:
    """Write `chunks` to `target` and compare them with the pin; ends at the first byte too many."""
    done, hashed = 0, hashlib.sha256()
    with target.open("wb") as file:
        for chunk in chunks:
            done += len(chunk)
            if done > model.size:
                raise _refused(model, f"expected {model.size} bytes, got more than that")
            file.write(chunk)
            hashed.update(chunk)
            if progress:
                progress(done, model.size)
    problem = mismatch(model, done, hashed.hexdigest())
    if problem:
        raise _refused(model, problem)


def _from_file(model: ModelFile, path: Path) -> Generator[bytes]:
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise ModelError(
            f"{printable(path)} cannot be read: {error.strerror or error}. {model.name} needs it."
        ) from error


def _from_server(model: ModelFile, url: str) -> Generator[bytes]:
    """The body as it arrives. `read1`, since `read` waits for a full chunk, and so for ever on a server that drips."""
    import requests
    from urllib3.exceptions import HTTPError, ReadTimeoutError

    limit = LEAST_SECONDS + model.size / SLOWEST_BYTES_PER_SECOND
    until = time.monotonic() + limit
    plain = {"Accept-Encoding": "identity"}
    try:
        with requests.get(url, stream=True, timeout=(CONNECT_SECONDS, SILENT_SECONDS), headers=plain) as answer:
            if answer.status_code != 200:
                raise _failed(model, url, f"the server answered {answer.status_code} {answer.reason}")
            while chunk := answer.raw.read1(_CHUNK, decode_content=False):
                yield chunk
                if time.monotonic() > until:
                    raise _failed(model, url, f"not done after {limit:.0f} s")
    except (requests.Timeout, ReadTimeoutError) as error:
        raise _failed(model, url, "no answer in time") from error
    except requests.ConnectionError as error:
        raise _failed(model, url, "cannot be reached (is this machine online?)") from error
    except (requests.RequestException, HTTPError) as error:
        raise _failed(model, url, f"broke off: {error}") from error


def _refused(model: ModelFile, problem: str) -> ModelError:
    return ModelError(f"This is not {model.name}: {problem}. Nothing was kept. {_elsewhere(model)}")


def _failed(model: ModelFile, url: str, reason: str) -> ModelError:
    return ModelError(f"{model.name} was not fetched: {url}: {reason}. Nothing was kept. {_elsewhere(model)}")


def _elsewhere(model: ModelFile) -> str:
    return f"Another source can be given: culling models fetch {model.name} --from URL_OR_FILE"
