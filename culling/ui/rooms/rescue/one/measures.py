"""The measures before and after, as a small table: does blur really fall, and what comes along with it?"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from culling.restore.measured import HONEST
from culling.ui.rescue_job import MeasureJob
from culling.ui.rescue_results import Rescued
from culling.ui.state import Session

#: What is shown, of what can be compared.
SHOWN = ("blur", "motion_blur", "sharp_area", "laplacian_variance", "luminance", "shadow_clipping", "noise_sigma")
_WORDS = {"better": "▲ better", "worse": "▼ worse", "same": "same", "changed": "changed", "cannot say": "–"}
_POLL_S = 0.4


@st.fragment(key="rescue_measures")
def show(state: Session, seen: Rescued) -> None:
    """The table of the result that is seen; worked out beside everything else."""
    job = state.rescuing.measuring
    if job is None or job.token != seen.token:
        job = state.rescuing.measuring = MeasureJob(seen, SHOWN)
    if job.running:
        _wait(job)
    elif job.result is None:
        st.text(f"The measures could not be taken: {job.error}")
    else:
        st.dataframe(table(job.result), width="content", hide_index=True)
        st.caption(HONEST if seen.wish.whole else f"Of the part that is shown. {HONEST.partition('. ')[2]}")


@st.fragment(run_every=_POLL_S)
def _wait(job: MeasureJob) -> None:
    if not job.running:
        st.rerun()
    st.caption("The measures before and after are on their way …")


def table(measured: pd.DataFrame) -> pd.DataFrame:
    """The numbers as they are read: three digits, the unit, which way."""
    return pd.DataFrame(
        {
            "measure": list(measured.index),
            "before": [f"{value:.3g}" for value in measured["before"]],
            "after": [f"{value:.3g}" for value in measured["after"]],
            "unit": list(measured["unit"]),
            "": [_WORDS[said] for said in measured["direction"]],
        }
    )
