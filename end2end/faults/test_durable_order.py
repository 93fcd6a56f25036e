"""The order of durable steps that `docs/durability.md` promises, as system calls.

A power cut cannot be tried here. What survives one is decided by which flushes
were over before the reply, and that can be seen.
"""

import itertools
import re
import uuid
from pathlib import Path

import pytest

from client import Client
from strace import Trace, needs_strace, successes, traced_from_the_start

pytestmark = needs_strace

CALLS = (
    "mkdir,mkdirat,write,pwrite64,writev,sendto,sendmsg,fsync,fdatasync,"
    "rename,renameat,renameat2,unlink,unlinkat"
)
KIB = 1024
SIZES = {"small": 64 * KIB, "large": 4096 * KIB}

FLUSH = r"f(data)?sync\(\d+<{}>"
SHARD = r"[^>\"]*/dumps/[0-9a-f]/[0-9a-f]"
NAME = r"[0-9a-f-]{36}"

FLUSH_FILE = FLUSH.format(rf"{SHARD}/{NAME}\.part")
RENAME = rf"rename(at2?)?\(.*/{NAME}\.part\", .*/{NAME}\""
FLUSH_SHARD = FLUSH.format(SHARD)
COMMIT = FLUSH.format(r"[^>]*/crash-store\.sqlite3-wal")
REMOVE_OLD = rf"unlink(at)?\(.*/{NAME}\""
REPLY = r"(write|writev|sendto|sendmsg)\(\d+<(TCP|socket):.*HTTP/1\.1 2"


PATTERNS = {
    "flush file": FLUSH_FILE,
    "rename": RENAME,
    "flush shard": FLUSH_SHARD,
    "commit": COMMIT,
    "remove old": REMOVE_OLD,
    "reply": REPLY,
}


def steps(trace):
    return ordered_steps(trace, PATTERNS)


def ordered_steps(trace, patterns):
    """The steps in a trace, in order; none may begin before the one before it is over."""
    last = {}
    for call in trace.successes():
        for step, pattern in patterns.items():
            if re.match(pattern, call.text):
                last[step] = call
    ordered = sorted(last, key=lambda step: last[step].begun)
    for before, after in itertools.pairwise(ordered):
        assert last[before].over < last[after].begun, (last[before], last[after])
    return ordered


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES.keys())
def test_an_upload_is_durable_before_its_reply(server, client, size):
    with Trace(server, CALLS) as trace:
        assert client.upload(bytes(size), "new").status == 201
        trace.wait_for(REPLY)
    assert steps(trace) == ["flush file", "rename", "flush shard", "commit", "reply"]


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES.keys())
def test_every_file_of_a_report_is_durable_before_its_reply(server, client, size):
    attachments = {"a.log": bytes(size), "b.log": b"small"}
    with Trace(server, CALLS) as trace:
        assert client.report(b"dump", "new", uuid.uuid4(), attachments).status == 200
        trace.wait_for(REPLY)
    renames = [call.text for call in trace.successes() if re.match(RENAME, call.text)]
    names = [re.search(rf"({NAME})\"", text)[1] for text in renames]
    assert len(set(names)) == 3, renames
    for name in names:
        shard = rf"[^>\"]*/dumps/{name[0]}/{name[1]}"
        one = {
            "flush file": FLUSH.format(rf"{shard}/{name}\.part"),
            "rename": rf"rename(at2?)?\(.*/{name}\.part\", .*/{name}\"",
            "flush shard": FLUSH.format(shard),
            "commit": COMMIT,
            "reply": REPLY,
        }
        assert ordered_steps(trace, one) == list(one)


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES.keys())
def test_a_replacement_is_durable_before_the_old_bytes_go(server, client, old_dump, method, size):
    with Trace(server, CALLS) as trace:
        assert client.replace(old_dump, bytes(size), "new", method).status == 200
        trace.wait_for(REPLY)
    begin = ["flush file", "rename", "flush shard", "commit"]
    assert steps(trace) == [*begin, "remove old", "reply"]


def test_a_delete_is_durable_before_its_bytes_go(server, client, old_dump):
    with Trace(server, CALLS) as trace:
        assert client.delete(old_dump).status == 204
        trace.wait_for(REPLY)
    assert steps(trace) == ["commit", "remove old", "reply"]


def test_a_new_label_is_durable_before_its_reply(server, client, old_dump):
    with Trace(server, CALLS) as trace:
        assert client.set_label(old_dump, "new").status == 200
        trace.wait_for(REPLY)
    assert steps(trace) == ["commit", "reply"]


def test_a_new_directory_is_durable_before_the_first_upload_in_it(new_server, tmp_path):
    """Directories may be made at start-up or by the upload: both are in this trace."""
    log = tmp_path / "strace.log"
    server = new_server(wrapper=traced_from_the_start(CALLS, log))
    server.start()
    assert Client(server).upload(b"first", "first").status == 201
    server.stop()

    unflushed = set()
    made = set()
    for call, *_ in successes(log.read_text(errors="replace").splitlines()):
        if new := re.match(r'mkdir(at)?\(.*"(/[^"]+)"', call):
            made.add(Path(new[2]))
            unflushed.add(Path(new[2]))
        elif flushed := re.match(FLUSH.format(f"(?P<path>{server.directory}[^>]*)"), call):
            unflushed -= {path for path in made if path.parent == Path(flushed["path"])}
        elif re.match(REPLY + "01", call):
            break
    else:
        pytest.fail("the trace shows no reply")
    assert any(path.parent.parent == server.dumps_dir for path in made), made
    # Nothing that was acknowledged lies in these.
    passing = {"quarantine", "processing"}
    needed = {path for path in unflushed if path.name not in passing}
    assert not needed, f"never flushed: the entries of {needed}"
