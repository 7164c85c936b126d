"""A server that fails, stalls or lies: asked again only where that helps, bounded in time and bytes, told in words."""

from __future__ import annotations

import gzip
import socket
import threading
import time

import numpy as np
import pytest

from culling.remote import Server, ServerError
from tests.remote import faulty as faults
from tests.remote.faulty import Faulty, faulty_server, says, tensor

TILE = np.random.default_rng(7).random((1, 3, 16, 16), np.float32)
GOOD = says(tensor(TILE))


def failing(server: Server) -> str:
    """What a runner of `server` says when it fails."""
    with pytest.raises(ServerError) as told:
        server.runner("deblur", 1)(TILE)
    return str(told.value).replace(server.url, "URL")


def test_a_connection_is_used_again(faulty: Faulty) -> None:
    faulty.infer = [GOOD]
    run = Server(faulty.url).runner("deblur", 1)
    for _ in range(3):
        np.testing.assert_array_equal(run(TILE), TILE)
    assert faulty.connections == 1
    assert (
        faulty.paths()
        == ["/v2/health/ready", "/v2/models/deblur/ready", "/v2/models/deblur", "/v2"] + ["/v2/models/deblur/infer"] * 3
    )


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_passing_failure_is_asked_again(faulty: Faulty, hasty: list[float], status: int) -> None:
    faulty.infer = [says({"error": "starting"}, status), says(b"<html>", status), GOOD]
    np.testing.assert_array_equal(Server(faulty.url, retries=2).runner("deblur", 1)(TILE), TILE)
    assert hasty == [0.5, 1.0]


def test_in_the_end_it_is_told_how_often_was_asked(faulty: Faulty, hasty: list[float]) -> None:
    faulty.infer = [says({"error": "busy\n\x1b[31mred"}, 503)]
    told = failing(Server(faulty.url, retries=5))
    assert told == "The server URL answered 503 Service Unavailable: busy [31mred. Asked 6 times."
    assert hasty == [0.5, 1, 2, 4, 8]


@pytest.mark.parametrize("status", [400, 401, 404, 413, 422, 500])
def test_what_is_refused_is_not_asked_again(faulty: Faulty, hasty: list[float], status: int) -> None:
    faulty.infer = [says({"error": "no such luck"}, status)]
    assert failing(Server(faulty.url)) == f"The server URL answered {status} to a tile for 'deblur': no such luck."
    assert faulty.paths().count("/v2/models/deblur/infer") == 1
    assert hasty == []


def test_nobody_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but not listening: refused at once
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        assert (
            failing(Server(url, retries=0)) == "The server URL cannot be reached. Is it running, is the address right?"
        )
    unknown = failing(Server("http://nowhere.invalid", retries=0))
    assert unknown == "The server URL cannot be reached. Is it running, is the address right?"


def test_a_server_that_starts_late_is_waited_for() -> None:
    """The port is there only after a while; the pauses are real."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    over = threading.Event()

    def late() -> None:
        over.wait(0.7)
        with faulty_server(port) as faulty:
            faulty.infer = [GOOD]
            over.wait(20)

    thread = threading.Thread(target=late)
    thread.start()
    try:
        run = Server(f"http://127.0.0.1:{port}", retries=4).runner("deblur", 1)
        np.testing.assert_array_equal(run(TILE), TILE)
    finally:
        over.set()
        thread.join()


@pytest.mark.parametrize("reply", [faults.hangs, faults.drips, faults.drips_its_head])
def test_no_answer_in_time(faulty: Faulty, hasty: list[float], reply: faults.Reply) -> None:
    faulty.infer = [reply]
    assert failing(Server(faulty.url, timeout_s=0.3, retries=1)) == (
        "The server URL did not answer within 0.3 s. Asked 2 times."
    )


def test_a_port_that_takes_connections_and_says_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"http://127.0.0.1:{mute.getsockname()[1]}"
        assert failing(Server(url, timeout_s=0.2, retries=0)) == "The server URL did not answer within 0.2 s."


def test_an_answer_that_breaks_off_is_asked_for_again(faulty: Faulty, hasty: list[float]) -> None:
    faulty.infer = [faults.slams, GOOD]
    np.testing.assert_array_equal(Server(faulty.url).runner("deblur", 1)(TILE), TILE)
    faulty.infer = [faults.slams]
    told = failing(Server(faulty.url, retries=1))
    assert told == "The server URL broke off before its answer was complete. Asked 2 times."


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (says(b"{}", length=10**12), "answered too much: over the 85,504 bytes this can need"),
        (faults.endless, "answered too much: over the 85,504 bytes this can need"),
        (says(gzip.compress(bytes(10**6)), Content_Encoding="gzip"), "in a packed form that was not asked for"),
        (says(b"", 302, Location="http://user:secret@elsewhere/x?y"), "sends on to elsewhere/x, which is not followed"),
        (says(b"", 307, Location="/v2/other"), "sends on to /v2/other, which is not followed"),
        (says(b"not json"), "it is not JSON"),
        (says(b"[" * 50_000), "it is not JSON"),
        (says([]), "it has no outputs"),
        (says({"outputs": []}), "it has no outputs"),
        (says({"outputs": [7]}), "its outputs are no tensors"),
        (says(tensor(TILE, shape=[1, 3, 16, 17])), r"its shape is \(1, 3, 16, 17\), not \(1, 3, 16, 16\)"),
        (says(tensor(TILE, shape=[2**62] * 4)), "its shape is"),
        (says(tensor(TILE, shape=[1, 3, 16, 16.0])), "its shape is none"),
        (says(tensor(TILE, shape="all")), "its shape is none"),
        (says(tensor(TILE[:, :, :8])), r"its shape is \(1, 3, 8, 16\)"),
        (says(tensor(TILE, data=[0.5] * 767)), "another number of values"),
        (says(tensor(TILE, data=["a"] * 768)), "another number of values"),
        (says(tensor(TILE, data={"a": 1})), "another number of values"),
        (says(tensor(TILE, datatype="UINT8")), "not of the type FP32"),
        (says(tensor(TILE, data=[None] * 768)), "no numbers"),
        (says(tensor(TILE, data=[1e300] * 768)), "no numbers"),
        (says(tensor(TILE, parameters={"binary_data_size": 4})), "shorter or longer than it says"),
        (says(tensor(TILE), Inference_Header_Content_Length="9" * 5000), "header .* is wrong"),
        (says(tensor(TILE), Inference_Header_Content_Length="-1"), "header .* is wrong"),
        (says(tensor(TILE), Inference_Header_Content_Length="7"), "it is not JSON"),
    ],
)  # fmt: skip
def test_hostile_answers(faulty: Faulty, hasty: list[float], reply: faults.Reply, words: str) -> None:
    faulty.infer = [reply]
    with pytest.raises(ServerError, match=words):
        Server(faulty.url).runner("deblur", 1)(TILE)
    assert faulty.paths().count("/v2/models/deblur/infer") == 1
    assert hasty == []


def test_no_text_shows_the_login_and_every_question_carries_it(faulty: Faulty) -> None:
    faulty.infer = [says({"error": "no"}, 403)]
    server = Server(faulty.url.replace("http://", "http://anna:s%3Acret@"))
    assert server.url == faulty.url
    assert "cret" not in repr(server) + failing(server) + str(server.check("deblur"))
    assert {headers["Authorization"] for _, _, headers, _ in faulty.asked} == {"Basic YW5uYTpzOmNyZXQ="}


def test_no_cookie_is_kept(faulty: Faulty) -> None:
    faulty.others["/health/ready"] = says(b"", Set_Cookie="who=you; Path=/")
    faulty.infer = [GOOD]
    Server(faulty.url).runner("deblur", 1)(TILE)
    assert not any("Cookie" in headers for _, _, headers, _ in faulty.asked)


def test_the_environments_proxy_is_asked(faulty: Faulty, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", faulty.url)
    monkeypatch.setenv("no_proxy", "")
    faulty.infer = [GOOD]
    np.testing.assert_array_equal(Server("http://far.invalid/serving").runner("deblur", 1)(TILE), TILE)
    assert faulty.paths()[-1] == "http://far.invalid/serving/v2/models/deblur/infer"


def test_waiting_threads_share_a_failure(faulty: Faulty) -> None:
    """A server that is gone is asked once, not once for each thread after the other."""
    begun, answers = threading.Event(), list[str]()

    def slow(handler: faults.Handler) -> None:
        begun.set()
        time.sleep(0.3)
        says({"error": "no"}, 500)(handler)

    faulty.others["/health/ready"] = slow
    faulty.others["/models/deblur/ready"] = says(b"", 500)
    run = Server(faulty.url).runner("deblur", 1)

    def ask() -> None:
        try:
            run(TILE)
        except ServerError as error:
            answers.append(str(error))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    threads[0].start()
    begun.wait(5)
    for thread in threads[1:]:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [f"The server {faulty.url} answered 500 (no): it is not ready."] * 3
    assert faulty.paths().count("/v2/health/ready") == 1
