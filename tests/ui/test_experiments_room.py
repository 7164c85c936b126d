"""Learn → Experiments: the comparison, a run of one's own, using it as a measure, and the form that trains one."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from culling import own_network
from culling.experiments.bundled import FOLDER, bundled
from culling.experiments.order import Order, Progress
from culling.experiments.run import Run, runs_folder
from culling.experiments.training import TrainingStopped
from culling.synth.registry import FLAWS
from culling.ui import training
from culling.ui.rooms.learn.experiments import compared, pictures, small_run
from tests.experiments.made import predictions, write_run
from tests.ui.pages import run, state, texts

Start = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def _trained_at_last(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing is trained here, and few pictures are damaged."""
    monkeypatch.setattr(small_run, "problem", lambda: "")
    monkeypatch.setattr(pictures, "COUNT", 2)
    yield
    training.close()


@pytest.fixture
def room(dashboard: Start) -> Callable[..., AppTest]:
    def start(folder: Path | None, look_at: str = "") -> AppTest:
        dashboard(folder)
        app = AppTest.from_function(_alone, default_timeout=30)
        if look_at:
            app.query_params["exp-run"] = look_at
        return run(app)

    return start


def _alone() -> None:
    from culling.ui.rooms.learn.experiments import room
    from culling.ui.state import session

    room.show(session())


def said(app: AppTest) -> str:
    return "\n".join(str(item.value) for item in (*app.markdown, *app.caption, *app.text, *app.info))


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click()
    return run(app)


def test_the_comparison_shows_all_that_was_saved(room: Start, photos: Path) -> None:
    app = room(photos)
    found = bundled()
    table = app.dataframe[0].value
    assert table["test"].tolist() == [100 * one.test.value for one in found.architectures]
    assert table["architecture"][0] == f"{found.kept} (bundled)"
    words = said(app)
    assert "96.1 % (94.9–97.1)" in words
    assert "Not saved" not in words
    assert "of a second training by the same recipe" in words
    assert app.selectbox(key="exp-matrix").options == [one.name for one in found.architectures]
    assert "told rightly.** :blue[**✓ R**]" in words


def test_what_was_not_saved_is_told(room: Start, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for file in ("architectures.csv", "evaluation.json"):
        shutil.copy(FOLDER / file, tmp_path)
    curves = pd.read_csv(FOLDER / "curves.csv").drop(columns=["train_accuracy"])
    curves.to_csv(tmp_path / "curves.csv", index=False)
    monkeypatch.setattr(compared, "bundled", lambda: bundled(tmp_path))
    words = said(room(photos))
    assert "Not saved: spectra_longer: training accuracy;" in words
    assert "Not saved for spectra" in words
    assert "a second training" not in words


def test_curves_and_confusion_are_those_of_the_chosen_architecture(room: Start, photos: Path) -> None:
    app = room(photos)
    app.multiselect(key="exp-curves").set_value(["deep"])
    app.selectbox(key="exp-matrix").set_value("deep")
    run(app)
    (table,) = (item.value for item in app.dataframe if "is ↓ said →" in item.value)
    assert table[list(FLAWS)].to_numpy().tolist() == bundled().confusions["deep"].counts.tolist()
    numbers = next(item.value for item in app.dataframe if "batches" in item.value)
    assert set(numbers["architecture"]) == {"deep"}
    app.multiselect(key="exp-curves").set_value([])
    assert "Choose an architecture" in said(run(app))


def test_another_draw_stands_in_the_address(room: Start, photos: Path) -> None:
    app = room(photos)
    before = [item.value for item in app.text]
    press(app, "exp_draw_again")
    drawn = app.number_input(key="exp-draw").value
    assert drawn != 0
    assert str(app.query_params["exp-draw"]) in (str(drawn), f"['{drawn}']")
    assert [item.value for item in app.text] != before


def test_a_run_is_shown_beside_the_bundled_network_with_its_pictures(room: Start, photos: Path) -> None:
    keys = tuple(sorted(path.name for path in photos.iterdir())[:2])
    write_run(rows=predictions(photos, keys), folder=str(photos.resolve()))
    app = room(photos, "mine")
    assert [(item.label, item.value) for item in app.metric] == [
        ("told rightly", "83.3 %"),
        ("the bundled network, same pictures", "100.0 %"),
    ]
    words = said(app)
    assert "30 to learn from, 6 to tune on, 2 held out" in words
    assert "neither trained nor tuned on" in words
    assert "The photo is not here" not in words
    assert "left out       2 copies" in texts(app)


def test_in_another_folder_the_saved_answers_are_shown_without_pictures(room: Start, photos: Path) -> None:
    write_run()
    words = said(room(photos, "mine"))
    assert "Open the folder that was trained on" in words
    assert "The photo is not here" in words


def test_a_run_becomes_a_measure_and_stops_being_one(room: Start, photos: Path) -> None:
    write_run()
    app = press(room(photos, "mine"), "exp_use")
    assert own_network.chosen() == "mine"
    assert "own_flaw" in said(app)
    assert "will be measured anew" in said(app)
    press(app, "measure_anew")
    here = state(app)
    assert here.open is not None
    assert here.open.job is not None
    here.open.job.wait(60)
    run(app)
    assert here.table["own_flaw"].between(0, 1).all()
    press(app, "exp_forget")
    assert own_network.in_use() is None


def test_a_swapped_network_is_refused_in_words(room: Start, photos: Path) -> None:
    write_run()
    (runs_folder() / "mine" / "network.onnx").write_bytes(b"another")
    app = press(room(photos, "mine"), "exp_use")
    assert [item.value for item in app.error] == ["Not done."]
    assert "is not the one that was trained" in texts(app)
    assert own_network.in_use() is None


def test_a_damaged_run_is_told_and_the_rest_of_the_page_stands(room: Start, photos: Path) -> None:
    write_run()
    write_run(name="bad")
    (runs_folder() / "bad" / "run.json").write_text("{}")
    (runs_folder() / "mine" / "curves.csv").write_text("nothing")
    app = room(photos, "mine")
    assert "curves.csv is damaged" in texts(app)
    assert "bad/run.json is damaged" in texts(app)
    assert "Train a small one yourself" in [item.value for item in app.subheader]


def test_without_torch_it_says_what_to_install(room: Start, photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(small_run, "problem", lambda: "Training needs torch. Run: pip install 'culling[train]'")
    app = room(photos)
    assert "pip install 'culling[train]'" in said(app)
    assert not [item for item in app.number_input if item.key == "exp-epochs"]


def test_a_training_is_begun_followed_and_looked_at(room: Start, photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def train(order: Order, *, progress: Callable[[Progress], None], cancel: threading.Event) -> Run:
        progress(Progress("training", 3, 12, loss=0.5, validation_accuracy=0.75))
        begun.set()
        assert go_on.wait(30)
        return write_run(name=order.name)

    monkeypatch.setattr(training, "train", train)
    app = room(photos)
    app.number_input(key="exp-epochs").set_value(12)
    app.text_input(key="exp-name").set_value("first try")
    next(item for item in app.button if item.label == "Train").click()
    run(app)
    assert begun.wait(30)
    run(app)
    assert "Training first try: spectra, 12 epochs" in texts(app)
    assert not [item for item in app.button if item.label == "Train"]
    go_on.set()
    last = training.job()
    assert last is not None
    assert last.order == Order(photos.resolve(), "first try", "spectra", 12, 0)
    last.wait(30)
    run(app)
    assert "first try is trained: 83 % (55–95)" in texts(app)
    press(app, "exp_look")
    assert [item.value for item in app.metric][:1] == ["83.3 %"]


def test_a_stopped_training_can_go_on(room: Start, photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    orders: list[Order] = []

    def train(order: Order, *, progress: Callable[[Progress], None], cancel: threading.Event) -> Run:
        orders.append(order)
        assert cancel.wait(30)
        raise TrainingStopped("stopped")

    monkeypatch.setattr(training, "train", train)
    app = room(photos)
    next(item for item in app.button if item.label == "Train").click()
    press(run(app), "exp_stop")
    last = training.job()
    assert last is not None
    last.wait(30)
    run(app)
    assert "was stopped" in texts(app)
    press(app, "exp_go_on")
    assert len(orders) == 2
    assert orders[0] == orders[1]


def _begin_and_stop(photos: Path, monkeypatch: pytest.MonkeyPatch) -> training.TrainingJob:
    """A training that somebody began and stopped."""

    def train(order: Order, *, progress: object, cancel: threading.Event) -> Run:
        assert cancel.wait(30)
        raise TrainingStopped("stopped")

    monkeypatch.setattr(training, "train", train)
    last = training.begin(Order(photos.resolve(), "mine"))
    training.stop()
    last.wait(30)
    return last


def test_what_cannot_go_on_is_told_also_without_an_open_folder(
    room: Start, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _begin_and_stop(photos, monkeypatch)
    write_run()  # one of that name has come meanwhile
    app = press(room(None), "exp_go_on")
    assert "There is a run mine already" in texts(app)


def test_a_name_that_is_none_is_refused_before_anything_begins(room: Start, photos: Path) -> None:
    app = room(photos)
    app.text_input(key="exp-name").set_value("../up")
    next(item for item in app.button if item.label == "Train").click()
    run(app)
    assert "is no name" in texts(app)
    assert training.job() is None


def test_others_than_whoever_runs_the_dashboard_only_look(
    room: Start, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_run()
    app = room(photos, "mine")
    monkeypatch.setattr(training, "may_see_paths", lambda: False)
    run(app)
    assert app.button(key="exp_use").disabled
    assert app.button(key="exp_remove").disabled
    assert "it is for whoever runs the dashboard" in said(app)


def test_how_a_training_of_another_ended_is_not_theirs_to_go_on_with(
    room: Start, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = _begin_and_stop(photos, monkeypatch)
    app = room(photos)
    assert app.button(key="exp_go_on").label == "Go on"
    monkeypatch.setattr(training, "may_see_paths", lambda: False)
    press(app, "exp_go_on")  # a page that is older than the settings
    assert training.job() is last
    assert not [item for item in app.button if item.key == "exp_go_on"]
