"""What a start, and `fsck`, make of a data directory in disorder."""

import subprocess
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from client import Client
from harness.crash_store import CrashStore
from oracle import Content, blob_path, check_contents, check_fsck
from strace import needs_strace

GOOD, MISSING, SHORT = "good", "missing", "short"
CONTENT = b"0123456789" * 1000
CHANGERS = 4


class Disorder:
    """A stopped server with one blob of each kind of trouble."""

    def __init__(self, server):
        self.server = server
        server.start()
        client = Client(server)
        answers = {label: client.upload(CONTENT, label) for label in (GOOD, MISSING, SHORT)}
        assert {answer.status for answer in answers.values()} == {201}, answers
        server.stop()
        self.rows = {label: answer.json() for label, answer in answers.items()}
        self.blob(MISSING).unlink()
        with self.blob(SHORT).open("r+b") as file:
            file.truncate(len(CONTENT) // 2)
        self.stray = self._plant(str(uuid.uuid4()), b"bytes without a row")
        self.part = self._plant(f"{uuid.uuid4()}.part", b"half an upload")

    def blob(self, label):
        return blob_path(self.server, self.rows[label]["stored_name"])

    def _plant(self, name, content):
        path = blob_path(self.server, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def troubled_names(self):
        """What a report must name."""
        rows = (self.rows[label]["stored_name"] for label in (MISSING, SHORT))
        return [*rows, self.stray.name, self.part.name]

    def check_put_right(self):
        assert not self.stray.exists()
        assert not self.part.exists()
        (kept,) = (self.server.data_dir / "quarantine").rglob(self.stray.name)
        assert kept.read_bytes() == b"bytes without a row"


@pytest.fixture
def disorder(new_server):
    return Disorder(new_server())


def test_a_start_puts_right_what_it_can_and_tells_the_rest(disorder):
    disorder.server.start()
    disorder.check_put_right()
    check_downloads(disorder)


def check_downloads(disorder):
    """Bytes that are gone are told as gone; everything else is there."""
    client = Client(disorder.server)
    assert {row["label"] for row in client.dumps()} == {GOOD, MISSING, SHORT}
    good = client.download(disorder.rows[GOOD]["id"])
    assert (good.status, good.body) == (200, CONTENT)
    for label in (MISSING, SHORT):
        answer = client.download(disorder.rows[label]["id"])
        assert answer.status == 410, answer
        assert answer.headers.get_content_type() == "application/json"
        assert answer.json()["detail"]


def test_lost_bytes_can_be_replaced_or_deleted(disorder, ledger):
    disorder.server.start()
    client = Client(disorder.server)
    rows = disorder.rows
    assert client.replace(rows[MISSING]["id"], b"found again", MISSING).status == 200
    assert client.delete(rows[SHORT]["id"]).status == 204
    ledger.acknowledged(rows[GOOD]["id"], Content.of(GOOD, CONTENT))
    ledger.acknowledged(rows[MISSING]["id"], Content.of(MISSING, b"found again"))
    ledger.acknowledged(rows[SHORT]["id"], None)
    check_contents(disorder.server, ledger)


def test_bytes_that_come_back_are_served_after_the_next_start(disorder):
    disorder.server.start()
    disorder.server.stop()
    disorder.blob(MISSING).write_bytes(CONTENT)
    disorder.server.start()
    answer = Client(disorder.server).download(disorder.rows[MISSING]["id"])
    assert (answer.status, answer.body) == (200, CONTENT)


def test_strays_of_the_same_name_are_all_kept(new_server):
    """Foreign files need not have names of their own, as blobs do."""
    server = new_server()
    server.start()
    server.stop()
    contents = {"0/0": b"one core", "f/f": b"another core"}
    for shard, content in contents.items():
        (server.dumps_dir / shard / "core").write_bytes(content)
    server.start()
    kept = [path for path in (server.data_dir / "quarantine").rglob("*") if path.is_file()]
    assert sorted(path.read_bytes() for path in kept) == sorted(contents.values())


def test_fsck_reports_everything_and_changes_nothing(disorder):
    before = snapshot(disorder.server)
    done = disorder.server.command("fsck")
    assert done.returncode != 0
    for name in disorder.troubled_names():
        assert name in done.stdout, f"{name} is not in the report:\n{done.stdout}{done.stderr}"
    assert disorder.rows[GOOD]["stored_name"] not in done.stdout
    assert snapshot(disorder.server) == before


def snapshot(server):
    return {path: path.read_bytes() for path in server.dumps_dir.rglob("*") if path.is_file()}


def test_fsck_repair_does_what_a_start_does(disorder):
    done = disorder.server.command("fsck", "--repair")
    disorder.check_put_right()
    for name in disorder.troubled_names():
        assert name in done.stdout, f"{name} is not in the report:\n{done.stdout}{done.stderr}"
    disorder.server.start()
    check_downloads(disorder)


def test_fsck_verify_finds_a_flipped_bit_that_a_plain_one_cannot(new_server):
    server = new_server()
    server.start()
    row = Client(server).upload(CONTENT, GOOD).json()
    server.stop()
    check_fsck(server)
    blob = blob_path(server, row["stored_name"])
    flipped = bytearray(CONTENT)
    flipped[len(CONTENT) // 2] ^= 1
    blob.write_bytes(flipped)
    assert server.command("fsck").returncode == 0
    done = server.command("fsck", "--verify")
    assert done.returncode != 0
    assert row["stored_name"] in done.stdout


def test_a_second_server_on_the_same_data_is_refused(new_server):
    first = new_server()
    first.start()
    second = CrashStore(first.directory)  # Its own port, the same directories.
    with pytest.raises(RuntimeError) as refusal:
        second.start()
    assert str(first.data_dir) in str(refusal.value)
    assert second.process.wait() != 0
    assert Client(first).upload(CONTENT, GOOD).status == 201


def test_fsck_repairs_nothing_under_a_running_server(new_server):
    server = new_server()
    server.start()
    done = server.command("fsck", "--repair")
    assert done.returncode != 0
    assert str(server.data_dir) in done.stderr


def test_fsck_looks_at_a_running_server(new_server):
    server = new_server()
    server.start()
    assert Client(server).upload(CONTENT, GOOD).status == 201
    check_fsck(server)


@needs_strace
def test_fsck_beside_a_busy_server_finds_nothing(new_server):
    """What is replaced or deleted while fsck looks is in order, not missing."""
    server = new_server()
    server.start()
    ended = threading.Event()
    with ThreadPoolExecutor(CHANGERS) as pool:
        changers = [pool.submit(change_until, ended, Client(server)) for _ in range(CHANGERS)]
        try:
            for _ in range(5):
                done = slow_fsck(server)
                assert done.returncode == 0, done.stdout
        finally:
            ended.set()
    for changer in changers:
        changer.result()


def change_until(ended, client):
    while not ended.is_set():
        dump_id = client.upload(CONTENT, GOOD).json()["id"]
        assert client.replace(dump_id, CONTENT, GOOD).status == 200
        assert client.delete(dump_id).status == 204


def slow_fsck(server):
    """Gives the server time between fsck's look at a row and its look at the file."""
    slow = ["strace", "-f", "-o", "/dev/null", "-e", "inject=statx:delay_enter=50ms"]
    return subprocess.run(
        [*slow, server.binary, "fsck", "--config", server.config],
        capture_output=True,
        text=True,
        check=False,
    )
