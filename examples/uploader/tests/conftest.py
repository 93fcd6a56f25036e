"""A real server for the uploader's tests, and ways to ask it what it holds."""

import sys
from pathlib import Path

import pytest
import requests

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "end2end"))

from harness import crash_store  # noqa: E402


class Server(crash_store.CrashStore):
    """The harness's server, read as an administrator."""

    def login(self):
        fields = {"email": crash_store.ADMIN_EMAIL, "password": crash_store.ADMIN_PASSWORD}
        token = self.post_json("/api/auth/login/", fields)["access"]
        self.admin = {"Authorization": f"Bearer {token}"}
        return self

    def get(self, path):
        answer = requests.get(self.url + path, headers=self.admin, timeout=60)
        answer.raise_for_status()
        return answer

    def dump(self, dump_id):
        return self.get(f"/api/dumps/{dump_id}/").json()

    def content(self, dump_id):
        return self.get(f"/api/dumps/{dump_id}/download/").content

    def dumps(self):
        return self.get("/api/dumps/").json()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    store = Server(tmp_path_factory.mktemp("server"))
    store.create_admin()
    with store:
        yield store.login()
