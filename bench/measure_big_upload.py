"""The upload of one big file, against an nginx PUT; the server's memory meanwhile."""

import os
import time

import transfer
from crash_store_server import crash_store, delete_dump
from figures import Figure, Goal, Section
from nginx import Nginx
from plan import MIB
from procfs import PeakMemory
from rounds import alternate
from workspace import scratch, settle


def measure(plan, directory):
    size_mib = plan.big_file_bytes / MIB
    with scratch(directory, "big-upload") as home:
        source = home / "source"
        sha256 = transfer.random_file(source, plan.big_file_bytes)
        with crash_store(home / "crash-store") as server, Nginx(home / "nginx") as nginx:
            memory = PeakMemory(server.process.pid)
            samples = alternate(
                plan.rounds,
                crash_store=lambda: _post(server, source, sha256),
                nginx=lambda: _put_and_sync(nginx, source),
            )
            growth_mib = memory.growth_mib()

    posted = samples["crash_store"]
    put = [seconds for seconds, _ in samples["nginx"]]
    put_and_synced = [seconds for _, seconds in samples["nginx"]]
    posted_speeds = [size_mib / seconds for seconds in posted]
    put_speeds = [size_mib / seconds for seconds in put]
    return Section(
        f"Upload of one file of {size_mib:,.0f} MiB",
        [
            Figure("speed", "MiB/s", posted_speeds, put_speeds, Goal("≥", 0.8)),
            Figure("wall time", "s", posted, put),
            Figure("wall time, nginx with an fsync afterwards", "s", posted, put_and_synced),
            Figure("memory growth, all rounds", "MiB", [growth_mib], goal=Goal("≤", 32), of=max),
        ],
        remarks=["Crash Store hashes the file and syncs it before it answers."],
    )


def _post(server, source, sha256):
    settle()
    done, dump = transfer.post_dump(server.url, source)
    if dump["sha256"] != sha256:
        raise RuntimeError(f"the server hashed {dump['sha256']}, sent was {sha256}")
    delete_dump(server, dump)
    return done.seconds


def _put_and_sync(nginx, source):
    """Seconds of the PUT alone, and with the sync that would make it durable."""
    settle()
    done = transfer.put(f"{nginx.url}/put/big", source)
    stored = nginx.put_files / "big"
    sync_began = time.monotonic()
    with open(stored, "rb") as file:
        os.fsync(file.fileno())
    sync_seconds = time.monotonic() - sync_began
    stored.unlink()
    return done.seconds, done.seconds + sync_seconds
