"""The photos that flip between two policies as a CSV file."""

from __future__ import annotations

import pandas as pd

from culling.audit.compare.by_reason import because
from culling.export.csv_cells import csv_bytes
from culling.versus import Versus


def flips_csv(table: pd.DataFrame, found: Versus) -> bytes:
    """Every photo that flips: path, both verdicts, margins, reasons, the rules that decide, and the policies.

    Those nearest to a cutoff of the second policy come first; the same comparison gives the same bytes.
    """
    flips, count = found.flips, len(found.flips)
    return csv_bytes(
        {
            "path": [str(path) for path in flips.index],
            "was": flips["was"].astype(str),
            "is": flips["is"].astype(str),
            "because": because(table, found),
            "was_margin": flips["was_margin"],
            "margin": flips["margin"],
            "was_reasons": flips["was_reasons"],
            "reasons": flips["reasons"],
            "was_policy_id": [found.first.policy_id] * count,
            "policy_id": [found.second.policy_id] * count,
        }
    )
