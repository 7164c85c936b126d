"""One S3 server for all tests of cloud folders, a wire to it, and a bucket with a few photos."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from culling.cloud import patience
from tests.cloud.s3_server import BUCKET, Wire, s3_server

Put = Callable[[str, bytes], None]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    with s3_server(tmp_path_factory.mktemp("s3") / "log") as port:
        wire = Wire(port)
        yield wire
        wire.stop()


@pytest.fixture
def wire(server: Wire, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    """The wire without faults, an empty bucket behind it, credentials as users give them, and short pauses."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": server.url,
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    monkeypatch.setattr(patience, "FIRST_WAIT_S", 0.02)
    server.calm()
    client = _client(server)
    client.create_bucket(Bucket=BUCKET)
    yield server
    server.calm()
    for found in client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET):
        for item in found.get("Contents", ()):
            client.delete_object(Bucket=BUCKET, Key=item["Key"])
    client.delete_bucket(Bucket=BUCKET)


@pytest.fixture
def put(wire: Wire) -> Put:
    """Puts an object into the bucket, past the wire."""
    client = _client(wire)
    return lambda key, data: client.put_object(Bucket=BUCKET, Key=key, Body=data)


@pytest.fixture
def client(wire: Wire) -> Any:
    return _client(wire)


def _client(wire: Wire) -> Any:
    import boto3

    return boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{wire.behind}",
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )


def jpeg(number: int, side: int = 96) -> bytes:
    """A small photo, another one for each number."""
    rows = np.random.default_rng(number).integers(0, 256, (side // 8, side // 8, 3), np.uint8)
    out = BytesIO()
    Image.fromarray(rows).resize((side, side)).save(out, "JPEG", quality=90)
    return out.getvalue()


def write_local(folder: Path, photos: dict[str, bytes]) -> Path:
    for key, data in photos.items():
        (folder / key).parent.mkdir(parents=True, exist_ok=True)
        (folder / key).write_bytes(data)
    return folder
