"""The server's memory while many big files arrive at once."""

import time

import transfer
from crash_store_server import crash_store
from figures import Figure, Goal, Section
from plan import MIB
from procfs import PeakMemory
from workspace import scratch, settle


def measure(plan, directory):
    count, size_mib = plan.parallel_uploads, plan.parallel_file_bytes / MIB
    with scratch(directory, "parallel-uploads") as home:
        source = home / "source"
        sha256 = transfer.random_file(source, plan.parallel_file_bytes)
        with crash_store(home / "crash-store") as server:
            settle()
            memory = PeakMemory(server.process.pid)
            began = time.monotonic()
            stored = transfer.post_dump_at_once(server.url, source, count)
            seconds = time.monotonic() - began
            growth_mib = memory.growth_mib()
    if {dump["sha256"] for dump in stored} != {sha256}:
        raise RuntimeError("not every upload was hashed as it was sent")
    return Section(
        f"{count} uploads of {size_mib:,.0f} MiB at once",
        [
            Figure("memory growth", "MiB", [growth_mib], goal=Goal("≤", 128)),
            Figure("speed, all together", "MiB/s", [count * size_mib / seconds]),
            Figure("wall time", "s", [seconds]),
        ],
    )
