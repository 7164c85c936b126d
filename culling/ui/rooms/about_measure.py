"""All that a measure's docstring says, where a person asks for it: the same text as on docs/measures.md."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from culling.metrics import METRIC_NAMES, get_metric


def show(key: str, first: Sequence[str] = ()) -> None:
    """Choose a measure and read what it means, its formula, what it cannot tell, and its source.

    Args:
        key: of the choice; one on a page.
        first: measures that stand first in the list, and the first of which is shown.
    """
    name = st.selectbox("About the measure", [*dict.fromkeys([*first, *METRIC_NAMES])], key=key)
    metric = get_metric(name)
    unit = f" · {metric.unit}" if metric.unit else ""
    st.markdown(f"**{name}**{unit}\n\n{metric.explanation.markdown}")
    st.caption(f"Measured on: {metric.working_size}. Version {metric.version}.")
