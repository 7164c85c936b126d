"""What numbers of an audit cannot tell, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from culling.audit.at_cutoff import Tells
from culling.audit.confusion import Confusion
from culling.audit.design import Bools
from culling.audit.report.label_facts import LabelFacts
from culling.labels.truth import Truth
from culling.labels.words import counted

_WIDE = 0.3
_RATES = {
    "precision": "of the rejected photos, how many are rightly rejected (precision)",
    "recall": "of the photos that should go, how many are found (recall)",
    "keepers_lost": "of the keepers, how many are lost (false-positive rate)",
}


def limits(
    truth: Truth, facts: LabelFacts, found: Confusion, unjudged: Bools, measures: Sequence[Tells] = ()
) -> tuple[str, ...]:
    """What is missing, one sentence each, the gravest first; empty where nothing is.

    Args:
        truth: the labels.
        facts: where they come from.
        found: decisions against them.
        unjudged: per label, whether the policy says nothing of its photo.
        measures: each by itself.
    """
    return tuple(_limits(truth, facts, found, unjudged, measures))


def _limits(
    truth: Truth, facts: LabelFacts, found: Confusion, unjudged: Bools, measures: Sequence[Tells]
) -> Iterator[str]:
    if facts.circular:
        yield f"The labels are circular. {facts.circular}"
    yield from _classes(truth)
    yield from _unknown(found)
    if len(truth) and not truth.sampled:
        yield (
            "Nobody knows how the labelled photos were chosen: the rates are those of the labelled photos, and those "
            "of the folder may differ. Blind labels of photos drawn at random tell of the folder."
        )
    if silent := int(np.count_nonzero(unjudged)):
        yield (
            f"{counted(silent, 'photo')} with a label {'is' if silent == 1 else 'are'} unjudged by the policy and "
            f"counted as not rejected; the curves leave {'it' if silent == 1 else 'them'} out."
        )
    yield from _measures(measures)
    yield from facts.leaning
    if facts.locked:
        verb = "is" if facts.locked == 1 else "are"
        yield f"{counted(facts.locked, 'label')} of this folder {verb} locked away and not used here."
    yield from truth.notes


def _classes(truth: Truth) -> Iterator[str]:
    rejects = int(np.count_nonzero(~truth.keep))
    if not len(truth):
        yield "There are no labels of photos in this folder: nothing can be compared."
    elif rejects in (0, len(truth)):
        only, lacking = ("reject", "keep") if rejects else ("keep", "reject")
        said = "The one label says" if len(truth) == 1 else f"All {len(truth):,} labels say"
        yield f"{said} {only}. Without photos labelled {lacking} there is no curve, and nothing to weigh against."


def _unknown(found: Confusion) -> Iterator[str]:
    if not found.count:
        return
    for name, words in _RATES.items():
        rate = getattr(found, name)
        if not rate.known:
            yield f"It cannot be told {words}: no label counts there."
        elif rate.high - rate.low > _WIDE:
            labels = counted(rate.count, "label")
            yield f"It is known only roughly {words}: {rate.text} from {labels}. More labels narrow it."


def _measures(measures: Sequence[Tells]) -> Iterator[str]:
    empty = [one.metric for one in measures if one.auc.count == 0 and one.auc.left_out]
    if empty:
        yield f"No labelled photo has a value of: {', '.join(empty)}."
