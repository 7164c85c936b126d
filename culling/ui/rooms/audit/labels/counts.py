"""The ledger in numbers: what stands of all that was said, by way and by person, and which import was the last."""

from __future__ import annotations

from typing import Any

import pandas as pd

from culling.labels import HOWS, Label

_SAYS = ["path", "by", "how", "repeat"]


def standing(history: pd.DataFrame) -> pd.Series[bool]:
    """Of each line of the ledger, whether it stands: the same person said nothing else of the photo in the same way
    since, nor took it back.

    Args:
        history: `Catalog.label_history()`.
    """
    return ~history.duplicated(_SAYS, keep="last") & history["label"].notna()


def by_way(history: pd.DataFrame) -> pd.DataFrame:
    """What each person said in each way: how, by, photos, keep, reject, drawn (at random), last (when)."""
    said = history[standing(history) & ~history["repeat"].astype(bool)]
    rows = [
        {
            "how": how,
            "by": by,
            "photos": len(own),
            "keep": int((own["label"] == "keep").sum()),
            "reject": int((own["label"] == "reject").sum()),
            "drawn": int(own["draw"].notna().sum()),
            "last": own["at"].max(),
        }
        for how in HOWS
        for by, own in said[said["how"] == how].groupby("by", sort=True)
    ]
    return pd.DataFrame(rows, columns=["how", "by", "photos", "keep", "reject", "drawn", "last"])


def last_import(history: pd.DataFrame) -> pd.DataFrame:
    """The lines of the last import that still stand; no line when there is none.

    An import is written at one moment. What taking back another import brought back belongs to the import that it came
    from.
    """
    imported = history[standing(history) & history["draw"].isna() & (history["source"] != "")]
    if not len(imported):
        return imported
    taken_back = set(history.loc[history["label"].isna() & history["draw"].isna(), "at"])
    first = history.groupby(["path", "by", "how", "source", "label"])["at"].transform("first")
    moment = imported["at"].where(~imported["at"].isin(taken_back), first[imported.index])
    return imported[moment == moment.max()]


def take_back(lines: pd.DataFrame) -> list[Label]:
    """What is to be written so that these lines of the ledger stand no more."""
    return [_label(line, None) for line in lines.to_dict("records")]


def take_import_back(lines: pd.DataFrame, history: pd.DataFrame) -> list[Label]:
    """The same for an import; what the same person had said before it stands again."""
    before = history[(history["at"] < lines["at"].min()) & ~history["repeat"].astype(bool)]
    last = before.drop_duplicates(_SAYS, keep="last").set_index(_SAYS[:3], drop=False)
    keys = pd.MultiIndex.from_frame(lines[_SAYS[:3]])
    again = last[last.index.isin(keys) & last["label"].notna()]
    return take_back(lines) + [_label(line, line["label"]) for line in again.to_dict("records")]


def _label(line: dict[Any, Any], label: Any) -> Label:
    draw = None if pd.isna(line["draw"]) else int(line["draw"])
    return Label(line["path"], label, line["by"], line["how"], line["source"], draw, bool(line["repeat"]))
