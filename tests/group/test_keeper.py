"""The keeper of a group: against judging one group at a time by hand, and what no measure may decide."""

from __future__ import annotations

import math
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from culling import Photo, read_photo
from culling.group.criteria import FILE_SIZE, QUALITY
from culling.group.keeper import keepers
from culling.marks import MARKS
from culling.metrics import METRIC_NAMES, get_metric
from culling.synth import burst

TOLERANCE = {criterion.name: criterion.tolerance for criterion in (*QUALITY, FILE_SIZE)}
VALUES = {
    "blur": [0.02, 0.03, 0.05, 0.2],
    "motion_blur": [0.02, 0.1, 0.9],
    "eyes_open": [0.1, 0.5, 0.9],
    "luminance": [0.0, 30.0, 60.0, 120.0],
    "highlight_clipping": [0.0, 0.1],
    "shadow_clipping": [0.0, 0.02, 0.5],
    "noise_sigma": [0.0, 2.0, 4.0, 9.0],
    "sharpest_tile": [100.0, 400.0, 5000.0],
    "entropy": [5.0, 7.0, 7.05],
    "megapixels": [2.0, 12.0],
    "file_mb": [1.0, 1.2, 4.0],
    "width": [400.0, 500.0, 4000.0],
}
MEASURES = [name for name in METRIC_NAMES if name in VALUES and name != "file_mb"]


@st.composite
def tables(draw: st.DrawFn) -> pd.DataFrame:
    size = draw(st.integers(0, 9))

    def column(values: list[object]) -> list[object]:
        return draw(st.lists(st.sampled_from(values), min_size=size, max_size=size))

    table = pd.DataFrame({name: np.array(column([*kinds, math.nan]), float) for name, kinds in VALUES.items()})
    table["height"] = 300.0
    table["scale"] = np.array(column([0.5, 1.0]), float)
    table["mark"] = pd.Series(column([None, None, None, *MARKS]), dtype=object)
    table["error"] = pd.Series(column([None, None, None, "truncated"]), dtype=object)
    times = [None, "2024-05-01T10:00:05", "2024-05-01T10:00:05.5+02:00", "2024-05-01T10:00:06-01:00"]
    table["taken_at"] = pd.Series(column(times), dtype=object)
    table["group"] = np.array(column([0.0, 1.0, 7.0, math.nan]), float)
    table.index = pd.Index(draw(st.permutations([f"{row}.jpg" for row in range(size)])), name="path")
    for name in draw(st.sets(st.sampled_from(sorted({*VALUES, "height", "scale", "mark", "error", "taken_at"})))):
        del table[name]
    return table


Row = dict[str, float]


def of(row: Row, column: str) -> float:
    return row.get(column, math.nan)


def octaves(value: float) -> float:
    return math.log2(value) if value > 0 else math.nan


def middle(values: list[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return median(known) if known else math.nan


def shortfall(values: list[float]) -> list[float]:
    return [value if math.isnan(value) else min(0.0, value - middle(values)) for value in values]


def largest_only(values: list[float], sides: list[float]) -> list[float]:
    most = max((side for side in sides if not math.isnan(side)), default=math.nan)
    return [math.nan if side < 0.9 * most else value for value, side in zip(values, sides, strict=True)]


def long_side(row: Row) -> float:
    return max((side for name in ("width", "height") if not math.isnan(side := of(row, name))), default=math.nan)


def sharpness(group: list[Row], name: str) -> list[float]:
    working = [side if math.isnan(side := long_side(row)) else min(side, 640) for row in group]
    return largest_only([-of(row, name) for row in group], working)


def near_middle(group: list[Row]) -> list[float]:
    light = [math.log2(of(row, "luminance") + 1) for row in group]
    return [-abs(value - middle(light)) for value in light]


def grain(row: Row) -> float:
    return octaves(of(row, "noise_sigma")) - octaves(of(row, "sharpest_tile")) / 2


# Each criterion on one group, written out once more.
SCORES = {
    "blur": lambda group: sharpness(group, "blur"),
    "motion_blur": lambda group: sharpness(group, "motion_blur"),
    "eyes_open": lambda group: [of(row, "eyes_open") for row in group],
    "luminance": near_middle,
    "clipped": lambda group: shortfall([-of(row, "highlight_clipping") - of(row, "shadow_clipping") for row in group]),
    "grain": lambda group: shortfall([-grain(row) for row in group]),
    "entropy": lambda group: shortfall([of(row, "entropy") for row in group]),
    "megapixels": lambda group: [octaves(of(row, "megapixels")) for row in group],
    "sharpest_tile": lambda group: largest_only(
        [octaves(of(row, "sharpest_tile")) for row in group], [long_side(row) * of(row, "scale") for row in group]
    ),
    "file_mb": lambda group: [octaves(of(row, "file_mb")) for row in group],
}


def keeper_by_hand(rows: pd.DataFrame, chosen: list[str]) -> str:
    rows = rows.sort_index()
    group = [{key: value for key, value in row.items() if isinstance(value, float)} for _, row in rows.iterrows()]
    left = list(range(len(group)))

    def fall(scores: list[float], tolerance: float = 0.0) -> None:
        known = [scores[at] for at in left if not math.isnan(scores[at])]
        if known:
            left[:] = [at for at in left if not scores[at] < max(known) - tolerance]

    ranks = {"reject": 0, "maybe": 1, None: 1, "keep": 2, "must-have": 3}
    rows_as_dicts = [row.to_dict() for _, row in rows.iterrows()]
    texts = [{name: text for name, text in row.items() if isinstance(text, str)} for row in rows_as_dicts]
    fall([float(path in chosen) for path in rows.index])
    fall([ranks[row.get("mark")] for row in texts])
    fall([float(row.get("error") is None) for row in texts])
    for times in (4, 1):
        for name in [criterion.name for criterion in QUALITY]:
            fall(SCORES[name](group), times * TOLERANCE[name])
    fall(SCORES["file_mb"](group), TOLERANCE["file_mb"])
    whens = [row.get("taken_at") for row in texts]
    fall([math.nan if when is None else -float(when[17:19] + (when[19:21] if "." in when else "")) for when in whens])
    return str(rows.index[left[0]])


@settings(max_examples=80)
@given(tables(), st.lists(st.sampled_from(["0.jpg", "3.jpg", "gone.jpg"]), max_size=2))
def test_agrees_with_judging_one_group_at_a_time(table: pd.DataFrame, chosen: list[str]) -> None:
    before = table.copy()
    answer = keepers(table, table["group"], chosen)
    expected = {keeper_by_hand(rows, chosen) for _, rows in table.groupby("group")}
    assert set(answer.index[answer["keeper"]]) == expected
    assert answer.index.equals(table.index)
    assert ((answer["reason"] == "") == table["group"].isna().to_numpy()).all()
    pd.testing.assert_frame_equal(table, before)


@given(tables(), st.randoms())
def test_neither_the_order_of_the_rows_nor_other_groups_matter(table: pd.DataFrame, random: object) -> None:
    answer = keepers(table, table["group"])
    shuffled = table.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(keepers(shuffled, shuffled["group"]).loc[table.index], answer)
    for _, rows in table.groupby("group"):
        pd.testing.assert_frame_equal(keepers(rows, rows["group"]), answer.loc[rows.index])


def group(**columns: list[object]) -> pd.DataFrame:
    size = len(next(iter(columns.values())))
    return pd.DataFrame(columns, index=pd.Index([f"{'abcdef'[row]}.jpg" for row in range(size)], name="path"))


def told(table: pd.DataFrame, chosen: tuple[str, ...] = ()) -> tuple[str, dict[str, str]]:
    answer = keepers(table, pd.Series(0.0, index=table.index), chosen)
    (keeper,) = answer.index[answer["keeper"]]
    return keeper, answer["reason"].to_dict()


def test_the_reasons_are_sentences_with_their_numbers() -> None:
    keeper, reasons = told(group(blur=[0.3, 0.04, 0.12, 0.5]))
    assert keeper == "b.jpg"
    assert reasons["b.jpg"] == "sharper than the other 3 (blur 0.04, next 0.12)"
    assert reasons["c.jpg"] == "less sharp than the keeper (blur 0.12, keeper 0.04)"


def test_numbers_are_short_and_never_in_powers_of_ten() -> None:
    reasons = told(group(highlight_clipping=[0.2, 1.63e-5], shadow_clipping=[0.0, 0.0]))[1]
    assert reasons["b.jpg"] == "less clipped than the other (clipped 0.000016, next 0.2)"
    reasons = told(group(highlight_clipping=[0.2, 0.0], shadow_clipping=[0.0, 0.0], luminance=[140.0, 141.26]))[1]
    assert reasons["b.jpg"] == "less clipped than the other (clipped 0, next 0.2)"
    reasons = told(group(sharpest_tile=[123.4, 12345.6]))[1]
    assert reasons["b.jpg"] == "finer detail than the other (sharpest_tile 12346, next 123)"


def test_each_reason_tells_of_those_that_fell_by_it() -> None:
    keeper, reasons = told(
        group(
            blur=[0.04, 0.045, 0.3, 0.04],
            luminance=[100.0, 104.0, 102.0, 30.0],
            taken_at=["2024-05-01T10:00:02", "2024-05-01T10:00:01", None, None],
        )
    )
    assert keeper == "b.jpg"
    assert reasons == {
        "a.jpg": "taken after the keeper",
        "b.jpg": "sharper than 1 other (blur 0.045, next 0.3); "
        "nearer to the group's light than 1 other (luminance 104, next 30); taken before 1 other",
        "c.jpg": "less sharp than the keeper (blur 0.3, keeper 0.045)",
        "d.jpg": "farther from the group's light than the keeper (luminance 30, keeper 104)",
    }


@pytest.mark.parametrize(
    ("columns", "keeper"),
    [
        ({"blur": [0.05, 0.04]}, "a.jpg"),  # 0.01 decides nothing, so the first by name
        ({"blur": [0.07, 0.04]}, "b.jpg"),
        ({"eyes_open": [0.1, 0.9]}, "b.jpg"),
        ({"luminance": [20.0, 101.0, 99.0, 100.0]}, "b.jpg"),  # the group's light, not any light
        ({"luminance": [101.0, 20.0, 21.0, 20.0]}, "b.jpg"),  # a dark group stays dark
        ({"luminance": [20.0, 100.0]}, "a.jpg"),  # two have no middle
        ({"highlight_clipping": [0.3, 0.01], "shadow_clipping": [0.0, 0.0]}, "b.jpg"),
        ({"highlight_clipping": [0.0] * 3, "shadow_clipping": [0.7, 0.0, 0.7]}, "a.jpg"),  # low key is no flaw
        ({"noise_sigma": [8.0, 3.0, 3.0], "sharpest_tile": [1200.0, 1000.0, 1000.0]}, "b.jpg"),
        ({"entropy": [5.0, 7.0]}, "b.jpg"),
        ({"megapixels": [2.0, 12.0]}, "b.jpg"),
        ({"sharpest_tile": [100.0, 300.0]}, "b.jpg"),
        ({"file_mb": [1.0, 4.0]}, "b.jpg"),
        ({"file_mb": [1.0, 1.1]}, "a.jpg"),
        ({"taken_at": ["2024-05-01T10:00:05.5", "2024-05-01T10:00:05"]}, "b.jpg"),
        ({"taken_at": ["", "2024-05-01T10:00:05"]}, "a.jpg"),  # without a time neither first nor last
        ({"error": ["truncated", None], "blur": [math.nan, 0.9]}, "b.jpg"),
        ({"blur": [math.nan, 0.9]}, "a.jpg"),
        # Gross before small: four stops too dark, though a trifle sharper.
        ({"blur": [0.02, 0.05, 0.05], "luminance": [10.0, 100.0, 100.0]}, "b.jpg"),
        # A small copy looks sharper, and is not.
        ({"blur": [0.02, 0.1], "width": [320.0, 4000.0], "megapixels": [0.08, 12.0]}, "b.jpg"),
    ],
)
def test_one_thing_at_a_time(columns: dict[str, list[object]], keeper: str) -> None:
    assert told(group(**columns))[0] == keeper


def test_what_a_person_said_comes_first() -> None:
    photos = group(blur=[0.02, 0.4, 0.6], mark=[None, "keep", "must-have"])
    assert told(photos)[1] == {
        "a.jpg": "the keeper is marked must-have",
        "b.jpg": "the keeper is marked must-have",
        "c.jpg": "marked must-have",
    }
    keeper, reasons = told(photos.assign(mark=["reject", None, "maybe"]))
    assert keeper == "b.jpg"
    assert reasons["a.jpg"] == "marked reject"
    assert reasons["b.jpg"] == "1 other marked reject; sharper than 1 other (blur 0.4, next 0.6)"
    assert told(photos.assign(mark="reject"))[0] == "a.jpg"
    assert told(photos, chosen=("b.jpg", "elsewhere.jpg")) == (
        "b.jpg",
        {"a.jpg": (other := "another was chosen by a person"), "b.jpg": "chosen by a person", "c.jpg": other},
    )
    assert told(photos.assign(mark=[None, "reject", None]), chosen=("b.jpg",))[0] == "b.jpg"


def test_an_unknown_number_is_never_called_better() -> None:
    keeper, reasons = told(group(blur=[math.nan, 0.04, 0.4], luminance=[100.0, 30.0, 100.0]))
    assert keeper == "a.jpg"
    assert reasons == {
        "a.jpg": "1 other fell behind in blur, which could not be measured here; "
        "nearer to the group's light than 1 other (luminance 100, next 30)",
        "b.jpg": "farther from the group's light than the keeper (luminance 30, keeper 100)",
        "c.jpg": "less sharp than another (blur 0.4)",
    }


def test_alone_empty_and_of_another_table() -> None:
    photos = group(blur=[0.1, 0.2])
    nobody = keepers(photos, pd.Series(math.nan, index=photos.index))
    assert nobody["keeper"].tolist() == [False, False]
    assert nobody["reason"].tolist() == ["", ""]
    one = keepers(photos, pd.Series([3.0, math.nan], index=photos.index))
    assert one["keeper"].tolist() == [True, False]
    assert one["reason"].tolist() == ["the only one", ""]
    empty = keepers(photos.iloc[:0], pd.Series(dtype=float, index=photos.index[:0]))
    assert list(empty.columns) == ["keeper", "reason"]
    assert empty.empty
    with pytest.raises(ValueError, match=r"groups \(1 rows\) are not of this table \(2 rows\)"):
        keepers(photos, pd.Series([1.0], index=["a.jpg"]))


def test_in_bursts_of_real_photos_the_keeper_is_an_undamaged_frame(shared_data: Path) -> None:
    """Measured more widely by benchmarks/keepers.py."""
    found = 0
    for number, path in enumerate(sorted((shared_data / "train_sharp").rglob("n0*.*"))[::60]):
        frames = burst(read_photo(path).pixels, 6, seed=number)
        rows = [{name: get_metric(name).measure(Photo(frame.pixels)) for name in MEASURES} for frame in frames]
        keeper, _ = told(group(**pd.DataFrame(rows).to_dict("list")))
        found += frames["abcdef".index(keeper[0])].undamaged
    assert found >= 7
