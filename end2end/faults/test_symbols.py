"""Symbol files: what was acknowledged is there, and nothing else, however the server or its disk
fails.

Every case ends in a check of rows, bytes and names: byte for byte, no strays, and
`fsck --verify` clean.
"""

import io
import os
import random
import zipfile

import pytest

from client import Client
from oracle import Ledger, check_fsck, sha256
from settle import eventually
from strace import Injection, Trace, needs_strace
from test_durable_order import CALLS, COMMIT, FLUSH, NAME, REPLY, ordered_steps
from test_full_disk import take_every_byte
from test_syscall_errors import RENAME, SYNC, WRITE, write_ahead_log
from workers import Worker, end_during

ROUNDS = int(os.environ.get("CRASH_STORE_FAULT_ROUNDS", "25"))
SEED = os.environ.get("CRASH_STORE_FAULT_SEED") or str(random.randrange(2**32))
CLIENTS = 4
MOST_REPLIES_A_ROUND = 40
KIB = 1024
MIB = 1024 * KIB
DISK_BYTES = 8 * MIB

SYMBOLS = "/api/symbols/"
DEBUG_ID = "5A9832E5287241C1838ED98914E9B7FF1"

BLOBS = r"[^>\"]*/symbols/blobs/[0-9a-f]/[0-9a-f]"
# A file of symbols goes the way of a dump.
PATTERNS = {
    "flush file": FLUSH.format(rf"{BLOBS}/{NAME}\.part"),
    "rename": rf"rename(at2?)?\(.*/{NAME}\.part\", .*/{NAME}\"",
    "flush shard": FLUSH.format(BLOBS),
    "commit": COMMIT,
    "name in the tree": r"rename(at2?)?\(.*/tree/.*/\.new\", .*\.sym\"",
    "remove old": rf"unlink(at)?\(.*/{NAME}\"",
    "reply": REPLY,
}


def symbols_of(module, size=0):
    head = f"MODULE Linux x86_64 {DEBUG_ID} {module}\n".encode()
    return head + b"FILE 0 a.c\n" * (size // 11)


def zipped(files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as tree:
        for module, content in files.items():
            tree.writestr(f"{module}/{DEBUG_ID}/{module}.sym", content)
    return packed.getvalue()


class SymbolClient(Client):
    """Knows of every module which files may be there: the last acknowledged, or one in doubt."""

    def __init__(self, server, possible):
        super().__init__(server)
        self.possible = possible

    def upload_symbols(self, files):
        """Uploads files, by their modules, in one request."""
        for module, content in files.items():
            self.possible.setdefault(module, {None}).add(content)
        head = {"Content_Type": "application/octet-stream"}
        answer = self.send(self.request("POST", SYMBOLS, zipped(files), **head))
        for module, content in files.items():
            if answer.status in (200, 201):
                self.possible[module] = {content}
            elif content is not None:
                self.possible[module].discard(content)
        return answer

    def delete_symbols(self, module):
        rows = [row for row in self.symbols() if row["debug_file"] == module]
        self.possible[module].add(None)
        answer = self.send(self.request("DELETE", f"{SYMBOLS}{rows[0]['id']}/"))
        if answer.status == 204:
            self.possible[module] = {None}
        return answer

    def symbols(self):
        answer = self.send(self.request("GET", f"{SYMBOLS}?limit=1000"))
        assert answer.status == 200, answer
        return answer.json()

    def fetch(self, module):
        return self.send(self.request("GET", f"/symbols/{module}/{DEBUG_ID}/{module}.sym"))


def files_below(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def check_symbols(server, possible, folder=None):
    """Asserts that rows, bytes and names of a running server say the same, and what was told."""
    folder = folder or server.data_dir / "symbols"
    client = SymbolClient(server, possible)
    rows = {row["debug_file"]: row for row in client.symbols()}
    for module, contents in possible.items():
        if module not in rows:
            assert None in contents, f"{module} was acknowledged and is gone"
            continue
        answer = client.fetch(module)
        assert answer.status == 200 and answer.body in contents, module
        name = folder / "tree" / module / DEBUG_ID / f"{module}.sym"
        assert name.read_bytes() == answer.body
        assert sha256(answer.body) == rows[module]["sha256"]
        possible[module] = {answer.body}
    for module in possible.keys() - rows.keys():
        possible[module] = {None}
    assert rows.keys() <= possible.keys()
    # What was refused is tidied up while the answer is on its way.
    eventually(
        lambda: len(files_below(folder / "blobs")) == len(rows) == len(files_below(folder / "tree")),
        lambda: f"{len(rows)} rows, and {files_below(folder)}",
    )


def check_all(server, possible, folder=None):
    check_symbols(server, possible, folder)
    server.stop()
    check_fsck(server)


# --- Kills ------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["kill", "stop"])
def test_no_symbol_file_is_lost_however_the_server_ends(new_server, end):
    print(f"CRASH_STORE_FAULT_SEED={SEED}")
    rng = random.Random(SEED)
    server, possible, acknowledged = new_server(), {}, Ledger()
    for round_number in range(ROUNDS if end == "kill" else 3):
        server.start()
        workers = [
            Symboliser(server, possible, acknowledged, f"{round_number}-{n}")
            for n in range(CLIENTS)
        ]
        end_during(workers, getattr(server, end), acknowledged, rng, MOST_REPLIES_A_ROUND)
        if end == "stop":
            # Before any start could have tidied up.
            check_fsck(server)
        server.start()
        check_all(server, possible)


class Symboliser(Worker):
    """Uploads, replaces and deletes symbol files of modules of its own, until the server is
    gone."""

    def __init__(self, server, possible, acknowledged, name):
        super().__init__(SymbolClient(server, possible), name, SEED, [])
        self.acknowledged = acknowledged
        self.modules = []

    def _one_operation(self, label):
        choice = self.rng.random()
        if choice < 0.2 and self.modules:
            answer = self.client.delete_symbols(self.modules.pop())
            assert answer.status == 204, answer
        else:
            names = [f"{label}-{number}" for number in range(self.rng.randint(1, 3))]
            if choice < 0.4 and self.modules:
                names = [self.rng.choice(self.modules)]
            size = lambda: self.rng.choice([0, 4 * KIB, 64 * KIB, MIB + 2]) + self.rng.randint(0, KIB)
            answer = self.client.upload_symbols({name: symbols_of(name, size()) for name in names})
            assert answer.status in (200, 201), answer
            self.modules += [name for name in names if name not in self.modules]
        self.acknowledged.acknowledged(label, None)


# --- The order of steps -----------------------------------------------------------


@needs_strace
@pytest.mark.parametrize("size", [64 * KIB, 4 * MIB], ids=["small", "large"])
def test_a_symbol_file_is_durable_before_its_reply(server, size):
    client = SymbolClient(server, {})
    client.upload_symbols({"app": symbols_of("app")})
    with Trace(server, CALLS) as trace:
        assert client.upload_symbols({"app": symbols_of("app", size)}).status == 201
        trace.wait_for(REPLY)
    assert ordered_steps(trace, PATTERNS) == list(PATTERNS)
    check_symbols(server, client.possible)


# --- System calls that fail -------------------------------------------------------


@needs_strace
@pytest.mark.parametrize(
    ("calls", "effect"),
    [(SYNC, "error=EIO"), (RENAME, "error=EIO"), (RENAME, "error=ENOSPC")],
)
def test_a_fault_of_a_file_fails_the_upload(server, calls, effect):
    client = SymbolClient(server, {})
    files = {name: symbols_of(name, MIB + KIB) for name in ("one", "two")}
    with Injection(server, calls, effect):
        answer = client.upload_symbols(files)
    assert answer.status in (500, 507), answer
    check_symbols(server, client.possible)
    assert client.symbols() == []
    assert client.upload_symbols(files).status == 201
    check_symbols(server, client.possible)


@needs_strace
@pytest.mark.parametrize(
    ("calls", "effect"), [(WRITE, "error=EIO"), (WRITE, "error=ENOSPC"), (SYNC, "error=EIO")]
)
def test_a_commit_that_fails_fails_the_upload(server, calls, effect):
    client = SymbolClient(server, {})
    client.upload_symbols({"app": symbols_of("app")})
    after = symbols_of("app", KIB)
    with Injection(server, calls, effect, [write_ahead_log(server)]):
        answer = client.upload_symbols({"app": after})
    assert answer.status in (500, 507), answer
    # A failed commit may come back with the next start; it is then whole.
    client.possible["app"].add(after)
    server.kill()
    server.start()
    check_symbols(server, client.possible)
    assert SymbolClient(server, {}).upload_symbols({"app": after}).status in (200, 201)


# --- Full disks -------------------------------------------------------------------


def test_files_that_do_not_fit_are_refused_together(small_disk, new_server):
    folder = small_disk(DISK_BYTES) / "symbols"
    server = new_server(symbols={"dir": folder}, limits={"reserve_bytes": 0}).start()
    client = SymbolClient(server, {})
    half = {name: symbols_of(name, DISK_BYTES * 5 // 8) for name in ("one", "two")}
    assert client.upload_symbols(half).status == 507
    check_symbols(server, client.possible, folder)
    # What the refused ones took is free again.
    assert client.upload_symbols({"one": half["one"]}).status == 201
    check_all(server, client.possible, folder)


def test_a_full_disk_still_serves_symbols_and_deletes_them(small_disk, new_server):
    disk = small_disk(DISK_BYTES)
    server = new_server(symbols={"dir": disk / "symbols"}, limits={"reserve_bytes": 0}).start()
    client = SymbolClient(server, {})
    assert client.upload_symbols({"app": symbols_of("app", 2 * MIB)}).status == 201
    filler = take_every_byte(disk)
    assert client.upload_symbols({"other": symbols_of("other", MIB)}).status == 507
    assert client.fetch("app").status == 200
    assert client.delete_symbols("app").status == 204
    assert client.upload_symbols({"other": symbols_of("other", MIB)}).status == 201
    filler.unlink()
    check_all(server, client.possible, disk / "symbols")
