"""What came of measuring one photo, whoever measured it: its row, or a row that says why there is none."""

from __future__ import annotations

from culling.measure import Measured
from culling.workers import TookTooLong


def as_measured(outcome: Measured | Exception) -> Measured:
    """The row of a photo whose measuring gave `outcome`; an exception becomes a row with an error."""
    if isinstance(outcome, Measured):
        return outcome
    if isinstance(outcome, TookTooLong):
        return Measured({"error": f"Reading it took too long: {outcome}."})
    return Measured({"error": f"Measuring failed, please report it: {type(outcome).__name__}: {outcome}"})
