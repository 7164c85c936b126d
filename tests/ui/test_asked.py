"""What is asked for while a script runs: links win, what widgets said is told, and what was to be drawn is drawn."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests

from culling.ui import asked

asked.keep_all()


@pytest.fixture
def requests() -> ScriptRequests:
    return ScriptRequests()


def _said(**values: int) -> WidgetStates:
    states = WidgetStates()
    for name, value in values.items():
        states.widgets.add(id=name, int_value=value)
    return states


def _key(page: str = "review", part: str = "gallery", **values: int) -> RerunData:
    """A key over a gallery: it draws its own part of the page."""
    return RerunData(page_script_hash=page, fragment_id=part, widget_states=_said(**values))


def _link(page: str, **values: int) -> RerunData:
    return RerunData(page_script_hash=page, query_string=f"of={page}", widget_states=_said(**values))


def _by_script(requests: ScriptRequests, *parts: str, page: str = "review") -> None:
    """A callback names parts of the page, or asks for all of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asked, "get_script_run_ctx", lambda **_: SimpleNamespace(page_script_hash="review"))
        requests.request_rerun(
            RerunData(page_script_hash=page, fragment_id_queue=list(parts), is_fragment_scoped_rerun=bool(parts))
        )


def _taken(requests: ScriptRequests) -> RerunData:
    """The next run begins."""
    return requests.on_scriptrunner_ready().rerun_data


def _folded(*asked_for: RerunData) -> RerunData:
    requests = ScriptRequests()
    for one in asked_for:
        assert requests.request_rerun(one)
    return _taken(requests)


def _values(data: RerunData) -> dict[str, int]:
    assert data.widget_states is not None
    return {widget.id: widget.int_value for widget in data.widget_states.widgets}


# -- links -------------------------------------------------------------------------------------------------------------


def test_keys_before_a_link_are_told_with_it() -> None:
    folded = _folded(_key(pressed=3, sidebar=1), _link("tune", sidebar=2))
    assert folded.page_script_hash == "tune"
    assert not folded.fragment_id_queue
    assert _values(folded) == {"pressed": 3, "sidebar": 2}


def test_keys_after_a_link_do_not_take_it_back() -> None:
    folded = _folded(_link("tune", sidebar=2), _key(pressed=4))
    assert (folded.page_script_hash, folded.query_string) == ("tune", "of=tune")
    assert not folded.fragment_id_queue
    assert _values(folded) == {"pressed": 4, "sidebar": 2}


def test_the_last_of_two_links_counts() -> None:
    assert _folded(_link("tune"), _link("audit"), _key()).page_script_hash == "audit"


def test_a_key_that_comes_while_the_other_page_is_drawn_stays_on_it(requests: ScriptRequests) -> None:
    requests.request_rerun(_link("tune"))
    _taken(requests)
    requests.request_rerun(_key(pressed=5))
    late = _taken(requests)
    assert late.page_script_hash == "tune"
    assert _values(late) == {"pressed": 5}


def test_drawing_the_old_page_again_does_not_take_a_link_back_and_a_switch_does(requests: ScriptRequests) -> None:
    requests.request_rerun(_link("tune"))
    _by_script(requests)
    assert requests._rerun_data.page_script_hash == "tune"
    _by_script(requests, page="export")
    assert _taken(requests).page_script_hash == "export"


def test_keys_on_one_page_are_folded_as_ever() -> None:
    folded = _folded(_key("", pressed=1), _key(pressed=2))
    assert folded.page_script_hash == "review"
    assert folded.fragment_id_queue == ["gallery"]
    assert _values(folded) == {"pressed": 2}


# -- what is to be drawn -----------------------------------------------------------------------------------------------


def test_the_callback_of_a_key_names_what_is_drawn_in_its_place(requests: ScriptRequests) -> None:
    requests.request_rerun(_key())
    requests.request_rerun(_key())
    _taken(requests)
    _by_script(requests, "counts")
    drawn = _taken(requests)
    assert drawn.fragment_id_queue == ["counts"]
    assert drawn.is_fragment_scoped_rerun  # it takes the place of the run that it was asked for in


def test_a_page_that_was_asked_for_is_drawn_whatever_the_next_key_names(requests: ScriptRequests) -> None:
    _by_script(requests)  # a dialog is to open
    requests.request_rerun(_key())
    assert not _taken(requests).fragment_id_queue
    _by_script(requests, "counts")
    assert not _taken(requests).fragment_id_queue


def test_parts_that_were_asked_for_are_drawn_with_those_that_the_next_key_names(requests: ScriptRequests) -> None:
    _by_script(requests, "gallery", "beside")
    requests.request_rerun(_key(part="strip"))
    assert _taken(requests).fragment_id_queue == ["gallery", "beside", "strip"]
    _by_script(requests, "counts", "beside")
    assert _taken(requests).fragment_id_queue == ["counts", "beside", "gallery"]


def test_what_was_drawn_is_owed_no_more(requests: ScriptRequests) -> None:
    _by_script(requests, "gallery")
    _taken(requests)
    requests.request_rerun(_key(part="strip"))  # while the gallery is drawn
    _taken(requests)
    _by_script(requests, "counts")
    assert _taken(requests).fragment_id_queue == ["counts"]


def test_a_key_while_callbacks_run_does_not_lose_what_they_cut_short(requests: ScriptRequests) -> None:
    _by_script(requests, "beside")
    requests.request_rerun(_key(part="strip"))
    _taken(requests)
    requests.request_rerun(_key(part="strip"))
    _by_script(requests, "counts")
    assert set(_taken(requests).fragment_id_queue) == {"strip", "counts", "beside"}


@pytest.mark.parametrize(
    ("first", "drawn"),
    [(_key(part="timer"), {"counts", "timer", "gallery"}), (RerunData(page_script_hash="review"), set())],
    ids=["of another part", "outside all parts"],
)
def test_a_widget_elsewhere_is_drawn_although_a_callback_names_other_parts(
    requests: ScriptRequests, first: RerunData, drawn: set[str]
) -> None:
    requests.request_rerun(first)
    requests.request_rerun(_key())
    _taken(requests)
    _by_script(requests, "counts")
    assert set(_taken(requests).fragment_id_queue) == drawn
