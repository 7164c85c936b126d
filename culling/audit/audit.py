"""A table, labels, and every number of the page Audit as one method each: what notebooks and scripts ask."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from culling.audit.at_cutoff import Drawn, Tells, check_policy, draw_check, draw_tells, tells
from culling.audit.choose.bounds import Guarantee
from culling.audit.choose.costs import Costs, weigh
from culling.audit.choose.promises import promise
from culling.audit.choose.refusal import Refused
from culling.audit.choose.sweep import Steps, Sweep, sweep_policy, sweep_rule
from culling.audit.compare.two_policies import TwoPolicies, against_labels
from culling.audit.confusion import CELLS, Cell, Confusion, confusion, rows_in
from culling.audit.report.numbers import Numbers, numbers
from culling.audit.said import decide_alone, rejected
from culling.audit.slicing.columns import slicings
from culling.audit.slicing.slices import RateName, Sliced, counted, slice_rates
from culling.errors import CullingError
from culling.judge import UNJUDGED
from culling.labels.truth import Truth
from culling.policy import Policy


@dataclass(frozen=True, eq=False)
class Proposal:
    """A cutoff that follows from the labels.

    Attributes:
        policy: with the cutoff where it is proposed.
        sweep: the cutoff that was moved, see there.
        lever: where it is proposed.
        why: the numbers behind it.
    """

    policy: Policy
    sweep: Sweep
    lever: float
    why: Costs | Guarantee

    @property
    def cutoff(self) -> float:
        """In the measure's unit."""
        return self.sweep.cutoff(self.lever)


@dataclass(frozen=True, eq=False)
class Audit:
    """What policies decide by themselves on a table, against what people said of its photos; marks count for nothing.

    Attributes:
        table: as `scan` returns it.
        truth: the labels, such as `culling.labels.read_labels` gives them.

    Raises:
        CullingError: no photo of the table is labelled.
    """

    table: pd.DataFrame
    truth: Truth

    def __post_init__(self) -> None:
        if not len(self.truth):
            raise CullingError("no photo of this table is labelled: read labels of these photos, or label some first")

    def confusion(self, policy: Policy) -> Confusion:
        """Rightly rejected, lost keepers, missed rejects, rightly kept, and rates with their 95 % intervals."""
        return confusion(self.truth, rejected(self.table, policy))

    def photos(self, policy: Policy, cell: Cell) -> list[str]:
        """The labelled photos of one cell: "tp", "fp" (lost keepers), "fn" (missed rejects), "tn".

        Raises:
            ValueError: no such cell.
        """
        if cell not in CELLS:
            raise ValueError(f"a cell is one of {', '.join(CELLS)}, got {cell!r}")
        return [str(path) for path in self.table.index[rows_in(self.truth, rejected(self.table, policy), cell)]]

    def curves(self, policy: Policy) -> Drawn:
        """Precision–recall and ROC curve of a policy: all its cutoffs moved together, from mild to strict."""
        return draw_check(check_policy(self.table, policy, self.truth), self.truth)

    def measures(self) -> list[Tells]:
        """How well each measure by itself tells rejects from keepers, the best first."""
        return tells(self.table, self.truth)

    def curves_of(self, metric: str) -> Drawn:
        """The curves of one measure by itself.

        Raises:
            ValueError: the table has no such measure.
        """
        found = next((one for one in self.measures() if one.metric == metric), None)
        if found is None:
            raise ValueError(f"the table has no measure {metric!r}")
        return draw_tells(self.table, found, self.truth)

    def by_cost(self, policy: Policy, metric: str | None = None, *, lost_keeper: float = 5.0) -> Proposal:
        """The cutoff that costs least, where a lost keeper is as bad as so many missed rejects.

        Args:
            policy: whose other cutoffs stay.
            metric: whose cutoff moves; None moves all together.
            lost_keeper: how many missed rejects one lost keeper costs.

        Raises:
            CullingError: the labels cannot tell, and what is missing.
            ValueError: the policy has no rule on that measure.
        """
        sweep = self._sweep(policy, metric)
        found = weigh(Steps.of(sweep, self.truth), lost_keeper, sweep.name, sweep.present)
        return _proposed(sweep, found)

    def by_promise(self, policy: Policy, metric: str | None = None, *, keepers_lost: float = 0.05) -> Proposal:
        """The strictest cutoff of which it holds, with 95 % confidence, that at most this share of keepers is lost.

        Args, Raises: `policy` and `metric` as in `by_cost`; `keepers_lost` is the share, 0 … 1.
        """
        sweep = self._sweep(policy, metric)
        return _proposed(sweep, promise(sweep, self.truth, keepers_lost))

    def compare(self, first: Policy, second: Policy) -> TwoPolicies:
        """Which of two policies the labels agree with, and whether that could be chance; see its `sentence`."""
        return against_labels(self.table, first, second, self.truth)

    def slices(self, policy: Policy, rate: RateName = "wrong") -> Sliced:
        """A rate by camera, lens, hour, tag …: each slice tested against the rest; its `frame` has a row for each."""
        alone = decide_alone(self.table, policy)
        judged = alone["verdict"].cat.codes.to_numpy() != UNJUDGED
        counts = counted(rate, rejected(self.table, policy), np.asarray(judged), self.truth)
        return slice_rates(counts, slicings(self.table))

    def report(self, policy: Policy, folder: str = "") -> Numbers:
        """All of it: for `culling.audit.report.page.report_html`, one HTML file, and `….sentences.summary`."""
        return numbers(self.table, policy, self.truth, folder=folder)

    def _sweep(self, policy: Policy, metric: str | None) -> Sweep:
        if metric is None:
            return sweep_policy(self.table, policy)
        rules = policy.rules_on(metric)
        if len(rules) != 1:
            raise ValueError(f"policy {policy.name!r} has {len(rules)} rules on {metric!r}, and one is moved")
        return sweep_rule(self.table, policy, metric, rules[0].side)


def _proposed(sweep: Sweep, found: Costs | Guarantee | Refused) -> Proposal:
    if isinstance(found, Refused):
        raise CullingError(found.reason)
    return Proposal(sweep.policy(found.lever), sweep, found.lever, found)
