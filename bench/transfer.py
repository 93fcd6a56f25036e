"""Single large transfers by curl."""

import hashlib
import json
import os
import subprocess
from dataclasses import dataclass

from plan import MIB

TIMEOUT_SECONDS = 600


@dataclass(frozen=True)
class Transfer:
    """`seconds` is the wall time from connecting to the end of the answer."""

    seconds: float
    received_bytes: int
    answer: str


def random_file(path, size_bytes):
    """Writes a file of random bytes, whole MiB, to disk; returns its SHA-256 in hex."""
    digest = hashlib.sha256()
    with open(path, "wb") as file:
        for _ in range(size_bytes // MIB):
            chunk = os.urandom(MIB)
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        # Or its write-back would fall into the first measurement.
        os.fsync(file.fileno())
    return digest.hexdigest()


def post_dump(base_url, file):
    """Uploads a file to Crash Store as a form; returns the transfer and the dump."""
    done = _finish(_start_post(base_url, file))
    return done, json.loads(done.answer)


def post_dump_at_once(base_url, file, count):
    """Uploads the same file in `count` concurrent requests; returns the dumps."""
    running = [_start_post(base_url, file) for _ in range(count)]
    return [json.loads(_finish(process).answer) for process in running]


def put(url, file):
    return _finish(_start(url, "--upload-file", file))


def download(url, headers=()):
    """Downloads to nowhere."""
    return _finish(_start(url, "--output", "/dev/null", headers=headers))


def read(url, headers=()):
    """The text of a small answer."""
    return _finish(_start(url, headers=headers)).answer


def sha256_of_download(url, headers=()):
    process = _start(url, headers=headers, write_out="")
    digest = hashlib.sha256()
    while chunk := process.stdout.read(MIB):
        digest.update(chunk)
    _, errors = process.communicate()
    if process.returncode != 0:
        raise RuntimeError(f"{url}: {errors.decode()}")
    return digest.hexdigest()


def _start_post(base_url, file):
    return _start(f"{base_url}/api/dumps/", "--form", f"file=@{file}")


def _start(url, *options, headers=(), write_out="\n%{time_total} %{size_download}"):
    command = ["curl", "--silent", "--show-error", "--fail-with-body"]
    command += ["--max-time", str(TIMEOUT_SECONDS), "--write-out", write_out]
    for header in headers:
        command += ["--header", header]
    return subprocess.Popen(
        [*command, *options, url], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def _finish(process):
    output, errors = process.communicate()
    answer, _, written = output.decode().rpartition("\n")
    if process.returncode != 0:
        raise RuntimeError(f"{process.args[-1]}: {errors.decode()}{answer}")
    seconds, received_bytes = written.split()
    return Transfer(float(seconds), int(received_bytes), answer)
