"""A folder whose names no front end may act on, scanned once, and its labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from culling import Catalog, scan
from culling.labels import Truth
from tests.ui.photos import write_photos

HOSTILE = "<img src=x onerror=document.title='owned'>.jpg"
NAMES = [HOSTILE, "$\\href{javascript:1}{x}$.jpg", *(f"photo_{number:02}.jpg" for number in range(2, 12))]


@dataclass(frozen=True)
class Shoot:
    """A scanned folder: its table by path, its open catalog, labels that say reject from the fifth photo on."""

    table: pd.DataFrame
    catalog: Catalog
    truth: Truth


@pytest.fixture(scope="session")
def shoot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shoot]:
    base = tmp_path_factory.mktemp("notebook")
    names = write_photos(base / "photos", NAMES)
    with Catalog(base / "photos", Path(base / "catalog.sqlite")) as catalog:
        table = scan(base / "photos", catalog=catalog, without=("people", "things"))
        truth = Truth.of(table, {name: "keep" if nth < 4 else "reject" for nth, name in enumerate(names)}, sampled=True)
        yield Shoot(table, catalog, truth)
