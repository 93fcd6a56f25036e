"""Faults while dumps move to the archive and back.

The order of system calls, calls that fail, full disks, and kills at any moment, among
the uploads and downloads of others.
"""

import os
import random
import shutil

import pytest

from client import ConnectionLost
from logged_client import LoggedClient
from oracle import (
    archived_path,
    blob_path,
    check_contents,
    check_fsck,
    sha256,
)
from strace import Injection, Trace, needs_strace
from test_durable_order import COMMIT, FLUSH, NAME, REPLY, ordered_steps
from test_full_disk import DISK_BYTES, expect_insufficient_storage, take_every_byte
from workers import Worker, end_during

ROUNDS = int(os.environ.get("CRASH_STORE_FAULT_ROUNDS", "25"))
SEED = os.environ.get("CRASH_STORE_FAULT_SEED") or str(random.randrange(2**32))
MIB = 1024 * 1024
# Several frames, and more than one flush on the way back.
LARGE = 20 * MIB
MOVERS = 4

ARCHIVE = pytest.mark.settings(archive=True)
MOVES = pytest.mark.parametrize("move", ["archive", "restore"])


def content(size):
    """Bytes that zstd makes a little smaller."""
    return b"".join(random.randbytes(900) + bytes(100) for _ in range(size // 1000 + 1))[:size]


def dump_to_move(client, move, size=LARGE):
    """The id of a dump that is where `move` begins."""
    answer = client.upload(content(size), "to move")
    assert answer.status == 201, answer
    dump_id = answer.json()["id"]
    if move == "restore":
        assert client.archive(dump_id).status == 200
    return dump_id


def send(client, move, dump_id):
    return client.archive(dump_id) if move == "archive" else client.restore(dump_id)


def row_of(client, dump_id):
    (row,) = [row for row in client.dumps() if row["id"] == dump_id]
    return row


def expect_failure(answer, status):
    assert answer.status == status, answer
    assert answer.json()["detail"], answer


# --- The order of durable steps ---------------------------------------------------

SHARD = r"[^>\"]*/{}/[0-9a-f]/[0-9a-f]"
TIERS = {"archive": ("archive", r"\.zst"), "restore": ("dumps", "")}


def patterns(move):
    folder, suffix = TIERS[move]
    (old_suffix,) = [end for name, (_, end) in TIERS.items() if name != move]
    shard = SHARD.format(folder)
    return {
        "flush file": FLUSH.format(rf"{shard}/{NAME}{suffix}\.part"),
        "rename": rf"rename(at2?)?\(.*/{NAME}{suffix}\.part\", .*/{NAME}{suffix}\"",
        "flush shard": FLUSH.format(shard),
        "commit": COMMIT,
        "remove original": rf"unlink(at)?\(.*/{NAME}{old_suffix}\"",
        "reply": REPLY,
    }


@needs_strace
@ARCHIVE
@MOVES
def test_a_copy_is_durable_before_the_original_goes(server, client, move):
    dump_id = dump_to_move(client, move, size=3 * MIB)
    calls = (
        "write,pwrite64,writev,sendto,sendmsg,fsync,fdatasync,"
        "rename,renameat,renameat2,unlink,unlinkat"
    )
    with Trace(server, calls) as trace:
        assert send(client, move, dump_id).status == 200
        trace.wait_for(REPLY)
    steps = patterns(move)
    assert ordered_steps(trace, steps) == list(steps)


# --- System calls that fail -------------------------------------------------------

WRITE = "write,writev,pwrite64"
SYNC = "fsync,fdatasync"
RENAME = "rename,renameat,renameat2"


@needs_strace
@ARCHIVE
@MOVES
@pytest.mark.parametrize(
    ("calls", "effect", "status", "where"),
    [
        (WRITE, "error=EIO", 500, "part"),
        (WRITE, "error=ENOSPC", 507, "part"),
        (SYNC, "error=EIO", 500, "part"),
        (RENAME, "error=EIO", 500, "part"),
        (RENAME, "error=ENOSPC", 507, "part"),
        (SYNC, "error=EIO", 500, "shard"),
        ("pread64,read", "error=EIO", 500, "original"),
        (WRITE, "error=EIO", 500, "log"),
        (WRITE, "error=ENOSPC", 507, "log"),
        (SYNC, "error=EIO", 500, "log"),
    ],
)
def test_a_move_that_fails_changes_nothing(server, client, move, calls, effect, status, where):
    dump_id = dump_to_move(client, move)
    row = row_of(client, dump_id)
    hot = blob_path(server, row["stored_name"])
    archived = archived_path(server, row["stored_name"])
    original, copy = (hot, archived) if move == "archive" else (archived, hot)
    paths = {
        "part": copy.with_name(f"{copy.name}.part"),
        "shard": copy.parent,
        "original": original,
        "log": server.data_dir / "crash-store.sqlite3-wal",
    }
    with Injection(server, calls, effect, [paths[where]], when="1"):
        expect_failure(send(client, move, dump_id), status)
    assert row_of(client, dump_id) == row
    assert original.exists()
    if where == "log":
        # A crash may still bring that commit back, so its copy waits for the next one.
        assert client.upload(b"the next commit", "next").status == 201
    assert send(client, move, dump_id).status == 200


@needs_strace
@ARCHIVE
@MOVES
def test_a_failed_move_that_a_crash_brings_back_has_its_bytes(server, client, move):
    dump_id = dump_to_move(client, move)
    with Injection(server, SYNC, "error=EIO", [server.data_dir / "crash-store.sqlite3-wal"]):
        expect_failure(send(client, move, dump_id), 500)
        server.kill()
    # Which of the two copies the row names is the database's to say; the other goes.
    server.start()


@needs_strace
@ARCHIVE
@MOVES
def test_an_original_that_cannot_be_removed_goes_at_the_next_start(server, client, move):
    dump_id = dump_to_move(client, move)
    with Injection(server, "unlink,unlinkat", "error=EIO"):
        assert send(client, move, dump_id).status == 200
    server.stop()
    done = server.command("fsck", "--verify")
    assert done.returncode != 0
    assert "second copy" in done.stdout, done.stdout
    server.start()


@needs_strace
@ARCHIVE
def test_a_read_error_never_passes_for_a_whole_archived_download(server, client):
    dump_id = dump_to_move(client, "restore")
    row = row_of(client, dump_id)
    with Injection(server, "pread64", "error=EIO", [archived_path(server, row["stored_name"])]):
        try:
            answer = client.download(dump_id)
        except ConnectionLost:
            return
    expect_failure(answer, 500)


# --- Full disks -------------------------------------------------------------------


@pytest.fixture
def start(small_disk, new_server):
    """Starts a server one tier of which lies on a small disk."""

    def start(tier, **options):
        disk = small_disk(DISK_BYTES)
        if tier == "archive":
            return disk, new_server(archive=disk / "archive", **options).start()
        return disk, new_server(dumps_dir=disk / "dumps", archive=True, **options).start()

    return start


@MOVES
@pytest.mark.parametrize("reserve_bytes", [0, MIB])
def test_a_full_disk_refuses_what_would_move_there(start, ledger, move, reserve_bytes):
    tier = "archive" if move == "archive" else "hot"
    disk, server = start(tier, limits={"reserve_bytes": reserve_bytes})
    client = LoggedClient(server, ledger)
    dump_id = dump_to_move(client, move, size=3 * MIB)
    filler = take_every_byte(disk, but=2 * MIB)
    expect_insufficient_storage(send(client, move, dump_id))
    assert shutil.disk_usage(disk).free >= 2 * MIB - 64 * 1024
    assert client.download(dump_id).status == 200
    filler.unlink()
    assert send(client, move, dump_id).status == 200
    check_contents(server, ledger)
    server.stop()
    check_fsck(server)


# --- Kills ------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["kill", "stop"])
def test_no_move_loses_a_dump_however_the_server_ends(new_server, ledger, end):
    print(f"CRASH_STORE_FAULT_SEED={SEED}")
    rng = random.Random(SEED)
    server = new_server(archive=True)
    for round_number in range(ROUNDS if end == "kill" else 3):
        server.start()
        end_while_moving(server, getattr(server, end), ledger, rng, round_number)
        if end == "stop":
            # Before any start could have tidied up.
            check_fsck(server)
        server.start()
        check_contents(server, ledger)
        server.stop()
        check_fsck(server)


def end_while_moving(server, end, ledger, rng, round_number):
    dumps = ledger.present()
    movers = [
        Mover(LoggedClient(server, ledger), f"{round_number}-{n}", SEED, dumps[n::MOVERS])
        for n in range(MOVERS)
    ]
    end_during(movers, end, ledger, rng, 30)


class Mover(Worker):
    """Archives, restores, replaces and deletes until the server is gone."""

    def _one_operation(self, label):
        choice = self.rng.random()
        if len(self.dumps) < 3 or choice < 0.1:
            answer = self.client.upload(self._content(), label)
            assert answer.status == 201, answer
            self.dumps.append(answer.json()["id"])
            return
        dump_id = self.rng.choice(self.dumps)
        if choice < 0.2:
            assert self.client.replace(dump_id, self._content(), label).status == 200
        elif choice < 0.25:
            self.dumps.remove(dump_id)
            assert self.client.delete(dump_id).status == 204
        else:
            answer = send(self.client, self.rng.choice(["archive", "restore"]), dump_id)
            assert answer.status == 200, answer

    def _content(self):
        return self.rng.randbytes(self.rng.choice([1, 1000, 100_000, MIB, 3 * MIB]))


# --- What is not the server's doing -------------------------------------------------


def test_a_server_does_not_start_without_its_archive(new_server, ledger):
    server = new_server(archive=True)
    server.start()
    client = LoggedClient(server, ledger)
    row = row_of(client, dump_to_move(client, "restore"))
    server.stop()
    elsewhere = server.directory / "elsewhere"
    server.archive_dir.rename(elsewhere)
    with pytest.raises(RuntimeError, match="mounted"):
        server.start()
    server.process.wait()
    config = server.config.read_text()
    server.config.write_text(config.replace(f"dir = {server.archive_dir}", "dir ="))
    with pytest.raises(RuntimeError, match=r"\[archive\] dir"):
        server.start()
    server.process.wait()
    server.config.write_text(config)
    shutil.rmtree(server.archive_dir)
    elsewhere.rename(server.archive_dir)
    server.start()
    check_contents(server, ledger)
    assert sha256(client.download(row["id"]).body) == row["sha256"]
