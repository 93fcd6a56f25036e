#!/usr/bin/env python3
"""Runs the wire contract's conformance suite against a server of its own.

Arguments go on to pytest: `run_contract.py -k upload -x`.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from harness import crash_store
from harness.crash_store import CrashStore

SUITE = Path(__file__).resolve().parent / "contract"


def main():
    with tempfile.TemporaryDirectory(prefix="crash-store-contract-") as directory:
        server = CrashStore(directory)
        with server:
            server.create_admin()
            status = _run_suite(server, sys.argv[1:])
        if status != 0:
            print(f"\n--- the server's log ---\n{server.log.read_text()}", file=sys.stderr)
    sys.exit(status)


def _run_suite(server, arguments):
    environment = {
        **os.environ,
        "BASE_URL": server.url,
        "ADMIN_EMAIL": crash_store.ADMIN_EMAIL,
        "ADMIN_PASSWORD": crash_store.ADMIN_PASSWORD,
        "CLIENT_SECRET": crash_store.CLIENT_SECRET,
        "DUMPS_DIR": str(server.dumps_dir),
        "SECRET_KEY": crash_store.SECRET_KEY,
    }
    command = [sys.executable, "-B", "-m", "pytest", "-q", "--tb=short", *arguments]
    return subprocess.run(command, cwd=SUITE, env=environment).returncode


if __name__ == "__main__":
    main()
