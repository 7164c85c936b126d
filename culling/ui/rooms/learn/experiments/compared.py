"""The architectures that were compared before one was bundled: table, curves, confusion, and a sample judged now."""

from __future__ import annotations

import streamlit as st

from culling import model_files, nets
from culling.audit.intervals import Rate
from culling.experiments.bundled import Comparison, bundled
from culling.experiments.sample import Shown, judged_sample
from culling.experiments.tables import Confusion
from culling.nets import Unlisted
from culling.ui import places
from culling.ui.rooms.learn.experiments import draws, pictures

_SHOWN_FIRST = 3


def show() -> None:
    """Everything that was saved; CullingError where it is damaged."""
    found = bundled()
    best, kept = found.architectures[0], found.kept
    _table(found)
    st.caption(
        f"Pictures of photos that were held out, each with its 95 % interval (Wilson). `{best.name}` was best on "
        f"validation{'; it is bundled' if best.name == kept else ''}. Minutes are those of one core, training alone: "
        "the plain convolutional networks (`shallow`, `deep`) had little time; `deep_longer`, with five times "
        "the batches of `deep`, tells far more and was still getting better. `spectra…` "
        "learn from fixed measurements (spectra, rows, light), `frozen_trunk` from what a network saw on ImageNet."
    )
    names = [one.name for one in found.architectures]
    chosen = st.multiselect(
        "Curves of", names, default=names[:_SHOWN_FIRST], key="exp-curves", bind="query-params", width=720
    )
    draws.curves([found.curves[name] for name in chosen if name in found.curves])
    if found.again is not None and found.kept in chosen:
        st.caption(_trained_again(found.kept, found.again, found.confusions[found.kept]))
    _confusion(found, names)
    pictures.show(
        "Drawn anew: sample photos, damaged by lot, and what the bundled network says of them now.",
        lambda seed: _sample(seed, _bundled_sha256()),
    )


def _table(found: Comparison) -> None:
    rows = [
        {
            "architecture": f"{one.name} (bundled)" if one.name == found.kept else one.name,
            "validation": 100 * one.validation.value,
            "test": 100 * one.test.value,
            "test, 95 % interval": _interval(one.test),
            "pictures tested": one.test.count,
            "parameters": one.parameters,
            "ms a photo": one.ms,
            "minutes trained": one.minutes,
        }
        for one in found.architectures
    ]
    share = st.column_config.ProgressColumn(format="%.1f %%", min_value=0.0, max_value=100.0, width="small")
    st.dataframe(
        rows,
        hide_index=True,
        key="exp_architectures",
        column_config={
            "validation": share,
            "test": share,
            "parameters": st.column_config.NumberColumn(format="localized"),
            "ms a photo": st.column_config.NumberColumn(format="%.2f"),
            "minutes trained": st.column_config.NumberColumn(format="%.1f"),
        },
    )


def _trained_again(name: str, again: Confusion, own: Confusion) -> str:
    return (
        f"The curves of `{name}` are of a second training by the same recipe, since the first saved fewer: its network "
        f"tells {again.accuracy.text} of the test pictures rightly, the bundled one {own.accuracy.text}."
    )


def _interval(rate: Rate) -> str:
    return f"{100 * rate.low:.1f}–{100 * rate.high:.1f} %"


def _confusion(found: Comparison, names: list[str]) -> None:
    saved = [name for name in names if name in found.confusions]
    st.subheader("What is taken for what", anchor=False)
    name = st.selectbox("Of", saved, key="exp-matrix", bind="query-params", width=320) if len(saved) > 1 else saved[0]
    draws.confusion(found.confusions[str(name)], f"{name}, pictures of the test photos")
    if lacking := [name for name in names if name not in found.confusions]:
        st.caption(f"Not saved for {', '.join(lacking)}.")


def _bundled_sha256() -> str:
    return model_files.find("flaws").sha256


@st.cache_resource(max_entries=6, show_spinner="Damaging sample photos …")
def _sample(seed: int, sha256: str) -> list[Shown]:
    return judged_sample(places.SAMPLE_DATA, draws.clean_samples(), _network(sha256), seed, pictures.COUNT)


@st.cache_resource(max_entries=1, show_spinner=False)
def _network(sha256: str) -> Unlisted:
    """The bundled network, from bytes that were checked."""
    return nets.unlisted(f"flaws {sha256[:8]}", model_files.read(model_files.find("flaws")))
