"""Minidumps read by hand, beside minidump-stackwalk of the same crates."""

import json
import subprocess
import time
from pathlib import Path

from figures import Figure, Goal, Section
from harness.crash_store import default_binary
from rounds import alternate

DATA = Path(__file__).resolve().parents[1] / "crates/processing/tests/data"
SYMBOLS = DATA / "symbols"
# The others are broken: neither reads them.
DUMPS = ["crashy-abort", "crashy-segv", "linux-mini", "simple-crashpad", "test"]
TIMES = 10


def measure(plan, _directory):
    dumps = [DATA / f"{name}.dmp" for name in DUMPS]
    for dump in dumps:
        ours, peer = _frames(_ours(dump)), _frames(_peer(dump))
        if ours != peer:
            raise RuntimeError(f"{dump.name} has other frames than minidump-stackwalk finds")
    samples = alternate(
        plan.rounds,
        ours=lambda: _seconds(map(_ours, dumps)),
        peer=lambda: _seconds(map(_peer, dumps)),
    )
    name = f"{len(dumps)} dumps, {TIMES} times each"
    return Section(
        "Minidumps read by hand",
        [Figure(name, "s", samples["ours"], samples["peer"], Goal("≤", 1.1))],
        peer_name="minidump-stackwalk",
        remarks=[
            "`crash-store process --json` with symbols, process by process. All frames were"
            " compared and are the same."
        ],
    )


def _ours(dump):
    return [default_binary(), "process", "--json", "--symbols", SYMBOLS, dump]


def _peer(dump):
    return ["minidump-stackwalk", "--json", "--symbols-path", SYMBOLS, dump]


def _seconds(commands):
    begin = time.perf_counter()
    for command in commands:
        for _ in range(TIMES):
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begin


def _frames(command):
    report = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    return [thread["frames"] for thread in report["threads"]]
