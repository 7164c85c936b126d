"""What came of a session: counts, agreement with the policy, who was overruled, how long it took."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.decide import decide
from culling.judge import VERDICTS
from culling.marks import MARK_VERDICTS, MARKS
from culling.policy import Policy
from culling.review.progress import Progress, mark_places, progress

#: A longer pause between two marks is a pause, not work.
PAUSE = timedelta(minutes=5)
UNDECIDED = "undecided"
#: Marks that came from a file were not made one by one; they tell nothing of the pace.
IN_ONE_GO = ("csv",)

_KEPT = [mark for mark, verdict in MARK_VERDICTS.items() if verdict == "keep"]


@dataclass(frozen=True)
class Summary:
    """What a person decided beside what the policy alone would have.

    Attributes:
        progress: how many of the photos are marked, and how.
        matrix: photos by the policy's own verdict (rows, `VERDICTS`) and by mark (columns, `MARKS` and "undecided").
        rescued: photos that the policy rejects and the person keeps: `verdict`, `mark`, `margin`, `reasons` (all but
            `mark` by the policy alone), those farthest beyond the cutoff first.
        dropped: photos that the policy keeps and the person rejects, those farthest from a cutoff first.
        first: when the earliest of the present marks was set, None without any.
        last: when the latest was.
        per_minute: marks a minute while working: pauses of more than five minutes and marks from a file do not
            count; None when that is less than two marks.
    """

    progress: Progress
    matrix: pd.DataFrame
    rescued: pd.DataFrame
    dropped: pd.DataFrame
    first: datetime | None
    last: datetime | None
    per_minute: float | None

    @property
    def agreed(self) -> int:
        """Marked photos whose mark gives the verdict that the policy gives."""
        return sum(int(self.matrix[mark][verdict]) for mark, verdict in MARK_VERDICTS.items())

    @property
    def agreement(self) -> float | None:
        """Agreed, of all photos that are marked; None when none is."""
        return self.agreed / self.progress.decided if self.progress.decided else None


def summarise(
    table: pd.DataFrame, policy: Policy, history: pd.DataFrame, rows: NDArray[np.uint32] | None = None
) -> Summary:
    """What came of looking through these rows, by row number; of all rows when left out.

    Args:
        table: one row per photo, with the column `mark`.
        policy: what the marks are compared with.
        history: `Catalog.mark_history()`, from which the times are.
        rows: the photos that were looked through.
    """
    listed = table if rows is None else table.iloc[rows]
    alone = decide(table.drop(columns="mark", errors="ignore"), policy)
    alone = alone if rows is None else alone.iloc[rows]
    places = mark_places(listed)
    overruled = alone[["verdict", "margin", "reasons"]].copy()
    overruled.insert(1, "mark", np.array([*MARKS, None], dtype=object)[places])
    times = _times(history, listed.index)
    return Summary(
        progress=progress(listed),
        matrix=_matrix(alone, places),
        rescued=_farthest(
            overruled, (alone["verdict"] == "reject").to_numpy() & overruled["mark"].isin(_KEPT).to_numpy()
        ),
        dropped=_farthest(
            overruled, (alone["verdict"] == "keep").to_numpy() & (overruled["mark"] == "reject").to_numpy()
        ),
        first=times["at"].iloc[0].to_pydatetime() if len(times) else None,
        last=times["at"].iloc[-1].to_pydatetime() if len(times) else None,
        per_minute=_pace(times[~times["how"].isin(IN_ONE_GO)]["at"]),
    )


def _matrix(alone: pd.DataFrame, places: NDArray[np.int64]) -> pd.DataFrame:
    columns = (*MARKS, UNDECIDED)
    cells = alone["verdict"].cat.codes.to_numpy().astype(np.int64) * len(columns) + places % len(columns)
    counts = np.bincount(cells, minlength=len(VERDICTS) * len(columns)).reshape(len(VERDICTS), len(columns))
    return pd.DataFrame(counts, index=pd.Index(VERDICTS, name="policy"), columns=pd.Index(columns, name="mark"))


def _farthest(overruled: pd.DataFrame, chosen: NDArray[np.bool_]) -> pd.DataFrame:
    found = overruled[chosen]
    return found.iloc[np.argsort(-np.abs(found["margin"].to_numpy()), kind="stable")]


def _times(history: pd.DataFrame, photos: pd.Index) -> pd.DataFrame:
    """When and how the present marks of these photos were set, in the order of time."""
    latest = history.drop_duplicates("path", keep="last")
    marked = latest[latest["mark"].notna() & latest["path"].isin(photos)]
    times = pd.DataFrame({"at": pd.to_datetime(marked["at"], utc=True, format="ISO8601"), "how": marked["how"]})
    return times.sort_values("at", kind="stable")


def _pace(at: pd.Series[pd.Timestamp]) -> float | None:
    seconds = at.diff().dt.total_seconds().iloc[1:].to_numpy()
    worked = seconds[seconds <= PAUSE.total_seconds()]
    return 60 * len(worked) / float(worked.sum()) if worked.sum() > 0 else None
