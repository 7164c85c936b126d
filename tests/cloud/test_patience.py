"""Which errors are worth another attempt, and how they are told."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable

import pytest

from culling.cloud import patience
from culling.cloud.address import parse
from culling.cloud.patience import NotFetchedError, about_folder, in_words, not_fetched, patiently
from culling.errors import CullingError

ADDRESS = parse("s3://key:sEcret@bucket/shoot")


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "FIRST_WAIT_S", 0.001)


class NoCredentialsError(Exception):
    """Named as botocore's."""


def failing(times: int, error: Exception) -> tuple[Callable[[], str], list[int]]:
    asked: list[int] = []

    def ask() -> str:
        asked.append(1)
        if len(asked) <= times:
            raise error
        return "answer"

    return ask, asked


@pytest.mark.parametrize(
    "error", [ConnectionResetError(), TimeoutError(), OSError(errno.EBUSY, "SlowDown"), RuntimeError("of a driver")]
)
def test_a_busy_server_is_asked_again(error: Exception) -> None:
    ask, asked = failing(patience.ATTEMPTS - 1, error)
    assert patiently(ask, ADDRESS) == "answer"
    assert len(asked) == patience.ATTEMPTS


def test_in_the_end_it_is_given_up() -> None:
    ask, asked = failing(99, TimeoutError("no answer with sEcret"))
    with pytest.raises(NotFetchedError) as given_up:
        patiently(ask, ADDRESS)
    assert len(asked) == patience.ATTEMPTS
    assert "sEcret" not in str(given_up.value)
    assert not_fetched(given_up.value)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (FileNotFoundError("key"), FileNotFoundError),
        (PermissionError("403"), PermissionError),
        (OSError(errno.EINVAL, "InvalidRange"), OSError),
        (NoCredentialsError("Unable to locate credentials"), CullingError),
        (ValueError("Protocol not known: s4"), CullingError),
    ],
)
def test_what_no_second_request_changes_is_asked_once(error: Exception, kind: type[Exception]) -> None:
    ask, asked = failing(99, error)
    with pytest.raises(kind):
        patiently(ask, ADDRESS)
    assert len(asked) == 1


def test_no_attempt_begins_after_a_stop() -> None:
    stop = threading.Event()
    stop.set()
    ask, asked = failing(99, TimeoutError())
    with pytest.raises(NotFetchedError):
        patiently(ask, ADDRESS, stop)
    assert len(asked) == 1


def test_the_query_of_a_request_is_not_repeated() -> None:
    error = ConnectionError('Could not connect to "https://bucket.example.org/shoot?X-Amz-Signature=abc&list-type=2".')
    said = in_words(error, ADDRESS)
    assert isinstance(said, NotFetchedError)
    assert said.strerror == 'Could not connect to "https://bucket.example.org/shoot".'


def test_missing_credentials_say_how_to_give_them() -> None:
    said = str(in_words(NoCredentialsError("Unable to locate credentials"), ADDRESS))
    assert "AWS_ACCESS_KEY_ID" in said
    assert "?anon=true" in said


@pytest.mark.parametrize(
    ("problem", "says"),
    [
        (FileNotFoundError(2, "NoSuchBucket"), "Check the spelling"),
        (PermissionError(13, "AccessDenied"), "may not be listed"),
        (NotFetchedError(5, "refused"), "AWS_ENDPOINT_URL"),
    ],
)
def test_a_folder_that_cannot_be_listed_is_told_with_what_to_do(problem: Exception, says: str) -> None:
    assert says in str(about_folder(problem, ADDRESS))
