"""Fixtures of the fault tests: a real server, and a small disk to run it on."""

import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from harness.crash_store import CrashStore
from logged_client import LoggedClient
from oracle import Ledger, check_server

# Longer than any of these tests takes.
LONG_TOKENS = {"client_token_minutes": 120, "login_attempts_per_minute": 0}


@pytest.fixture
def new_server(tmp_path):
    """Makes servers that are ended, whatever the test did, when it is over."""
    made = []

    def make(name="server", **options):
        server = CrashStore(tmp_path / name, auth=LONG_TOKENS, **options)
        made.append(server)
        return server

    yield make
    for server in made:
        server.kill()


@pytest.fixture
def ledger():
    return Ledger()


@pytest.fixture
def server(request, new_server, ledger):
    """A running server that must be in order when the test is over.

    In order: it holds what the client's log says, no file is without a row, and
    `fsck --verify` finds nothing. `@pytest.mark.settings(section={...})` configures it.
    """
    settings = request.node.get_closest_marker("settings")
    server = new_server(**settings.kwargs if settings else {})
    server.start()
    yield server
    assert server.process.poll() is None, "the server went down during the test"
    check_server(server, ledger)


@pytest.fixture
def client(server, ledger):
    return LoggedClient(server, ledger)


@pytest.fixture
def old_dump(client):
    """The id of a dump from before whatever the test does."""
    answer = client.upload(b"the old contents", "old")
    assert answer.status == 201, answer
    return answer.json()["id"]


@pytest.fixture
def small_disk(tmp_path):
    """Mounts small tmpfs file systems: `small_disk(size_bytes=…, inodes=…)`."""
    mounted = []

    def mount(size_bytes, inodes=10_000):
        directory = tmp_path / f"disk-{len(mounted)}"
        directory.mkdir()
        options = f"size={size_bytes},nr_inodes={inodes}"
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", directory],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            pytest.skip(f"needs the right to mount a tmpfs: {done.stderr.strip()}")
        mounted.append(directory)
        return directory

    yield mount
    for directory in mounted:
        subprocess.run(["umount", directory], check=True)
