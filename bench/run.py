#!/usr/bin/env python3
"""Measures Crash Store beside nginx on this machine and writes RESULTS.md.

`make bench` runs this. See README.md.
"""

import argparse
import os
import shutil
import signal
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
# For `harness`, which the tests share.
sys.path.insert(0, str(ROOT / "end2end"))

import machine
import measure_big_download
import measure_big_upload
import measure_huge_file
import measure_listing
import measure_metadata
import measure_pages
import measure_parallel_uploads
import measure_small_uploads
import measure_stackwalk
import measure_uploads_while_processing
import report
from harness.crash_store import default_binary
from plan import FULL, GIB, QUICK
from workspace import scratch, settle

TOOLS = ["nginx", "wrk", "curl", "git", "minidump-stackwalk"]
MEASUREMENTS = {
    "small-uploads": measure_small_uploads,
    "big-upload": measure_big_upload,
    "big-download": measure_big_download,
    "metadata": measure_metadata,
    "listing": measure_listing,
    "pages": measure_pages,
    "parallel-uploads": measure_parallel_uploads,
    "uploads-while-processing": measure_uploads_while_processing,
    "stackwalk": measure_stackwalk,
    "huge-file": measure_huge_file,
}


def main():
    options = _options()
    plan = QUICK if options.quick else FULL
    # Debian keeps nginx where the PATH of users does not look.
    os.environ["PATH"] += os.pathsep + "/usr/sbin"
    _check_prerequisites(plan, options.dir)
    # So that the scratch directories vanish and the servers end.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("bench: terminated"))

    names = options.only or list(MEASUREMENTS)
    if plan.huge_file_bytes is None:
        names = [name for name in names if name != "huge-file"]
    with scratch(options.dir.resolve(), "bench") as directory:
        described = machine.describe(directory)
        sections = []
        for name in names:
            print(f"bench: {name} …", file=sys.stderr, flush=True)
            settle()
            sections.append(MEASUREMENTS[name].measure(plan, directory))

    print(report.summary(sections))
    if options.results:
        notes = (HERE / "NOTES.md").read_text()
        options.results.write_text(report.results(described, sections, notes))
        print(f"bench: wrote {options.results}", file=sys.stderr)


def _options():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--quick",
        action="store_true",
        help="a small run that tries the benchmark itself; its figures mean little",
    )
    parser.add_argument(
        "--only",
        action="append",
        choices=MEASUREMENTS,
        help="just this measurement; may be repeated",
    )
    parser.add_argument(
        "--dir",
        type=Path,
        default=ROOT / "target",
        help="where to work: a directory on the disk to be measured (default: %(default)s)",
    )
    parser.add_argument(
        "--results",
        type=Path,
        help="the file to write; bench/RESULTS.md after a full run, else none",
    )
    options = parser.parse_args()
    if options.results is None and not options.quick and not options.only:
        options.results = HERE / "RESULTS.md"
    return options


def _check_prerequisites(plan, directory):
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        sys.exit(
            f"bench: not installed: {', '.join(missing)};"
            f" on Debian: apt-get install {' '.join(missing)}"
        )
    if not default_binary().exists():
        sys.exit(f"bench: {default_binary()} is missing; build it by: make build")
    free_bytes = shutil.disk_usage(directory).free
    if free_bytes < plan.free_disk_bytes:
        sys.exit(
            f"bench: {directory} has {free_bytes / GIB:.0f} GiB free,"
            f" {plan.free_disk_bytes / GIB:.0f} GiB are needed; see --dir"
        )


if __name__ == "__main__":
    main()
