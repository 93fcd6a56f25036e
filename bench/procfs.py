"""What Linux tells about a server's processes: CPU time and memory."""

import os
from pathlib import Path

CLOCK_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pids):
    """User and system time of the processes and of their reaped children."""
    return sum(_cpu_ticks(pid) for pid in pids) / CLOCK_TICKS_PER_SECOND


def _cpu_ticks(pid):
    # The command name (second field) may hold spaces: count from its closing
    # parenthesis. utime, stime, cutime and cstime are fields 14 to 17, proc(5).
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(ticks) for ticks in after_name[11:15])


def children(pid):
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in listed.split()]


class PeakMemory:
    """How far resident memory rises above where it stood at the beginning."""

    def __init__(self, pid):
        self._pid = pid
        self._at_rest_kib = self._status_kib("VmRSS")
        self.reset()

    def reset(self):
        """Lets the peak start again from what is resident now."""
        # 5 resets the high-water mark, proc(5).
        Path(f"/proc/{self._pid}/clear_refs").write_text("5")

    def growth_mib(self):
        """The peak since the last reset, less what was resident at the beginning."""
        return (self._status_kib("VmHWM") - self._at_rest_kib) / 1024

    def _status_kib(self, key):
        for line in Path(f"/proc/{self._pid}/status").read_text().splitlines():
            name, _, value = line.partition(":")
            if name == key:
                return int(value.split()[0])
        raise RuntimeError(f"/proc/{self._pid}/status has no {key}")
