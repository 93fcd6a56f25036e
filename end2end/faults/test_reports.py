"""Reports with attachments: all of one is kept, or nothing, however the server or its disk fails.

Every case ends in a check of dumps, attachments and files: byte for byte, no strays, and
`fsck --verify` clean.
"""

import os
import random
import uuid
from contextlib import suppress

import pytest

from client import REPORTS, read_answer, report_form
from logged_client import LoggedClient
from oracle import check_contents, check_fsck, check_server
from settle import eventually
from strace import Injection, needs_strace
from test_full_disk import take_every_byte
from test_syscall_errors import RENAME, SYNC, WRITE, part_files, write_ahead_log
from workers import Worker, end_during

ROUNDS = int(os.environ.get("CRASH_STORE_FAULT_ROUNDS", "25"))
SEED = os.environ.get("CRASH_STORE_FAULT_SEED") or str(random.randrange(2**32))
CLIENTS = 4
MOST_REPLIES_A_ROUND = 40
KIB = 1024
MIB = 1024 * KIB
DISK_BYTES = 8 * MIB

SMALL = b"a small file " * 5_000
# Far more than a server may hold back before it begins a temporary file.
LARGE = b"a large file " * 400_000


# --- Kills ------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["kill", "stop"])
def test_no_report_loses_a_file_however_the_server_ends(new_server, ledger, end):
    print(f"CRASH_STORE_FAULT_SEED={SEED}")
    rng = random.Random(SEED)
    server, verified, unanswered = new_server(), set(), []
    for round_number in range(ROUNDS if end == "kill" else 3):
        server.start()
        unanswered = end_while_reporting(server, getattr(server, end), ledger, rng, round_number)
        if end == "stop":
            # Before any start could have tidied up.
            check_fsck(server)
        server.start()
        check_contents(server, ledger, verified)
        send_again(server, ledger, unanswered)
        check_contents(server, ledger, verified)
        server.stop()
        check_fsck(server)


def end_while_reporting(server, end, ledger, rng, round_number):
    """Ends the server while every client is busy; returns the reports without an answer."""
    dumps = ledger.present()
    reporters = [
        Reporter(LoggedClient(server, ledger), f"{round_number}-{n}", SEED, dumps[n::CLIENTS])
        for n in range(CLIENTS)
    ]
    end_during(reporters, end, ledger, rng, MOST_REPLIES_A_ROUND)
    return [reporter.under_way for reporter in reporters if reporter.under_way]


def send_again(server, ledger, reports):
    """As a client does that has heard no answer: what was kept is not kept twice."""
    client = LoggedClient(server, ledger)
    for report in reports:
        kept = [row["id"] for row in client.dumps() if row["label"] == report[1]]
        answer = client.report(*report)
        assert answer.status == 200, answer
        assert kept in ([], [int(answer.body)]), (kept, answer.body)


class Reporter(Worker):
    """Sends reports with attachments, and deletes some of them, until the server is gone."""

    under_way = None

    def _one_operation(self, label):
        if self.rng.random() < 0.3 and self.dumps:
            answer = self.client.delete(self.dumps.pop())
            assert answer.status == 204, answer
            return
        attachments = {
            f"{number}.log": self._content() for number in range(self.rng.randint(0, 4))
        }
        report = (self._content(), label, uuid.UUID(int=self.rng.getrandbits(128)), attachments)
        self.under_way = report
        answer = self.client.report(*report, chunked=self.rng.random() < 0.5)
        assert answer.status == 200, answer
        self.under_way = None
        self.dumps.append(int(answer.body))

    def _content(self):
        most = self.rng.choice([1, 4 * KIB, 64 * KIB, 64 * KIB, MIB + 2])
        return self.rng.randbytes(self.rng.randint(1, most))


# --- System calls that fail -------------------------------------------------------


def large_parts(server):
    """Temporary files that are longer than the small files, which come and go beside them."""
    parts = []
    for part in part_files(server):
        with suppress(FileNotFoundError):
            if part.stat().st_size > len(SMALL):
                parts.append(part)
    return parts


def expect_unavailable(answer):
    """What crash clients may try again after."""
    assert answer.status == 503, answer
    assert answer.json()["detail"], answer


@needs_strace
@pytest.mark.parametrize(
    ("calls", "effect"),
    [(SYNC, "error=EIO"), (RENAME, "error=EIO"), (RENAME, "error=ENOSPC")],
)
def test_a_fault_of_any_file_fails_a_small_report(server, client, calls, effect):
    attachments = {"app.log": SMALL}
    with Injection(server, calls, effect):
        expect_unavailable(client.report(SMALL, "failed", uuid.uuid4(), attachments))
    assert client.report(SMALL, "after", uuid.uuid4(), attachments).status == 200


@needs_strace
@pytest.mark.parametrize(
    ("calls", "effect"),
    [
        (WRITE, "error=EIO"),
        (WRITE, "error=ENOSPC"),
        (SYNC, "error=EIO"),
        (RENAME, "error=EIO"),
        (RENAME, "error=ENOSPC"),
    ],
)
def test_a_fault_of_an_attachment_takes_the_dump_with_it(server, client, calls, effect):
    """The dump is whole and the first attachment too when the second one fails."""
    report_id = uuid.uuid4()
    attachments = {"a.log": SMALL, "b.log": LARGE}
    form = report_form(SMALL, "failed", report_id, attachments)
    request = client.request("POST", REPORTS, form)
    most = len(request) - len(LARGE) // 2
    with client.connect() as connection:
        connection.sendall(request[:most])
        eventually(lambda: large_parts(server), lambda: "no temporary file was begun")
        (part,) = large_parts(server)
        with Injection(server, calls, effect, [part], when="1"):
            connection.sendall(request[most:])
            expect_unavailable(read_answer(connection))
    assert client.dumps() == []
    # The same report, sent again, is no repetition.
    assert client.report(SMALL, "again", report_id, attachments).status == 200


@needs_strace
@pytest.mark.parametrize(
    ("calls", "effect"), [(WRITE, "error=EIO"), (WRITE, "error=ENOSPC"), (SYNC, "error=EIO")]
)
def test_a_commit_that_fails_fails_the_report(server, client, calls, effect):
    attachments = {"app.log": SMALL}
    with Injection(server, calls, effect, [write_ahead_log(server)]):
        expect_unavailable(client.report(SMALL, "failed", uuid.uuid4(), attachments))
    assert client.report(SMALL, "after", uuid.uuid4(), attachments).status == 200


@needs_strace
def test_a_failed_commit_that_a_crash_brings_back_is_whole(server, client, ledger):
    report = (SMALL, "failed", uuid.uuid4(), {"a.log": SMALL, "b.log": LARGE})
    with Injection(server, SYNC, "error=EIO", [write_ahead_log(server)]):
        expect_unavailable(client.report(*report))
        server.kill()
    server.start()
    # It is there with all of its files or not at all; sent again, it is there once.
    send_again(server, ledger, [report])


# --- Full disks -------------------------------------------------------------------


@pytest.mark.parametrize("chunked", [False, True], ids=["content-length", "chunked"])
def test_attachments_that_do_not_fit_are_refused_with_their_dump(
    small_disk, new_server, ledger, chunked
):
    server = new_server(dumps_dir=small_disk(DISK_BYTES) / "dumps").start()
    client = LoggedClient(server, ledger)
    half = {"a.log": bytes(DISK_BYTES // 2), "b.log": bytes(DISK_BYTES // 2)}
    expect_unavailable(client.report(SMALL, "refused", uuid.uuid4(), half, chunked))
    # What the refused one took is free again.
    fits = {"a.log": bytes(DISK_BYTES // 2), "b.log": bytes(DISK_BYTES // 4)}
    assert client.report(SMALL, "fits", uuid.uuid4(), fits, chunked).status == 200
    check_server(server, ledger)


def test_a_full_disk_still_serves_attachments_and_deletes_them(small_disk, new_server, ledger):
    disk = small_disk(DISK_BYTES)
    server = new_server(dumps_dir=disk / "dumps").start()
    client = LoggedClient(server, ledger)
    answer = client.report(SMALL, "before", uuid.uuid4(), {"app.log": bytes(2 * MIB)})
    dump_id = int(answer.body)
    filler = take_every_byte(disk)
    expect_unavailable(client.report(SMALL, "refused", uuid.uuid4(), {"app.log": SMALL}))
    (attachment,) = client.attachments(dump_id)
    assert client.download_attachment(dump_id, attachment["id"]).body == bytes(2 * MIB)
    assert client.delete(dump_id).status == 204
    # The attachment's room is free again.
    after = client.report(SMALL, "after", uuid.uuid4(), {"app.log": bytes(MIB)})
    assert after.status == 200, after
    filler.unlink()
    check_server(server, ledger)
