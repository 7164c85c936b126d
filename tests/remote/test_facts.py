"""What is read from a server's own words, and what it says when a network does not fit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from culling.remote import Server, ServerError
from tests.remote.faulty import DESCRIBED, Faulty, says, tensor


def refused(faulty: Faulty, model: str = "deblur") -> str:
    with pytest.raises(ServerError) as told:
        Server(faulty.url, retries=0).check(model)
    return str(told.value).replace(faulty.url, "URL")


@pytest.mark.parametrize(
    ("says_of_itself", "binary"),
    [
        ({"name": "triton", "version": "2.51.0", "extensions": ["statistics", "binary_tensor_data"]}, True),
        ({"name": "OpenVINO Model Server", "version": "2025.2.abc"}, True),
        ({"name": "kserve", "version": "0.21.0", "extensions": ["model_repository_extension"]}, True),
        ({"name": "kserve", "version": "0.11.2", "extensions": []}, False),
        ({"name": "mlserver", "version": "1.7.1", "extensions": []}, False),
        ({"name": ["odd"], "version": 3, "extensions": "binary_tensor_data"}, False),
        ([], False),
    ],
)
def test_who_takes_bytes(faulty: Faulty, says_of_itself: object, binary: bool) -> None:
    faulty.others["/"] = says(says_of_itself)
    assert Server(faulty.url).check("deblur").binary is binary
    assert Server(faulty.url, binary=not binary).check("deblur").binary is not binary


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"inputs": [{"name": "x", "datatype": "UINT8", "shape": [-1, 3, -1, -1]}]}, "FP32 is needed"),
        ({"outputs": [{"name": "y", "datatype": "FP16", "shape": [-1, 3, -1, -1]}]}, "FP32 is needed"),
        ({"inputs": [{"name": "x", "datatype": "FP32", "shape": [-1, -1, -1, 3]}]}, "must be dynamic (−1)"),
        ({"inputs": [{"name": "x", "datatype": "FP32", "shape": [1, 256, 256, 3]}]}, "not pictures as (n, 3,"),
        ({"inputs": [{"name": "x", "datatype": "FP32", "shape": [1, 3, 256, 256]}]}, "must be dynamic (−1)"),
        ({"inputs": [{"name": n, "datatype": "FP32", "shape": [-1]} for n in "ab"]}, "takes 2 inputs, not one"),
    ],
)
def test_networks_that_do_not_fit(faulty: Faulty, changed: dict[str, Any], words: str) -> None:
    faulty.others["/models/deblur"] = says(DESCRIBED | changed)
    assert "does not fit: " in refused(faulty)
    assert words in refused(faulty)


def test_a_server_that_describes_nothing_is_asked_all_the_same(faulty: Faulty) -> None:
    faulty.others["/models/deblur"] = says({"name": "deblur", "inputs": None, "outputs": [{"shape": "odd"}, 3]})
    tile = np.full((1, 3, 2, 2), 0.5, np.float32)
    faulty.infer = [says(tensor(tile))]
    assert np.array_equal(Server(faulty.url).runner("deblur", 1)(tile), tile)
    assert b'"name":"input"' in faulty.asked[-1][3]


def test_no_server_of_that_kind(faulty: Faulty) -> None:
    faulty.others["/health/ready"] = says(b"<html>welcome</html>", 404)
    assert refused(faulty) == "At URL nothing speaks the Open Inference Protocol v2 (no v2/health/ready there)."


def test_a_server_and_a_network_that_are_not_ready(faulty: Faulty) -> None:
    faulty.others["/models/deblur/ready"] = says({"name": "deblur", "ready": False})  # as KServe says it
    faulty.others["/repository/index"] = says([{"name": "deblur", "state": "LOADING"}])
    assert refused(faulty) == "The network 'deblur' on the server URL is not ready: it answered 200."
    faulty.others["/models/deblur/ready"] = says({"error": "still loading"}, 400)
    assert "is not ready: it answered 400 (still loading)" in refused(faulty)
    faulty.others["/health/ready"] = says({"error": "warming up"}, 400)
    assert refused(faulty) == "The server URL answered 400 (warming up): it is not ready."


def test_another_network_that_is_broken_does_not_matter(faulty: Faulty) -> None:
    """Triton says that it is not ready until all its networks are."""
    faulty.others["/health/ready"] = says(b"", 400)
    assert Server(faulty.url).check("deblur").model == "deblur"


def test_the_list_of_networks_where_there_is_one(faulty: Faulty) -> None:
    assert (
        refused(faulty, "nafnet")
        == "The server URL has no network 'nafnet'; its list of networks is empty or not shown."
    )
    faulty.others["/models"] = says({"models": ["deblur", "realesr"]})  # KServe has no repository index
    assert refused(faulty, "nafnet").endswith("; it has deblur, realesr.")
    faulty.others["/repository/index"] = says([{"name": f"net-{n:02}\n"} for n in range(14)] + ["odd", 3])
    assert refused(faulty, "nafnet").endswith("net-10, net-11 and 3 more.")


def test_a_name_cannot_leave_its_place_in_the_address(faulty: Faulty) -> None:
    refused(faulty, "../../admin?x")
    assert "/v2/models/..%2F..%2Fadmin%3Fx/ready" in faulty.paths()


def test_a_photo_that_would_travel_in_the_open_is_told(faulty: Faulty) -> None:
    facts = Server(faulty.url).check("deblur")
    assert "unencrypted" not in str(facts)
    far = type(facts)("http://far.example", "triton 2", "deblur", (), (), True)
    assert "photos travel unencrypted (http)" in str(far)
    assert type(facts)("https://far.example", "triton 2", "deblur", (), (), True).encrypted
