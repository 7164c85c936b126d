"""Which URLs name a folder, and what of them is never shown."""

from __future__ import annotations

import pytest

from culling.cloud.address import is_url, parse
from culling.errors import CullingError


@pytest.mark.parametrize("text", ["C:/photos", "C:\\photos", "/photos/s3://x", "photos", "s3:/bucket", "~/a b", ""])
def test_paths_are_no_urls(text: str) -> None:
    assert not is_url(text)


@pytest.mark.parametrize(
    ("url", "text", "base"),
    [
        ("s3://bucket/shoot/", "s3://bucket/shoot", "s3://bucket/shoot"),
        ("S3://bucket", "s3://bucket", "s3://bucket"),
        ("s3://bucket/a b/ü", "s3://bucket/a b/ü", "s3://bucket/a b/ü"),
        ("s3://b/x?region=eu-1&anon=true", "s3://b/x?anon=true&region=eu-1", "s3://b/x"),
        ("sftp://me@host:22/photos", "sftp://me@host:22/photos", "sftp://me@host:22/photos"),
        ("memory://what?", "memory://what?", "memory://what?"),
        ("zip://day::s3://b/x.zip?anon=1", "zip://day::s3://b/x.zip?anon=1", "zip://day"),
    ],
)
def test_the_text_says_where_and_how(url: str, text: str, base: str) -> None:
    found = parse(url)
    assert (found.text, found.base) == (text, base)
    assert parse(found.text) == found


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("s3://AKIA7:sEcret/with+slash=@bucket/shoot", "s3://bucket/shoot"),
        ("s3://AKIA7:sEcret@bucket", "s3://bucket"),
        ("sftp://me:sEcret@host/photos", "sftp://me@host/photos"),
        ("https://me:sEcret@host/photos", "https://me@host/photos"),
        ("zip://::sftp://me:sEcret@host/a.zip", "zip://::sftp://me@host/a.zip"),
    ],
)
def test_secrets_are_in_memory_alone(url: str, text: str) -> None:
    found = parse(url)
    assert found.text == text
    assert "sEcret" not in repr(found)
    assert "sEcret" in found.url + str(found.options)
    assert "sEcret" not in found.scrubbed(f"GET {found.secrets[0]} failed")


@pytest.mark.parametrize(
    "url",
    [
        "s3://",
        "s3:///shoot",
        "s3://bucket//shoot",
        "s3://bucket/../other",
        "s3://bucket/a\nb",
        "s3://bucket?endpoint=http://x",
        "s3://bucket?endpoint_url=http://me:sEcret@x",
        "s3://bucket?endpoint_url=file:///etc",
        "https://host/x?token=sEcret",
        "s3://AKIA7:sEcret/no-at-sign/bucket",
        "gs://me:sEcret@bucket/x",
    ],
)
def test_what_is_no_folder_is_refused_without_repeating_secrets(url: str) -> None:
    with pytest.raises(CullingError) as refused:
        parse(url)
    assert "sEcret" not in str(refused.value)


def test_options_reach_the_driver_by_its_own_names() -> None:
    found = parse("s3://bucket/x?endpoint_url=http://localhost:9000&anon=true&region=eu-1&profile=me")
    assert found.url == "s3://bucket/x"
    assert found.options == {
        "endpoint_url": "http://localhost:9000",
        "anon": True,
        "client_kwargs": {"region_name": "eu-1"},
        "profile": "me",
    }
    assert parse("gs://bucket?anon=true").options == {"token": "anon"}


def test_a_folder_below_takes_options_and_secrets_of_the_one_above() -> None:
    root = parse("s3://key:sEcret@bucket/2024?endpoint_url=http://localhost:9000")
    found = root.below(parse("s3://bucket/2024/may"))
    assert found is not None
    assert found.text == "s3://bucket/2024/may?endpoint_url=http://localhost:9000"
    assert found.url == "s3://bucket/2024/may"
    assert found.options == root.options
    assert root.below(found) == found


@pytest.mark.parametrize(
    "url", ["s3://bucket/20245", "s3://bucket", "gs://bucket/2024", "s3://bucket/2024/x?endpoint_url=http://elsewhere"]
)
def test_a_folder_elsewhere_is_not_below(url: str) -> None:
    assert parse("s3://bucket/2024?endpoint_url=http://localhost:9000").below(parse(url)) is None
