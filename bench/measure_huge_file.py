"""One file larger than 32 bits count: up, down, and the server's memory meanwhile."""

import transfer
from crash_store_server import authorization, crash_store
from figures import Figure, Goal, Section
from plan import MIB
from procfs import PeakMemory
from workspace import scratch, settle


def measure(plan, directory):
    size_mib = plan.huge_file_bytes / MIB
    with scratch(directory, "huge-file") as home:
        source = home / "source"
        sha256 = transfer.random_file(source, plan.huge_file_bytes)
        with crash_store(home / "crash-store") as server:
            headers = [authorization(server)]
            memory = PeakMemory(server.process.pid)
            upload, dump = transfer.post_dump(server.url, source)
            upload_growth_mib = memory.growth_mib()

            url = f"{server.url}/api/dumps/{dump['id']}/download/"
            settle()
            memory.reset()
            download = transfer.download(url, headers)
            download_growth_mib = memory.growth_mib()
            if transfer.sha256_of_download(url, headers) != sha256:
                raise RuntimeError("the download differs from what was uploaded")
    return Section(
        f"One file of {size_mib:,.0f} MiB",
        [
            Figure("upload, wall time", "s", [upload.seconds]),
            Figure("upload, speed", "MiB/s", [size_mib / upload.seconds]),
            Figure("upload, memory growth", "MiB", [upload_growth_mib], goal=Goal("≤", 32)),
            Figure("download, wall time", "s", [download.seconds]),
            Figure("download, speed", "MiB/s", [size_mib / download.seconds]),
            Figure("download, memory growth", "MiB", [download_growth_mib], goal=Goal("≤", 32)),
        ],
        remarks=["A second download was compared byte for byte by its SHA-256."],
    )
