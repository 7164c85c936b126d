"""The lines and the policy follow each other, and what a browser says is read as what it is."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import numpy as np
import pytest
import traitlets

from culling import Policy, Rule, decide
from culling.notebook import cutoffs
from culling.notebook.cutoffs_widget import Cutoffs
from tests.notebook.conftest import NAMES, Shoot
from tests.ui.test_components import DECLARED

POLICY = Policy("two", (Rule("blur", "above", 0.4, 0.3), Rule("luminance", "below", 20.0)))


@pytest.fixture
def tuner(shoot: Shoot) -> Cutoffs:
    return cutoffs(shoot.table, POLICY, catalog=shoot.catalog, labels=shoot.truth, measures=["contrast"])


def _held(tuner: Cutoffs, ending: str) -> bytes:
    (found,) = [content for address, content in tuner._held.items() if address.endswith(ending)]
    return bytes(found)


def test_the_script_is_one_module_that_loads_nothing() -> None:
    text = Cutoffs._esm
    assert [word for word, times in Counter(DECLARED.findall(text)).items() if times > 1] == []
    assert text.count("export default ") == 1
    assert not re.search(r"\bimport\b[^:]*from|import\(|https?://|innerHTML|@import|url\(", text)


def test_numbers_names_and_pictures_come_with_the_widget(tuner: Cutoffs, shoot: Shoot) -> None:
    count = len(shoot.table)
    values = np.frombuffer(_held(tuner, "/column/blur"), "<f8", count)
    np.testing.assert_array_equal(values, shoot.table["blur"])
    assert json.loads(_held(tuner, "/paths")) == sorted(NAMES)
    assert _held(tuner, "/picture/thumb/0") == shoot.catalog.thumbnail(shoot.table.index[0])
    assert list(tuner._data["axes"]) == ["blur", "luminance", "contrast"]
    assert tuner._data["labels"]["count"] == count
    assert tuner._data["labels"]["at"] in tuner._held


def test_a_moved_line_moves_the_policy(tuner: Cutoffs, shoot: Shoot) -> None:
    told: list[Policy] = []
    tuner.observe(lambda change: told.append(change["new"]), "policy")
    tuner._moves = [[7, "set", "blur", "above", 0.2, None]]
    moved = POLICY.replace(Rule("blur", "above", 0.2))
    assert tuner.policy == moved
    assert told == [moved]
    assert tuner._data["heard"] == 7
    assert tuner._data["rules"][0] == ["blur", "above", 0.2, None, None]
    assert tuner.decisions.equals(decide(shoot.table, moved))
    assert tuner.undo()
    assert tuner.policy == POLICY
    assert tuner._data["rules"][0][2] == 0.4
    assert tuner.redo()
    assert tuner.policy == moved
    assert not tuner.redo()


def test_while_a_line_is_dragged_the_policy_follows_and_nothing_is_undone_yet(tuner: Cutoffs, shoot: Shoot) -> None:
    before = tuner._data
    tuner._moving = [1, "blur", "above", 0.35, 0.3]
    assert tuner.policy.rules_on("blur") == (Rule("blur", "above", 0.35, 0.3),)
    assert tuner.decisions.equals(decide(shoot.table, tuner.policy))
    assert tuner._data is before  # nothing is sent under the finger
    assert not tuner.undo()
    tuner._moves = [[8, "set", "blur", "above", 0.35, 0.3]]
    assert tuner.undo()
    assert tuner.policy == POLICY


def test_setting_the_policy_moves_the_lines(tuner: Cutoffs) -> None:
    tuner.policy = POLICY.replace(Rule("saturation", "above", 0.9))
    assert ["saturation", "above", 0.9, None, None] in tuner._data["rules"]
    assert any(address.endswith("/column/saturation") for address in tuner._held)
    assert tuner.undo()
    assert tuner.policy == POLICY
    assert "saturation" in tuner._data["axes"]  # its histogram stays until it is hidden
    tuner._hidden = "saturation"
    assert "saturation" not in tuner._data["axes"]


def test_a_policy_that_the_table_cannot_answer_is_refused(tuner: Cutoffs, shoot: Shoot) -> None:
    with pytest.raises(ValueError, match="no column smile"):
        cutoffs(shoot.table.drop(columns="smile"), Policy("p", (Rule("smile", "below", 0.5),)))
    with pytest.raises(ValueError, match="no measure path_length"):
        cutoffs(shoot.table, POLICY, measures=["path_length"])
    with pytest.raises(traitlets.TraitError, match="expected a Policy"):
        tuner.policy = "strict"
    assert tuner.policy == POLICY


@pytest.mark.parametrize(
    "said",
    [
        [[9, "set", "blur", "above", "<b>", None]],
        [[9, "set", "no_such", "above", 1, None]],
        [["9", "set", "blur", "above", 0.1, None]],
        [[9]],
        ["undo", None, 3, {}],
    ],
)
def test_moves_that_make_no_sense_change_nothing(tuner: Cutoffs, said: list[Any]) -> None:
    tuner._moves = said
    assert tuner.policy == POLICY


@pytest.mark.parametrize("said", [[], [1], [1, "blur"], [1, "blur", "above", None, None], [1, {}, [], 3, 4]])
def test_lines_that_make_no_sense_are_not_followed(tuner: Cutoffs, said: list[Any]) -> None:
    tuner._moving = [0, "blur"]
    tuner._moving = said
    assert tuner.policy == POLICY


def test_a_clicked_photo_is_chosen_if_there_is_one(tuner: Cutoffs, shoot: Shoot) -> None:
    for said, chosen in (([3, "blur"], shoot.table.index[3]), ([99, None], None), ([True], None), (["0"], None)):
        tuner.set_trait("chosen", "")
        tuner._opened = said
        assert tuner.chosen == (chosen or "")


def test_pictures_are_sent_when_asked_for_and_only_those_of_the_table(
    shoot: Shoot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("culling.notebook.cutoffs_widget._SENT_AHEAD", 3)
    tuner = cutoffs(shoot.table, POLICY, catalog=shoot.catalog)
    base = f"{tuner._data['base']}/picture/thumb/"
    assert not [address for address in tuner._held if address.startswith(base)]
    sent: list[tuple[Any, list[bytes]]] = []
    monkeypatch.setattr(tuner, "send", lambda content, buffers: sent.append((content, buffers)))
    for address in (f"{base}1", f"{base}99", f"{base}../1", f"{base}1e1", "/etc/passwd", None):
        tuner._asked(tuner, {"picture": address}, [])
    tuner._asked(tuner, "picture", [])
    known, *others = sent
    assert known == ({"picture": f"{base}1"}, [shoot.catalog.thumbnail(shoot.table.index[1])])
    assert [buffers for _, buffers in others] == [[], [], []]
