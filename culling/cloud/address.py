"""The URL of a folder: what of it says where the photos are, what is an option, and what is a secret."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from culling.errors import CullingError

_URL = re.compile(r"(?P<protocol>[a-z][a-z0-9+.-]+)://(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_TRUE = frozenset(("", "1", "true", "yes"))
_S3 = frozenset(("s3", "s3a"))
_GOOGLE = frozenset(("gs", "gcs"))
_AZURE = frozenset(("az", "abfs", "abfss", "adl"))
_WEB = frozenset(("http", "https"))

_OPTIONS: Mapping[frozenset[str], tuple[str, ...]] = {
    _S3: ("anon", "endpoint_url", "profile", "region", "requester_pays"),
    _GOOGLE: ("anon", "endpoint_url", "project"),
    _AZURE: ("account_name", "anon"),
}


@dataclass(frozen=True)
class Address:
    """Where a cloud folder is.

    Attributes:
        text: what is shown, stored and compared: without secrets; it opens the same folder again.
        protocol: such as "s3", in lower case.
        base: `text` without options: a photo's own URL starts with it.
        behind: what follows a photo's path in its URL: "::s3://bucket/shoot.zip" for the inside of an archive.
        url: what fsspec is given, which may hold a password.
        options: what fsspec is given beside it, which may hold a secret.
        secrets: what must not appear in any message.
    """

    text: str
    protocol: str
    base: str
    behind: str = ""
    url: str = field(default="", repr=False, compare=False)
    options: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    secrets: tuple[str, ...] = field(default=(), repr=False, compare=False)

    def below(self, other: Address) -> Address | None:
        """The address of a folder below this one, with the options and secrets of this one; None for any other."""
        start, asked = self.base.rstrip("/"), self.text[len(self.base) :]
        if self.behind or other.behind or not f"{other.base}/".startswith(f"{start}/"):
            return self if other == self else None
        if other.text[len(other.base) :] not in ("", asked):
            return None
        url = self.url + other.base[len(start) :]
        return replace(self, text=other.base + asked, base=other.base, url=url)

    def scrubbed(self, text: str) -> str:
        """`text` without the secrets of this address."""
        for secret in self.secrets:
            text = text.replace(secret, "…")
        return text


def is_url(text: str) -> bool:
    """Whether a text is a URL and no path; the drive of C:/ is none."""
    return _URL.match(text) is not None


def parse(text: str) -> Address:
    """The address that a URL names; nobody is asked whether it is there.

    Raises:
        CullingError: no bucket or host, an option that is not known, parts that lead elsewhere.
    """
    found = _URL.match(text)
    if found is None or _CONTROL.search(text):
        raise CullingError("This is not the URL of a folder. Write it like s3://bucket/shoot.")
    protocol = found["protocol"].lower()
    inner, chained, outer = found["rest"].partition("::")
    if chained:
        return _within(protocol, inner, parse(outer))
    place, given = _split_options(protocol, inner)
    place, secret_options, secrets, shown = _split_secrets(protocol, place)
    base = f"{protocol}://{_checked(shown)}"
    full = base + (f"?{urlencode(sorted(given.items()), safe=':/')}" if given else "")
    options = {**_driver_options(protocol, given), **secret_options}
    return Address(full, protocol, base, "", f"{protocol}://{place.rstrip('/')}", options, secrets)


def _within(protocol: str, inner: str, outer: Address) -> Address:
    """A folder inside of an archive that lies at another URL."""
    inside = _checked(inner, may_be_empty=True)
    start = f"{protocol}://{inside}"
    options = {outer.protocol: dict(outer.options)} if outer.options else {}
    url = f"{start}::{outer.url}{outer.behind}"
    behind = f"::{outer.base}{outer.behind}"
    return Address(f"{start}::{outer.text}", protocol, start, behind, url, options, outer.secrets)


def _checked(place: str, *, may_be_empty: bool = False) -> str:
    place = place.rstrip("/")
    if not place and not may_be_empty:
        raise CullingError("This URL names no bucket or host. Write it like s3://bucket/shoot.")
    if place and any(part in ("", ".", "..") for part in place.split("/")):
        raise CullingError(f"{place} has an empty, . or .. part. Write the folder's own path, like s3://bucket/shoot.")
    return place


def _split_options(protocol: str, rest: str) -> tuple[str, dict[str, str]]:
    """(the URL without its options, the options), of protocols that have any."""
    known = next((names for protocols, names in _OPTIONS.items() if protocol in protocols), None)
    if known is None and protocol not in _WEB:  # elsewhere ? is a letter like any other
        return rest, {}
    place, asked, query = rest.partition("?")
    if asked and known is None:
        raise CullingError(f"{place} cannot be opened with what follows its ?: give the folder's URL alone.")
    given = dict(parse_qsl(query, keep_blank_values=True))
    for name in given:
        if known is not None and name not in known:
            raise CullingError(f"{protocol}:// has no option {name!r}; it knows {', '.join(known)}.")
    return place, given


def _driver_options(protocol: str, given: Mapping[str, str]) -> dict[str, Any]:
    """Options as the driver of the protocol names them."""
    options: dict[str, Any] = {}
    for name, value in given.items():
        if name == "endpoint_url":
            options[name] = _checked_endpoint(value)
        elif name == "region":
            options["client_kwargs"] = {"region_name": value}
        elif name == "anon" and protocol in _GOOGLE:
            options |= {"token": "anon"} if value.lower() in _TRUE else {}
        elif name in ("anon", "requester_pays"):
            options[name] = value.lower() in _TRUE
        else:
            options[name] = value
    return options


def _checked_endpoint(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or parts.query:
        raise CullingError("endpoint_url must be the server's address alone, like https://minio.example.org:9000.")
    return url


def _split_secrets(protocol: str, place: str) -> tuple[str, dict[str, str], tuple[str, ...], str]:
    """(place for the driver, options that are secret, what must not be shown, place to show)."""
    if protocol in _S3 | _GOOGLE:
        return _split_keys(protocol, place)
    host, slash, path = place.partition("/")
    who, at, host_alone = host.rpartition("@")
    user, colon, password = who.partition(":")
    if not at or not colon:
        return place, {}, (), place
    return place, {}, (password,) if password else (), f"{user}@{host_alone}{slash}{path}"


def _split_keys(protocol: str, place: str) -> tuple[str, dict[str, str], tuple[str, ...], str]:
    """s3://key:secret@bucket: a secret may hold slashes, so that it may seem to be a path."""
    bucket = place.partition("/")[0]
    if bucket.startswith("arn:") or (":" not in bucket and "@" not in bucket):
        return place, {}, (), place
    who, at, rest = place.rpartition("@")
    user, colon, secret = who.partition(":")
    if protocol in _GOOGLE or not (at and user and colon and secret):
        raise CullingError(
            "This URL names no bucket: what stands before its first / is none. Give credentials by the environment or "
            "a profile, and the URL like s3://bucket/shoot."
        )
    return rest, {"key": user, "secret": secret}, (secret, user), rest
