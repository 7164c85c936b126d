"""What is asked for while a script runs: the link wins, and what was done before and after it is still told."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests

from culling.ui import page_links

page_links.follow_links()


def _said(**values: int) -> WidgetStates:
    states = WidgetStates()
    for name, value in values.items():
        states.widgets.add(id=name, int_value=value)
    return states


def _part(page: str, **values: int) -> RerunData:
    """A key over a gallery: it draws its own part of the page."""
    return RerunData(page_script_hash=page, fragment_id="gallery", widget_states=_said(**values))


def _link(page: str, **values: int) -> RerunData:
    return RerunData(page_script_hash=page, query_string=f"of={page}", widget_states=_said(**values))


def _folded(*asked: RerunData) -> RerunData:
    requests = ScriptRequests()
    for one in asked:
        assert requests.request_rerun(one)
    return requests.on_scriptrunner_ready().rerun_data


def _values(data: RerunData) -> dict[str, int]:
    assert data.widget_states is not None
    return {widget.id: widget.int_value for widget in data.widget_states.widgets}


def test_keys_before_a_link_are_told_with_it() -> None:
    folded = _folded(_part("review", pressed=3, sidebar=1), _link("tune", sidebar=2))
    assert folded.page_script_hash == "tune"
    assert not folded.fragment_id_queue
    assert _values(folded) == {"pressed": 3, "sidebar": 2}


def test_keys_after_a_link_do_not_take_it_back() -> None:
    folded = _folded(_link("tune", sidebar=2), _part("review", pressed=4))
    assert (folded.page_script_hash, folded.query_string) == ("tune", "of=tune")
    assert not folded.fragment_id_queue
    assert _values(folded) == {"pressed": 4, "sidebar": 2}


def test_the_last_of_two_links_counts() -> None:
    assert _folded(_link("tune"), _link("audit"), _part("review")).page_script_hash == "audit"


def test_a_key_that_comes_while_the_other_page_is_drawn_stays_on_it() -> None:
    requests = ScriptRequests()
    requests.request_rerun(_link("tune"))
    requests.on_scriptrunner_ready()
    requests.request_rerun(_part("review", pressed=5))
    late = requests.on_scriptrunner_ready().rerun_data
    assert late.page_script_hash == "tune"
    assert _values(late) == {"pressed": 5}


def test_drawing_the_old_page_again_does_not_take_a_link_back_and_a_switch_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    requests = ScriptRequests()
    requests.request_rerun(_link("tune"))
    monkeypatch.setattr(page_links, "get_script_run_ctx", lambda **_: SimpleNamespace(page_script_hash="review"))
    requests.request_rerun(RerunData(page_script_hash="review"))
    assert requests._rerun_data.page_script_hash == "tune"
    requests.request_rerun(RerunData(page_script_hash="export"))
    assert requests.on_scriptrunner_ready().rerun_data.page_script_hash == "export"


def test_keys_on_one_page_are_folded_as_ever() -> None:
    folded = _folded(_part("", pressed=1), _part("review", pressed=2))
    assert folded.page_script_hash == "review"
    assert folded.fragment_id_queue == ["gallery"]
    assert _values(folded) == {"pressed": 2}
