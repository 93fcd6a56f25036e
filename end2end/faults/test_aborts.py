"""Clients that go away in the middle of an upload: nothing is left of it."""

import enum
import os
import random
import socket

import pytest

from client import DUMPS, ConnectionLost, read_answer, reset
from oracle import Content, check_contents
from settle import eventually, open_sockets
from strace import Injection, needs_strace

ABORTS = int(os.environ.get("CRASH_STORE_FAULT_ABORTS", "240"))
SEED = os.environ.get("CRASH_STORE_FAULT_SEED") or str(random.randrange(2**32))
# One that a server may keep in memory until it is whole, and one that it cannot.
SIZES = [50_000, 3_000_000]
FRAMINGS = {"content-length": False, "chunked": True}
METHODS = ["POST", "PUT", "PATCH"]


class Ending(enum.Enum):
    """How a client goes away."""

    CLOSE = enum.auto()
    RESET = enum.auto()
    # It sends no more but waits for an answer, as one whose file ended early does.
    HALF_CLOSE = enum.auto()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("framing", FRAMINGS)
def test_an_upload_cut_at_a_random_byte_leaves_nothing(
    server, client, ledger, old_dump, method, framing
):
    print(f"CRASH_STORE_FAULT_SEED={SEED}")
    rng = random.Random(f"{SEED} {method} {framing}")
    path = DUMPS if method == "POST" else f"{DUMPS}{old_dump}/"
    idle_sockets = open_sockets(server)

    for _ in range(ABORTS // (len(METHODS) * len(FRAMINGS))):
        content = rng.randbytes(rng.choice(SIZES))
        request = client.upload_request(content, "new", method, path, FRAMINGS[framing])
        # Anywhere; or after the file; or where only a line break or a last chunk is missing.
        earliest = rng.choice([0, len(request) - 80, len(request) - 6])
        cut = rng.randrange(earliest, len(request))
        send_and_leave(client, request[:cut], rng.choice(list(Ending)))

    eventually(lambda: open_sockets(server) <= idle_sockets, lambda: "connections stay open")
    check_contents(server, ledger)


def send_and_leave(client, beginning, ending):
    with client.connect() as connection:
        connection.sendall(beginning)
        if ending is Ending.RESET:
            reset(connection)
        elif ending is Ending.HALF_CLOSE:
            connection.shutdown(socket.SHUT_WR)
            expect_no_success(connection)


def expect_no_success(connection):
    try:
        answer = read_answer(connection)
    except ConnectionLost:
        return
    assert 400 <= answer.status < 500, answer


@needs_strace
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("slow_calls", ["fsync,fdatasync", "rename,renameat,renameat2"])
def test_a_client_that_leaves_while_its_upload_becomes_durable_leaves_all_or_nothing(
    server, client, ledger, old_dump, method, slow_calls, size
):
    """The server has the whole request, and makes it durable slowly enough to be left at it."""
    path = DUMPS if method == "POST" else f"{DUMPS}{old_dump}/"
    idle_sockets = open_sockets(server)

    with Injection(server, slow_calls, "delay_enter=100ms"):
        for number in range(5):
            label, content = f"new-{number}", bytes([number]) * (size + number)
            if method == "POST":
                ledger.upload_in_doubt(Content.of(label, content))
            else:
                ledger.in_doubt(old_dump, Content.of(label, content))
            with client.connect() as connection:
                connection.sendall(client.upload_request(content, label, method, path))
                wait_for_file_of(server, len(content))
                reset(connection)
        eventually(lambda: open_sockets(server) <= idle_sockets, lambda: "still connected")
    check_contents(server, ledger)


def wait_for_file_of(server, size):
    def sizes():
        for path in server.files().values():
            try:
                yield path.stat().st_size
            except FileNotFoundError:
                continue  # It was renamed or removed meanwhile.

    eventually(lambda: size in sizes(), lambda: f"no file of {size} bytes was written")
