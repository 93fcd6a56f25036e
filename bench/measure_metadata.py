"""GET of a dump's metadata, with a static file of the same size for scale."""

import load
import transfer
from crash_store_server import authorization, crash_store
from figures import Section
from nginx import Nginx
from rounds import alternate
from workspace import scratch, settle

CONNECTIONS = 32
DUMPS = 100


def measure(plan, directory):
    with scratch(directory, "metadata") as home:
        with crash_store(home / "crash-store") as server, Nginx(home / "nginx") as nginx:
            samples = _measure(plan, home, server, nginx)
    return Section(
        f"Metadata of one dump, {CONNECTIONS} connections",
        load.figures("GETs", samples["crash_store"], samples["nginx"]),
        remarks=[
            f"{DUMPS} dumps in turn. For scale only: nginx serves a static file of the same"
            " size, without authentication or a database."
        ],
    )


def _measure(plan, home, server, nginx):
    dump_paths = _fill(home, server)
    headers = [authorization(server)]
    answer = transfer.read(server.url + dump_paths[0], headers)
    (nginx.files / "dump.json").write_text(answer)

    dump_paths_file, static_paths_file = home / "dump-paths", home / "static-paths"
    dump_paths_file.write_text("\n".join(dump_paths))
    static_paths_file.write_text("/dump.json")
    settle()
    settings = {"connections": CONNECTIONS, "seconds": plan.load_seconds, "headers": headers}
    return alternate(
        plan.rounds,
        crash_store=lambda: load.get(server.url, [server.process.pid], dump_paths_file, **settings),
        nginx=lambda: load.get(nginx.url, nginx.pids(), static_paths_file, **settings),
    )


def _fill(home, server):
    """Uploads small dumps; returns the paths of their metadata."""
    source = home / "source.dmp"
    source.write_bytes(bytes(1024))
    dumps = [transfer.post_dump(server.url, source)[1] for _ in range(DUMPS)]
    return [f"/api/dumps/{dump['id']}/" for dump in dumps]
