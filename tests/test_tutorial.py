"""The tutorial's notation is strict: what cannot be followed, and what was not printed, is found."""

from __future__ import annotations

import pytest

from tests.tutorial import TUTORIAL, Step, Typed, agrees, tutorial

TEXT = """\
Words.

```console
$ culling scan shoot
104 photos: …
$ ls
```

1. Open **Tune**.
2. Type `0.25` into **reject above** of **blur**. (Or drag it.)
3. Press the key `K`.

```sh
make app
```
"""


def test_what_is_to_be_done_comes_in_the_order_of_the_text() -> None:
    assert tutorial(TEXT) == [
        Typed("culling scan shoot", ("104 photos: …",)),
        Typed("ls", ()),
        Step("open", ("Tune",)),
        Step("type", ("0.25", "reject above", "blur")),
        Step("key", ("K",)),
    ]


@pytest.mark.parametrize("line", ["1. Have a look at **Tune**.", "1. Open Tune.", "```console\nls\n```"])
def test_what_nobody_can_follow_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"nobody can follow|begins with a line after"):
        tutorial(line + "\n")


@pytest.mark.parametrize(
    ("shown", "printed", "right"),
    [
        ((), [], True),
        ((), ["more"], False),
        (("~22 keep, 3 maybe",), ["24 keep, 3 maybe"], True),
        (("~22 keep, 3 maybe",), ["29 keep, 3 maybe"], False),
        (("~22 keep, 3 maybe",), ["22 keep, 4 maybe"], False),
        (("A (…)", "…"), ["A (x)", "b", "c"], True),
        (("…", "last"), ["a", "last"], True),
        (("…", "last"), ["a", "last", "b"], False),
    ],
)
def test_what_is_printed_is_compared_with_what_is_shown(
    shown: tuple[str, ...], printed: list[str], right: bool
) -> None:
    assert agrees(shown, printed) == right


def test_the_tutorial_itself_can_be_read() -> None:
    found = tutorial(TUTORIAL.read_text("utf-8"))
    assert sum(isinstance(one, Typed) for one in found) > 10
    assert {one.does for one in found if isinstance(one, Step)} == {"open", "press", "key", "type", "see"}
