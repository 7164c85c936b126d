"""`python -m docs.reference` writes the API reference from docstrings into build/docs: HTML that loads nothing."""

from __future__ import annotations

import importlib
import shutil
import warnings
from pathlib import Path
from types import ModuleType

#: The modules that programs of others may stand on; what is not listed may change without a word.
PUBLIC = (
    "culling",
    "culling.photos",
    "culling.metrics",
    "culling.scan",
    "culling.catalog",
    "culling.policy",
    "culling.rule",
    "culling.decide",
    "culling.labels",
    "culling.audit",
    "culling.preference",
    "culling.suggest",
    "culling.review",
    "culling.restore",
    "culling.synth",
    "culling.subject",
    "culling.eyes",
    "culling.charts",
    "culling.notebook",
    "culling.remote",
    "culling.errors",
)
OUT = Path(__file__).resolve().parents[1] / "build" / "docs"


def write_reference(out: Path = OUT) -> list[Path]:
    """One page per public module, an index and a search, in a folder that is emptied before; the pages' paths."""
    from pdoc import doc, render  # here, since the list above is read without it as well

    render.configure(docformat="google", footer_text="culling", search=True)
    pages = {name: doc.Module(_module(name)) for name in PUBLIC}
    shutil.rmtree(out, ignore_errors=True)
    written = []
    for name, page in pages.items():
        written.append(out / f"{name.replace('.', '/')}.html")
        written[-1].parent.mkdir(parents=True, exist_ok=True)
        with warnings.catch_warnings():  # "pd.Series[str]" is for type checkers; it is shown as it is written
            warnings.filterwarnings("ignore", message=r".*type '(Series|Index)' is not subscriptable")
            written[-1].write_text(render.html_module(page, pages), "utf-8")
    (out / "index.html").write_text(render.html_index(pages), "utf-8")
    (out / "search.js").write_text(render.search_index(pages), "utf-8")
    return written


def _module(name: str) -> ModuleType:
    """The module with all its names there, those too that it loads on first use."""
    module = importlib.import_module(name)
    for public in getattr(module, "__all__", ()):
        setattr(module, public, getattr(module, public))
    return module


if __name__ == "__main__":
    print(f"{len(write_reference())} pages: open {OUT / 'index.html'}")  # noqa: T201
