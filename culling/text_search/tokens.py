"""From words to the numbers that CLIP's text network takes: byte pairs, merged by rank (Sennrich et al. 2016).

The vocabulary is CLIP's own `tokenizer.json` (`culling models fetch clip-tokenizer`), as Radford et al. 2021 made it.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from culling.model_files import ModelError, find, read

NETWORK = "clip-tokenizer"
LONGEST = 77  # numbers, the two ends included: what the network was taught
START, END = "<|startoftext|>", "<|endoftext|>"
_WORD_ENDS = "</w>"
_CONTRACTIONS = ("'s", "'t", "'re", "'ve", "'m", "'ll", "'d")


class Tokenizer:
    """Words to numbers by one vocabulary.

    Args:
        vocabulary: piece → number; the last piece of a word ends in "</w>".
        merges: pairs of pieces that become one, the commonest first.
    """

    def __init__(self, vocabulary: Mapping[str, int], merges: list[tuple[str, str]]) -> None:
        self._numbers = vocabulary
        self._ranks = {pair: rank for rank, pair in enumerate(merges)}
        self._letters = _letters_of_bytes()

    def numbers(self, text: str) -> list[int]:
        """At most `LONGEST` numbers, the first START and the last END; what is longer is cut off."""
        plain = " ".join(unicodedata.normalize("NFC", text).split()).lower()
        inside = [self._numbers[piece] for word in _words(plain) for piece in self._pieces(word)]
        return [self._numbers[START], *inside[: LONGEST - 2], self._numbers[END]]

    def _pieces(self, word: str) -> list[str]:
        """A word's bytes, neighbours of the lowest rank merged until there are none."""
        pieces = [self._letters[byte] for byte in word.encode("utf-8")]
        pieces[-1] += _WORD_ENDS
        while len(pieces) > 1:
            rank, pair = min((self._ranks.get(pair, len(self._ranks)), pair) for pair in pairwise(pieces))
            if rank == len(self._ranks):
                break
            pieces = _merged(pieces, pair)
        return pieces


@lru_cache(maxsize=1)
def tokenizer() -> Tokenizer:
    """CLIP's own.

    Raises:
        ModelError: it has not been fetched, or is damaged; says what to do.
    """
    try:
        model = json.loads(read(find(NETWORK)))["model"]
        merges = [tuple(pair.split(" ") if isinstance(pair, str) else pair) for pair in model["merges"]]
        return Tokenizer(model["vocab"], [(left, right) for left, right in merges])
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(f"The vocabulary {NETWORK} is not understood: {error}") from error


def _words(text: str) -> Iterator[str]:
    """Runs of letters, single digits, runs of anything else, and the ends of "it's" and "they're" on their own."""
    at = 0
    while at < len(text):
        if found := next((end for end in _CONTRACTIONS if text.startswith(end, at)), None):
            yield found
            at += len(found)
            continue
        kind = _kind(text[at])
        stop = at + 1
        while kind in "LO" and stop < len(text) and _kind(text[stop]) == kind:
            stop += 1
        if kind != " ":
            yield text[at:stop]
        at = stop


def _kind(letter: str) -> str:
    """L a letter, N a number, " " a space, O anything else."""
    category = unicodedata.category(letter)[0]
    return " " if letter.isspace() else category if category in "LN" else "O"


def _merged(pieces: list[str], pair: tuple[str, str]) -> list[str]:
    """Every place where the pair stands, from the left."""
    found: list[str] = []
    at = 0
    while at < len(pieces):
        both = tuple(pieces[at : at + 2]) == pair
        found.append("".join(pair) if both else pieces[at])
        at += 2 if both else 1
    return found


def _letters_of_bytes() -> dict[int, str]:
    """A printable letter for each byte: itself where it is one, else the next one beyond Latin-1 (GPT-2)."""
    shown = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    hidden = [byte for byte in range(256) if byte not in shown]
    return {byte: chr(byte) for byte in shown} | {byte: chr(256 + place) for place, byte in enumerate(hidden)}
