"""Crashpad's real handler, and a program that crashes beside it."""

import os
import shlex
import signal
import struct
import subprocess
import uuid
from pathlib import Path

import pytest

from recipes import recipe

SOURCES = Path(__file__).resolve().parent / "crashpad"
CRASHY = SOURCES / "crashy.c"
HANDLER = Path(os.environ.get("CRASHPAD_HANDLER") or "/usr/lib/chromium/chrome_crashpad_handler")
# Its libcurl heeds proxies.
DIRECTLY = {**os.environ, "no_proxy": "127.0.0.1"}

needs_handler = pytest.mark.skipif(
    not os.access(HANDLER, os.X_OK),
    reason=f"Crashpad's handler is not installed: no {HANDLER} (Debian's package chromium has it)",
)


def compile_crashy(folder):
    """The program that crashes, with what names its functions and lines."""
    program = folder / "crashy"
    compiler = os.environ.get("CC", "cc")
    flags = ["-g", "-O2"]
    warnings = ["-Wall", "-Wextra", "-Werror"]
    sources = [CRASHY, SOURCES / "crashpad_client.c"]
    command = [compiler, *flags, *warnings, "-Wl,--build-id=sha1", "-o", program, *sources]
    subprocess.run([*command, "-lpthread"], check=True)
    return program


def crash(program, server, folder):
    """Has the program crash in `folder`, with the handler started as the recipe says; the dump
    that the handler has sent."""
    # To shlex a line that goes on is no one line.
    line = shlex.split(recipe("crashpad_handler", server, server.key).replace("\\\n", ""))
    assert line[0] == "crashpad_handler"
    command = [str(HANDLER), *line[1:], "--annotation=channel=test"]
    (folder / "app.log").write_text("last log line\n")
    database = folder / "crashes"
    _enable_uploads(database)
    crashed = subprocess.run([program, *command], cwd=folder, env=DIRECTLY, check=False)
    assert crashed.returncode == -signal.SIGSEGV
    (sent,) = (database / "completed").glob("*.dmp")
    return sent


def _enable_uploads(database):
    """What `Settings::SetUploadsEnabled` writes (Crashpad's client/settings.cc)."""
    database.mkdir()
    magic, version, uploads_enabled = b"sdPC", 1, 1
    client_id = uuid.uuid4().bytes
    settings = struct.pack("<4sIIIq16s", magic, version, uploads_enabled, 0, 0, client_id)
    (database / "settings.dat").write_bytes(settings)
