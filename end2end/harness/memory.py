"""The peak memory of a running server."""

from pathlib import Path

KIB = 1024
MIB = 1024 * KIB


class BoundedMemory:
    """Fails if a server's resident memory grows by more than this while entered."""

    def __init__(self, server, most_growth_bytes=32 * MIB):
        self.most_growth_bytes = most_growth_bytes
        self.process = Path(f"/proc/{server.process.pid}")

    def __enter__(self):
        # 5 resets the peak: proc(5), "clear_refs".
        (self.process / "clear_refs").write_text("5")
        self.before = self._bytes("VmRSS")
        return self

    def __exit__(self, failure, *_):
        growth = self._bytes("VmHWM") - self.before
        if failure is None:
            assert growth <= self.most_growth_bytes, f"grew by {growth / MIB:.1f} MiB"

    def _bytes(self, name):
        lines = (self.process / "status").read_text().splitlines()
        return KIB * int(next(line for line in lines if line.startswith(f"{name}:")).split()[1])
