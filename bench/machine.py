"""A description of the machine, the versions and the commit, for the report."""

import os
import platform
import subprocess
import tempfile
import time
from datetime import datetime, timezone
from pathlib import Path
from statistics import median

import nginx
from harness.crash_store import default_binary

ROOT = Path(__file__).resolve().parents[1]
SYNCS = 100


def describe(directory):
    """Pairs of name and value. `directory` is where the measured files will lie."""
    source, file_system = _mount(directory)
    return [
        ("date", datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC")),
        ("commit", _commit()),
        ("Crash Store", _version([default_binary(), "--version"])),
        ("peer", nginx.version()),
        ("load", f"{_version(['wrk', '-v'])}, {_version(['curl', '--version'])}"),
        ("CPU", f"{_cpu_model()}, {os.cpu_count()} cores"),
        ("memory", f"{_memory_gib():.1f} GiB"),
        ("kernel", f"{platform.system()} {platform.release()}"),
        ("files on", f"{file_system} on {source}"),
        ("one write of 4 KiB with fsync", f"{_sync_ms(directory):.2f} ms, median"),
    ]


def _version(command):
    """The first two words that the command says about itself."""
    # `wrk -v` exits with 1 all the same, so the status says nothing.
    asked = subprocess.run(command, capture_output=True, text=True)
    return " ".join(asked.stdout.split()[:2])


def _commit():
    commit = _git("rev-parse", "--short=12", "HEAD")
    # A new RESULTS.md changes nothing that is measured.
    tracked = ("--untracked-files=no", "--", ".", ":!bench/RESULTS.md")
    changed = _git("status", "--porcelain", *tracked)
    return f"{commit}, with uncommitted changes" if changed else commit


def _git(*arguments):
    return subprocess.run(
        ["git", "-C", ROOT, *arguments], capture_output=True, text=True, check=True
    ).stdout.strip()


def _cpu_model():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _memory_gib():
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1024**3


def _mount(directory):
    """The device and the type of the file system that holds `directory`."""
    mounts = {}
    for line in Path("/proc/self/mounts").read_text().splitlines():
        source, point, file_system, *_ = line.split()
        mounts[Path(point)] = source, file_system
    real = Path(directory).resolve()
    return next(mounts[path] for path in (real, *real.parents) if path in mounts)


def _sync_ms(directory):
    """What a small durable write costs here: the floor under every durable upload."""
    spent = []
    with tempfile.TemporaryFile(dir=directory) as file:
        for _ in range(SYNCS):
            file.write(bytes(4096))
            file.flush()
            began = time.monotonic()
            os.fsync(file.fileno())
            spent.append((time.monotonic() - began) * 1e3)
    return median(spent)
