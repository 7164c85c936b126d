"""The part What if by its native widgets: sliders, before and after, curves, the robustness of the policy."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from culling.photos import read_photo
from culling.policy import Policy
from culling.probe.curve import curve
from culling.probe.dials import get_dial
from culling.probe.judging import judged
from culling.probe.probed import Probed, setting
from culling.probe.robust import TRIALS, robustness
from culling.probe.words import sentences
from culling.synth import damaged_photo
from culling.ui import places
from culling.ui.rooms.learn.what_if import one
from culling.ui.rooms.learn.what_if.kept import Kept, ManyJob
from culling.ui.rooms.learn.what_if.turned import named, rows
from culling.ui.safety import signed_in
from culling.users import User
from tests.probe.photos import FOCUS
from tests.ui.pages import run, state, texts, tiles

Dashboard = Callable[..., AppTest]
SAMPLE = places.SAMPLE_DATA / one.SAMPLES[0]


def _alone(policy: object) -> None:
    from culling.ui.rooms.learn.what_if import room
    from culling.ui.state import session

    here = session()
    if here.policy.name == "default":  # a new session
        here.tuning.change(policy)  # type: ignore[arg-type]
    room.show(here)


@pytest.fixture
def start(dashboard: Dashboard) -> Callable[..., AppTest]:
    """What if alone, on a folder or none, with a policy that takes a moment; keys of the address set first."""

    def begin(folder: Path | None, policy: Policy = FOCUS, **keys: object) -> AppTest:
        dashboard(folder)
        app = AppTest.from_function(_alone, default_timeout=60, args=(policy,))
        for key, value in ({"damage": "jpeg"} | keys).items():
            app.session_state[f"if-{key}"] = value
        return _settled(app)

    return begin


def _settled(app: AppTest) -> AppTest:
    """Run until nothing is under way."""
    run(app)
    until = time.monotonic() + 120
    kept = app.session_state["what_if"] if "what_if" in app.session_state else Kept()
    while any(job is not None and job.running for job in (kept.pair, kept.curve, kept.many)):
        assert time.monotonic() < until
        time.sleep(0.05)
    return run(app)


def test_sliders_damage_the_photo_and_the_table_says_before_and_after(start: Callable[..., AppTest]) -> None:
    app = start(None)
    app.slider(key="if-defocus").set_value(4.0)
    app.slider(key="if-noise").set_value(3.0)
    _settled(app)
    probed = Probed(read_photo(SAMPLE))
    where = setting({"defocus": 4.0, "noise": 3.0})
    before, after = (probed.values(place, FOCUS.measures) for place in ((), where))
    verdicts = [said.verdict for said in judged([before, after], FOCUS)]
    assert "out of focus 4 px, noise 3 levels" in texts(app)
    table = app.dataframe[0].value
    assert table["measure"].tolist() == ["laplacian_variance"]
    assert table["before"].tolist() == [f"{before['laplacian_variance']:,.0f}"]
    assert table["its rules say"].tolist() == [" → ".join(dict.fromkeys(verdicts))]
    app.button(key="if_reset").click()
    _settled(app)
    assert app.slider(key="if-defocus").value == 0
    assert "no damage yet" in texts(app)


def test_the_curve_of_the_chosen_damage_has_its_flips_as_a_sentence(start: Callable[..., AppTest]) -> None:
    app = start(None, damage="gaussian_blur", more=["luminance"])
    truth = curve(Probed(read_photo(SAMPLE)), get_dial("gaussian_blur"), FOCUS)
    assert truth.flips
    assert "\n".join(sentences(truth)) in texts(app)
    assert len(app.get("plotly_chart")) == 2  # the policy's measure, and the one that was asked for


def test_a_moved_cutoff_judges_anew_and_measures_nothing_but_flips(start: Callable[..., AppTest]) -> None:
    app = start(None, damage="noise")
    known = app.session_state["what_if"].probed
    moved = FOCUS.replace(FOCUS.rules[0].__class__("laplacian_variance", "below", 1e5), name="moved")
    state(app).tuning.change(moved)
    _settled(app)
    assert app.session_state["what_if"].probed is known
    assert "Noise: rejected at first" in texts(app) or "Noise: stays rejected" in texts(app)


def test_what_an_address_says_beyond_a_slider_does_no_harm(start: Callable[..., AppTest]) -> None:
    app = start(None, damage="no such", defocus=0.123)
    assert "out of focus 0.1 px" in texts(app)
    assert "Out of focus:" in texts(app)


def test_without_rules_the_page_says_what_to_do(start: Callable[..., AppTest]) -> None:
    app = start(None, Policy("none"))
    assert "has no rules" in texts(app)


def test_without_a_folder_the_page_leads_to_the_library(dashboard: Dashboard) -> None:
    app = dashboard(None)
    app.session_state["learn"] = "what-if"
    app.session_state["if-view"] = "folder"
    app.switch_page(str(places.PAGES / "learn.py"))
    run(app)
    assert any("No photos are open" in item.value for item in app.markdown)
    assert any(link.proto.label == "To the library" for link in app.get("page_link"))


def test_robustness_is_a_table_whose_numbers_lead_to_photos(start: Callable[..., AppTest], photos: Path) -> None:
    app = start(photos, view="folder")
    app.button(key="if_many_start").click()
    _settled(app)
    truth = robustness(photos, FOCUS)
    assert "focus: 12 of 12 photos." in texts(app)
    assert app.dataframe[0].value.to_dict("list") == rows(truth).to_dict("list")
    place = max(range(len(TRIALS)), key=lambda place: len(truth.turns(place)))
    app.selectbox(key="if-trial").select(named(TRIALS[place]))
    run(app)
    assert [tile["path"] for tile in tiles(app, "if_tiles")] == list(truth.turns(place))
    turn = next(iter(truth.turns(place).values()))
    app.selectbox(key="if-way").select(f"{turn.was} → {turn.now}")
    run(app)
    shown = tiles(app, "if_tiles")
    assert [tile["path"] for tile in shown] == list(truth.turns(place, turn.was, turn.now))
    assert shown[0]["lines"] == [f"{turn.was} → {turn.now}", turn.because]
    state(app).tuning.change(FOCUS.replace(name="x").without("laplacian_variance").replace(*Policy.default().rules))
    run(app)
    assert "The policy has changed since" in app.warning[0].value


def test_who_may_only_look_does_not_measure_a_whole_folder(
    start: Callable[..., AppTest], photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = start(photos, view="folder")
    monkeypatch.setattr(signed_in, "user", lambda: User("bob@example.org", "view"))
    app.button(key="if_many_start").click()  # a page that is older than the role
    run(app)
    assert app.session_state["what_if"].many is None
    assert app.button(key="if_many_start").disabled
    assert app.button(key="if_many_start").help == "You may look; this needs the role mark."


def test_a_photo_that_is_read_anew_keeps_what_was_measured_of_it() -> None:
    session, photo = Kept(), read_photo(SAMPLE)
    known = session.of(photo)
    assert session.of(read_photo(SAMPLE)) is known
    damaged = damaged_photo(photo, "defocus", 2.0)
    assert session.of(damaged) is not known
    assert session.of(damaged_photo(photo, "defocus", 4.0)).photo is not damaged


def test_measuring_a_folder_ends_with_the_session_that_asked(photos: Path) -> None:
    session = Kept()
    job = ManyJob(photos, [path.name for path in photos.iterdir()], FOCUS, None)
    session.begin_many(job)
    del session
    gc.collect()
    assert job.cancelled
    job.wait(60)


def test_a_cancelled_run_says_how_far_it_came(start: Callable[..., AppTest], photos: Path) -> None:
    app = start(photos, view="folder")
    app.button(key="if_many_start").click()
    run(app)
    app.session_state["what_if"].many.cancel()
    _settled(app)
    assert any("Cancelled" in note.value for note in app.info)
