"""Dumps that are made to harm: the server stays small, and takes what others send meanwhile."""

import os
import socket
import time
from contextlib import ExitStack

import pytest
import requests

import wire
from conftest import Server
from harness.memory import MIB, BoundedMemory
from minidump import amplification

DEADLINE_SECONDS = 120
MOST_FRAMES = 4096


@pytest.fixture
def server(tmp_path):
    """One that processes what it takes."""
    auth = {"login_attempts_per_minute": 0}
    store = Server(tmp_path / "server", auth=auth, processing={"workers": 2})
    store.create_admin()
    with store:
        yield store.login()


def send(server, content):
    files = {"upload_file_minidump": ("a.dmp", content)}
    return wire.crashpad(f"{server.url}/api/minidump/", {"prod": "Paint"}, files)


def processing(server, dump_id):
    return server.get(f"/api/dumps/{dump_id}/processing/").json()


def test_amplification_dumps_leave_the_server_small_and_at_work(server):
    hostile = [amplification(MIB, seed) for seed in range(4)]
    # What a first report takes is no growth by hostile ones.
    assert send(server, b"MDMP" + os.urandom(MIB)).status == 200
    with BoundedMemory(server, most_growth_bytes=64 * MIB):
        answers = [send(server, content) for content in hostile]
        assert [answer.status for answer in answers] == [200] * len(hostile)
        waiting = [int(answer.body) for answer in answers]
        deadline = time.monotonic() + DEADLINE_SECONDS
        while waiting:
            assert time.monotonic() < deadline, [processing(server, each) for each in waiting]
            assert send(server, b"MDMP" + os.urandom(50_000)).status == 200
            waiting = [
                each
                for each in waiting
                if processing(server, each)["state"] in ("queued", "running")
            ]
        dump_id = int(answers[0].body)
        report = server.get(f"/api/dumps/{dump_id}/report/").json()
        text = server.get(f"/api/dumps/{dump_id}/report/?format=text").text
    assert len(report["threads"][0]["frames"]) == MOST_FRAMES
    assert report["threads"][0]["frames_cut"] is True
    assert "has more frames than these 4096" in text
    # The dumps are kept as they came.
    kept = server.get(f"/api/dumps/{dump_id}/download/").content
    assert kept == hostile[0]
    page = requests.get(f"{server.url}/healthz", timeout=60)
    assert page.status_code == 200


def test_attachments_that_wait_for_the_end_of_their_form_take_no_memory(server):
    """Forms that never end, with as many large files as are kept: 65 KB each on the wire."""
    assert send(server, b"MDMP" + os.urandom(MIB)).status == 200
    begun = wire.begin_form({f"{number}.log": bytes(MIB) for number in range(64)})
    with BoundedMemory(server, most_growth_bytes=64 * MIB), ExitStack() as held:
        for _ in range(4):
            address = ("127.0.0.1", server.port)
            connection = held.enter_context(socket.create_connection(address))
            connection.sendall(begun)
        deadline = time.monotonic() + DEADLINE_SECONDS
        # The last one of each has not come to its end.
        while len(server.files()) < 1 + 4 * 63:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert send(server, b"MDMP" + os.urandom(MIB)).status == 200
