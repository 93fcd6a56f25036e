"""Crash Store as the benchmark runs it: one process, tokens that last the run."""

import urllib.request

from harness.crash_store import CrashStore

# Longer than any run.
TOKEN_MINUTES = 600
# A start checks every stored dump, and there are up to a million.
START_SECONDS = 600


def crash_store(directory, **sections):
    """A server that is not started yet: a context manager, see the harness.

    It processes no dumps, unless `sections` say so.
    """
    return CrashStore(
        directory,
        start_seconds=START_SECONDS,
        auth={"client_token_minutes": TOKEN_MINUTES},
        **sections,
    )


def authorization(server):
    """The header of a request that needs a user, as curl and wrk take it."""
    return f"Authorization: Bearer {server.client_token()}"


def delete_dump(server, dump):
    request = urllib.request.Request(
        f"{server.url}/api/dumps/{dump['id']}/",
        headers={"Authorization": f"Bearer {server.client_token()}"},
        method="DELETE",
    )
    urllib.request.urlopen(request, timeout=60).close()
