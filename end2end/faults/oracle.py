"""The client's own log, and what a server must hold by it.

An operation whose success reply came whole is acknowledged: exactly its outcome
must be found. One without a reply is in doubt: its outcome or the state before
must be found, and nothing between the two. One that was refused must have
changed nothing.

Dumps are told apart by their labels: every upload and every replacement has a
label of its own, so that an upload without a reply can be recognised.
"""

import hashlib
import threading
from collections import Counter
from dataclasses import dataclass

from client import Client
from settle import eventually

# The state of a dump that is not there.
ABSENT = None


@dataclass(frozen=True)
class Content:
    """What a client sent as one dump, or what a row says of it."""

    label: str
    sha256: str
    size: int

    @classmethod
    def of(cls, label, content):
        return cls(label, sha256(content), len(content))

    @classmethod
    def of_row(cls, row):
        return cls(row["label"], row["sha256"], row["size"])


class Ledger:
    """Which states each dump may be in, by what this client was told. Thread-safe."""

    def __init__(self):
        self._possible = {}
        self._unanswered_uploads = {}
        self._attachments = {}
        self._acknowledgements = 0
        self._changed = threading.Condition()

    def acknowledged(self, dump_id, state):
        """An upload, a replacement, a new label or a delete (`ABSENT`) succeeded."""
        with self._changed:
            self._possible[dump_id] = {state}
            self._acknowledgements += 1
            self._changed.notify_all()

    def in_doubt(self, dump_id, state):
        """Like `acknowledged`, but no reply came."""
        with self._changed:
            self._possible[dump_id].add(state)

    def upload_in_doubt(self, content):
        """An upload got no reply, so that its id is not known."""
        with self._changed:
            self._unanswered_uploads[content.label] = content

    def attached(self, label, attachments):
        """A report with this label is sent with `attachments`, bytes by name."""
        with self._changed:
            self._attachments[label] = sorted(
                (name, sha256(content)) for name, content in attachments.items()
            )

    def attachments(self, label):
        """Names and hashes of what came with a report."""
        return self._attachments.get(label, [])

    def wait_for_acknowledgements(self, count, timeout_seconds=60):
        """Waits until `count` more operations were acknowledged."""
        with self._changed:
            goal = self._acknowledgements + count
            reached = self._changed.wait_for(
                lambda: self._acknowledgements >= goal, timeout_seconds
            )
        assert reached, f"fewer than {count} replies in {timeout_seconds} s"

    def state(self, dump_id):
        """The state of a dump of which nothing is in doubt."""
        (state,) = self._possible[dump_id]
        return state

    def present(self):
        """The ids of the dumps that are there for certain."""
        return [dump_id for dump_id, states in self._possible.items() if ABSENT not in states]

    def settle(self, rows):
        """Asserts that `rows` is an allowed outcome, and takes it as what is known."""
        found = {row["id"]: Content.of_row(row) for row in rows}
        assert len(found) == len(rows), "the list shows an id twice"
        for dump_id, states in self._possible.items():
            state = found.get(dump_id, ABSENT)
            assert state in states, f"dump {dump_id}: found {state}, allowed {states}"
        for dump_id in found.keys() - self._possible.keys():
            state = found[dump_id]
            sent = self._unanswered_uploads.get(state.label)
            assert state == sent, f"dump {dump_id}: {state} is nothing that was sent"
        ids = self._possible.keys() | found.keys()
        self._possible = {dump_id: {found.get(dump_id, ABSENT)} for dump_id in ids}
        self._unanswered_uploads.clear()


def check_server(server, ledger=None, verified=None):
    """Asserts that a running server is in order, then stops it for `fsck --verify`.

    `verified` holds the stored names whose bytes need no second look, and
    takes the new ones: a blob never changes.
    """
    check_contents(server, ledger, verified)
    server.stop()
    check_fsck(server)


def check_contents(server, ledger=None, verified=None):
    """Asserts that rows, files and the ledger of a running server say the same."""
    verified = set() if verified is None else verified
    client = Client(server)
    check_files(server, client, ledger)
    rows = client.dumps()
    if ledger is not None:
        ledger.settle(rows)
    for row in rows:
        if row["stored_name"] in verified:
            continue
        if not row["archived"]:
            content = path_of(server, row).read_bytes()
            assert sha256(content) == row["sha256"], row
        answer = client.download(row["id"])
        assert (answer.status, sha256(answer.body)) == (200, row["sha256"]), row
        if ledger is not None:
            check_attachments(client, ledger, row)
        verified.add(row["stored_name"])


def check_attachments(client, ledger, row):
    """Asserts that beside a dump lies what was sent with it, byte for byte."""
    attachments = client.attachments(row["id"])
    hashes = [(each["name"], each["sha256"]) for each in attachments]
    assert sorted(hashes) == ledger.attachments(row["label"]), row
    for each in attachments:
        answer = client.download_attachment(row["id"], each["id"])
        assert (answer.status, sha256(answer.body)) == (200, each["sha256"]), each


def check_files(server, client, ledger=None):
    """Asserts that in both tiers lies exactly one file for each row, where it belongs, and one
    for each attachment: by its bytes, for REST does not tell where they lie.

    Time is given only for what may still be going on: the tidying up after a
    request that was refused or left by its client.
    """

    def strays_and_missing():
        files = set(server.files().values())
        rows = client.dumps()
        expected = {path_of(server, row) for row in rows}
        if ledger is None:
            return files - expected, expected - files
        beside = {path: hash_of(path) for path in files - expected}
        found = Counter(beside.values())
        sent = Counter(of for row in rows for _, of in ledger.attachments(row["label"]))
        strays = {path for path, of in beside.items() if of in found - sent}
        return strays, (expected - files) | set(sent - found)

    eventually(
        lambda: strays_and_missing() == (set(), set()),
        lambda: "stray: {}, missing: {}".format(*strays_and_missing()),
    )


def check_fsck(server):
    """Asserts that `fsck --verify` finds nothing wrong."""
    done = server.command("fsck", "--verify")
    assert done.returncode == 0, f"fsck --verify: {done.stdout}{done.stderr}"


def path_of(server, row):
    """Where the bytes of a row lie."""
    path = archived_path if row["archived"] else blob_path
    return path(server, row["stored_name"])


def archived_path(server, stored_name):
    return server.archive_dir / stored_name[0] / stored_name[1] / f"{stored_name}.zst"


def blob_path(server, stored_name):
    return server.dumps_dir / stored_name[0] / stored_name[1] / stored_name


def hash_of(path):
    """The file's hash; its path for one that goes meanwhile."""
    try:
        return sha256(path.read_bytes())
    except FileNotFoundError:
        return path


def sha256(content):
    return hashlib.sha256(content).hexdigest()
