"""How good a small run is beside a classical measure, also where that measure cannot say anything."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from models.flaws import small_measured
from models.flaws.small_measured import _areas
from models.training.scores import auc_interval

FLAW = "blurred"


def _table(classical: list[float]) -> pd.DataFrame:
    """Three originals, three blurred ones; both networks tell them apart."""
    sure = [0.1, 0.2, 0.3, 0.7, 0.8, 0.9]
    flaws = ["original"] * 3 + [FLAW] * 3
    return pd.DataFrame({"flaw": flaws, FLAW: sure, f"bundled_{FLAW}": sure, f"classical_{FLAW}": classical})


@pytest.mark.parametrize(
    ("classical", "area"),
    [
        ([np.nan] * 6, 0.5),
        ([np.nan] * 3 + [1.0, 2.0, 3.0], 1.0),
        ([1.0, 2.0, 3.0] + [np.nan] * 3, 0.0),
    ],
    ids=["silent on all", "on originals", "on blurred ones"],
)
def test_a_measure_that_is_silent_counts_as_the_lowest(
    classical: list[float], area: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(small_measured, "auc_interval", lambda good, bad, _: auc_interval(good, bad, 5))
    found = _areas(_table(classical), FLAW)
    assert found["classical"] == [area, area, area]
    assert found["own"][0] == found["bundled"][0] == 1.0
