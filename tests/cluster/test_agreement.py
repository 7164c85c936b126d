"""A worker that would give other numbers is found, and the sentence says how to mend it."""

from __future__ import annotations

import pytest

from culling.cluster.agreement import difference
from culling.cluster.errand import Standing

HERE = Standing("1.2", "reader=1;entropy=1;faces=2@abc", {"focus": "f0", "yunet": "y0"})


def with_(version: str = "1.2", recipe: str = "", networks: dict[str, str] | None = None, unseen: str = "") -> Standing:
    return Standing(version, recipe or HERE.recipe, HERE.networks if networks is None else networks, unseen)


def test_the_same_is_fine() -> None:
    assert difference(HERE, with_(), "/photos") is None


@pytest.mark.parametrize(
    ("there", "said"),
    [
        (with_("1.3"), "it has culling 1.3, here is 1.2. Run there: pip install 'culling[cluster]==1.2'"),
        (
            ModuleNotFoundError("No module named 'culling'"),
            "not installed there (No module named 'culling'). Run there",
        ),
        (AttributeError("introduce"), "Run there: pip install"),
        (OSError("timed out"), "asking it failed: OSError: timed out"),
        (
            with_(recipe="reader=1;x", networks={"focus": "f0"}),
            "lacks the networks yunet. Run there: culling models fetch",
        ),
        (
            with_(recipe="reader=1;x", networks={**HERE.networks, "own-flaw": "mine"}),
            "culling train use NAME --out DIR, with the same run; or culling train forget",
        ),
        (
            with_(recipe="reader=1;x", networks={**HERE.networks, "u2netp": "u"}),
            "it has the networks u2netp, which are not in use here. Run here: culling models fetch u2netp",
        ),
        (
            with_(recipe="reader=1;x", networks={**HERE.networks, "focus": "f1"}),
            "other files of the networks focus. Run there: culling models verify",
        ),
        (with_(recipe="reader=1;entropy=2;faces=2@abc"), "it measures entropy in another way"),
        (with_(unseen="No such file or directory"), "it does not see the photos in /photos: No such file"),
    ],
)
def test_what_differs_is_named_with_its_mending(there: Standing | Exception, said: str) -> None:
    assert said in str(difference(HERE, there, "/photos"))


def test_a_network_of_ones_own_is_not_said_to_be_fetched() -> None:
    here = Standing("1.2", "reader=1;own_flaw=1@a", {**HERE.networks, "own-flaw": "mine"})
    for theirs in ({}, {"own-flaw": "another"}):
        said = difference(here, with_(networks={**HERE.networks, **theirs}), "/photos")
        assert said is not None
        assert "culling train forget" in said
        assert "fetch" not in said
        assert "models verify" not in said
