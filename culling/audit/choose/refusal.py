"""What cannot be said from the labels at hand, in a sentence that tells what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from culling.audit.choose.sweep import MARGIN, Steps


@dataclass(frozen=True)
class Refused:
    """No answer, and why.

    Attributes:
        reason: one sentence or two, for the person on screen.
        missing: how many more labels would do at the least; None where no number can be told.
        by_labels: whether more, or other, labels would help.
    """

    reason: str
    missing: int | None = None
    by_labels: bool = True


def nothing_to_weigh(steps: Steps, name: str) -> Refused | None:
    """Why keepers and rejects cannot be weighed against each other; None when they can."""
    if not steps.keepers + steps.rejects:
        return Refused("There are no labels yet: label some photos first.")
    if not steps.keepers or not steps.rejects:
        only, lacking = ("keep", "reject") if steps.keepers else ("reject", "keep")
        return Refused(f"All labels say {only}: label photos that say {lacking} too.")
    return nothing_moves(steps, name)


def nothing_moves(steps: Steps, name: str) -> Refused | None:
    """Why the cutoff cannot move any labelled photo; None when it can."""
    if len(steps.edges):
        return None
    if name == MARGIN:
        return Refused("The policy has no rule that could judge a labelled photo.", by_labels=False)
    said = f"Of no labelled photo {name} is known and left to decide: this cutoff would move none of them."
    return Refused(said, by_labels=False)
