"""What is asked of a run is checked before it begins; what its process says is read as progress, or not heard."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from culling.errors import CullingError
from culling.experiments.order import BUNDLED, Order, Progress, default_name, parse, read_order

ORDER = Order(Path("/photos"), "mine", "spectra_linear", 7, 3)


def test_an_order_is_the_same_again_from_its_text(tmp_path: Path) -> None:
    (tmp_path / "order.json").write_text(ORDER.to_json())
    assert read_order(tmp_path / "order.json") == ORDER


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": "../x"}, "no name"),
        ({"name": "x."}, "another name"),
        ({"name": BUNDLED}, "another name"),
        ({"architecture": "deep"}, "choose from spectra, spectra_no_dropout, spectra_linear"),
        ({"epochs": 0}, "from 1 to 500"),
        ({"seed": -1}, "seed must be"),
    ],
)
def test_what_cannot_be_trained_is_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Order(**{"folder": Path("/photos"), "name": "mine"} | change)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"folder": "/x", "name": "a", "more": 1}'])
def test_a_damaged_order_names_its_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "order.json").write_text(text)
    with pytest.raises(CullingError, match=r"order\.json is no order"):
        read_order(tmp_path / "order.json")


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("Summer 2025", "Summer-2025-spectra"),
        ("../..", "photos-spectra"),
        ("日本", "photos-spectra"),
        ("a" * 99, "a" * 40 + "-spectra"),
    ],
)
def test_a_run_is_named_after_its_folder_as_far_as_that_is_a_name(folder: str, name: str) -> None:
    assert default_name(Path("/photos") / folder, "spectra") == name
    assert Order(Path("/photos"), name).name == name


def test_a_line_of_progress_is_read() -> None:
    line = {"stage": "training", "done": 3, "of": 12, "loss": 0.5, "validation_accuracy": 0.75, "seconds_left": 300}
    found = parse(json.dumps(line) + "\n")
    assert isinstance(found, Progress)
    assert found.share == 0.25
    assert math.isnan(found.accuracy)
    assert found.text == "Epoch 3 of 12 · loss 0.500 · held out right 75.0 % · 5 min left"


def test_before_the_first_epoch_ended_there_is_nothing_to_tell() -> None:
    assert Progress("training", 0, 12).text == "Epoch 0 of 12"
    assert Progress("damaging", 2, 9).text == "Damaging photos: 2 of 9"
    assert Progress("looking", 0, 0).share == 0


def test_the_last_word_of_a_refused_run_is_heard() -> None:
    assert parse('{"refused": "Too few photos"}') == "Too few photos"


@pytest.mark.parametrize(
    "line",
    [
        "",
        "step=1 loss=2",
        "{",
        "{}",
        '{"stage": "flying", "done": 1, "of": 2}',
        '{"stage": "training", "done": -1, "of": 2}',
        '{"stage": "training", "done": 1, "of": 2, "loss": NaN}',
        '{"stage": "training", "done": "1", "of": 2}',
        '{"refused": 3}',
        "{" * 20_000,
        '{"a":' * 3_000,
    ],
)
def test_any_other_line_is_not_heard(line: str) -> None:
    assert parse(line) is None
