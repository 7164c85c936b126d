"""What a policy by itself says of photos: human marks aside, since they would answer for it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.decide import decide
from culling.judge import REJECT
from culling.policy import Policy


def decide_alone(table: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """`decide`, as if no photo were marked."""
    return decide(table.drop(columns="mark", errors="ignore"), policy)


def rejected(table: pd.DataFrame, policy: Policy) -> NDArray[np.bool_]:
    """Which photos the policy alone rejects, in table order; maybe and unjudged photos are not rejected."""
    return np.asarray(decide_alone(table, policy)["verdict"].cat.codes.to_numpy() == REJECT)
