"""Every recipe of docs/crash-clients.md takes what its client sends, and answers as it expects."""

import gzip
import json
import os
import re
import subprocess
import uuid
from urllib.parse import urlsplit

import pytest

import wire
from recipes import BLOCKS, KEY_PLACEHOLDER, ROOT, recipe, url_in

CAPTURED = ROOT / "server/tests/api/requests"
TITLES = [
    "Crashpad (C++)",
    "crashpad_handler",
    "Breakpad (minidump_upload)",
    "Electron",
    "sentry-native",
    "Backtrace",
    "Firefox (Socorro)",
    "curl",
]
CRASHPAD_TITLES = [title for title in TITLES if title.lower().startswith("crashpad")]
REPORT_NUMBER = rb"\d{16}"
GUID = "14139331-5c40-e04b-b206-38707dcf72d8"


@pytest.fixture
def url(server):
    return lambda title: url_in(recipe(title, server, server.key))


@pytest.fixture
def content():
    """The bytes of a dump that nobody has sent before."""
    return b"MDMP" + os.urandom(50_000)


def stored(server, answer, body):
    """The dump that a successful answer tells of: the last one, and the client's."""
    assert answer.status == 200, (answer.status, answer.body)
    assert re.fullmatch(body, answer.body), answer.body
    assert answer.headers["Content-Length"] == str(len(answer.body))
    dump = server.dumps()[-1]
    expected = {"kind": "anonymous"}
    if server.key is not None:
        expected = {"kind": "client", "name": "crash clients"}
        assert server.key not in json.dumps(server.submission(dump))
    assert server.sender(dump) == expected
    return dump


def origin(server, dump):
    submission = server.submission(dump)
    return submission["product"], submission["version"], submission["platform"]


def test_there_is_a_test_for_every_recipe():
    assert list(BLOCKS) == TITLES
    assert all(code.count(KEY_PLACEHOLDER) == 1 for code in BLOCKS.values())


@pytest.mark.parametrize("title", CRASHPAD_TITLES)
@pytest.mark.parametrize("capture", ["chromium-gzip", "sample-attachment-nogzip"])
def test_crashpad(server, url, content, title, capture):
    """The heads and the form are those of a real handler."""
    target = url(title)
    _, _, *head = (CAPTURED / f"{capture}.head").read_text().strip().splitlines()
    form = (CAPTURED / "sample-attachment-nogzip.body").read_bytes()
    boundary = form.split(b"\r\n")[0].removeprefix(b"--").decode()
    report_id = str(uuid.uuid4())
    form = form.replace(b"<15008 bytes of minidump>", content)
    form = form.replace(b"d5239940-4679-488b-8844-6f553b415887", report_id.encode())
    head = [re.sub(r"boundary=.*", f"boundary={boundary}", line) for line in head]
    if "Content-Encoding: gzip" in head:
        form = gzip.compress(form)
    parameters = f"product=SampleApp&version=1.2.3&guid={GUID}"
    answer = wire.send(target, head, wire.in_chunks(form), parameters)
    dump = stored(server, answer, REPORT_NUMBER)
    assert server.content(dump) == content
    assert server.attachments(dump) == {"app.log": b"last log line\n"}
    submission = server.submission(dump)
    assert submission["report_id"] == report_id
    assert submission["annotations"]["channel"] == "test"
    assert origin(server, dump) == ("SampleApp", "1.2.3", None)


def test_breakpad(server, url, content):
    texts = {"prod": "Paint", "ver": "1.2.3"}
    target = url("Breakpad (minidump_upload)")
    answer = wire.breakpad(target, texts, "app.dmp", content)
    dump = stored(server, answer, REPORT_NUMBER)
    assert server.content(dump) == content
    assert origin(server, dump) == ("Paint", "1.2.3", None)


def test_electron(server, url, content):
    texts = {
        "_companyName": "",
        "_productName": "Paint",
        "_version": "1.2.3",
        "guid": str(uuid.uuid4()),
        "platform": "linux",
        "process_type": "renderer",
        "prod": "Electron",
        "ver": "30.0.1",
    }
    files = {"upload_file_minidump": (f"{uuid.uuid4()}.dmp", content)}
    parameters = f"product=Electron&version=30.0.1&guid={texts['guid']}"
    answer = wire.crashpad(url("Electron"), texts, files, parameters)
    dump = stored(server, answer, REPORT_NUMBER)
    assert server.content(dump) == content
    assert origin(server, dump) == ("Paint", "1.2.3", "linux")
    assert server.submission(dump)["process_type"] == "renderer"


def test_sentry_native(server, url, content):
    """Its SDK makes the URL of the DSN, and has Crashpad send the files that it keeps."""
    dsn = urlsplit(url("sentry-native"))
    project = dsn.path.removeprefix("/")
    target = f"http://{dsn.hostname}:{dsn.port}/api/{project}/minidump/"
    target += f"?sentry_client=sentry.native/0.7.20&sentry_key={dsn.username}"
    report_id = str(uuid.uuid4())
    files = {
        # A map in MessagePack: {"level": "fatal"}.
        "__sentry-event": ("__sentry-event", b"\x81\xa5level\xa5fatal"),
        "__sentry-breadcrumb1": ("__sentry-breadcrumb1", b"\x81\xa4type\xa4info"),
        "__sentry-breadcrumb2": ("__sentry-breadcrumb2", b""),
        "upload_file_minidump": (f"{report_id}.dmp", content),
    }
    answer = wire.crashpad(target, {"guid": str(uuid.uuid4())}, files)
    dump = stored(server, answer, report_id.encode())
    assert server.content(dump) == content
    assert server.attachments(dump) == {
        "__sentry-event": b"\x81\xa5level\xa5fatal",
        "__sentry-breadcrumb1": b"\x81\xa4type\xa4info",
    }
    assert server.submission(dump)["annotations"]["sentry[level]"] == "fatal"


def test_backtrace(server, url, content):
    texts = {"format": "minidump", "product": "Paint", "version": "1.2.3"}
    files = {
        "attachment_app.log": ("attachment_app.log", b"last log line\n"),
        "upload_file_minidump": (f"{uuid.uuid4()}.dmp", content),
    }
    answer = wire.crashpad(url("Backtrace"), texts, files)
    dump = stored(server, answer, rb"\{.*\}")
    report_id = server.submission(dump)["report_id"]
    assert json.loads(answer.body) == {"response": "ok", "_rxid": report_id}
    assert server.content(dump) == content
    assert server.attachments(dump) == {"attachment_app.log": b"last log line\n"}
    assert origin(server, dump) == ("Paint", "1.2.3", None)


def test_firefox(server, url, content):
    extra = json.dumps({"ProductName": "Paint", "Version": "1.2.3", "Throttleable": "1"})
    dumps = {
        "upload_file_minidump": (f"{uuid.uuid4()}.dmp", content),
        "upload_file_minidump_browser": ("browser.dmp", b"MDMP of the other process"),
    }
    answer = wire.firefox(url("Firefox (Socorro)"), extra.encode(), dumps)
    dump = stored(server, answer, rb"CrashID=bp-[0-9a-f-]{36}\n")
    assert server.submission(dump)["report_id"] in answer.body.decode()
    assert server.content(dump) == content
    assert server.attachments(dump) == {"browser.dmp": b"MDMP of the other process"}
    assert origin(server, dump) == ("Paint", "1.2.3", None)


def test_curl(server, content, tmp_path):
    """The line itself is run."""
    (tmp_path / "app.dmp").write_bytes(content)
    (tmp_path / "app.log").write_text("last log line\n")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", recipe("curl", server, server.key)],
        cwd=tmp_path,
        env={**os.environ, "NO_PROXY": "127.0.0.1"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(REPORT_NUMBER, done.stdout), done.stdout
    dump = server.dumps()[-1]
    assert dump["id"] == int(done.stdout)
    assert server.content(dump) == content
    assert server.attachments(dump) == {"app.log": b"last log line\n"}
    assert origin(server, dump) == ("Paint", "1.2.3", "Linux")


@pytest.mark.parametrize("title", TITLES)
def test_a_key_that_nobody_has_is_of_no_use(server, title, content):
    """Where keys are wanted; elsewhere reports are taken with whatever is in its place."""
    target = url_in(recipe(title, server, "cs_nobodys"))
    dsn = urlsplit(target)
    if dsn.username:
        target = f"http://{dsn.hostname}:{dsn.port}/api/1/minidump/?sentry_key={dsn.username}"
    count = len(server.dumps())
    answer = wire.breakpad(target, {}, "app.dmp", content)
    if server.key is None:
        assert answer.status == 200
        count += 1
    else:
        assert answer.status == 401
    assert len(server.dumps()) == count
