"""Words to numbers: on a small vocabulary by hand, and on CLIP's own where it lies beside the project."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from culling.model_files import ModelError
from culling.text_search.tokens import END, LONGEST, START, Tokenizer, _words, tokenizer

MERGES = [("c", "a"), ("t", "</w>"), ("ca", "t</w>"), ("a", "t</w>"), ("d", "o"), ("do", "g</w>")]
PIECES = [
    "a</w>",
    "c",
    "a",
    "t",
    "t</w>",
    "ca",
    "cat</w>",
    "d",
    "o",
    "g",
    "g</w>",
    "do",
    "dog</w>",
    "s</w>",
    "'",
    "!</w>",
]
NUMBERS = {piece: number for number, piece in enumerate([*PIECES, "'s</w>", "2</w>", START, END])}


@pytest.fixture
def small() -> Tokenizer:
    return Tokenizer(NUMBERS | {"'s</w>": 16}, [*MERGES, ("'", "s</w>")])


def pieces(small: Tokenizer, text: str) -> list[str]:
    names = {number: piece for piece, number in NUMBERS.items()}
    return [names[number] for number in small.numbers(text)]


def test_known_words_are_one_piece_and_others_what_is_left_of_them(small: Tokenizer) -> None:
    assert pieces(small, "a cat") == [START, "a</w>", "cat</w>", END]
    assert pieces(small, "dog") == [START, "dog</w>", END]


def test_case_spaces_and_line_ends_do_not_count(small: Tokenizer) -> None:
    assert small.numbers("  A \n CAT ") == small.numbers("a cat")


def test_the_lowest_rank_is_merged_first_wherever_it_stands(small: Tokenizer) -> None:
    """ "cat" could be c + at or ca + t: "ca" has the lower rank."""
    assert pieces(small, "cat") == [START, "cat</w>", END]
    assert Tokenizer(NUMBERS | {"at</w>": 99}, MERGES[3:]).numbers("cat")[1:-1] == [NUMBERS["c"], 99]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("it's a cat's toy", ["it", "'s", "a", "cat", "'s", "toy"]),
        ("12 dogs", ["1", "2", "dogs"]),
        ("wow!!' ok", ["wow", "!!'", "ok"]),
        ("café über", ["café", "über"]),
        ("they're", ["they", "'re"]),
        ("", []),
        ("   ", []),
    ],
)
def test_where_words_end(text: str, words: list[str]) -> None:
    assert list(_words(text)) == words


def test_a_long_text_is_cut_and_keeps_its_end(small: Tokenizer) -> None:
    numbers = small.numbers("a " * 1000)
    assert len(numbers) == LONGEST
    assert (numbers[0], numbers[-1]) == (NUMBERS[START], NUMBERS[END])


def test_every_byte_has_a_letter_of_its_own(small: Tokenizer) -> None:
    assert len(set(small._letters.values())) == 256


def test_not_fetched_is_told_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CULLING_MODELS", str(tmp_path))
    tokenizer.cache_clear()
    with pytest.raises(ModelError, match="Run: culling models fetch clip-tokenizer"):
        tokenizer()


@pytest.mark.parametrize(
    ("text", "numbers"),  # what others who use CLIP's own code write down
    [
        ("a photo of a cat", [320, 1125, 539, 320, 2368]),
        ("A Photo of a TREE!", [320, 1125, 539, 320, 2677, 256]),
        ("it's a cat's toy, running   fast", [585, 568, 320, 2368, 568, 5988, 267, 2761, 1953]),
        ("2 dogs and 3 cats", [273, 3255, 537, 274, 3989]),
        ("dog on a beach", [1929, 525, 320, 2117]),
    ],
)
def test_clip_s_own_vocabulary(
    shared_weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, numbers: list[int]
) -> None:
    file = shared_weights / "clip-tokenizer.json"
    if not file.is_file():
        pytest.skip("no clip-tokenizer.json among the networks beside the project")
    monkeypatch.setenv("CULLING_MODELS", str(tmp_path))
    shutil.copyfile(file, tmp_path / "clip-tokenizer.json")
    tokenizer.cache_clear()
    assert tokenizer().numbers(text) == [49406, *numbers, 49407]
