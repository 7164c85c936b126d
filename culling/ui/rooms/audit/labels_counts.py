"""The ledger in numbers: what stands of all that was said, by way and by person, and which import was the last."""

from __future__ import annotations

from typing import Any

import pandas as pd

from culling.labels import HOWS, Label

_SAYS = ["path", "by", "how", "source", "repeat"]


def standing(history: pd.DataFrame) -> pd.Series[bool]:
    """Of each line of the ledger, whether it stands: the same person said nothing else of the photo in the same way
    since, nor took it back.

    Args:
        history: `Catalog.label_history()`.
    """
    return ~history.duplicated(_SAYS, keep="last") & history["label"].notna()


def by_way(history: pd.DataFrame) -> pd.DataFrame:
    """For each way that occurs: photos, how many keep and reject, how many drawn at random; index the way."""
    said = history[standing(history) & ~history["repeat"].astype(bool)]
    rows = {way: _count(said[said["how"] == way].drop_duplicates("path", keep="last")) for way in HOWS}
    return pd.DataFrame.from_dict({way: row for way, row in rows.items() if row["photos"]}, orient="index")


def by_person(history: pd.DataFrame) -> pd.DataFrame:
    """For each person: photos, how many keep and reject, how many drawn at random, when they last said something."""
    said = history[standing(history) & ~history["repeat"].astype(bool)]
    rows: dict[str, dict[str, Any]] = {}
    for person, own in said.groupby("by", sort=True):
        rows[str(person)] = {**_count(own.drop_duplicates("path", keep="last")), "last": own["at"].max()}
    return pd.DataFrame.from_dict(rows, orient="index")


def last_import(history: pd.DataFrame) -> pd.DataFrame:
    """The lines of the last import that still stand; no line when there is none. An import is written at one moment."""
    imported = history[standing(history) & history["draw"].isna() & (history["source"] != "")]
    return imported[imported["at"] == imported["at"].iloc[-1]] if len(imported) else imported


def take_back(lines: pd.DataFrame) -> list[Label]:
    """What is to be written so that these lines of the ledger stand no more."""
    columns = (lines[name] for name in ("path", "by", "how", "source", "draw", "repeat"))
    return [
        Label(path, None, by, how, source, None if pd.isna(draw) else int(draw), bool(repeat))
        for path, by, how, source, draw, repeat in zip(*columns, strict=True)
    ]


def _count(said: pd.DataFrame) -> dict[str, int]:
    keep = int((said["label"] == "keep").sum())
    drawn = int(said["draw"].notna().sum())
    return {"photos": len(said), "keep": keep, "reject": len(said) - keep, "drawn at random": drawn}
