"""The script behind every page: page setup, navigation, and what the sidebar shows on all of them."""

import streamlit as st
from streamlit.delta_generator_singletons import context_dg_stack, get_default_dg_stack_value

from culling.ui import places, redraw
from culling.ui.rooms import person
from culling.ui.rooms.detail import show_viewed
from culling.ui.rooms.frame import answering, icon, show_notes, show_sidebar, show_style
from culling.ui.state import session


def main() -> None:
    """One run of the script."""
    # A run that is asked for while a fragment ends is begun by Streamlit (1.67) inside that fragment's place: the whole
    # page was then drawn into the sidebar.
    context_dg_stack.set(get_default_dg_stack_value())
    st.set_page_config(page_title="culling", page_icon=icon(), layout="wide", initial_sidebar_state=240)
    if not person.let_in():
        return
    page = st.navigation(_pages())
    st.set_page_config(page_title=f"{page.title} · culling")  # tabs and readers of screens tell pages by it
    redraw.shown()
    state = session()
    show_style()
    show_sidebar(state)
    show_notes(state)
    with answering():
        page.run()
    show_viewed(state)


def _pages() -> list[st.Page]:
    return [
        st.Page(
            places.PAGES / "library.py",
            title="Library",
            icon=":material/photo_library:",
            default=True,
            help="Choose a folder of photos, watch the scan, see what could not be read and why.",
        ),
        st.Page(
            places.PAGES / "tune.py",
            title="Tune",
            icon=":material/tune:",
            help="Move the cutoffs and see at once which photos change sides.",
        ),
        st.Page(
            places.PAGES / "anatomy.py",
            title="Anatomy",
            icon=":material/blur_on:",
            help="Set the sharpness of the whole image against that of the subject; exempt what is soft on purpose.",
        ),
        st.Page(
            places.PAGES / "similar.py",
            title="Similar",
            icon=":material/scatter_plot:",
            help="See on a map which photos are alike, group them, choose the keeper of each group.",
        ),
        st.Page(
            places.PAGES / "suggestions.py",
            title="Suggestions",
            icon=":material/checklist:",
            help="See what may go and why, kind by kind, and accept one, some or all as marks; nothing is deleted.",
        ),
        st.Page(
            places.PAGES / "review.py",
            title="Review",
            icon=":material/fact_check:",
            help="Go through the photos by keyboard: mark, undo, look at 100 %, compare; nothing is deleted.",
        ),
        st.Page(
            places.PAGES / "audit.py",
            title="Audit",
            icon=":material/balance:",
            help="Check decisions against what people said: errors with intervals, cutoffs by cost, slices.",
        ),
        st.Page(
            places.PAGES / "rescue.py",
            title="Rescue",
            icon=":material/healing:",
            help="Sharpen, brighten and enlarge what is worth keeping; the result is a new file, the photo stays.",
        ),
        st.Page(
            places.PAGES / "export.py",
            title="Export",
            icon=":material/output:",
            help="Hand the decisions over: lists, XMP sidecars, sorted folders; tried first, undone on request.",
        ),
        st.Page(
            places.PAGES / "learn.py",
            title="Learn",
            icon=":material/school:",
            help="See in six lessons what measures and cutoffs can tell, damage a photo, train a network.",
        ),
        st.Page(
            places.PAGES / "networks.py",
            title="Networks",
            icon=":material/network_node:",
            help="See which network does what, fetch a stronger one with one click, remove it again.",
        ),
    ]


if __name__ == "__main__":  # processes that are started from here import this file under another name, and draw nothing
    main()
