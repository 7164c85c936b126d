"""Learn from marks: what there is to learn from, how good what was learned is, and what to do with it."""

from __future__ import annotations

import streamlit as st

from culling.labels.words import counted
from culling.preference.examples import FEWEST, Lesson, locked_words
from culling.preference.words import outdated_sentence
from culling.ui.jobs import OpenFolder
from culling.ui.preference import Learning, changed_since, learning_of, lesson_of, marks_by_shoot, outdated
from culling.ui.rooms import person
from culling.ui.rooms.audit.learned import good, mark_next, use
from culling.ui.state import Session

COUNTS = mark_next.COUNTS


def show(state: Session, folder: OpenFolder) -> None:
    """From the marks to a measure of one's own."""
    kept = learning_of(state)
    st.markdown(
        "From your keeps and rejects a model learns how likely you keep a photo. That becomes one more measure, "
        "**p_keep**, under a cutoff like any other. It is tried out on photos that it did not learn from; what is told "
        "here was found on those alone."
    )
    _lesson(state, folder, kept)
    model = kept.model(folder)
    if kept.problem(folder):
        st.text(kept.problem(folder))
    if model is None:
        return
    changed = outdated(model)
    if changed:
        st.warning(f"p_keep: {outdated_sentence(changed)}", icon=":material/update:")
    good.show(state, kept, model)
    use.show(state, kept, model)
    mark_next.show(state, folder, kept)
    use.show_forget(state, folder, model)


def _lesson(state: Session, folder: OpenFolder, kept: Learning) -> None:
    """The marks there are, and the button."""
    found = lesson_of(state, folder)
    with st.container(border=True):
        left, right = st.columns([3, 2], gap="medium")
        with left:
            _counts(state, kept)
        with right:
            if kept.running:
                _progress(kept)
            else:
                _button(folder, kept, min(found.keeps, found.rejects) >= FEWEST)
        _ended(kept)
        with st.expander("Marks by shoot"):
            st.dataframe(marks_by_shoot(state.table), hide_index=True)
            st.caption(
                "A shoot is a sub-folder, divided where nothing was taken for three hours. Whole shoots are left out "
                "of the learning in turn and asked about, so several marked shoots make the account more honest."
            )


@st.fragment(key=COUNTS)
def _counts(state: Session, kept: Learning) -> None:
    """How much there is to learn from, drawn anew after each mark."""
    if state.open is None:
        return
    found, model = lesson_of(state, state.open), kept.model(state.open)
    st.markdown(f"**{counted(found.keeps, 'keep')}** and **{counted(found.rejects, 'reject')}** to learn from")
    for name, count in (("keeps", found.keeps), ("rejects", found.rejects)):
        if count < FEWEST:
            st.progress(count / FEWEST, text=f"{count} of {FEWEST} {name} that are needed at least")
    _left_out(found)
    changed = changed_since(model, found) if model is not None else 0
    if changed:
        st.caption(f"{counted(changed, 'mark')} set or changed since the last learning.")


def _left_out(found: Lesson) -> None:
    said = [
        f"{count:,} {words}"
        for count, words in (
            (found.maybe, "marked maybe"),
            (found.contradicting, "with a copy that is marked otherwise"),
            (found.unusable, "unreadable"),
            (found.copies, "copies of others"),
        )
        if count
    ]
    if said:
        st.caption(f"Left out: {', '.join(said)}.")
    if found.locked:
        st.caption(f":material/lock: {locked_words(found.locked)}, so that what is learned can be checked on them.")


def _button(folder: OpenFolder, kept: Learning, enough: bool) -> None:
    known = kept.model(folder) is not None
    st.button(
        "Learn anew" if known else "Learn",
        key="audit_learn",
        type="secondary" if known else "primary",
        icon=":material/school:",
        disabled=not enough or not person.may_mark(),
        on_click=kept.start,
        args=(folder.catalog,),
        help="Takes a few seconds. Cutoffs on p_keep stay where they are; the numbers under them may change.",
    )
    if not enough:
        st.caption(
            f"Mark at least {FEWEST} photos to keep and {FEWEST} to reject on **Review**, best in several shoots. With "
            "fewer, nobody could say how good what is learned is. Labels are not learned from: they are there to check."
        )


@st.fragment(run_every=0.5)
def _progress(kept: Learning) -> None:
    """Looks at the work twice a second."""
    task = kept.task
    if task is None or not task.running:
        st.rerun()
    share = task.done / task.total if task.total else 0.0
    st.progress(share, text=f"Trying out: {task.done} of {task.total} fits" if task.total else "Reading the marks …")
    st.button("Cancel", key="audit_learn_cancel", on_click=task.cancel, disabled=task.cancelled)


def _ended(kept: Learning) -> None:
    """How the last learning ended, when it gave nothing."""
    task = kept.task
    if task is None or task.running:
        return
    if task.cancelled and task.result is None:
        st.caption("Cancelled; nothing was changed.")
    elif task.error:
        st.error("Nothing was learned.", icon=":material/error:")
        st.text(task.error)
    elif task.result is not None and task.result.refusal:
        refusal = task.result.refusal
        st.warning(f"{refusal[0].upper()}{refusal[1:]}.", icon=":material/block:")
