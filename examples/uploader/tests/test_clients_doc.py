"""Runs the examples of docs/clients.md, in their order, against a real server."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from harness.crash_store import ADMIN_EMAIL, ADMIN_PASSWORD, CLIENT_SECRET

ROOT = Path(__file__).resolve().parents[3]
DOCUMENT = ROOT / "docs/clients.md"


def script(language, server):
    blocks = re.findall(rf"^```{language}\n(.*?)^```$", DOCUMENT.read_text("utf-8"), re.M | re.S)
    return for_server("\n".join(blocks), server)


def for_server(text, server):
    text = text.replace("https://crashes.example.com", server.url)
    return text.replace("paste-the-secret-here", server.client_secret)


@pytest.fixture(autouse=True, scope="module")
def client(server):
    """A client that may upload, and nothing else."""
    fields = {"name": "examples", "scopes": ["upload"]}
    answer = requests.post(f"{server.url}/api/clients/", json=fields, headers=server.admin, timeout=60)
    assert answer.status_code == 201, answer.text
    server.client_secret = answer.json()["secret"]


@pytest.fixture
def run(tmp_path):
    """Runs a command where the examples expect to be."""
    (tmp_path / "app.dmp").write_bytes(os.urandom(2 * 1024 * 1024))
    (tmp_path / "fixed.dmp").write_bytes(b"MDMP, repaired")
    (tmp_path / "client.secret").write_text(CLIENT_SECRET + "\n")
    login = {"EMAIL": ADMIN_EMAIL, "PASSWORD": ADMIN_PASSWORD}

    def run(*command):
        done = subprocess.run(
            command,
            cwd=tmp_path,
            env={**os.environ, "NO_PROXY": "127.0.0.1", **login},
            input="{EMAIL}\n{PASSWORD}\n".format(**login),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


def test_bash_examples_work(server, run):
    shown = run("bash", "-euo", "pipefail", "-c", script("bash", server))
    assert "downloaded.dmp: OK" in shown
    assert "resumed.dmp: OK" in shown
    assert "\n304\n" in shown


def test_python_examples_work(server, run):
    shown = run(sys.executable, "-c", script("python", server))
    assert "app.dmp" in shown


def test_uploader_example_of_a_client_works(server, run):
    mark = "<!-- page of a client: C++ (examples/uploader) -->\n```sh\n"
    block = DOCUMENT.read_text("utf-8").split(mark)[1].split("```")[0]
    block = for_server(block, server).replace("examples/uploader", f"{ROOT}/examples/uploader")
    assert '"file":"app.dmp"' in run("bash", "-euo", "pipefail", "-c", block)
