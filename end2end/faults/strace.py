"""strace on a running server: system calls that fail or come late, and their order.

strace attaches to the process and lets go of it again, so that start-up and
everything afterwards are untouched.
"""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

import pytest

from settle import eventually

UNFINISHED = " <unfinished ...>"

needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


class Strace:
    """While entered, the server runs under strace; `lines` are its output afterwards."""

    def __init__(self, server, *options):
        self.pid = server.process.pid
        self.options = options
        self.lines = None

    def __enter__(self):
        # Not a pipe: a full one would stop strace, and the server with it.
        self.log = tempfile.NamedTemporaryFile(mode="r", errors="replace")
        self.strace = subprocess.Popen(
            ["strace", "-f", "-o", self.log.name, *self.options, "-p", str(self.pid)],
            stderr=subprocess.PIPE,
            text=True,
        )
        eventually(self._is_attached_or_over, lambda: "strace did not attach")
        if self.strace.poll() is not None:
            pytest.skip(f"needs the right to trace: {self.strace.stderr.read().strip()}")
        return self

    def __exit__(self, *_):
        self.strace.terminate()
        self.strace.communicate()
        with self.log:
            self.lines = self.log.read().splitlines()

    def _is_attached_or_over(self):
        return self.strace.poll() is not None or set(self._tracers()) == {self.strace.pid}

    def _tracers(self):
        """Who traces each thread of the server; 0 is nobody."""
        for status in Path(f"/proc/{self.pid}/task").glob("*/status"):
            try:
                lines = status.read_text().splitlines()
            except (FileNotFoundError, ProcessLookupError):
                continue  # A thread that has just ended.
            yield int(next(line for line in lines if line.startswith("TracerPid:")).split()[1])


class Injection(Strace):
    """While entered, `calls` of the server have an `effect`.

        with Injection(server, "fsync,fdatasync", "error=EIO", paths=[log]):
            ...

    Effects are strace's: `error=ENOSPC`, `delay_enter=100ms`. `paths` limits them
    to calls on exactly these files. `when` is strace's too: `1` is the first call
    of each thread, `1+` every one. Leaving fails the test unless a call was hit.
    """

    def __init__(self, server, calls, effect, paths=(), when="1+"):
        self.rule = f"inject={calls}:{effect}:when={when}"
        only = [option for path in paths for option in ("-P", path)]
        super().__init__(server, "-e", f"trace={calls}", "-e", self.rule, *only)

    def __exit__(self, failure, *rest):
        super().__exit__(failure, *rest)
        if failure is None:
            # A delay of every call needs no mark: strace leaves it out of a line that
            # it was detached in the middle of.
            delays_all = "delay" in self.rule and self.rule.endswith("when=1+")
            marks = ("(",) if delays_all else ("(INJECTED)", "(DELAYED)")
            hit = any(mark in line for line in self.lines for mark in marks)
            assert hit, f"{self.rule} hit nothing: {self.lines}"


class Call(NamedTuple):
    """A system call that succeeded."""

    text: str
    # Positions in the output.
    begun: int
    over: int


class Trace(Strace):
    """Records `calls` of the server while entered."""

    def __init__(self, server, calls):
        super().__init__(server, *trace_options(calls))

    def wait_for(self, pattern):
        """Waits for a call: an effect may be seen before strace has told of its cause."""

        def has_come():
            calls = successes(Path(self.log.name).read_text(errors="replace").splitlines())
            return any(re.match(pattern, call.text) for call in calls)

        eventually(has_come, lambda: f"no call like {pattern}")

    def successes(self):
        return successes(self.lines)


def traced_from_the_start(calls, log):
    """The command prefix under which a server records `calls` in the file `log`.

    -DD keeps strace out of the way of the signals that end the server.
    """
    return "strace", "-DD", "-f", "-o", log, *trace_options(calls)


def trace_options(calls):
    # -y shows the paths of descriptors, -s 16 only the beginning of what is written.
    return "-y", "-s", "16", "-e", f"trace={calls}"


def successes(lines):
    """The calls in strace's output that succeeded, in the order in which they were over."""
    unfinished = {}
    for position, line in enumerate(lines):
        thread, _, text = line.partition(" ")
        text = text.strip()
        begun = position
        if text.endswith(UNFINISHED):
            unfinished[thread] = text.removesuffix(UNFINISHED), position
            continue
        resumed = re.match(r"<\.\.\. \w+ resumed>", text)
        if resumed and thread in unfinished:
            beginning, begun = unfinished.pop(thread)
            text = beginning + text[resumed.end() :]
        if re.search(r"\) += \d", text):
            yield Call(text, begun, position)
