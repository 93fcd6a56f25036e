"""Directories that hold a measurement's files and vanish with it."""

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def scratch(parent, name):
    directory = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=parent))
    try:
        yield directory
    finally:
        shutil.rmtree(directory)


def settle():
    """Writes out what is dirty, so that the next measurement does not pay for it."""
    os.sync()
