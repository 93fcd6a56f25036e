"""The download of one big file, against nginx with sendfile; the server's memory."""

import transfer
from crash_store_server import authorization, crash_store
from figures import Figure, Goal, Section
from nginx import Nginx
from plan import MIB
from procfs import PeakMemory, cpu_seconds
from rounds import alternate
from workspace import scratch, settle


def measure(plan, directory):
    size_mib = plan.big_file_bytes / MIB
    with scratch(directory, "big-download") as home:
        source = home / "source"
        transfer.random_file(source, plan.big_file_bytes)
        with crash_store(home / "crash-store") as server, Nginx(home / "nginx") as nginx:
            _, dump = transfer.post_dump(server.url, source)
            source.rename(nginx.files / "big")
            headers = [authorization(server)]
            ours = f"{server.url}/api/dumps/{dump['id']}/download/"
            settle()
            memory = PeakMemory(server.process.pid)
            samples = alternate(
                plan.rounds,
                crash_store=lambda: _download(plan, ours, [server.process.pid], headers),
                nginx=lambda: _download(plan, f"{nginx.url}/big", nginx.pids(), headers),
            )
            growth_mib = memory.growth_mib()

    seconds = {side: [each for each, _ in pairs] for side, pairs in samples.items()}
    cpu = {side: [each for _, each in pairs] for side, pairs in samples.items()}
    speeds = {side: [size_mib / each for each in seconds[side]] for side in seconds}
    return Section(
        f"Download of one file of {size_mib:,.0f} MiB",
        [
            Figure("speed", "MiB/s", speeds["crash_store"], speeds["nginx"], Goal("≥", 0.9)),
            Figure("wall time", "s", seconds["crash_store"], seconds["nginx"]),
            Figure("server CPU", "s", cpu["crash_store"], cpu["nginx"]),
            Figure("memory growth, all rounds", "MiB", [growth_mib], of=max),
        ],
        remarks=["Both files lie in the page cache; nginx uses sendfile."],
    )


def _download(plan, url, pids, headers):
    """Wall seconds and the server's CPU seconds."""
    cpu_before = cpu_seconds(pids)
    done = transfer.download(url, headers)
    if done.received_bytes != plan.big_file_bytes:
        raise RuntimeError(f"{url}: {done.received_bytes} bytes, want {plan.big_file_bytes}")
    return done.seconds, cpu_seconds(pids) - cpu_before
