"""A real crash: Crashpad's own handler writes the dump and sends it, by the recipe's own line."""

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
HANDLER = Path(os.environ.get("CRASHPAD_HANDLER") or "/usr/lib/chromium/chrome_crashpad_handler")
# Its libcurl heeds proxies.
DIRECTLY = {**os.environ, "no_proxy": "127.0.0.1"}

pytestmark = pytest.mark.skipif(
    not os.access(HANDLER, os.X_OK),
    reason=f"Crashpad's handler is not installed: no {HANDLER} (Debian's package chromium has it)",
)


@pytest.fixture(scope="session")
def crashy(tmp_path_factory):
    """The program that crashes."""
    program = tmp_path_factory.mktemp("crashy") / "crashy"
    sources = [SOURCES / "crashy.c", SOURCES / "crashpad_client.c"]
    compiler = os.environ.get("CC", "cc")
    flags = ["-g", "-O2", "-Wall", "-Wextra", "-Werror", "-Wl,--build-id=sha1"]
    subprocess.run([compiler, *flags, "-o", program, *sources, "-lpthread"], check=True)
    return program


def test_a_crash_is_written_and_sent_by_the_real_handler(server, crashy, tmp_path):
    # To shlex a line that goes on is no one line.
    line = shlex.split(recipe("crashpad_handler", server, server.key).replace("\\\n", ""))
    assert line[0] == "crashpad_handler"
    command = [str(HANDLER), *line[1:], "--annotation=channel=test"]
    (tmp_path / "app.log").write_text("last log line\n")
    database = tmp_path / "crashes"
    enable_uploads(database)

    crashed = subprocess.run([crashy, *command], cwd=tmp_path, env=DIRECTLY, check=False)
    assert crashed.returncode == -signal.SIGSEGV
    (sent,) = (database / "completed").glob("*.dmp")

    dump = server.dumps()[-1]
    assert dump["original_name"] == sent.name
    assert dump["label"] == "Paint"
    assert server.content(dump) == sent.read_bytes()
    assert sent.read_bytes().startswith(b"MDMP")
    submission = server.submission(dump)
    assert submission["report_id"] == sent.stem
    assert submission["product"] == "Paint"
    assert submission["version"] == "1.2.3"
    assert submission["platform"] == "Linux"
    assert submission["annotations"]["channel"] == "test"
    assert submission["client_guid"] == submission["annotations"]["guid"]
    assert server.attachments(dump) == {"app.log": b"last log line\n"}
    # The handler has kept what it was answered as the report's id.
    kept = (database / "completed" / f"{sent.stem}.meta").read_bytes()
    assert f"{dump['id']:016}".encode() in kept


def enable_uploads(database):
    """What `Settings::SetUploadsEnabled` writes (Crashpad's client/settings.cc)."""
    database.mkdir()
    magic, version, uploads_enabled = b"sdPC", 1, 1
    client_id = uuid.uuid4().bytes
    settings = struct.pack("<4sIIIq16s", magic, version, uploads_enabled, 0, 0, client_id)
    (database / "settings.dat").write_bytes(settings)
