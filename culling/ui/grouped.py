"""What a policy says of photos in groups that the folder need not keep: verdicts, reasons, and whom the guard saves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.decide import decide
from culling.guard import SAVED
from culling.judge import MAYBE
from culling.policy import Policy


@dataclass(frozen=True, eq=False)
class Said:
    """Verdicts of all photos as the browser paints them: below each mark what the policy alone says.

    Attributes:
        verdicts: uint8, a place in `VERDICTS`.
        reasons: texts.
        reason_of: uint32, of each photo the place of its reason.
        saved: photos that the guard saves, given everybody's marks.
    """

    verdicts: NDArray[np.uint8]
    reasons: list[str]
    reason_of: NDArray[np.uint32]
    saved: NDArray[np.bool_]


def judge_groups(table: pd.DataFrame, groups: pd.DataFrame, policy: Policy) -> Said:
    """Judge photos with these groups.

    The guard looks at marks, so photos without one are judged beside those that have one; a photo with a mark shows
    what the rules alone say of it.

    Args:
        table: all photos, with marks.
        groups: columns `group` and `keeper`.
        policy: whose guard counts.
    """
    within = decide(table.assign(group=groups["group"], keeper=groups["keeper"]), policy)
    alone = decide(table.drop(columns=["mark", "group"], errors="ignore"), policy)
    marked = (within["source"] == "human").to_numpy()
    codes = [frame["verdict"].cat.codes.to_numpy() for frame in (within, alone)]
    texts = [[str(text) for text in frame["reasons"].cat.categories] for frame in (within, alone)]
    reason_of = [frame["reasons"].cat.codes.to_numpy().astype(np.uint32) for frame in (within, alone)]
    saved_text = np.array([text.startswith(SAVED) for text in texts[0]], np.bool_)
    saved = ~marked & (codes[0] == MAYBE) & saved_text[reason_of[0]]
    return Said(
        np.where(marked, codes[1], codes[0]).astype(np.uint8),
        texts[0] + texts[1],
        np.where(marked, reason_of[1] + len(texts[0]), reason_of[0]).astype(np.uint32),
        saved,
    )
