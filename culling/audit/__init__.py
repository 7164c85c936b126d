"""Audit: what decisions cost, against what people said.

In reading order: `said` (what a policy by itself rejects), `confusion` and `intervals` (against labels, and how sure),
`curves` and `auc` (all cutoffs at once), `at_cutoff` (what the page shows), `holdout` and `thermometer` (tuned to the
labels?); then `choose` (a cutoff by cost or promise, the next labels), `compare` (two columns, two policies), `slicing`
(by camera, hour, tag …), `report` (all of it as JSON and HTML).

>>> from culling.audit import Audit  # doctest: +SKIP
>>> Audit(table, read_labels("labels.csv", table)).confusion(policy).precision.text  # doctest: +SKIP
'82 % (74–88)'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from culling.audit.audit import Audit, Proposal

__all__ = ["Audit", "Proposal"]


def __getattr__(name: str) -> Any:
    """`Audit` on first use: labels need intervals from here, and an audit needs labels."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from culling.audit import audit

    return getattr(audit, name)
