"""One running server in a directory of its own.

    with CrashStore(binary, directory) as server:
        requests.get(server.url + "/api/dumps/")

The server keeps its directory between `stop()` or `kill()` and the next
`start()`, so that a test can look at what a restart finds.
"""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

ADMIN_EMAIL = "admin@example.com"
ADMIN_PASSWORD = "Adm1n-Of-The-Tests!"
CLIENT_SECRET = "client-secret-of-the-black-box-tests"
SECRET_KEY = "signing-key-of-the-black-box-tests-0123456789abcdef"
START_SECONDS = 60


def default_binary():
    """The release binary, or the one named by CRASH_STORE_BINARY."""
    root = Path(__file__).resolve().parents[2]
    return Path(os.environ.get("CRASH_STORE_BINARY", root / "target/release/crash-store"))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class CrashStore:
    """A server process, its configuration and its data."""

    def __init__(
        self,
        directory,
        binary=None,
        dumps_dir=None,
        archive=None,
        wrapper=(),
        start_seconds=START_SECONDS,
        **sections,
    ):
        """`sections` override the configuration: `limits={"max_upload_bytes": 10}`.

        `archive` is the folder of archived dumps, or true for one of its own; without it
        there is no archive. `wrapper` is a command prefix, e.g. `("strace", "-f", ...)`. `start_seconds`
        bound a start, which checks every stored dump.
        """
        self.directory = Path(directory).resolve()
        self.directory.mkdir(parents=True, exist_ok=True)
        self.binary = Path(binary or default_binary())
        self.data_dir = self.directory / "data"
        self.dumps_dir = Path(dumps_dir or self.directory / "dumps")
        self.archive_dir = self.directory / "archive" if archive is True else archive
        self.config = self.directory / "config.ini"
        self.log = self.directory / "server.log"
        self.wrapper = tuple(wrapper)
        self.start_seconds = start_seconds
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None
        self._write_config(sections)

    def _write_config(self, sections):
        settings = {
            "server": {"bind": f"127.0.0.1:{self.port}", "secret_key": SECRET_KEY},
            "paths": {"data_dir": self.data_dir, "dumps_dir": self.dumps_dir},
            "auth": {"login_attempts_per_minute": 0},
            "machine": {"secret": CLIENT_SECRET, "email": "machine@example.com"},
            "limits": {"reserve_bytes": 0},
            # Nothing goes on beside what a test does: faults are aimed at single calls.
            "processing": {"workers": 0},
        }
        if self.archive_dir:
            settings["archive"] = {"dir": self.archive_dir}
        for section, values in sections.items():
            settings.setdefault(section, {}).update(values)
        lines = []
        for section, values in settings.items():
            lines.append(f"[{section}]")
            lines += [f"{key} = {value}" for key, value in values.items()]
        self.config.write_text("\n".join(lines) + "\n")

    def command(self, *arguments, stdin=None):
        """Runs a `crash-store` subcommand with this server's configuration."""
        return subprocess.run(
            [self.binary, *arguments, "--config", self.config],
            input=stdin,
            text=True,
            capture_output=True,
        )

    def create_admin(self, email=ADMIN_EMAIL, password=ADMIN_PASSWORD):
        done = self.command(
            "createsuperuser", "--email", email, "--password-stdin", stdin=password + "\n"
        )
        assert done.returncode == 0, done.stderr
        return email, password

    def start(self):
        log = self.log.open("ab")
        self.process = subprocess.Popen(
            [*self.wrapper, self.binary, "serve", "--config", self.config],
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        log.close()
        deadline = time.monotonic() + self.start_seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended at once:\n{self.log.read_text()}")
            try:
                with urllib.request.urlopen(self.url + "/healthz", timeout=5):
                    return self
            except (urllib.error.URLError, OSError):
                time.sleep(0.02)
        raise RuntimeError(f"the server did not come up:\n{self.log.read_text()}")

    def stop(self):
        """SIGTERM, and waits for the drain."""
        return self._end(signal.SIGTERM)

    def kill(self):
        """SIGKILL: no chance to clean up."""
        return self._end(signal.SIGKILL)

    def _end(self, number):
        if self.process is None:
            return None
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            pass
        status = self.process.wait(timeout=60)
        self.process = None
        return status

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    # --- small REST calls that most users of the harness need -----------------

    def post_json(self, path, fields, token=None):
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        body = json.dumps(fields).encode()
        request = urllib.request.Request(self.url + path, body, headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def client_token(self):
        fields = {"client_secret": CLIENT_SECRET}
        return self.post_json("/api/auth/client-token/", fields)["access"]

    def files(self):
        """Every file below dumps_dir and the archive, by name."""
        tiers = [tier for tier in (self.dumps_dir, self.archive_dir) if tier]
        paths = [path for tier in tiers for path in tier.rglob("*")]
        return {path.name: path for path in paths if path.is_file()}
