"""The uploader against a real server: what arrives, what it prints, how it ends."""

import base64
import hashlib
import hmac
import json
import os
import resource
import subprocess
from pathlib import Path

import pytest
from conftest import Server
from front import Front, expire_token, lose_reply, refuse
from harness.crash_store import CLIENT_SECRET, SECRET_KEY, free_port

UPLOADER = Path(__file__).resolve().parents[1] / "build/uploader"
OK, USAGE, UNREADABLE, REFUSED, GAVE_UP, BAD_CREDENTIALS = range(6)

DUMPS = "/api/dumps/"
CLIENT_TOKEN = "/api/auth/client-token/"


class Run:
    """A finished run of the uploader."""

    def __init__(self, url, *arguments, secret=CLIENT_SECRET):
        command = [UPLOADER, "--server", url, "--retry-delay", "0.001"]
        if secret:
            command += ["--secret-env", "UPLOADER_SECRET"]
        done = subprocess.run(
            [*command, *arguments],
            env=environment(UPLOADER_SECRET=secret or ""),
            capture_output=True,
            text=True,
        )
        assert CLIENT_SECRET not in done.stdout + done.stderr
        self.status = done.returncode
        self.log = done.stderr
        self.dumps = [json.loads(line) for line in done.stdout.splitlines()]

    @property
    def dump(self):
        assert self.status == OK, self.log
        [dump] = self.dumps
        return dump


def environment(**variables):
    return {**os.environ, "NO_PROXY": "127.0.0.1", **variables}


@pytest.fixture
def dump_file(tmp_path):
    """Some MiB, so that libcurl asks with `Expect: 100-continue` before it sends."""
    path = tmp_path / "app.dmp"
    path.write_bytes(os.urandom(3 * 1024 * 1024 + 1))
    return path


# --- uploads that succeed -----------------------------------------------------


def test_upload_comes_back_byte_exact(server, dump_file):
    run = Run(server.url, dump_file)
    content = dump_file.read_bytes()
    assert run.dump == {
        "id": run.dump["id"],
        "stored_name": server.dump(run.dump["id"])["stored_name"],
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "file": str(dump_file),
    }
    assert server.content(run.dump["id"]) == content
    assert run.log == ""


@pytest.mark.parametrize("name", ["дамп 2.dmp", 'a "b" 100%.dmp'])
def test_name_of_the_file_is_kept(server, tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"minidump")
    assert server.dump(Run(server.url, path).dump["id"])["original_name"] == name


def test_label_is_kept(server, dump_file):
    run = Run(server.url, "--label", "v1.2.3 (бета)", dump_file)
    assert server.dump(run.dump["id"])["label"] == "v1.2.3 (бета)"


def test_secret_is_read_from_a_file(server, dump_file, tmp_path):
    secret_file = tmp_path / "secret"
    secret_file.write_text(CLIENT_SECRET + "\n")
    run = Run(server.url, "--secret-file", secret_file, dump_file, secret=None)
    assert server.content(run.dump["id"]) == dump_file.read_bytes()


def test_upload_without_secret_is_anonymous(server, dump_file):
    run = Run(server.url, dump_file, secret=None)
    assert server.content(run.dump["id"]) == dump_file.read_bytes()


def test_several_files_share_a_token(server, dump_file, tmp_path):
    second = tmp_path / "second.dmp"
    second.write_bytes(b"second")
    only_one_token = [lambda handler, body: handler.forward(body), refuse(500), refuse(500)]
    with Front(server.url, CLIENT_TOKEN, only_one_token) as front:
        run = Run(front.url, dump_file, second)
    assert run.status == OK, run.log
    assert [dump["file"] for dump in run.dumps] == [str(dump_file), str(second)]


def test_file_larger_than_the_memory_is_sent(server, tmp_path):
    mebibyte = 1024 * 1024
    path = tmp_path / "large.dmp"
    with path.open("wb") as file:
        file.truncate(128 * mebibyte)
    done = subprocess.run(
        [UPLOADER, "--server", server.url, path],
        env=environment(),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (96 * mebibyte,) * 2),
    )
    assert done.returncode == OK


def test_progress_is_shown_on_a_terminal(server, dump_file):
    terminal, its_other_end = os.openpty()
    process = subprocess.Popen(
        [UPLOADER, "--server", server.url, dump_file], stderr=its_other_end, env=environment()
    )
    os.close(its_other_end)
    shown = b"".join(iter(lambda: read_terminal(terminal), b""))
    os.close(terminal)
    assert process.wait() == OK
    assert b"app.dmp: 100 % of 3.0 MiB" in shown


def read_terminal(terminal):
    try:
        return os.read(terminal, 4096)
    except OSError:  # EIO: how Linux says that the other end was closed
        return b""


# --- failures that pass -------------------------------------------------------


@pytest.mark.parametrize("path", [CLIENT_TOKEN, DUMPS])
def test_busy_server_is_asked_again(server, dump_file, path):
    spoils = [refuse(503), refuse(429, **{"Retry-After": "1"})]
    with Front(server.url, path, spoils) as front:
        run = Run(front.url, dump_file)
    assert server.content(run.dump["id"]) == dump_file.read_bytes()
    assert run.log.count("trying again") == 2
    assert 'HTTP 429: {"detail":"Not now."}; trying again in 1.0 s' in run.log


def test_full_disk_is_asked_again(server, dump_file):
    with Front(server.url, DUMPS, [refuse(507), refuse(408)]) as front:
        assert Run(front.url, dump_file).status == OK


def test_upload_whose_reply_is_lost_is_sent_again(server, dump_file):
    with Front(server.url, DUMPS, [lose_reply]) as front:
        run = Run(front.url, dump_file)
    copies = [dump for dump in server.dumps() if dump["sha256"] == run.dump["sha256"]]
    assert len(copies) == 2


def test_expired_token_is_renewed(server, dump_file):
    with Front(server.url, DUMPS, [expire_token(expired_token())]) as front:
        run = Run(front.url, dump_file)
        assert not front.remaining
    assert server.content(run.dump["id"]) == dump_file.read_bytes()


def expired_token():
    """A token as the server issued them in 2001."""
    header = {"alg": "HS256", "typ": "JWT"}
    claims = {
        "token_type": "access",
        "exp": 1_000_000_300,
        "iat": 1_000_000_000,
        "jti": "0" * 32,
        "user_id": "1",
    }
    signed = b".".join(base64url(json.dumps(part).encode()) for part in (header, claims))
    signature = hmac.new(SECRET_KEY.encode(), signed, hashlib.sha256).digest()
    return (signed + b"." + base64url(signature)).decode()


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


# --- failures that do not -----------------------------------------------------


def test_server_that_is_down_is_given_up(dump_file):
    run = Run(f"http://127.0.0.1:{free_port()}", "--retries", "2", dump_file)
    assert run.status == GAVE_UP
    assert run.log.count("trying again") == 2


def test_server_that_asks_for_a_long_pause_is_given_up(server, dump_file):
    with Front(server.url, DUMPS, [refuse(429, **{"Retry-After": "86400"})]) as front:
        run = Run(front.url, dump_file)
    assert run.status == GAVE_UP
    assert "trying again" not in run.log


def test_wrong_secret_is_refused_at_once(server, dump_file):
    run = Run(server.url, dump_file, secret="wrong")
    assert run.status == BAD_CREDENTIALS
    assert "Invalid client secret." in run.log
    assert "trying again" not in run.log


def test_second_refusal_of_a_fresh_token_is_final(server, dump_file):
    with Front(server.url, DUMPS, [refuse(401), refuse(401), refuse(401)]) as front:
        assert Run(front.url, dump_file).status == BAD_CREDENTIALS
        assert len(front.remaining) == 1


def test_anonymous_upload_is_refused_where_it_is_switched_off(tmp_path, dump_file):
    with Server(tmp_path / "server", auth={"anonymous_upload": "false"}) as server:
        assert Run(server.url, dump_file, secret=None).status == BAD_CREDENTIALS


def test_missing_file_does_not_keep_back_the_others(server, dump_file, tmp_path):
    run = Run(server.url, tmp_path / "missing.dmp", dump_file)
    assert run.status == UNREADABLE
    assert [dump["file"] for dump in run.dumps] == [str(dump_file)]


def test_directory_is_no_dump(server, tmp_path):
    assert Run(server.url, tmp_path).status == UNREADABLE


def test_empty_file_is_refused(server, tmp_path):
    empty = tmp_path / "empty.dmp"
    empty.touch()
    run = Run(server.url, empty)
    assert run.status == REFUSED
    assert "The submitted file is empty." in run.log
    assert "trying again" not in run.log


def test_label_that_is_too_long_is_refused(server, dump_file):
    assert Run(server.url, "--label", "x" * 256, dump_file).status == REFUSED


@pytest.mark.parametrize("body", [b"<html>", b"{}", b'{"id":"one"}'])
def test_answer_that_is_no_dump_is_refused(server, dump_file, body):
    with Front(server.url, DUMPS, [lambda handler, _: handler.reply(201, {}, body)]) as front:
        assert Run(front.url, dump_file).status == REFUSED


def test_dump_of_another_size_is_no_success(server, dump_file):
    answer = b'{"id":1,"stored_name":"x","size":7,"sha256":""}'
    with Front(server.url, DUMPS, [lambda handler, _: handler.reply(201, {}, answer)]) as front:
        run = Run(front.url, dump_file)
    assert run.status == UNREADABLE
    assert "changed while it was sent" in run.log


def test_redirect_is_not_followed_but_named(server, dump_file):
    elsewhere = refuse(301, Location="https://crashes.example.com/api/dumps/")
    with Front(server.url, DUMPS, [elsewhere]) as front:
        run = Run(front.url, dump_file)
    assert run.status == REFUSED
    assert "redirects to https://crashes.example.com/" in run.log


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--server", "crashes.example.com", "x"],
        ["--server", "http://127.0.0.1"],
        ["--server", "http://127.0.0.1", "--unknown", "x"],
        ["--server", "http://127.0.0.1", "--retries", "-1", "x"],
        ["--server", "http://127.0.0.1", "--timeout", "soon", "x"],
        ["--server", "http://127.0.0.1", "x", "--label"],
    ],
)
def test_wrong_usage_is_explained(arguments):
    done = subprocess.run([UPLOADER, *arguments], capture_output=True, text=True)
    assert done.returncode == USAGE
    assert "usage: uploader" in done.stderr


def test_help_is_no_error():
    done = subprocess.run([UPLOADER, "--help"], capture_output=True, text=True)
    assert done.returncode == OK
    assert done.stdout.startswith("usage: uploader")


def test_secret_that_cannot_be_had_is_named(tmp_path):
    missing, empty = tmp_path / "missing", tmp_path / "empty"
    empty.touch()
    expected = {
        ("--secret-file", missing): UNREADABLE,
        ("--secret-file", empty): BAD_CREDENTIALS,
        ("--secret-env", "UPLOADER_NOT_SET"): BAD_CREDENTIALS,
    }
    for option, status in expected.items():
        run = Run("http://127.0.0.1", *option, "x", secret=None)
        assert run.status == status
        assert str(option[1]) in run.log
