"""One crash from the program to its group: sent by Crashpad's handler, made readable by symbols
that come later, resolved, back again, and grouped by other rules."""

import time

import pytest
import requests

import breakpad_symbols
import handler
import wire
from conftest import Server

pytestmark = handler.needs_handler

DEADLINE_SECONDS = 60
CRASHING_LINE = "record->name[0] = text[0];"


@pytest.fixture
def server(tmp_path):
    """One that processes what it takes."""
    store = Server(
        tmp_path / "server",
        auth={"login_attempts_per_minute": 0},
        processing={"workers": 1},
    )
    store.create_admin()
    store.key = None
    with store:
        yield store.login()


def test_a_crash_becomes_readable_is_grouped_resolved_and_comes_back(server, tmp_path):
    crashy = handler.compile_crashy(tmp_path)
    sent = handler.crash(crashy, server, tmp_path)
    (dump,) = server.dumps()

    # Nothing knows the program's functions, and that is said.
    _until(lambda: _processing(server, dump)["state"] == "done")
    first = _frames(server, dump)[0]
    assert (first["module"], first["function"]) == ("crashy", None)
    symbols = breakpad_symbols.of(crashy)
    (missing,) = _missing(server, "crashy")
    assert (missing["debug_id"], missing["dumps"]) == (symbols.split()[3], 1)

    # Symbols come, and the stack is readable by itself.
    answer = requests.post(
        f"{server.url}/api/symbols/", symbols.encode(), headers=server.admin, timeout=60
    )
    assert answer.status_code == 201, answer.text
    _until(lambda: _frames(server, dump)[0]["function"] is not None)
    frames = _frames(server, dump)
    crashing = frames[0]
    assert crashing["function"] == "copy_field"
    (inlined,) = crashing["inlines"]
    assert inlined["function"] == "store_name"
    assert inlined["file"].endswith("crashy.c")
    source = handler.CRASHY.read_text().splitlines()
    assert CRASHING_LINE in source[inlined["line"] - 1]
    callers = [(frame["function"], frame["trust"]) for frame in frames[1:4]]
    assert callers == [("parse_line", "cfi"), ("load_config", "cfi"), ("main", "cfi")]
    assert not _missing(server, "crashy")

    # It is in a group, which somebody resolves; an older version is no news, a newer one is.
    (group,) = _groups(server)
    assert "store_name" in group["signature"]
    assert (group["crashes"], group["state"], group["first_version"]) == (1, "open", "1.2.3")
    _resolve(server, group, "1.3")
    content = sent.read_bytes()
    _send(server, content, "1.2.9")
    _until(lambda: _groups(server)[0]["crashes"] == 2)
    assert _groups(server)[0]["state"] == "resolved"
    _send(server, content, "1.10")
    _until(lambda: _groups(server)[0]["crashes"] == 3)
    (back,) = _groups(server)
    assert (back["id"], back["state"], back["regressed_in"]) == (group["id"], "open", "1.10")

    # Other rules: told first, and then done.
    rules = {"ignore": ["store_name"], "prefix": ["copy_field"], "sentinel": []}
    told = _post(server, "/api/signature-rules/dry-run/", rules)
    (move,) = told["moves"]
    assert (told["crashes"], told["changed"], told["merges"], told["splits"]) == (3, 3, [], [])
    assert move["signature"] == group["signature"]
    (renamed,) = move["groups"]
    assert renamed == {"signature": "copy_field | parse_line", "crashes": 3}
    assert _groups(server) == [back]
    answer = requests.put(
        f"{server.url}/api/signature-rules/", json=rules, headers=server.admin, timeout=60
    )
    assert answer.status_code == 200, answer.text
    _until(lambda: _groups(server)[0]["signature"] == renamed["signature"])
    _until(lambda: server.get("/api/signature-rules/").json()["outdated"] == 0)
    assert [(each["id"], each["crashes"]) for each in _groups(server)] == [(group["id"], 3)]


def _until(is_so):
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _processing(server, dump):
    return server.get(f"/api/dumps/{dump['id']}/processing/").json()


def _frames(server, dump):
    return server.get(f"/api/dumps/{dump['id']}/report/").json()["crashing_thread"]["frames"]


def _missing(server, debug_file):
    listed = server.get("/api/symbols/missing/").json()
    return [each for each in listed if each["debug_file"] == debug_file]


def _groups(server):
    return server.get("/api/signatures/").json()


def _resolve(server, group, version):
    change = {"state": "resolved", "resolved_in": version}
    url = f"{server.url}/api/signatures/{group['id']}/"
    answer = requests.patch(url, json=change, headers=server.admin, timeout=60)
    assert answer.status_code == 200, answer.text


def _send(server, content, version):
    """As from another report of the same crash: its bytes are none that came before."""
    texts = {"prod": "Paint", "ver": version, "plat": "Linux"}
    files = {"upload_file_minidump": ("a.dmp", content + version.encode())}
    assert wire.crashpad(f"{server.url}/api/minidump/", texts, files).status == 200


def _post(server, path, fields):
    answer = requests.post(server.url + path, json=fields, headers=server.admin, timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.json()
