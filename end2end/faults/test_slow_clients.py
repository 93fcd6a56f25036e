"""Clients that are slow are served; those that stop are given up."""

import time

import pytest

from client import DUMPS, read_answer
from oracle import Content
from settle import eventually, open_sockets

MIB = 1024 * 1024


@pytest.mark.settings(limits={"idle_timeout_seconds": 1})
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
@pytest.mark.parametrize("size", [1000, 4 * MIB])
def test_a_body_that_stalls_is_given_up(client, old_dump, method, size):
    path = DUMPS if method == "POST" else f"{DUMPS}{old_dump}/"
    request = client.upload_request(bytes(size), "new", method, path)
    with client.connect() as connection:
        connection.sendall(request[:-100])
        answer = read_answer(connection)
        assert connection.recv(1) == b"", "the connection stays open"
    assert answer.status == 408, answer
    assert answer.json()["detail"]


# Nothing, half a request, and what a client of HTTP/2 begins with.
@pytest.mark.parametrize("beginning", [b"", b"POST /api/dumps/ HTT", b"PRI"])
@pytest.mark.settings(limits={"head_timeout_seconds": 1})
def test_a_head_that_stalls_is_given_up(client, beginning):
    with client.connect() as connection:
        connection.sendall(beginning)
        # Whether something is said before the end is the server's to choose.
        while connection.recv(1000):
            pass


@pytest.mark.settings(limits={"idle_timeout_seconds": 1})
def test_a_body_that_comes_byte_by_byte_is_taken(client, ledger):
    request = client.upload_request(b"slow", "slow")
    with client.connect() as connection:
        # All of them together take longer than one may.
        pause = 2 / len(request)
        for byte in request:
            connection.sendall(bytes([byte]))
            time.sleep(pause)
        answer = read_answer(connection)
    assert answer.status == 201, answer
    ledger.acknowledged(answer.json()["id"], Content.of("slow", b"slow"))


@pytest.mark.settings(limits={"idle_timeout_seconds": 1})
def test_an_answer_that_nobody_takes_is_given_up(server, client, ledger):
    content = bytes(64 * MIB)
    dump_id = client.upload(content, "large").json()["id"]
    ledger.acknowledged(dump_id, Content.of("large", content))
    idle_sockets = open_sockets(server)
    with client.connect() as connection:
        connection.sendall(client.request("GET", f"{DUMPS}{dump_id}/download/"))
        assert connection.recv(1)
        eventually(lambda: open_sockets(server) <= idle_sockets, lambda: "it is still connected")
