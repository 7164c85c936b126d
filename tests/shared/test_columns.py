"""A table is the same from a file and from a server, to the last type."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from culling.catalog import Catalog
from culling.metrics import METRIC_NAMES
from tests.shared.server import Postgres


def test_a_table_is_the_same_from_a_file_and_from_a_server(postgres: Postgres, tmp_path: Path) -> None:
    numbers = np.random.default_rng(0).normal(size=(40, len(METRIC_NAMES)))
    numbers[numbers < -1] = np.nan
    numbers[3, :2] = np.inf, -np.inf
    rows = [
        {"path": f"{name}{number}.jpg", "file_bytes": 2**40 + number, "mtime_ns": 1_700_000_000_123_456_789}
        | ({"width": 6000, "camera": "Ünïcode\\,\"'{}", "tags": ""} if number % 3 else {"error": "0 bytes\nin all"})
        | dict(zip(METRIC_NAMES, numbers[number].tolist(), strict=True))
        for number, name in enumerate(["a", "B", "ä", "_"] * 10)
    ]
    tables = []
    for where in (tmp_path / "c.sqlite", postgres.emptied()):
        with Catalog(tmp_path, where) as catalog:
            assert catalog.table().empty
            tables.append(catalog.table())
            catalog.save(rows, "r=1", {})
            catalog.set_mark("B1.jpg", "keep")
            tables.append(catalog.table())
    for of_file, of_server in zip(tables[:2], tables[2:], strict=True):
        pd.testing.assert_frame_equal(of_file, of_server, check_exact=True)
