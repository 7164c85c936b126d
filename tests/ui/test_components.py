"""The scripts of our own browser parts: joined, they are one module in which nothing is declared twice."""

from __future__ import annotations

import re
import runpy
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st

from culling.notebook import scripts as notebook_scripts
from culling.notebook.cutoffs_widget import Cutoffs
from culling.notebook.pictures_widget import Pictures
from culling.ui.components import (
    blind,
    cutoffs,
    gallery,
    groups,
    loupe,
    news,
    parts,
    photo_map,
    popovers,
    rescue,
    tiles,
)

WEB = Path(parts.__file__).parent / "web"
FOLDERS = (WEB, Path(notebook_scripts.__file__).parent / "web")
DECLARED = re.compile(r"^(?:export default )?(?:async )?(?:function|class|const|let)\s+(\w+)", re.MULTILINE)


@pytest.fixture(scope="module")
def scripts() -> dict[str, str]:
    """What each component is registered with."""
    found: dict[str, str] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(st.components.v2, "component", _note(found))
        for module in (blind, cutoffs, gallery, groups, loupe, news, photo_map, popovers, rescue, tiles):
            runpy.run_path(str(module.__file__))
    return found | {"notebook cutoffs": Cutoffs._esm, "notebook pictures": Pictures._esm}


def _note(found: dict[str, str]) -> Callable[..., None]:
    def component(name: str, *, html: str, js: str, css: str = "") -> None:
        assert html
        found[name] = js

    return component


def _files() -> list[Path]:
    return [file for folder in FOLDERS for file in folder.rglob("*.js")]


def test_nothing_is_declared_twice_and_only_one_thing_is_exported(scripts: dict[str, str]) -> None:
    assert len(scripts) == 13
    for name, text in scripts.items():
        twice = [word for word, times in Counter(DECLARED.findall(text)).items() if times > 1]
        assert twice == [], name
        assert text.count("export default ") == 1, name


def test_every_file_of_the_web_folder_is_used(scripts: dict[str, str]) -> None:
    for file in _files():
        assert any(file.read_text("utf-8") in text for text in scripts.values()), file.name


def test_texts_from_files_never_become_html() -> None:
    for file in _files():
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", file.read_text("utf-8")
        )


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed: the browser tests read the scripts")
def test_the_scripts_are_javascript(scripts: dict[str, str], tmp_path: Path) -> None:
    for name, text in scripts.items():
        file = tmp_path / f"{name}.mjs"
        file.write_text(text, "utf-8")
        subprocess.run(["node", "--check", str(file)], check=True, capture_output=True)
