"""How much is measured: the full plan and the quick one."""

from dataclasses import dataclass

MIB = 1024 * 1024
GIB = 1024 * MIB


@dataclass(frozen=True)
class Plan:
    rounds: int
    load_seconds: int
    page_seconds: int
    warm_up_seconds: int
    big_file_bytes: int
    parallel_uploads: int
    parallel_file_bytes: int
    # None leaves the measurement out.
    huge_file_bytes: int | None
    many_rows: int
    few_rows: int
    listed_rows: int
    free_disk_bytes: int


FULL = Plan(
    rounds=5,
    load_seconds=10,
    page_seconds=2,
    warm_up_seconds=2,
    big_file_bytes=GIB,
    parallel_uploads=16,
    parallel_file_bytes=256 * MIB,
    huge_file_bytes=4 * GIB,
    many_rows=1_000_000,
    few_rows=10_000,
    listed_rows=10_000,
    free_disk_bytes=20 * GIB,
)

# Small enough to try the benchmark itself; its figures mean little.
QUICK = Plan(
    rounds=2,
    load_seconds=2,
    page_seconds=1,
    warm_up_seconds=1,
    big_file_bytes=256 * MIB,
    parallel_uploads=16,
    parallel_file_bytes=64 * MIB,
    huge_file_bytes=None,
    many_rows=100_000,
    few_rows=10_000,
    listed_rows=10_000,
    free_disk_bytes=6 * GIB,
)
