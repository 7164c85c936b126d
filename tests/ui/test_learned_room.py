"""Learn from marks on the audit page: too few, learned, a cutoff put in and taken back, reasons, forgotten."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from culling.audit.holdout import Lock
from culling.catalog import Catalog
from culling.preference import LearningError
from culling.preference.keeping import learn_folder
from culling.ui import places, preference
from culling.ui.rooms import chosen
from culling.ui.rooms.audit.learned import mark_next as learned_next
from culling.ui.rooms.audit.learned import room as learned
from culling.ui.rooms.audit.learned import why as learned_why
from tests.preference.made import made
from tests.preference.marked import WITHOUT, write_marked
from tests.ui.pages import run, state, texts, widget

Start = Callable[..., AppTest]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Marked photos; all but six of them."""
    place = tmp_path / "marked"
    said = write_marked(place, 60)
    with Catalog(place) as catalog:
        catalog.leave_out(WITHOUT)
    (tmp_path / "said").write_text("\n".join(f"{path},{mark}" for path, mark in list(said.items())[:54]))
    return place


def marked(folder: Path) -> list[tuple[str, str | None]]:
    lines = (folder.parent / "said").read_text().splitlines()
    return [(path, mark) for path, _, mark in (line.partition(",") for line in lines)]


def room(dashboard: Start, folder: Path, *, learned: bool) -> AppTest:
    app = dashboard(folder, "audit")
    app.button_group(key="audit_part").set_value("learned")
    if learned:
        here = state(app)
        assert here.open is not None
        here.mark_all(marked(folder), "test")
        assert not learn_folder(here.open.catalog).refusal
    return run(app)


def said(app: AppTest) -> str:
    return "\n".join(str(item.value) for item in (*app.markdown, *app.caption, *app.text))


def test_without_marks_it_says_how_many_are_needed(dashboard: Start, photos: Path) -> None:
    app = room(dashboard, photos, learned=False)
    assert "**0 keeps** and **0 rejects**" in said(app)
    assert app.button(key="audit_learn").disabled
    assert "at least 20 photos to keep and 20 to reject" in said(app)
    assert not app.slider


def test_the_button_learns_in_a_thread_and_the_account_follows(dashboard: Start, folder: Path) -> None:
    app = room(dashboard, folder, learned=False)
    here = state(app)
    here.mark_all(marked(folder), "test")
    run(app)
    app.button(key="audit_learn").click().run()
    task = preference.learning_of(here).task
    assert task is not None
    task.wait(60)
    assert task.error == ""
    run(app)
    assert "Of a keeper and a reject that it had not learned from" in said(app)
    assert here.table["p_keep"].notna().all()
    kept = preference.learning_of(here).unsure
    assert set(kept.selection) <= set(here.table.index[here.table["mark"].isna()])
    assert kept.selection
    here.mark(kept.selection[0], "keep")
    assert "1 mark set or changed since the last learning" in said(run(app))
    app.button(key="audit_learned_others").click().run()
    assert not app.exception
    assert set(kept.selection) <= set(here.table.index[here.table["mark"].isna()])
    headline = next(item.value for item in app.markdown if item.value.startswith("**Of a keeper"))
    assert "Brier" not in headline.split("**")[1]
    assert "AUC" not in headline.split("**")[1]
    assert any(item.value.startswith("AUC ") and "Brier score" in item.value for item in app.caption)


def test_a_mark_draws_the_counts_at_the_top_anew(
    dashboard: Start, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[tuple[str, ...]] = []
    monkeypatch.setattr(chosen, "show", lambda *_, then, **__: given.append(tuple(then)))
    app = room(dashboard, folder, learned=True)
    assert not app.exception
    assert given[-1] == (learned.COUNTS, learned_next.FRAGMENT)


def test_locked_photos_are_counted_and_left_out(dashboard: Start, folder: Path) -> None:
    app = room(dashboard, folder, learned=True)
    here = state(app)
    assert here.open is not None
    lock = Lock("salt", 0.1)
    here.open.catalog.lock_labels(lock.about)
    held = int(lock.holds(here.table["content_hash"][here.table["mark"].notna()]).sum())
    assert held > 1
    text = said(run(app))
    assert f"{held} photos are locked away and not learned from" in text
    assert f"{held} marks set or changed since the last learning" in text, "the model has seen them"


def test_a_damaged_lock_is_told_and_nothing_is_learned(dashboard: Start, folder: Path) -> None:
    app = room(dashboard, folder, learned=False)
    here = state(app)
    assert here.open is not None
    here.open.catalog.lock_labels({"share": 0.3})
    run(app)
    assert not app.exception
    assert any("--unlock" in item.value for item in app.text)
    assert not [button for button in app.button if button.key == "audit_learn"]
    app.switch_page(str(places.PAGES / "tune.py"))
    assert not run(app).exception, "cutoffs move without labels"


def test_a_cutoff_is_put_into_the_policy_and_undone(dashboard: Start, folder: Path) -> None:
    app = room(dashboard, folder, learned=True)
    here, before = state(app), state(app).policy
    widget(app.slider, "audit_learned_cutoff").set_value(0.3).run()
    assert (
        app.metric[0].value
        == preference.learning_of(here).tried(preference.learning_of(here).model(here.open)).at(0.3).precision.text
    )
    app.button(key="audit_learned_put").click().run()
    (rule,) = here.policy.rules_on("p_keep")
    assert (rule.side, rule.reject) == ("below", 0.3)
    rivals = [frame.value["what"].tolist() for frame in app.dataframe if "what" in frame.value]
    assert "the present policy (default, changed)" in rivals[0]
    assert app.button(key="audit_learned_put").disabled
    here.tuning.undo()
    assert here.policy == before
    run(app)
    app.button(key="audit_learned_put").click().run()
    app.button(key="audit_learned_out").click().run()
    assert not here.policy.rules_on("p_keep")


def test_reasons_of_one_photo_add_up_in_words(dashboard: Start, folder: Path) -> None:
    app = room(dashboard, folder, learned=True)
    here = state(app)
    model = preference.learning_of(here).model(here.open)
    path = marked(folder)[0][0]
    vectors = preference.vectors_of(here.open, here.table)
    first, second, third = learned_why.lines(here.table, path, model, vectors)
    assert first.startswith(f"p_keep {here.table['p_keep'][path]:.2f}, learned from your marks.")
    logit = model.logits(here.table, vectors)[here.table.index.get_loc(path)]
    assert second.endswith(f"= {logit:+.1f}".replace("-", "−"))
    numbers = [float(part.rpartition(" ")[2].replace("−", "-")) for part in second.rpartition(" = ")[0].split(" · ")]
    assert sum(numbers) == pytest.approx(logit, abs=0.05 * (len(numbers) + 1)), "as far as it is rounded"
    assert "had not learned from it" in third
    here.view(path)
    run(app)
    assert first in texts(app)
    assert second in texts(app)


def test_forgetting_empties_it(dashboard: Start, folder: Path) -> None:
    app = room(dashboard, folder, learned=True)
    app.button(key="audit_learned_forget").click().run()
    assert not app.exception
    assert state(app).table["p_keep"].isna().all()
    assert not app.slider
    assert len(state(app).table["mark"].dropna()) == 54


def test_marks_are_counted_by_shoot() -> None:
    table = made(12, shoots=3).table
    table["mark"] = ["keep", "reject", "maybe", "must-have", None, None] * 2
    table.loc[table.index[0::3], "taken_at"] = None
    found = preference.marks_by_shoot(table)
    assert found["shoot"].tolist() == ["day 0", "day 1, 2025-06-02", "day 2, 2025-06-03"]
    assert found[["keep", "reject", "maybe", "no mark"]].to_numpy().tolist() == [
        [4, 0, 0, 0],
        [0, 2, 0, 2],
        [0, 0, 2, 2],
    ]


def test_a_learning_can_be_cancelled_and_says_so(
    dashboard: Start, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def waits(_catalog: Catalog, *, progress: Callable[[int, int], None], cancel: threading.Event) -> None:
        progress(3, 32)
        cancel.wait(20)
        raise LearningError("stopped; nothing was changed")

    monkeypatch.setattr(preference, "learn_folder", waits)
    app = room(dashboard, folder, learned=False)
    state(app).mark_all(marked(folder), "test")
    run(app)
    app.button(key="audit_learn").click().run()
    app.button(key="audit_learn_cancel").click().run()
    task = preference.learning_of(state(app)).task
    assert task is not None
    task.wait(20)
    assert "Cancelled; nothing was changed." in said(run(app))
    assert not app.button(key="audit_learn").disabled
