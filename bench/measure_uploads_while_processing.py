"""Uploads of minidumps while the server processes them, against one that processes nothing."""

import sqlite3
from contextlib import closing
from pathlib import Path

import load
from crash_store_server import crash_store
from figures import Figure, Goal, Section
from rounds import alternate
from workspace import scratch, settle

# As many as a busy office of crash clients.
CONNECTIONS = 8
DUMP = Path(__file__).parents[1] / "crates/processing/tests/data/crashy-segv.dmp"


def measure(plan, directory):
    samples = alternate(
        plan.rounds,
        with_processing=lambda: _crash_store(plan, directory, {}),
        without=lambda: _crash_store(plan, directory, {"workers": 0}),
    )
    ours = [each for each, _ in samples["with_processing"]]
    peer = [each for each, _ in samples["without"]]
    processed = [count for _, count in samples["with_processing"]]
    if not all(processed):
        raise RuntimeError("nothing was processed meanwhile")

    def figure(name, unit, field, goal=None):
        sides = ([getattr(each, field) for each in side] for side in (ours, peer))
        return Figure(name, unit, *sides, goal)

    return Section(
        f"Uploads while processing, {CONNECTIONS} connections",
        [
            figure("uploads", "1/s", "requests_per_second"),
            figure("latency, median", "ms", "p50_ms"),
            figure("latency, 99th percentile", "ms", "p99_ms", Goal("≤", 1.5)),
            Figure("dumps processed meanwhile", "", processed),
        ],
        ours_name="with processing",
        peer_name="without",
        remarks=[
            "Each upload is a minidump of 13 KiB, which joins the queue; the workers are busy from"
            " the first to the last.",
        ],
    )


def _crash_store(plan, directory, processing):
    """The load, and how many dumps were processed while it went on."""
    settings = {"processing": {"workers": "", **processing}}
    with scratch(directory, "processing") as home, crash_store(home, **settings) as server:
        url, pids = f"{server.url}/api/dumps/", [server.process.pid]
        _load(url, pids, plan.warm_up_seconds)
        settle()
        before = _processed(server)
        measured = _load(url, pids, plan.load_seconds)
        return measured, _processed(server) - before


def _load(url, pids, seconds):
    return load.run(
        "post_minidump.lua",
        url,
        pids,
        connections=CONNECTIONS,
        seconds=seconds,
        arguments=[DUMP],
    )


def _processed(server):
    database = server.data_dir / "crash-store.sqlite3"
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        sql = "SELECT count(*) FROM processing WHERE state = 'done'"
        return connection.execute(sql).fetchone()[0]
