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


def counted(number: int, noun: str, many: str = "") -> str:
    """So many of a thing, in words.

    >>> counted(1, "photo"), counted(1200, "photo"), counted(2, "lost keeper among them", "lost keepers among them")
    ('1 photo', '1,200 photos', '2 lost keepers among them')

    Args:
        number: how many.
        noun: one of them.
        many: several of them, where that is not the noun with an s.
    """
    return f"{number:,} {noun if number == 1 else many or noun + 's'}"
