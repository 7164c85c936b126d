"""What Streamlit is asked for while a script runs, folded into one request so that nothing asked for is lost.

A page is drawn again when the browser says that a widget changed, and when a callback asks for it, for the whole page
or for parts of it. What comes while the script runs Streamlit (1.67) folds into one request, and loses some of it:

- It takes page and widgets from the newest. A timer or a gallery that spoke after a link to another page took the link
  back, and the link took back keys that were on their way before it.
- A callback that names parts of the page (`redraw`) takes the place of the run that it is called in. Where that run had
  been asked for by somebody else as well, what they were to see was never drawn: Enter right after a mark opened
  nothing.

Both are mended where the requests are folded.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import wraps

from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests, ScriptRequestType
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx

_BOOK = "culling_book"  # of a script's requests: what is still owed
_MENDED = "culling_mended"  # of the method that folds them: it is ours


@dataclass(frozen=True)
class _Owed:
    """What a run has to draw, whatever the callbacks that it begins with name.

    Attributes:
        page: whether it is the whole page.
        parts: the parts otherwise, by Streamlit's own names.
    """

    page: bool = False
    parts: tuple[str, ...] = ()

    def __add__(self, other: _Owed) -> _Owed:
        return _Owed(self.page or other.page, tuple(dict.fromkeys((*self.parts, *other.parts))))


@dataclass
class _Book:
    """What is owed by a script's requests.

    Attributes:
        link: the last whole page that was asked for.
        running: what the run that was begun last owes.
        waiting: what the request that waits owes.
        said: in which parts of the page the browser said that widgets changed, since it waits; "" is outside all.
    """

    link: RerunData | None = None
    running: _Owed = _Owed()
    waiting: _Owed = _Owed()
    said: tuple[str, ...] = ()


def keep_all() -> None:
    """Have Streamlit fold requests as told above; a second call changes nothing."""
    fold = getattr(ScriptRequests, "_request_rerun_locked", None)
    if fold is None or hasattr(fold, _MENDED):  # a newer Streamlit may start; our tests then tell what it lacks
        return

    @wraps(fold)
    def folded(self: ScriptRequests, new: RerunData) -> bool:
        book: _Book = self.__dict__.setdefault(_BOOK, _Book())
        waits = self._rerun_data if self._state == ScriptRequestType.RERUN else None
        return bool(fold(self, _with_what_is_owed(book, waits, _on_the_way(book, waits, new))))

    setattr(folded, _MENDED, True)
    ScriptRequests._request_rerun_locked = folded  # type: ignore[method-assign, assignment]


# -- links to other pages ----------------------------------------------------------------------------------------------


def _on_the_way(book: _Book, waits: RerunData | None, new: RerunData) -> RerunData:
    """A request, on the page that a link led to, with all that widgets said."""
    if waits is not None and waits.page_script_hash != new.page_script_hash:
        new = replace(new, widget_states=_with_those_before(waits.widget_states, new.widget_states))
    if not _stays(new):
        book.link = new
    link = book.link
    if link is None or link.page_script_hash in ("", new.page_script_hash):
        return new
    return replace(new, page_script_hash=link.page_script_hash, query_string=link.query_string)


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


# -- what is to be drawn -----------------------------------------------------------------------------------------------


def _with_what_is_owed(book: _Book, waits: RerunData | None, new: RerunData) -> RerunData:
    """A request that also draws what the run that it takes the place of owed."""
    if waits is None:  # the one that waited is running
        book.running, book.waiting, book.said = book.waiting, _Owed(), ()
    if new.is_fragment_scoped_rerun:  # parts that a callback names: the run that it is called in ends with it
        if book.running.page:
            new = replace(new, fragment_id_queue=[], is_fragment_scoped_rerun=False)
        else:
            new = replace(new, fragment_id_queue=list(dict.fromkeys((*new.fragment_id_queue, *book.running.parts))))
    book.waiting += _owed_by_script(new) if _by_script() else _owed_by_browser(book, new)
    return new


def _by_script() -> bool:
    return get_script_run_ctx(suppress_warning=True) is not None


def _owed_by_script(new: RerunData) -> _Owed:
    return _Owed(page=not new.fragment_id_queue, parts=tuple(new.fragment_id_queue))


def _owed_by_browser(book: _Book, new: RerunData) -> _Owed:
    """What widgets of several parts are to draw; those of one part alone leave it to their callbacks."""
    book.said = tuple(dict.fromkeys((*book.said, new.fragment_id or "")))
    if len(book.said) == 1:
        return _Owed()
    return _Owed(page="" in book.said, parts=tuple(part for part in book.said if part))
