"""What a server says of itself and of one network, and whether tiles of a photo fit that network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import orjson

from culling.remote.address import stays_here
from culling.remote.errors import ServerError, plain, said
from culling.remote.exchange import Answer, Line
from culling.remote.tensors import whole_numbers

_MOST_TENSORS = 32
_MOST_NAMES = 12

#: Servers that take binary tensors without naming the extension `binary_tensor_data`: what they call themselves.
#: KServe's own servers do since 0.15, OpenVINO Model Server since its KServe API (2022.2).
_BINARY_ALL_THE_SAME = {"openvino model server": (2022, 2), "kserve": (0, 15)}


@dataclass(frozen=True)
class Tensor:
    """An input or output of a network as the server describes it; −1 in `shape` is any size."""

    name: str
    datatype: str
    shape: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.name} {self.datatype} ({', '.join('any' if n < 0 else str(n) for n in self.shape)})"


@dataclass(frozen=True)
class ServerFacts:
    """A server that is ready to run a network.

    Attributes:
        url: its address, without login.
        server: what it calls itself, with its version.
        model: the network's name.
        inputs, outputs: as the server describes them; empty when it does not.
        binary: whether tensors travel as bytes, else as JSON: slower, nothing else.
    """

    url: str
    server: str
    model: str
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    binary: bool

    @property
    def encrypted(self) -> bool:
        """Whether nobody on the way can see the photo."""
        return self.url.startswith("https://") or stays_here(self.url)

    def __str__(self) -> str:
        tensors = f": {self.inputs[0]} → {self.outputs[0]}" if self.inputs and self.outputs else ""
        form = "as bytes" if self.binary else "as JSON"
        seen = "" if self.encrypted else "; photos travel unencrypted (http)"
        return f"{self.server} at {self.url} is ready for {self.model}{tensors}; tiles travel {form}{seen}"


def ask_facts(line: Line, model: str, binary: bool | None) -> ServerFacts:
    """What the server at `line` says of `model`; `binary` None lets the server say.

    Raises:
        ServerError: not reachable, no such server, not ready, no such network, or one that tiles do not fit.
    """
    ready = line.ask("GET", "v2/health/ready")  # Triton is not while any network is broken, another one too
    if ready.status in (404, 405):
        raise ServerError(f"At {line.url} nothing speaks the Open Inference Protocol v2 (no v2/health/ready there).")
    try:
        described = _model(line, model)
    except ServerError as error:
        if ready.status == 200:
            raise
        raise ServerError(f"The server {line.url} {_refusal(ready)}: it is not ready.") from error
    of_server = _object(line.ask("GET", "v2"))
    facts = ServerFacts(
        url=line.url,
        server=plain(f"{of_server.get('name') or 'a server'} {of_server.get('version') or ''}"),
        model=model,
        inputs=_tensors(described.get("inputs")),
        outputs=_tensors(described.get("outputs")),
        binary=_takes_bytes(of_server) if binary is None else binary,
    )
    problem = _misfit(facts)
    if problem:
        raise ServerError(f"The network {model!r} on the server {line.url} does not fit: {problem}.")
    return facts


def _model(line: Line, model: str) -> dict[str, Any]:
    """The network's metadata, once it is ready."""
    path = f"v2/models/{quote(model, safe='')}"
    ready = line.ask("GET", f"{path}/ready")
    if ready.status == 200 and _object(ready).get("ready") is not False:  # KServe says so in the answer
        described = line.ask("GET", path)
        if described.status == 200:
            return _object(described)
        ready = described
    there = _names(line)
    if model in there:
        raise ServerError(f"The network {model!r} on the server {line.url} is not ready: it {_refusal(ready)}.")
    if there or ready.status == 404:
        others = f"it has {_listed(there)}" if there else "its list of networks is empty or not shown"
        raise ServerError(f"The server {line.url} has no network {model!r}; {others}.")
    raise ServerError(f"The server {line.url} {_refusal(ready)} when asked for the network {model!r}.")


def _names(line: Line) -> list[str]:
    """Which networks the server has, where it offers a list: the repository extension, or KServe's own."""
    try:
        index = line.ask("POST", "v2/repository/index", b"{}", {"Content-Type": "application/json"})
        answer = _json(index) if index.status == 200 else _object(line.ask("GET", "v2/models")).get("models")
    except ServerError:
        return []  # the error that led here says more
    if not isinstance(answer, list):
        return []
    names = [entry.get("name") if isinstance(entry, dict) else entry for entry in answer]
    return sorted({plain(name) for name in names if isinstance(name, str)})


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + more


def _refusal(answer: Answer) -> str:
    told = said(answer.body)
    return f"answered {answer.status}{' (' + told + ')' if told else ''}"


def _json(answer: Answer) -> Any:
    try:
        return orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        return None


def _object(answer: Answer) -> dict[str, Any]:
    content = _json(answer) if answer.status == 200 else None
    return content if isinstance(content, dict) else {}


def _tensors(described: object) -> tuple[Tensor, ...]:
    """Those that are described in full; a server may leave this out."""
    if not isinstance(described, list):
        return ()
    found = []
    for tensor in described[:_MOST_TENSORS]:
        name, datatype = (tensor.get("name"), tensor.get("datatype")) if isinstance(tensor, dict) else (None, None)
        shape = whole_numbers(tensor.get("shape")) if isinstance(name, str) else None
        if isinstance(name, str) and isinstance(datatype, str) and shape is not None:
            found.append(Tensor(name, plain(datatype), shape))
    return tuple(found)


def _takes_bytes(of_server: dict[str, Any]) -> bool:
    extensions = of_server.get("extensions")
    if isinstance(extensions, list) and "binary_tensor_data" in extensions:
        return True
    since = _BINARY_ALL_THE_SAME.get(str(of_server.get("name")).lower())
    numbers = [int(part) for part in str(of_server.get("version")).split(".")[:2] if part.isdecimal()]
    return since is not None and tuple(numbers) >= since


def _misfit(facts: ServerFacts) -> str:
    """Why tiles of any size, float32 (n, 3, h, w), do not fit; "" when they do, or when the server tells nothing."""
    if not facts.inputs:
        return ""
    if len(facts.inputs) != 1:
        return f"it takes {len(facts.inputs)} inputs, not one picture"
    (given,) = facts.inputs
    if given.datatype != "FP32" or any(output.datatype != "FP32" for output in facts.outputs[:1]):
        return f"FP32 is needed, it takes {given} and gives {', '.join(map(str, facts.outputs[:1])) or 'nothing'}"
    if len(given.shape) != 4 or given.shape[1] not in (3, -1):
        return f"it takes {given}, not pictures as (n, 3, height, width)"
    if given.shape[2] >= 0 or given.shape[3] >= 0:
        return f"it takes one size only, {given}: height and width must be dynamic (−1)"
    return ""
