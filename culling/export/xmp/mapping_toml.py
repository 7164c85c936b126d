"""A mapping as a TOML file that a person can edit."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from culling.errors import CullingError
from culling.export.xmp.mapping import PROPERTIES, Values, XmpMapping

MAX_FILE_BYTES = 1_000_000
_TABLES = {"reject": "reject", "maybe": "maybe", "keep": "keep", "must-have": "must_have"}
_KEYS = (*_TABLES, "write", "replace", "prefix", "reasons")
_HEAD = """\
# What each verdict is called in XMP sidecars. A value that is left out stays as it is in the file.
# write: the properties that are written at all. replace: those written although somebody else gave a value;
# stars from 1 to 5 never are.
"""


def load(path: Path) -> XmpMapping:
    """Read a mapping; CullingError names the file, the key and what is allowed."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
        if len(data) > MAX_FILE_BYTES:
            raise CullingError(f"{path} is larger than {MAX_FILE_BYTES:,} bytes: that is no XMP mapping")
        return _mapping(tomllib.loads(data.decode("utf-8-sig")))
    except OSError as error:
        raise CullingError(f"cannot read the XMP mapping {path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise CullingError(f"{path} is no XMP mapping: not UTF-8 text at byte {error.start}") from error
    except tomllib.TOMLDecodeError as error:
        raise CullingError(f"{path} is not TOML: {error}") from error
    except RecursionError as error:
        raise CullingError(f"{path} is no XMP mapping: nested too deeply") from error
    except ValueError as error:
        raise CullingError(f"{path}: {error}") from error


def to_toml(mapping: XmpMapping) -> str:
    """The whole mapping; it reads back as an equal one."""
    lines = [_HEAD + f"write = {_text(list(mapping.write))}", f"replace = {_text(list(mapping.replace))}"]
    lines.append(f"prefix = {_text(mapping.prefix)}")
    for table, field in _TABLES.items():
        values: Values = getattr(mapping, field)
        lines += ["", f"[{table}]"]
        if table == "must-have":
            lines.append("# As keep, but for what stands here, such as: rating = 5")
        lines += [f"{name} = {_text(value)}" for name, value in values.named.items() if value is not None]
    lines += ["", "[reasons]"]
    lines += [f"{_text(key) if ' ' in key else key} = {_text(word)}" for key, word in mapping.reasons.items()]
    return "\n".join(lines) + "\n"


def _mapping(data: Mapping[str, Any]) -> XmpMapping:
    _check_keys("", data, _KEYS)
    given: dict[str, Any] = {_TABLES[key]: _values(key, data[key]) for key in _TABLES if key in data}
    for key in ("write", "replace"):
        if key in data:
            given[key] = _names(key, data[key])
    given |= {"prefix": data["prefix"]} if "prefix" in data else {}
    if "reasons" in data:
        given["reasons"] = _table("reasons", data["reasons"])
    return XmpMapping(**given)


def _values(table: str, data: object) -> Values:
    values = _table(table, data)
    _check_keys(f"{table}.", values, tuple(Values.__slots__))
    try:
        return Values(**values)
    except ValueError as error:
        raise ValueError(f"{table}.{error}") from error


def _table(key: str, data: object) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise ValueError(f"{key} must be a table, [{key}] with one value a line, got {data!r}")
    return data


def _names(key: str, data: object) -> tuple[str, ...]:
    if not isinstance(data, list) or not all(isinstance(name, str) for name in data):
        raise ValueError(f"{key} must be a list of names out of {', '.join(PROPERTIES)}, got {data!r}")
    return tuple(data)


def _check_keys(where: str, data: Mapping[str, Any], allowed: tuple[str, ...]) -> None:
    for key in data:
        if key not in allowed:
            raise ValueError(f"{where}{key} is no key of an XMP mapping; there are: {', '.join(allowed)}")


def _text(value: object) -> str:
    """JSON's texts, numbers and lists are TOML's."""
    return json.dumps(value, ensure_ascii=False)
