"""Figures show what was saved and nothing else, and are told apart without colour."""

from __future__ import annotations

import numpy as np

from culling.experiments.figures import COLOURS, confusion_figure, curves_figure, lacking
from culling.experiments.tables import Curve, confusion
from culling.synth.registry import FLAWS
from tests.experiments.made import evaluation

STEPS = np.array([1.0, 2.0])
WHOLE = Curve(
    "a", STEPS, dict.fromkeys(("loss", "validation_loss", "train_accuracy", "validation_accuracy"), STEPS / 4)
)
HALF = Curve("b", STEPS, {"loss": STEPS, "validation_accuracy": STEPS / 4})


def test_training_is_dotted_and_validation_solid_in_the_colour_of_the_architecture() -> None:
    traces = curves_figure([WHOLE, HALF], "loss").data
    assert [(trace.name, trace.line.dash, trace.line.color) for trace in traces] == [
        ("a · training", "dot", COLOURS[0]),
        ("a · validation", "solid", COLOURS[0]),
        ("b · training", "dot", COLOURS[1]),
    ]


def test_a_longer_legend_takes_no_room_from_the_curves() -> None:
    few, many = (curves_figure([WHOLE] * count, "loss").layout for count in (1, 6))
    assert many.height - many.margin.b == few.height - few.margin.b


def test_what_was_not_saved_is_told() -> None:
    assert lacking([WHOLE, HALF], "loss") == ["b: validation loss"]
    assert lacking([WHOLE, HALF], "accuracy") == ["b: training accuracy"]
    assert curves_figure([], "accuracy").data == ()


def test_each_cell_of_a_confusion_has_its_count() -> None:
    found = confusion(evaluation(7)["confusion"])
    figure = confusion_figure(found)
    texts = {(note.x, note.y): note.text for note in figure.layout.annotations}
    assert texts[0, 0] == "<b>7</b>"
    assert texts[1, 2] == "<b>7</b>"  # shaken, called blurred
    assert texts[2, 2] == "0"
    assert len(texts) == len(FLAWS) ** 2
    assert figure.layout.yaxis.ticktext == tuple(flaw.replace("_", " ") for flaw in FLAWS)
