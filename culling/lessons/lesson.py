"""What a lesson is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson.

    Attributes:
        key: its name in addresses, short and lower case.
        title: its name for people.
        claim: what it shows, one sentence; a test asserts it on the sample photos.
        about: what to do and where to look, a few sentences of Markdown.
        question: what a person should be able to answer after moving the control.
        choices: possible answers.
        answer: place of the right one in `choices`.
        because: for each choice why it is right or wrong; shown once it was chosen.
    """

    key: str
    title: str
    claim: str
    about: str
    question: str
    choices: tuple[str, ...]
    answer: int
    because: tuple[str, ...]

    def __post_init__(self) -> None:
        if not 0 <= self.answer < len(self.choices) or len(self.because) != len(self.choices):
            raise ValueError(f"lesson {self.key!r}: one choice must be right, and each needs its because")
