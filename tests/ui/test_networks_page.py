"""The page of networks: what is in use, fetching with one click, removing, what is measured anew."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from culling import nets, network_choice
from culling.faces import landmarks
from culling.metrics import METRICS
from culling.model_files import find, models, state
from culling.network_choice import STRONGER
from culling.restore.deblur import DEBLURRERS
from culling.restore.upscale import UPSCALERS
from culling.text_search import clip
from culling.ui import fetching, places, settings
from culling.ui.jobs import BOARD
from culling.ui.rooms.networks import anew, tasks
from culling.ui.rooms.networks.tasks import WORKS, in_use, standing
from culling.ui.safety import signed_in
from culling.users import User
from tests.networks import flip_a_byte
from tests.ui.dialog import captions, click
from tests.ui.pages import run, texts

Start = Callable[..., AppTest]
YUNET = "face_detection_yunet_dynamic.onnx"


@pytest.fixture(autouse=True)
def _nothing_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("CULLING_MODELS", str(tmp_path / "fetched"))
    monkeypatch.setenv("NO_PROXY", "*")
    nets.clear()
    landmarks.clear()
    yield
    nets.clear()
    landmarks.clear()


@pytest.fixture
def app(dashboard: Start, photos: Path) -> AppTest:
    return dashboard(photos, "networks")


def put(shared_weights: Path, file: str, name: str) -> Path:
    """A network as if it had been fetched."""
    target = find(name).path
    target.parent.mkdir(exist_ok=True)
    shutil.copyfile(shared_weights / file, target)
    fetching.look_again()
    return target


def said(app: AppTest) -> str:
    return "\n".join(item.value for item in app.markdown)


def fetch(app: AppTest, place: str, source: Path | str) -> None:
    app.text_input(key=f"source_{place}").set_value(str(source)).run()
    click(app, f"fetch_{place}")
    job = fetching.job_of(find(place.rpartition("_")[0]))
    assert job is not None
    job.wait(30)
    run(app)


def test_every_network_that_others_made_and_that_is_used_is_on_the_page() -> None:
    shown = {gain.network for work in WORKS for gain in work.gains}
    stronger = {name for names in STRONGER.values() for name in names}
    asked = {name for metric in METRICS for name in (*metric.helped_by, *metric.networks)}
    asked_for = {name for name in asked if name in models() and not models()[name].bundled}
    ways = {way.network for way in DEBLURRERS} | {name for way in UPSCALERS for name in way.networks.values()}
    rescuing = {name for name in ways if name in models() and not models()[name].bundled}  # Rescue sends people here
    assert rescuing
    assert shown == stronger | asked_for | rescuing | set(clip.NETWORKS)
    for work in WORKS:
        if work.ours in STRONGER:
            assert tuple(gain.network for gain in work.gains) == STRONGER[work.ours]


def test_it_says_what_is_in_use_and_what_could_be(app: AppTest) -> None:
    assert [item.value for item in app.subheader][:3] == ["Faces", "Eyes open or closed", "Smiles"]
    assert "**yunet** :gray-badge[not fetched]" in said(app)
    assert "in use:] **ours**" in said(app)
    assert "nothing tells this yet" in said(app)
    assert "237.8 kB · MIT · from raw.githubusercontent.com" in captions(app)
    assert find("yunet").sha256 in texts(app)
    assert app.button(key="fetch_yunet_faces").label == "Agree to MIT and fetch"
    assert not [button for button in app.button if button.label == "Remove"]


def test_who_may_only_look_does_not_measure_anew(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anew, "waiting", lambda _folder: (frozenset({"blur"}), 12))
    assert not run(app).button(key="measure_anew").disabled
    monkeypatch.setattr(signed_in, "user", lambda: User("bob@example.org", "view"))
    assert run(app).button(key="measure_anew").disabled


def test_fetched_it_is_in_use_and_its_measures_are_measured_anew(app: AppTest, shared_weights: Path) -> None:
    fetch(app, "yunet_faces", shared_weights / YUNET)
    assert state(find("yunet")) == "here"
    assert "**yunet** :green-badge[:material/check: in use]" in said(app)
    assert network_choice.in_use("faces") == "yunet"
    names = sorted(metric.name for metric in METRICS if "faces" in metric.networks and metric.name != "smile")
    assert f"**{len(names)} measures of 12 photos of the open folder will be measured anew**: {', '.join(names)}." in (
        said(app)
    )
    click(app, "measure_anew")
    folder = BOARD.find(next(iter(BOARD._open)))
    assert folder is not None
    assert folder.job is not None
    folder.job.wait(60)
    run(app)
    assert "measured anew" not in said(app)
    assert anew.waiting(folder) == (frozenset(), 0)


def test_what_is_needed_together_waits_for_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    (work,) = [work for work in WORKS if work.how == "together"]
    there = {clip.PICTURES}
    monkeypatch.setattr(tasks, "state", lambda model: "here" if model.name in there else "not fetched")
    monkeypatch.setattr(nets, "problem", lambda name: None if name in there else "Not here.")
    assert [standing(work, gain) for gain in work.gains] == ["waits", "can be fetched", "can be fetched"]
    assert in_use(work) == []
    there.update(clip.NETWORKS)
    assert in_use(work) == list(clip.NETWORKS)


def test_removed_it_is_no_more_in_use(app: AppTest, shared_weights: Path) -> None:
    fetch(app, "yunet_faces", shared_weights / YUNET)
    click(app, "remove_yunet_faces")
    assert state(find("yunet")) == "not fetched"
    assert network_choice.in_use("faces") == "faces"
    assert "**yunet** :gray-badge[not fetched]" in said(app)


def test_another_file_is_refused_and_told(app: AppTest, shared_weights: Path) -> None:
    fetch(app, "yunet_faces", shared_weights / "ocec_s.onnx")
    assert [item.value for item in app.error] == ["yunet: not done."]
    assert "This is not yunet: expected 237823 bytes" in texts(app)
    assert state(find("yunet")) == "not fetched"
    fetch(app, "yunet_faces", shared_weights / YUNET)
    assert not app.error
    assert state(find("yunet")) == "here"


def test_a_damaged_file_is_told_and_fetched_again(dashboard: Start, photos: Path, shared_weights: Path) -> None:
    flip_a_byte(put(shared_weights, "ocec_s.onnx", "ocec-s"))
    nets.clear()
    app = dashboard(photos, "networks")
    assert "**ocec-s** :red-badge[:material/error: damaged]" in said(app)
    assert "The network ocec-s is damaged" in texts(app)
    fetch(app, "ocec-s_eyes", shared_weights / "ocec_s.onnx")
    assert "**ocec-s** :green-badge[:material/check: in use]" in said(app)
    assert "**ours + ocec-s**" in said(app)


def test_what_cannot_run_says_what_is_missing(
    dashboard: Start, photos: Path, shared_weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nets, "find_spec", lambda _name: None)
    put(shared_weights, "face_landmarker.task", "face-landmarker")
    app = dashboard(photos, "networks")
    assert "**face-landmarker** :orange-badge[:material/warning: cannot run]" in said(app)
    assert "pip install 'culling[landmarks]'" in texts(app)


def test_a_bundled_network_that_is_missing_is_told(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = nets.problem
    monkeypatch.setattr(nets, "problem", lambda name: "It is gone." if name == "eyes" else problem(name))
    run(app)
    assert "eyes cannot be used, so what it measures stays empty." in [item.value for item in app.error]
    assert "It is gone." in texts(app)


def test_on_a_server_for_others_nothing_is_fetched_or_removed(app: AppTest, photos: Path, shared_weights: Path) -> None:
    put(shared_weights, YUNET, "yunet")
    settings.use(settings.Settings(folder=photos, host="0.0.0.0"))
    run(app)
    assert "culling models fetch ocec-s" in [item.value for item in app.code]
    keys = [button.key for button in app.button if button.key]
    assert not [key for key in keys if key.startswith(("fetch_", "remove_"))]


def test_without_a_folder_it_can_be_used(dashboard: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "SAMPLE_DATA", tmp_path / "nowhere")
    app = dashboard(None, "networks")
    assert "No folder is open" in captions(app)
    assert app.button(key="fetch_yunet_faces")


def test_a_network_that_comes_while_the_page_is_drawn_is_on_all_of_it(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(app)
    coming = iter([frozenset({"yunet"})])
    drawn: list[object] = []
    monkeypatch.setattr(fetching, "running", lambda: next(coming, frozenset()))
    monkeypatch.setattr(anew, "show", drawn.append)
    run(app)
    assert len(drawn) == 2
