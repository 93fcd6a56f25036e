"""A real crash: Crashpad's own handler writes the dump and sends it, by the recipe's own line."""

import pytest

import handler

pytestmark = handler.needs_handler


@pytest.fixture(scope="session")
def crashy(tmp_path_factory):
    return handler.compile_crashy(tmp_path_factory.mktemp("crashy"))


def test_a_crash_is_written_and_sent_by_the_real_handler(server, crashy, tmp_path):
    sent = handler.crash(crashy, server, tmp_path)
    dump = server.dumps()[-1]
    assert dump["original_name"] == sent.name
    assert dump["label"] == "Paint"
    assert server.content(dump) == sent.read_bytes()
    assert sent.read_bytes().startswith(b"MDMP")
    submission = server.submission(dump)
    assert submission["report_id"] == sent.stem
    assert submission["product"] == "Paint"
    assert submission["version"] == "1.2.3"
    assert submission["platform"] == "Linux"
    assert submission["annotations"]["channel"] == "test"
    assert submission["client_guid"] == submission["annotations"]["guid"]
    assert server.attachments(dump) == {"app.log": b"last log line\n"}
    # The handler has kept what it was answered as the report's id.
    kept = sent.with_suffix(".meta").read_bytes()
    assert f"{dump['id']:016}".encode() in kept
