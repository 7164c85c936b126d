"""Tags in the decisions: as the scan found them, empty for none and for photos that were not looked at."""

from __future__ import annotations

import csv
import io

import pandas as pd

from culling.decide import decide
from culling.export.lists.decisions_csv import decisions_csv, read_decisions_csv
from culling.policy import Policy, Rule

POLICY = Policy("light", (Rule("luminance", "below", 20.0),))


def photos(**columns: list[object]) -> pd.DataFrame:
    return pd.DataFrame({"luminance": [5.0, 50.0, 60.0], **columns}, index=pd.Index(["a", "b", "c"], name="path"))


def test_tags_stand_before_the_measures_and_read_back() -> None:
    table = photos(tags=["person,food", "", None])
    data = decisions_csv(table, decide(table, POLICY), POLICY, "/p")
    header = next(csv.reader(io.StringIO(data.decode())))
    assert header.index("tags") + 1 == header.index("luminance")
    assert read_decisions_csv(data)["tags"].tolist() == ["person,food", "", ""]


def test_a_table_without_tags_has_no_such_column() -> None:
    table = photos()
    data = decisions_csv(table, decide(table, POLICY), POLICY, "/p")
    assert "tags" not in next(csv.reader(io.StringIO(data.decode())))
