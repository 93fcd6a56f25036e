"""Servers that crash clients send to: one that takes anybody's reports, and one that wants keys."""

import sys
from pathlib import Path

import pytest
import requests

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from harness import crash_store

class Server(crash_store.CrashStore):
    """The harness's server, read as an administrator."""

    def login(self):
        fields = {"email": crash_store.ADMIN_EMAIL, "password": crash_store.ADMIN_PASSWORD}
        token = self.post_json("/api/auth/login/", fields)["access"]
        self.admin = {"Authorization": f"Bearer {token}"}
        return self

    def create_key(self, name):
        fields = {"name": name, "scopes": ["upload"]}
        answer = requests.post(
            f"{self.url}/api/clients/", json=fields, headers=self.admin, timeout=60
        )
        assert answer.status_code == 201, answer.text
        return answer.json()["secret"]

    def get(self, path):
        answer = requests.get(self.url + path, headers=self.admin, timeout=60)
        answer.raise_for_status()
        return answer

    def dumps(self):
        return self.get("/api/dumps/").json()

    def submission(self, dump):
        return self.get(f"/api/dumps/{dump['id']}/submission/").json()

    def content(self, dump):
        return self.get(f"/api/dumps/{dump['id']}/download/").content

    def attachments(self, dump):
        """The bytes of each attachment by its name."""
        path = f"/api/dumps/{dump['id']}/attachments"
        listed = self.submission(dump)["attachments"]
        return {each["name"]: self.get(f"{path}/{each['id']}/").content for each in listed}

    def sender(self, dump):
        """Who uploaded a dump, by its history."""
        return self.get(f"/api/dumps/{dump['id']}/history/").json()[-1]["actor"]


@pytest.fixture(scope="session", params=["anybody", "keys"])
def server(request, tmp_path_factory):
    """Both servers, one after the other; `server.key` is None where none is needed."""
    wants_keys = request.param == "keys"
    auth = {"login_attempts_per_minute": 0, "anonymous_upload": not wants_keys}
    store = Server(tmp_path_factory.mktemp("server"), auth=auth)
    store.create_admin()
    with store:
        store.login()
        store.key = store.create_key("crash clients") if wants_keys else None
        yield store
