"""Many small requests: runs wrk against a server and reads what it measured."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import procfs
from figures import Figure

SCRIPTS = Path(__file__).with_name("wrk")
# Slower answers count as errors.
TIMEOUT_SECONDS = 30


@dataclass(frozen=True)
class Load:
    requests_per_second: float
    p50_ms: float
    p99_ms: float
    server_cpu_ms_per_request: float


def run(script, url, pids, *, connections, seconds, headers=(), arguments=()):
    """Loads `url` by the script's requests; raises when any of them failed.

    `pids` are the server's processes, whose CPU time is taken.
    """
    command = ["wrk", "--threads", str(min(2, connections))]
    command += ["--connections", str(connections), "--duration", f"{seconds}s"]
    command += ["--timeout", f"{TIMEOUT_SECONDS}s", "--script", script]
    for header in headers:
        command += ["--header", header]
    command += [url, "--", *map(str, arguments)]

    cpu_before = procfs.cpu_seconds(pids)
    # The scripts find each other by the current directory.
    done = subprocess.run(
        command,
        cwd=SCRIPTS,
        text=True,
        capture_output=True,
        timeout=seconds + 2 * TIMEOUT_SECONDS,
    )
    cpu_spent = procfs.cpu_seconds(pids) - cpu_before

    if done.returncode != 0:
        raise RuntimeError(f"wrk failed on {url}: {done.stdout}{done.stderr}")
    measured = json.loads(done.stdout.splitlines()[-1])
    _refuse_errors(url, measured)
    return Load(
        requests_per_second=measured["requests"] * 1e6 / measured["duration_us"],
        p50_ms=measured["p50_us"] / 1e3,
        p99_ms=measured["p99_us"] / 1e3,
        server_cpu_ms_per_request=cpu_spent * 1e3 / measured["requests"],
    )


def get(url, pids, paths_file, *, connections, seconds, headers=()):
    """Loads `url` with GETs of the paths that a file lists, one per line."""
    return run(
        "get_paths.lua",
        url,
        pids,
        connections=connections,
        seconds=seconds,
        headers=headers,
        arguments=[paths_file],
    )


def figures(requests_name, ours, peer, rate_goal=None):
    """Compares the loads of two servers field by field."""

    def figure(name, unit, field, goal=None):
        sides = ([getattr(load, field) for load in loads] for loads in (ours, peer))
        return Figure(name, unit, *sides, goal)

    return [
        figure(requests_name, "1/s", "requests_per_second", rate_goal),
        figure("latency, median", "ms", "p50_ms"),
        figure("latency, 99th percentile", "ms", "p99_ms"),
        figure("server CPU per request", "ms", "server_cpu_ms_per_request"),
    ]


def _refuse_errors(url, measured):
    errors = {kind: count for kind, count in measured["errors"].items() if count}
    if errors or not measured["requests"]:
        raise RuntimeError(
            f"{url}: {measured['requests']} requests with errors {errors}; want none"
        )
