"""Audit: what decisions cost, against what people said.

In reading order: `said` (what a policy by itself rejects), `confusion` and `intervals` (against labels, and how sure),
`curves` and `auc` (all cutoffs at once), `at_cutoff` (what the page shows), `holdout` and `thermometer` (tuned to the
labels?); then `choose` (a cutoff by cost or promise, the next labels), `compare` (two columns, two policies), `slicing`
(by camera, hour, tag …), `report` (all of it as JSON and HTML).
"""
