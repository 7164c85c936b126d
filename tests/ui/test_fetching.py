"""Networks fetched in a thread: progress, cancel, what comes of another file, removal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from culling import model_files, nets
from culling.model_files import ModelError, find, state
from culling.ui import fetching
from tests.networks import TINY, entry
from tests.servers import DATA, serving


@pytest.fixture
def server() -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture
def big(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> model_files.ModelFile:
    """A network that can be fetched, of 300,000 bytes; its own address leads nowhere."""
    monkeypatch.setenv("NO_PROXY", "*")
    manifest = tiny.parents[1] / "manifest.toml"
    with manifest.open("a", encoding="utf-8") as file:
        file.write(entry("optional", "big", "big.onnx", DATA, url="http://127.0.0.1:9/big.onnx"))
    model_files.use(manifest)
    return find("big")


def test_it_is_fetched_and_counted(big: model_files.ModelFile, server: str) -> None:
    assert fetching.job_of(big) is None
    assert "has not been fetched" in str(nets.problem("big"))
    job = fetching.start(big, f"{server}/good")
    job.wait(20)
    assert (job.error, job.done, job.share) == ("", len(DATA), 1.0)
    assert fetching.job_of(big) is job
    assert state(big) == "here"
    assert nets.problem("big") is None, "noticed at once"


def test_a_file_that_was_handed_over_is_looked_at_as_well(big: model_files.ModelFile) -> None:
    fetching.start(big, content=DATA[::-1]).wait(20)
    job = fetching.job_of(big)
    assert job is not None
    assert "This is not big: expected SHA-256" in job.error
    assert state(big) == "not fetched"
    fetching.start(big, content=DATA).wait(20)
    assert state(big) == "here"


def test_cancelling_keeps_nothing(big: model_files.ModelFile, server: str) -> None:
    job = fetching.start(big, f"{server}/drips")
    assert fetching.start(big, f"{server}/good") is job, "two who ask get one"
    job.cancel()
    job.wait(20)
    assert job.error == "Fetching big was cancelled; nothing was kept."
    assert list(big.path.parent.glob("*")) == []
    fetching.start(big, f"{server}/good").wait(20)
    assert state(big) == "here", "and it can be begun again"


@pytest.mark.parametrize("kind", ["one-wrong-byte", "not-found", "closes-early"])
def test_a_bad_server_is_told(big: model_files.ModelFile, server: str, kind: str) -> None:
    job = fetching.start(big, f"{server}/{kind}")
    job.wait(20)
    assert "Nothing was kept" in job.error
    assert state(big) == "not fetched"


def test_another_kind_of_address_is_a_word_to_the_person(big: model_files.ModelFile) -> None:
    job = fetching.start(big, "ftp://127.0.0.1/big")
    job.wait(20)
    assert "give an address with http, https or file" in job.error
    assert "fault of this program" not in job.error


def test_what_was_fetched_is_taken_away(big: model_files.ModelFile) -> None:
    fetching.start(big, content=DATA).wait(20)
    assert nets.problem("big") is None
    fetching.take_away(big)
    assert state(big) == "not fetched"
    assert "has not been fetched" in str(nets.problem("big"))
    assert fetching.job_of(big) is None
    fetching.take_away(big)  # and once more: nothing is there
    with pytest.raises(ModelError, match="tiny comes with culling and is not removed"):
        fetching.take_away(find("tiny"))
    assert find("tiny").path.read_bytes() == TINY
