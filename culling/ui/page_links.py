"""A link to another page that was pressed is followed, and what was done on the page that is left still counts.

While the script runs, Streamlit (1.67) folds whatever is asked for next into one request, and takes page and widgets
from the newest. A timer or a gallery that spoke after the link then took the link back, and the link took back keys
that were on their way before it: marks were lost. Both are mended where the requests are folded.
"""

from __future__ import annotations

from dataclasses import replace
from functools import wraps

from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests, ScriptRequestType
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx

_LINK = "culling_link"  # of a script's requests: the last whole page that was asked for
_FOLLOWED = "culling_followed"  # of the method that folds them: it is ours


def follow_links() -> None:
    """Have Streamlit fold requests as told above; a second call changes nothing."""
    fold = getattr(ScriptRequests, "_request_rerun_locked", None)
    if fold is None or hasattr(fold, _FOLLOWED):  # a newer Streamlit may start; our tests then tell what it lacks
        return

    @wraps(fold)
    def followed(self: ScriptRequests, new: RerunData) -> bool:
        asked = self._rerun_data if self._state == ScriptRequestType.RERUN else None
        if asked is not None and asked.page_script_hash != new.page_script_hash:
            new = replace(new, widget_states=_with_those_before(asked.widget_states, new.widget_states))
        if not _stays(new):
            setattr(self, _LINK, new)
        link: RerunData | None = getattr(self, _LINK, None)
        if link is not None and link.page_script_hash not in ("", new.page_script_hash):
            new = replace(new, page_script_hash=link.page_script_hash, query_string=link.query_string)
        return bool(fold(self, new))

    setattr(followed, _FOLLOWED, True)
    ScriptRequests._request_rerun_locked = followed  # type: ignore[method-assign, assignment]


def _stays(new: RerunData) -> bool:
    """Whether it only draws again, wholly or in part, the page that there is; a link asks for a whole page."""
    running = get_script_run_ctx(suppress_warning=True)  # there is none when the browser asks
    if running is not None:
        return bool(new.page_script_hash == running.page_script_hash)
    return bool(new.fragment_id)


def _with_those_before(before: WidgetStates | None, now: WidgetStates | None) -> WidgetStates | None:
    """What widgets say now, and what those said that are no longer told of."""
    if before is None or now is None:
        return now or before
    told = {widget.id for widget in now.widgets}
    every = WidgetStates()
    every.widgets.extend(now.widgets)
    every.widgets.extend(widget for widget in before.widgets if widget.id not in told)
    return every
