"""Asking a server again when it is busy, slow or gone for a moment, and saying in words what it would not do."""

from __future__ import annotations

import errno
import random
import re
import threading
from collections.abc import Callable
from typing import TypeVar

from culling.cloud.address import Address
from culling.errors import CullingError

Answer = TypeVar("Answer")

ATTEMPTS = 5
FIRST_WAIT_S = 0.5  # doubled each time: about 8 s until a server is given up
LONGEST_WAIT_S = 8.0

# Names, since their packages may be absent. botocore, google-auth, azure and paramiko.
_NO_CREDENTIALS = frozenset(
    (
        "NoCredentialsError",
        "PartialCredentialsError",
        "CredentialRetrievalError",
        "TokenRetrievalError",
        "SSOTokenLoadError",
        "UnauthorizedSSOTokenError",
        "ProfileNotFound",
        "DefaultCredentialsError",
        "RefreshError",
        "ClientAuthenticationError",
        "AuthenticationException",
    )
)
# What no second request changes. All else may be a busy server, a cut wire, a driver's own exception for either.
_FINAL = frozenset(
    (errno.EINVAL, errno.ENAMETOOLONG, errno.ENOSYS, errno.EPERM, errno.EACCES, errno.ENOENT, errno.EISDIR)
)
_QUERY = re.compile(r"(https?://[^\s\"'?]+)\?[^\s\"']*")  # it says nothing to people, and may be signed
_GIVE = (
    "Give them as its own tools take them: for s3:// the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY) or a "
    "profile (AWS_PROFILE, or ?profile=NAME); a public bucket needs ?anon=true."
)


class NotFetchedError(OSError):
    """The server gave no answer, however often it was asked; it may tomorrow."""


def patiently(
    ask: Callable[[], Answer], address: Address, stop: threading.Event | None = None, attempts: int | None = None
) -> Answer:
    """What `ask` gives, asked again a few times with growing pauses while the server is busy or cannot be reached.

    Raises:
        FileNotFoundError, PermissionError: the server says so; it is not asked again.
        NotFetchedError: it gave no answer in the end, or `stop` was set meanwhile.
        CullingError: no credentials, or something that the driver refuses to ask.
    """
    stop = stop or threading.Event()
    pause = FIRST_WAIT_S
    attempts = attempts or ATTEMPTS
    for attempt in range(1, attempts + 1):
        try:
            return ask()
        except Exception as error:  # noqa: BLE001  each of fsspec's drivers has exceptions of its own
            problem = in_words(error, address)
        if not isinstance(problem, NotFetchedError) or attempt == attempts or stop.wait(pause * random.uniform(0.7, 1)):
            raise problem
        pause = min(2 * pause, LONGEST_WAIT_S)
    raise ValueError("attempts must be 1 or more")


def in_words(error: Exception, address: Address) -> Exception:
    """The error to raise in place of a driver's: of a kind that says what to do, without secrets."""
    said = _QUERY.sub(r"\1", address.scrubbed(" ".join(str(error).split())))[:300]
    name = type(error).__name__
    if isinstance(error, CullingError | NotFetchedError):
        return error
    if name in _NO_CREDENTIALS:
        return CullingError(f"{address.text} needs credentials ({said}). {_GIVE}")
    if isinstance(error, FileNotFoundError):
        return FileNotFoundError(errno.ENOENT, said)
    if _code(error) == "InvalidObjectState":
        return OSError(errno.EIO, "it lies in an archive class; restore it there first")
    if isinstance(error, PermissionError):
        return PermissionError(errno.EACCES, said)
    if isinstance(error, ValueError | TypeError | NotImplementedError | ImportError) or "Validation" in name:
        return CullingError(f"{address.text} cannot be opened: {said}")
    if isinstance(error, OSError) and error.errno in _FINAL:
        return OSError(error.errno, said)
    return NotFetchedError(errno.EIO, said or name)


def not_fetched(error: OSError) -> bool:
    """Whether an error of reading says nothing of the file: no answer, or credentials that ran out meanwhile."""
    return isinstance(error, NotFetchedError | PermissionError)


def about_folder(problem: Exception, address: Address) -> CullingError:
    """Why a folder cannot be listed, and what to do about it."""
    said = getattr(problem, "strerror", None) or str(problem)
    if isinstance(problem, CullingError):
        return problem
    if isinstance(problem, FileNotFoundError):
        return CullingError(f"There is no {address.text} ({said}). Check the spelling of bucket and folder.")
    if isinstance(problem, PermissionError):
        return CullingError(
            f"{address.text} may not be listed with the credentials in use, or this computer's clock is wrong ({said})."
            f" {_GIVE}"
        )
    return CullingError(
        f"{address.text} could not be listed: {said}. What was measured before is kept. Check the network and the "
        "server's address (?endpoint_url= or AWS_ENDPOINT_URL), then scan again."
    )


def _code(error: Exception) -> str:
    """The code of an error that an S3 server sent; "" for others."""
    response = getattr(error.__cause__ or error, "response", None)
    return str(response.get("Error", {}).get("Code", "")) if isinstance(response, dict) else ""
