"""Crashes of the server while it processes: every dump stays, and is processed in the end.

CRASH_STORE_FAULT_ROUNDS sets how many crashes (25), CRASH_STORE_FAULT_SEED repeats a run's
choices.
"""

import os
import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from logged_client import LoggedClient
from oracle import check_contents, check_fsck

ROUNDS = int(os.environ.get("CRASH_STORE_FAULT_ROUNDS", "25"))
SEED = os.environ.get("CRASH_STORE_FAULT_SEED") or str(random.randrange(2**32))
WORKERS = 2
DUMPS_A_ROUND = 6
DEADLINE_SECONDS = 120
SAMPLE = Path(__file__).parents[2] / "crates/processing/tests/data/crashy-segv.dmp"


def test_the_queue_outlives_crashes_of_the_server(new_server, ledger):
    print(f"CRASH_STORE_FAULT_SEED={SEED}")
    rng = random.Random(SEED)
    server, verified, seen = new_server(processing={"workers": WORKERS}), set(), set()
    for round_number in range(ROUNDS):
        server.start()
        client = LoggedClient(server, ledger)
        for number in range(DUMPS_A_ROUND):
            # What follows a minidump is not looked at: each dump has bytes of its own.
            content = SAMPLE.read_bytes() + rng.randbytes(32)
            answer = client.upload(content, f"{round_number}-{number}")
            assert answer.status == 201, answer
        seen |= watch_until(server, lambda: rng.random() < 0.02)
        server.kill()
        check_workers_are_gone(server)
        server.start()
        check_contents(server, ledger, verified)
        seen |= watch_until(server, lambda: rng.random() < 0.02)
        server.stop()
        check_fsck(server)
    server.start()
    watch_until(server, lambda: set(states(server)) == {"done"})
    check_contents(server, ledger)
    assert len(states(server)) == len(ledger.present())
    assert seen, "no worker was seen at work"


def watch_until(server, is_enough):
    """Looks again and again at what is processed, until it is enough: nothing twice at once.

    Returns what was seen.
    """
    seen = set()
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not is_enough():
        files = files_at_work(server)
        seen |= set(files)
        assert len(files) == len(set(files)), files
        assert len(files) <= WORKERS, files
        assert states(server).count("running") <= WORKERS
        assert time.monotonic() < deadline, states(server)
        time.sleep(0.01)
    return seen


def files_at_work(server):
    """The dumps that the server's workers read."""
    tasks = Path(f"/proc/{server.process.pid}/task").iterdir()
    pids = [pid for task in tasks for pid in read(task / "children").split()]
    commands = [read(Path(f"/proc/{pid}/cmdline")).split("\0")[:-1] for pid in pids]
    # One that has just been forked is still the server, and one that has ended is nothing.
    return [command[-1] for command in commands if "--worker" in command]


def check_workers_are_gone(server):
    """A worker ends with its server: no two servers' workers read one dump."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    folder = str(server.dumps_dir)
    while any(folder in command for command in commands_of_workers()):
        assert time.monotonic() < deadline, list(commands_of_workers())
        time.sleep(0.01)


def commands_of_workers():
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            command = read(process / "cmdline")
            if "--worker" in command:
                yield command


def read(path):
    """What a file of /proc says; nothing, when the process has ended meanwhile."""
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def states(server):
    """How far processing of each dump is."""
    database = server.data_dir / "crash-store.sqlite3"
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return [state for (state,) in connection.execute("SELECT state FROM processing")]
