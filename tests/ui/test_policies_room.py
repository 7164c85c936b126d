"""Two policies on the audit page: who flips because of which rule, who is right, and the second policy taken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from culling.decide import VERDICTS, decide
from culling.labels import Label
from culling.policy import Policy
from culling.rule import Rule
from culling.ui import remembered
from culling.ui.jobs import BOARD
from tests.ui.pages import run, state, table, texts, tiles, widget

Start = Callable[..., AppTest]
NOW = Policy("now", (Rule("sharpest_tile", "below", 3.0),))
OTHER = Policy("=<b>[other](http://x)</b>", (Rule("sharpest_tile", "below", 100.0), Rule("luminance", "below", 60.0)))


def _room() -> None:
    from culling.ui.rooms.audit.policies import room as policies
    from culling.ui.state import session

    here = session()
    if here.open is not None:
        policies.show(here, here.open)


@pytest.fixture
def app(dashboard: Start, photos: Path) -> AppTest:
    """The room by itself, the other policy saved, on photos that nobody labelled."""
    remembered.save_policy(OTHER, OTHER.name)
    dashboard(photos)
    app = run(AppTest.from_function(_room, default_timeout=30))
    state(app).tuning.change(NOW)
    state(app).auditing.kept.clear()
    return run(app)


def _beside(app: AppTest, name: str) -> AppTest:
    widget(app.selectbox, "audit_second").set_value(f"known:{name}")
    return run(app)


def _flips(photos: Path, first: Policy, second: Policy) -> dict[str, tuple[str, str]]:
    was, now = (decide(table(photos), policy)["verdict"].astype(str) for policy in (first, second))
    return {path: (was[path], now[path]) for path in was.index if was[path] != now[path]}


def test_the_cutoffs_as_they_are_stand_beside_those_before_the_last_move(app: AppTest) -> None:
    assert widget(app.selectbox, "audit_first").value == "now:"
    assert widget(app.selectbox, "audit_second").value == "before:"
    assert "\n".join(NOW.diff(Policy.default())) in texts(app)


def test_flips_stand_under_the_rule_that_decides_them_and_in_the_cross_table(app: AppTest, photos: Path) -> None:
    _beside(app, OTHER.name)
    flips = _flips(photos, NOW, OTHER)
    assert f"**{len(flips)}** of 12 photos flip" in [item.value for item in app.markdown]
    rows = table(photos)
    soft = {path for path, way in flips.items() if way == ("keep", "reject") and rows["sharpest_tile"][path] < 100}
    assert soft
    shown = tiles(app, "audit_flips_keep_reject_sharpest_tile_below")
    assert {tile["path"] for tile in shown} == soft
    assert all(tile["verdict"] == "keep" and tile["lines"][0] == "→ reject" for tile in shown)  # kept as it is
    assert all("sharpest_tile < 100" in tile["lines"] for tile in shown)
    dark = {path for path, way in flips.items() if way == ("unjudged", "reject")}
    assert {tile["path"] for tile in tiles(app, "audit_flips_unjudged_reject_luminance_below")} == dark
    assert f"keep → reject: {len(soft)} · sharpest_tile: reject below 3 → 100" in texts(app)
    was, now = (decide(rows, policy)["verdict"].astype(str) for policy in (NOW, OTHER))
    for at, first in enumerate(VERDICTS):
        for other, second in enumerate(VERDICTS):
            assert app.table[0].value.iloc[at, other] == ((was == first) & (now == second)).sum()


def test_without_labels_it_says_what_to_do_and_with_them_who_is_right(app: AppTest, photos: Path) -> None:
    _beside(app, OTHER.name)
    assert any("Labels** above" in item.value for item in app.caption)
    now = decide(table(photos), OTHER)["verdict"].astype(str)
    catalog = BOARD.open(photos.resolve()).catalog
    catalog.add_labels([Label(path, "reject" if now[path] == "reject" else "keep", how="blind") for path in now.index])
    run(app)
    flipped = sum("reject" in way for way in _flips(photos, NOW, OTHER).values())
    assert f"marks aside: of {flipped} labelled photos that only one of the two rejects, A is right on 0" in texts(app)
    rates = app.table[1].value
    assert rates["B"].iloc[0].startswith("100 %")
    assert rates["A"].iloc[3].startswith("0 of ")
    assert all("labelled reject" in tile["lines"] for tile in tiles(app, "audit_flips_unjudged_reject_luminance_below"))
    assert set(catalog.looks()["policy_id"]) >= {NOW.policy_id, OTHER.policy_id}


def test_swapping_turns_every_flip_round_and_b_is_taken_as_one_move(app: AppTest, photos: Path) -> None:
    _beside(app, OTHER.name)
    app.button(key="audit_swap").click()
    run(app)
    assert widget(app.selectbox, "audit_first").value == f"known:{OTHER.name}"
    back = _flips(photos, OTHER, NOW)
    kept = {path for path, way in back.items() if way == ("reject", "keep")}
    shown = tiles(app, "audit_flips_reject_keep_sharpest_tile_below")
    assert {tile["path"] for tile in shown} == kept
    assert all("no longer sharpest_tile < 100" in tile["lines"] for tile in shown)
    app.button(key="audit_swap").click()
    run(app)
    app.button(key="audit_take").click()
    run(app)
    assert state(app).policy == OTHER
    assert app.button(key="audit_take").disabled
    app.button(key="audit_take_undo").click()
    run(app)
    assert state(app).policy == NOW


def test_a_second_policy_that_nobody_chose_is_not_looked_at(app: AppTest, photos: Path) -> None:
    catalog = BOARD.open(photos.resolve()).catalog
    catalog.add_labels([Label(str(path), "keep", how="blind") for path in table(photos).index])
    run(app)
    assert set(catalog.looks()["policy_id"]) == {NOW.policy_id}
    _beside(app, OTHER.name)
    assert set(catalog.looks()["policy_id"]) == {NOW.policy_id, OTHER.policy_id}


def test_a_changed_policy_is_called_changed(app: AppTest) -> None:
    state(app).tuning.change(NOW.replace(name="default"))
    run(app)
    assert "the cutoffs as they are (default, changed)" in widget(app.selectbox, "audit_first").options


def test_a_policy_from_a_file_is_compared_and_changes_nothing(app: AppTest, photos: Path) -> None:
    given = Policy("given", (Rule("luminance", "below", 60.0),))
    app.file_uploader[0].upload("g.toml", given.to_toml().encode())
    run(app)
    assert widget(app.selectbox, "audit_second").value == f"file:given:{given.policy_id}"
    assert f"**{len(_flips(photos, NOW, given))}** of 12 photos flip" in [item.value for item in app.markdown]
    assert state(app).policy == NOW


def test_a_file_that_is_no_policy_is_told(app: AppTest) -> None:
    before = widget(app.selectbox, "audit_second").value
    for content, says in ((b"\xff\xfe", "not UTF-8"), (b"name = 3", "name"), (b"[[", "not TOML")):
        app.file_uploader[0].upload("<b>.toml", content)
        run(app)
        assert says in texts(app)
        assert "<b>.toml" in texts(app)
        assert widget(app.selectbox, "audit_second").value == before


def test_names_of_policies_stay_text_and_the_same_policy_twice_says_so(app: AppTest) -> None:
    _beside(app, OTHER.name)
    spoken = [item.value for kind in (app.markdown, app.caption) for item in kind]
    assert not [text for text in spoken if "http://x" in text]
    assert any("http://x" in option for option in widget(app.selectbox, "audit_second").options)
    widget(app.selectbox, "audit_second").set_value("now:")
    run(app)
    assert "The two policies are the same." in [item.value for item in app.caption]
