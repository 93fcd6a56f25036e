"""System calls that fail: the request fails with them, and leaves nothing behind.

Three ways to hit the right call. An upload that is halfway through has a
temporary file whose path is known, so that faults can be tied to that very
file. Calls that SQLite never makes (rename, opening files) need no path. And
SQLite's own writes all go to the write-ahead log beside the database.

Every case ends in the `server` fixture's check: files equal rows, `fsck
--verify` clean.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest

from client import DUMPS, ConnectionLost, read_answer
from oracle import ABSENT, Content, blob_path
from settle import eventually
from strace import Injection, needs_strace

pytestmark = needs_strace

SYNC = "fsync,fdatasync"
WRITE = "write,pwrite64,writev,pwritev"
RENAME = "rename,renameat,renameat2"
READ = "read,pread64,readv,preadv"
OPEN = "openat"

SMALL = b"a small dump " * 5_000
# Far more than a server may hold back before it begins a temporary file.
LARGE = b"a large dump " * 400_000
SHARDS = [f"{first:x}/{second:x}" for first in range(16) for second in range(16)]

UPLOADS = pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])


@pytest.fixture(autouse=True)
def uploads_work_after_the_fault(client):
    """With no restart in between but what the test itself makes."""
    yield
    answer = client.upload(b"after the fault", "after")
    assert answer.status == 201, answer


def expect_failure(answer, status):
    assert answer.status == status, answer
    assert answer.headers.get_content_type() == "application/json"
    assert answer.json()["detail"], answer


def path_for(method, dump_id):
    return DUMPS if method == "POST" else f"{DUMPS}{dump_id}/"


# --- An upload that is halfway through ------------------------------------------


@UPLOADS
@pytest.mark.parametrize(
    ("calls", "effect", "status"),
    [
        (WRITE, "error=EIO", 500),
        (WRITE, "error=ENOSPC", 507),
        (SYNC, "error=EIO", 500),
        (SYNC, "error=ENOSPC", 507),
        (RENAME, "error=EIO", 500),
        (RENAME, "error=ENOSPC", 507),
    ],
)
def test_a_fault_of_its_file_fails_a_streamed_upload(
    server, client, old_dump, method, calls, effect, status
):
    answer = upload_with_a_fault(
        server, client, method, old_dump, calls, effect, lambda part: [part]
    )
    expect_failure(answer, status)


@UPLOADS
def test_a_directory_that_cannot_be_synced_fails_a_streamed_upload(
    server, client, old_dump, method
):
    answer = upload_with_a_fault(
        server, client, method, old_dump, SYNC, "error=EIO", lambda part: [part.parent]
    )
    expect_failure(answer, 500)


@UPLOADS
def test_a_flush_that_fails_while_more_is_on_its_way_fails_the_upload(
    server, client, old_dump, method
):
    """The kernel tells of it once: the flush at the end would succeed."""
    # Only the flushes before the last one spare the file's times.
    answer = upload_with_a_fault(
        server, client, method, old_dump, "fdatasync", "error=EIO", lambda part: [part], LARGE * 10
    )
    expect_failure(answer, 500)


def upload_with_a_fault(
    server, client, method, dump_id, calls, effect, paths_of, content=LARGE
):
    """Sends half an upload, injects the fault, sends the rest."""
    request = client.upload_request(content, "new", method, path_for(method, dump_id))
    half = len(request) // 2
    with client.connect() as connection:
        connection.sendall(request[:half])
        eventually(lambda: part_files(server), lambda: "no temporary file was begun")
        (part,) = part_files(server)
        # The first call of each thread only: a second try would go through, and
        # trying again after a failed fsync is as bad as not looking.
        with Injection(server, calls, effect, paths_of(part), when="1"):
            connection.sendall(request[half:])
            return read_answer(connection)


def part_files(server):
    return [path for name, path in server.files().items() if name.endswith(".part")]


# --- Small uploads, whose file steps all come at once ---------------------------


@UPLOADS
@pytest.mark.parametrize(
    ("calls", "effect", "status"),
    [
        (SYNC, "error=EIO", 500),
        (RENAME, "error=EIO", 500),
        (RENAME, "error=ENOSPC", 507),
        (OPEN, "error=ENOSPC", 507),
        (OPEN, "error=EMFILE", 500),
    ],
)
def test_a_fault_of_any_file_fails_a_small_upload(
    server, client, old_dump, method, calls, effect, status
):
    request = client.upload_request(SMALL, "new", method, path_for(method, old_dump))
    with Injection(server, calls, effect):
        expect_failure(client.send(request), status)


@UPLOADS
def test_a_directory_that_cannot_be_synced_fails_a_small_upload(server, client, old_dump, method):
    request = client.upload_request(SMALL, "new", method, path_for(method, old_dump))
    shards = [server.dumps_dir / shard for shard in SHARDS]
    with Injection(server, SYNC, "error=EIO", shards, when="1"):
        expect_failure(client.send(request), 500)


# --- The database ---------------------------------------------------------------


def write_ahead_log(server):
    return server.data_dir / "crash-store.sqlite3-wal"


@pytest.mark.parametrize(
    ("calls", "effect", "status"),
    [(WRITE, "error=EIO", 500), (WRITE, "error=ENOSPC", 507), (SYNC, "error=EIO", 500)],
)
@pytest.mark.parametrize("operation", ["upload", "replace", "set_label", "delete"])
def test_a_commit_that_fails_fails_the_request(
    server, client, old_dump, operation, calls, effect, status
):
    requests = {
        "upload": lambda: client.upload(SMALL, "new"),
        "replace": lambda: client.replace(old_dump, SMALL, "new"),
        "set_label": lambda: client.set_label(old_dump, "new"),
        "delete": lambda: client.delete(old_dump),
    }
    with Injection(server, calls, effect, [write_ahead_log(server)]):
        expect_failure(requests[operation](), status)


def test_a_commit_that_fails_fails_every_upload_in_it(server, client, old_dump):
    with Injection(server, SYNC, "error=EIO", [write_ahead_log(server)]):
        answers = upload_at_once(client, 32)
    for answer in answers:
        expect_failure(answer, 500)


def test_a_database_that_cannot_be_read_fails_every_upload_in_a_group(server, client, old_dump):
    """A read error in one change may end the transaction that it shares with others."""
    # Another process changes the database, so that the server's cached pages are stale.
    server.create_admin()
    database = server.data_dir / "crash-store.sqlite3"
    with Injection(server, READ, "error=EIO", [database, write_ahead_log(server)], when="1..4"):
        answers = upload_at_once(client, 8)
    assert 500 in {answer.status for answer in answers}


def upload_at_once(client, count):
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(lambda n: client.upload(SMALL, f"new-{n}"), range(count)))


@pytest.mark.parametrize("operation", ["upload", "replace", "delete"])
def test_a_failed_commit_that_a_crash_brings_back_is_whole(
    server, client, old_dump, ledger, operation
):
    """The log's pages may be on disk although flushing them failed.

    A recovery then finds the transaction complete. Its bytes must be there too.
    """
    sent = Content.of("new", SMALL)
    with Injection(server, SYNC, "error=EIO", [write_ahead_log(server)]):
        if operation == "upload":
            expect_failure(client.upload(SMALL, "new"), 500)
            ledger.upload_in_doubt(sent)
        elif operation == "replace":
            expect_failure(client.replace(old_dump, SMALL, "new"), 500)
            ledger.in_doubt(old_dump, sent)
        else:
            expect_failure(client.delete(old_dump), 500)
            ledger.in_doubt(old_dump, ABSENT)
        server.kill()
    server.start()


# --- Calls outside of uploads ---------------------------------------------------


def test_a_file_that_cannot_be_removed_does_not_bring_back_its_dump(server, client, old_dump):
    with Injection(server, "unlink,unlinkat", "error=EIO"):
        answer = client.delete(old_dump)
    assert answer.status == 204, answer
    # The bytes are left over: the next start sets them aside.
    server.stop()
    server.start()


def test_a_read_error_never_passes_for_a_whole_download(server, client, old_dump):
    (row,) = client.dumps()
    blob = blob_path(server, row["stored_name"])
    with Injection(server, READ, "error=EIO", [blob]):
        try:
            answer = client.download(old_dump)
        except ConnectionLost:
            return
    expect_failure(answer, 500)


def test_running_out_of_file_descriptors_does_not_end_the_accept_loop(server, client, old_dump):
    with Injection(server, "accept,accept4", "error=EMFILE", when="1..3"):
        assert client.download(old_dump).status == 200
