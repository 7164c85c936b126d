"""Marks of the catalog as labels: what a person decided with the numbers on the screen."""

from __future__ import annotations

import pandas as pd

from culling.labels.label import Label
from culling.labels.read import ReadLabels
from culling.marks import MARK_VERDICTS

SOURCE = "marks"
_NOTE = "Marks were set where numbers and verdicts can be seen, so these labels count as seen, not as blind."


def read_marks(table: pd.DataFrame, history: pd.DataFrame, *, by: str | None = None) -> ReadLabels:
    """Each photo's present mark: must-have and keep are keep, reject is reject, maybe is no label.

    A photo whose mark was taken back since takes its label from an earlier import back as well.

    Args:
        table: the folder's photos.
        history: `Catalog.mark_history()`.
        by: who labelled; None for who set each mark.
    """
    last = history.drop_duplicates("path", keep="last").set_index("path")
    present = last.loc[[path for path in table.index if path in last.index], ["mark", "by"]]
    verdicts = {mark: verdict for mark, verdict in MARK_VERDICTS.items() if verdict != "maybe"}
    entries = tuple(
        Label(str(path), verdicts.get(mark), by or who, "seen", SOURCE)  # type: ignore[arg-type]
        for path, mark, who in present.itertuples(name=None)
    )
    return ReadLabels(entries, notes=(_NOTE,) if any(entry.label for entry in entries) else ())
