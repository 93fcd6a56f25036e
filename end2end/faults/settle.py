"""Waiting for a condition, never for a time."""

import time
from pathlib import Path

DEADLINE_SECONDS = 30
POLL_SECONDS = 0.01


def eventually(condition, describe=lambda: "the condition did not come true"):
    """Polls until `condition()` is true, and fails with `describe()` if it never is."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, describe()
        time.sleep(POLL_SECONDS)


def open_sockets(server):
    """How many sockets the server has: after an abort it may not know of it yet."""
    targets = []
    for link in Path(f"/proc/{server.process.pid}/fd").iterdir():
        try:
            targets.append(link.readlink())
        except FileNotFoundError:
            continue  # Closed while the directory was being read.
    return sum(str(target).startswith("socket:") for target in targets)
