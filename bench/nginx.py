"""nginx, the server that Crash Store is compared with."""

import os
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from string import Template

import procfs
from harness.crash_store import free_port

TEMPLATE = Path(__file__).with_name("nginx.conf.template")
START_SECONDS = 20


class Nginx:
    """A running nginx: takes PUT below /put/, serves what lies in `files`."""

    def __init__(self, directory):
        self._directory = Path(directory)
        self.files = self._directory / "files"
        self.put_files = self.files / "put"
        self.put_files.mkdir(parents=True)
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        # Started by root, workers would run as nobody and could not write.
        user_directive = "user root;" if os.geteuid() == 0 else ""
        self._config = self._directory / "nginx.conf"
        self._config.write_text(
            Template(TEMPLATE.read_text()).substitute(
                directory=self._directory, port=port, user_directive=user_directive
            )
        )
        self._process = None

    def pids(self):
        """The master and its workers."""
        master = self._process.pid
        return [master, *procfs.children(master)]

    def __enter__(self):
        error_log = self._directory / "error.log"
        self._process = subprocess.Popen(
            ["nginx", "-p", self._directory, "-c", self._config, "-e", error_log],
            stdin=subprocess.DEVNULL,
        )
        try:
            self._wait_until_ready()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _wait_until_ready(self):
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            try:
                urllib.request.urlopen(self.url, timeout=5).close()
                return
            except urllib.error.HTTPError:
                return  # Any answer will do; there is no index page.
            except OSError:
                time.sleep(0.02)
        raise RuntimeError(f"nginx did not start:\n{self._log()}")

    def _log(self):
        log = self._directory / "error.log"
        return log.read_text() if log.exists() else "(no log)"

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait(timeout=60)


def version():
    # nginx writes its version to stderr.
    asked = subprocess.run(["nginx", "-v"], capture_output=True, text=True, check=True)
    return asked.stderr.strip().removeprefix("nginx version: ")
