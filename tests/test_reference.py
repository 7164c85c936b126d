"""The API reference can be built without a warning, and whatever it shows says what its arguments are."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docs.reference import PUBLIC, write_reference

FEW = 2  # so many arguments are told by the first line and their types


def _documented(module_name: str) -> Iterator[tuple[str, Any]]:
    """What a public module offers: functions, classes, and the classes' public methods."""
    module = importlib.import_module(module_name)
    own = [name for name, value in vars(module).items() if getattr(value, "__module__", "") == module_name]
    for name in getattr(module, "__all__", None) or [name for name in own if not name.startswith("_")]:
        value = getattr(module, name)
        if inspect.isfunction(value) or (inspect.isclass(value) and value.__module__.startswith("culling")):
            yield f"{module_name}.{name}", value
            if inspect.isclass(value):
                methods = inspect.getmembers(value, inspect.isfunction)
                yield from ((f"{module_name}.{name}.{key}", found) for key, found in methods if key in vars(value))


OFFERED = [
    (name, value)
    for module in PUBLIC
    for name, value in _documented(module)
    if not name.rpartition(".")[2].startswith("_")
]


def test_everything_public_says_what_it_does() -> None:
    silent = [module for module in PUBLIC if not importlib.import_module(module).__doc__]
    for name, value in OFFERED:
        told = inspect.getdoc(value) or ""
        made_by_dataclass = told.startswith(f"{value.__name__}(")
        silent += [name] * (not told or made_by_dataclass)
    assert len(OFFERED) > 200
    assert not silent, "say in a docstring what these are"


def test_arguments_are_told_where_there_are_several() -> None:
    untold = []
    for name, function in OFFERED:
        if inspect.isfunction(function):
            arguments = [key for key in inspect.signature(function).parameters if key not in ("self", "cls")]
            told = inspect.getdoc(function) or ""
            missing = [key for key in arguments if not re.search(rf"\b{key}\b", told)]
            untold += [f"{name}: {key}" for key in missing if len(arguments) > FEW]
    assert not untold, "say in the docstring what these are"


def test_the_reference_is_built_without_a_warning_and_loads_nothing(tmp_path: Path) -> None:
    pages = write_reference(tmp_path / "out")  # a warning fails the test
    assert len(pages) == len(PUBLIC)
    assert "choose_keeper" in pages[PUBLIC.index("culling.catalog")].read_text("utf-8")
    for page in [*pages, tmp_path / "out" / "index.html"]:
        assert not re.search(r'<(script|link|img|iframe)\b[^>]*(src|href)="(https?:)?//', page.read_text("utf-8")), page
