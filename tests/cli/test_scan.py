"""The shell's options of a scan on a cluster: what they make, what they refuse, what they say."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from distributed import LocalCluster
from typer.testing import CliRunner

from culling.cli import app
from culling.cli.scan import named_cluster
from tests.cluster.conftest import photo


def test_the_options_name_a_cluster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert named_cluster(None, None, None, quiet=False) is None
    assert capsys.readouterr().err == ""
    place = named_cluster("tls://gpu:8786", ["/a=/b", "/c=/d"], tmp_path, quiet=False)
    assert place is not None
    assert (place.roots, place.tls) == ((("/a", "/b"), ("/c", "/d")), tmp_path)
    assert capsys.readouterr().err == ""


def test_an_open_address_is_told_what_it_means(capsys: pytest.CaptureFixture[str]) -> None:
    named_cluster("tcp://gpu:8786", None, None, quiet=True)
    assert capsys.readouterr().err == ""
    named_cluster("tcp://gpu:8786", None, None, quiet=False)
    assert "neither encrypted nor signed in" in capsys.readouterr().err


def test_what_belongs_to_a_cluster_needs_one() -> None:
    with pytest.raises(ValueError, match="need --cluster"):
        named_cluster(None, ["/a=/b"], None, quiet=False)


def test_a_folder_is_scanned_on_a_cluster_from_the_shell(tmp_path: Path) -> None:
    for number in range(3):
        photo(tmp_path / "photos" / f"{number}.jpg", number)
    with LocalCluster(
        n_workers=1,
        processes=False,
        protocol="tcp",
        dashboard_address="127.0.0.1:0",
        host="127.0.0.1",
        silence_logs=logging.ERROR,
    ) as running:
        given = ["scan", str(tmp_path / "photos"), "--catalog", str(tmp_path / "c.sqlite")]
        done = CliRunner().invoke(app, [*given, "--cluster", running.scheduler_address])
    assert done.exit_code == 0, done.output
    assert re.search(r"\b3\b", done.output)
    assert "neither encrypted" not in done.output
