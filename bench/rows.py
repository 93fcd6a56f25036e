"""Fills a stopped server's database with rows of dumps that have no bytes.

Uploading a million dumps would take hours. The statement follows the table of
migrations/sqlite; the server marks the rows as missing their bytes when it starts,
which no list minds.
"""

import random
import sqlite3
import uuid
from contextlib import closing

LABELS = 10
FIRST_TIME_MICROSECONDS = 1_700_000_000_000_000
# A fixed seed: the same rows on every machine.
SEED = 1


def fill(server, count, first_time_microseconds=FIRST_TIME_MICROSECONDS):
    with closing(sqlite3.connect(server.data_dir / "crash-store.sqlite3")) as database:
        with database:
            database.executemany(
                "INSERT INTO dumps (original_name, stored_name, time, label, size, sha256)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                _rows(count, first_time_microseconds),
            )


def label(index):
    return f"v1.{index}"


def _rows(count, time):
    source = random.Random(SEED)
    for number in range(count):
        time += source.randrange(1, 60_000_000)
        yield (
            f"app-{source.randrange(1000)}.dmp",
            str(uuid.UUID(int=source.getrandbits(128), version=4)),
            time,
            label(number % LABELS),
            source.randrange(1, 64 * 1024 * 1024),
            source.randbytes(32),
        )
