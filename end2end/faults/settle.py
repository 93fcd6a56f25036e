"""Waiting for a condition, never for a time."""

import time

DEADLINE_SECONDS = 30
POLL_SECONDS = 0.01


def eventually(condition, describe=lambda: "the condition did not come true"):
    """Polls until `condition()` is true, and fails with `describe()` if it never is."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, describe()
        time.sleep(POLL_SECONDS)
