"""What stands around every page: icon, sidebar, notes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import streamlit as st

from culling.charts import VERDICT_COLOURS
from culling.shared.patience import ServerGoneError
from culling.ui.components.news import listen
from culling.ui.components.popovers import follow_tab
from culling.ui.jobs import OpenFolder
from culling.ui.places import PAGES
from culling.ui.rooms import icon_button, person
from culling.ui.safety.said import said
from culling.ui.state import Session

BADGES = {"keep": "blue", "maybe": "yellow", "reject": "red", "unjudged": "gray"}
LETTERS = {"keep": "K", "maybe": "M", "reject": "R", "unjudged": "?"}

_STYLE = """
.stMainBlockContainer { padding-inline: 2rem; max-width: 1800px; }
[data-testid^="stBaseButton-primary"] { background: #6255C9; border-color: #6255C9; }
[data-testid^="stBaseButton-primary"]:hover { background: #5347B4; border-color: #5347B4; }
[data-testid="stCaptionContainer"] { color: inherit; opacity: 0.76; }
[data-testid="stHeaderActionElements"] { display: none; }
.stCode:focus-within > div, .stCode:focus-within > div > div { visibility: visible; }
.culling-share { display: flex; gap: 2px; height: 8px; border-radius: 4px; overflow: hidden; }
.culling-share i { display: block; min-width: 2px; }
.stHtml dl.culling-facts { display: flex; flex-wrap: wrap; row-gap: 0.4rem; margin: 0; padding: 0; }
.culling-facts div { margin-right: 1.4rem; }
.culling-facts dt { font-size: 0.8rem; opacity: 0.75; font-weight: 400; }
.culling-facts dd { margin: 0; font-size: 0.95rem; font-weight: 600; max-width: 26rem; overflow-wrap: anywhere; }
.stSidebar ul { list-style: none; margin-left: 0; padding-left: 0; }
.stSidebar li { margin-left: 0; }
.stSidebar[data-collapsed="true"] { visibility: hidden; }
[class*="st-key-box_"] [data-testid="stSliderTickBar"] { display: none; }
[class*="st-key-box_"] [data-testid="stSlider"] { margin-bottom: -1.6rem; }
.st-key-results_column { position: sticky; top: 3.4rem; max-height: calc(100vh - 4rem); overflow-y: auto; }
.st-key-results_column { scrollbar-width: thin; }
.culling-scale .ramp { height: 10px; border-radius: 3px; }
.culling-scale .ticks { position: relative; height: 1.2rem; font-size: 0.8rem; }
.culling-scale span { position: absolute; transform: translateX(-50%); white-space: nowrap; }
.culling-scale span:first-child { transform: none; }
.culling-scale span:last-child { transform: translateX(-100%); }
.stHtml ul.culling-legend { list-style: none; margin: 0; padding: 0; font-size: 0.85rem; }
.stHtml ul.culling-legend { display: flex; flex-wrap: wrap; }
.culling-legend li { display: flex; align-items: center; gap: 0.4rem; margin: 0 1rem 0 0; padding: 0; }
.culling-legend i { flex: none; width: 28px; height: 14px; border-radius: 3px; box-sizing: border-box; }
.culling-legend i { border: 1px solid color-mix(in srgb, currentcolor 45%, transparent); }
.stHtml ul.culling-classes { list-style: none; margin: 0; padding: 0; font-size: 0.9rem; }
.culling-classes li { display: grid; grid-template-columns: 8rem 1fr 3.2rem; gap: 0.6rem; align-items: center; }
.culling-classes li { margin: 0; padding: 1px 0; }
.culling-classes i { height: 10px; border-radius: 3px; background: color-mix(in srgb, currentcolor 14%, transparent); }
.culling-classes b { display: block; height: 100%; min-width: 1px; border-radius: 3px; background: #7C70DC; }
.culling-classes em { font-style: normal; text-align: right; font-variant-numeric: tabular-nums; }
.stHtml ul.culling-people { list-style: none; margin: 0; padding: 0; max-height: 23rem; overflow-y: auto; }
.culling-people li { display: flex; gap: 0.7rem; align-items: center; margin: 0; padding: 3px 0; font-size: 0.9rem; }
.culling-people span { position: relative; flex: none; width: 60px; height: 60px; overflow: hidden; }
.culling-people span { border-radius: 6px; }
.culling-people img { position: absolute; top: 0; height: 100%; width: auto; max-width: none; }
.culling-people small { font-size: 0.8rem; opacity: 0.76; }
.culling-people b { display: inline-block; min-width: 1.3rem; border-radius: 4px; text-align: center; color: #111; }
.culling-people b { background: #D6D7DA; }
.culling-people b.eyes-O { background: #7BC47F; }
.culling-people b.eyes-C { background: #F0A24B; }
[class*="st-key-box_"] { container-type: inline-size; }
[class*="st-key-row_"] > :has(> [class*="st-key-icon_only_remove_"]) { margin-left: auto; }
@container (max-width: 360px) {
  [class*="st-key-row_"] { gap: 0.5rem; }
  [class*="st-key-row_"] > :is([class*="st-key-reject_"], [class*="st-key-maybe_"]) { flex: 1 1 60px !important; }
  [class*="st-key-row_"] > :is([class*="st-key-reject_"], [class*="st-key-maybe_"]) { width: auto !important; }
  [class*="st-key-row_"] [data-testid="stNumberInput"] { width: 100%; }
  [class*="st-key-row_"] [data-testid="stNumberInputIcon"] { display: none; }
  [class*="st-key-row_"]:has([class*="st-key-maybe_"]) > [class*="st-key-band_"] { order: 1; }
  [class*="st-key-row_"]:has([class*="st-key-maybe_"]) > [class*="st-key-band_"] { flex-basis: 100% !important; }
}
@media (max-width: 1000px) {
  .stMainBlockContainer { padding-inline: 1rem; }
  .st-key-results_column [data-testid="stMetricLabel"] p { font-size: 0.75rem; }
}
"""


@cache
def icon() -> str:
    """Three bars and a cut, as SVG text: a named icon would be fetched from elsewhere."""
    bars = ((4, 18, "reject"), (13, 10, "maybe"), (22, 4, "keep"))
    drawn = "".join(
        f'<rect x="{x}" y="{y}" width="7" height="{28 - y}" rx="1.5" fill="{VERDICT_COLOURS[verdict]}"/>'
        for x, y, verdict in bars
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">{drawn}</svg>'


def show_style() -> None:
    """The few things that a theme cannot say."""
    st.html(f"<style>{_STYLE}{icon_button.STYLE}</style>")


def show_sidebar(state: Session) -> None:
    """The folder, how its photos are judged now, and the scan when one runs."""
    with st.sidebar:
        if state.open is None:
            st.caption("No folder is open.")
        else:
            _folder(state, state.open)
        person.show()
        follow_tab()


def _folder(state: Session, folder: OpenFolder) -> None:
    st.caption("Folder")
    st.text(folder.path.name or str(folder.path), help=None)
    _verdicts(state)
    _follow_others(state)
    if folder.scanning:
        _scan_line(folder)


@st.fragment(key="verdicts")
def _verdicts(state: Session) -> None:
    counts = state.tuning.counts()
    share_bar(counts)
    lines = (f"- :{BADGES[name]}-badge[{LETTERS[name]}] {count:,} {name}" for name, count in counts.items())
    st.markdown("\n".join(lines))


def share_bar(counts: dict[str, int]) -> None:
    """How the photos divide into verdicts, as one bar."""
    parts = "".join(
        f'<i style="flex:{count} 0 0;background:{VERDICT_COLOURS[name]}"></i>'
        for name, count in counts.items()
        if count
    )
    words = ", ".join(f"{count} {name}" for name, count in counts.items())
    st.html(f'<div class="culling-share" role="img" aria-label="{words}">{parts}</div>')


def show_no_photos(state: Session) -> None:
    """What to do on a page that needs photos."""
    with st.container(border=True):
        if state.open is not None and state.open.scanning:
            st.subheader("The first photos are being measured")
            st.markdown("They appear here when the scan has finished; **Library** shows how far it is.")
        else:
            st.subheader("No photos yet")
            st.markdown("Open a folder of photos on **Library** first.")
        st.page_link(PAGES / "library.py", label="To the library", icon=":material/photo_library:")


@st.fragment(key="others")
def _follow_others(state: Session) -> None:
    """Marks set in another window or by another program appear here without a key being pressed."""
    if state.open is not None:
        listen(state.open, lambda: _heard(state))
        if state.open.away:
            st.warning("The catalog's server does not answer. What was saved is kept.", icon=":material/cloud_off:")


def _heard(state: Session) -> None:
    """What this session did itself, it shows already."""
    if state.follow():
        st.rerun()


@contextmanager
def answering() -> Iterator[None]:
    """A page that needs a catalog's server which is away ends with a word about it, and goes on when it is back."""
    try:
        yield
    except ServerGoneError as reason:
        st.warning(said(str(reason)), icon=":material/cloud_off:")


@st.fragment(run_every=1.0)
def _scan_line(folder: OpenFolder) -> None:
    """How far the scan is, on every page; when it ends, the whole page follows."""
    if not folder.scanning:
        st.rerun()
    progress = folder.job.progress if folder.job else None
    done, total = (progress.done, progress.total) if progress else (0, 0)
    st.progress(
        done / total if total else 0.0, text=f"scanning {done:,} of {total:,}" if total else "looking for photos …"
    )


def show_notes(state: Session) -> None:
    """What went wrong since the last run, once each. Plain text: it may quote file names."""
    for note in state.notes:
        with st.container(border=True, horizontal=True):
            st.markdown(":material/info:")
            st.text(said(note))
    state.notes.clear()
