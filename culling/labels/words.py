"""Words by which people say keep and reject: in a column of labels, or as names of folders."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from culling.labels.label import Said

KEEP_WORDS = ("keep", "keeps", "keeper", "keepers", "kept", "good", "pick", "picks", "picked", "select", "selects",
              "selected", "accept", "accepted", "must have")  # fmt: skip
REJECT_WORDS = ("reject", "rejects", "rejected", "bad", "cull", "culls", "culled", "discard", "discarded",
                "outtake", "outtakes", "trash")  # fmt: skip
UNSURE_WORDS = ("", "maybe", "unsure", "unjudged", "pending")

#: What each word says.
WORDS: Mapping[str, Said] = MappingProxyType(
    {**dict.fromkeys(KEEP_WORDS, "keep"), **dict.fromkeys(REJECT_WORDS, "reject")}
)


def plain(text: str) -> str:
    """As the words are written: lower case, one space, no dashes.

    >>> plain(" Must-Have ")
    'must have'
    """
    return " ".join(text.lower().replace("-", " ").replace("_", " ").split())
