"""Durable uploads of 64 KiB at 32 connections, against PUTs that are never synced."""

import load
from crash_store_server import crash_store
from figures import Goal, Section
from nginx import Nginx
from rounds import alternate
from workspace import scratch, settle

CONNECTIONS = 32


def measure(plan, directory):
    samples = alternate(
        plan.rounds,
        crash_store=lambda: _crash_store(plan, directory),
        nginx=lambda: _nginx(plan, directory),
    )
    return Section(
        f"Durable uploads of 64 KiB, {CONNECTIONS} connections",
        load.figures("uploads", samples["crash_store"], samples["nginx"], Goal("≥", 0.75)),
        remarks=[
            "Crash Store syncs file, directory and row before it answers; nginx syncs nothing.",
            "Every block starts with a fresh server, an empty directory and a warm-up.",
        ],
    )


def _crash_store(plan, directory):
    with scratch(directory, "crash-store") as home, crash_store(home) as server:
        pids = [server.process.pid]
        return _load(plan, "post_multipart.lua", f"{server.url}/api/dumps/", pids)


def _nginx(plan, directory):
    with scratch(directory, "nginx") as home, Nginx(home) as server:
        return _load(plan, "put_unique.lua", f"{server.url}/put/", server.pids())


def _load(plan, script, url, pids):
    load.run(script, url, pids, connections=CONNECTIONS, seconds=plan.warm_up_seconds)
    settle()
    return load.run(script, url, pids, connections=CONNECTIONS, seconds=plan.load_seconds)
