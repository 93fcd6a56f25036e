"""A full disk: 507, nothing left behind, and everything else goes on.

The disks are small tmpfs mounts. `limits.reserve_bytes` is 0 unless a case says
otherwise, so that disks really run full.
"""

import errno
import shutil
import uuid

import pytest

from client import DUMPS, MULTIPART, read_answer
from logged_client import LoggedClient
from oracle import blob_path, check_server

KIB = 1024
MIB = 1024 * KIB
DISK_BYTES = 8 * MIB

UPLOADS = pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])


@pytest.fixture
def start(small_disk, new_server, ledger):
    """Starts servers on small disks, which must be in order when the test is over.

    `small_disk` comes first so that it is unmounted last.
    """
    started = []

    def start(**options):
        server = new_server(**options)
        server.start()
        started.append(server)
        return LoggedClient(server, ledger)

    yield start
    for server in started:
        check_server(server, ledger)


def upload(client, content, label):
    """Uploads what there is room for, and returns its id."""
    answer = client.upload(content, label)
    assert answer.status == 201, answer
    return answer.json()["id"]


def upload_until_refused(client, size, most):
    for number in range(most):
        answer = client.upload(bytes([number]) * size, f"{size}-{number}")
        if answer.status != 201:
            expect_insufficient_storage(answer)
            return
    pytest.fail(f"{most} dumps of {size} bytes were taken: more than there is room for")


def delete(client, dump_id):
    answer = client.delete(dump_id)
    assert answer.status == 204, answer


def expect_insufficient_storage(answer):
    assert answer.status == 507, answer
    assert answer.json()["detail"], answer


def take_every_byte(disk, but=0):
    """Fills a disk with one file, except for some bytes, and returns its path."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for piece in (64 * KIB, KIB, 1):
            try:
                while file.write(bytes(piece)):
                    pass
            except OSError as error:
                assert error.errno == errno.ENOSPC
        file.truncate(file.tell() - but)
    return filler


def take_every_inode(disk):
    """Fills a disk with empty files, and returns their directory."""
    directory = disk / "empty-files"
    directory.mkdir()
    try:
        for number in range(100_000):
            (directory / str(number)).touch()
    except OSError as error:
        assert error.errno == errno.ENOSPC
    return directory


@pytest.mark.parametrize("chunked", [False, True], ids=["content-length", "chunked"])
@UPLOADS
def test_an_upload_larger_than_the_disk_is_refused_and_leaves_nothing(
    start, small_disk, method, chunked
):
    client = start(dumps_dir=small_disk(DISK_BYTES) / "dumps")
    dump_id = upload(client, b"old contents", "old")
    path = DUMPS if method == "POST" else f"{DUMPS}{dump_id}/"
    request = client.upload_request(bytes(2 * DISK_BYTES), "large", method, path, chunked)
    expect_insufficient_storage(client.send(request))
    # What the refused upload took is free again.
    upload(client, bytes(DISK_BYTES // 2), "fits")


def test_a_full_disk_still_serves_reads_labels_and_deletes(start, small_disk):
    disk = small_disk(DISK_BYTES)
    client = start(dumps_dir=disk / "dumps")
    upload_until_refused(client, MIB, most=DISK_BYTES // MIB + 1)
    take_every_byte(disk)
    first, *_, last = client.dumps()
    assert client.download(first["id"]).status == 200
    assert client.set_label(first["id"], "a new label").status == 200
    delete(client, last["id"])
    upload(client, bytes(MIB // 2), "after the delete")


def test_the_reserve_leaves_room_to_delete_when_dumps_share_a_disk_with_the_database(
    start, small_disk
):
    client = start(name=small_disk(DISK_BYTES), limits={"reserve_bytes": MIB})
    upload_until_refused(client, 256 * KIB, most=DISK_BYTES // (256 * KIB))
    for row in client.dumps():
        delete(client, row["id"])
    upload(client, bytes(MIB), "after the deletes")


def test_a_full_disk_of_the_database_refuses_writes_until_there_is_room(
    start, small_disk, tmp_path
):
    disk = small_disk(DISK_BYTES)
    client = start(name=disk, dumps_dir=tmp_path / "dumps")
    dump_id = upload(client, b"before", "before")
    filler = take_every_byte(disk)
    # The last page of the database's log may still take a row or two.
    upload_until_refused(client, size=1, most=20)
    assert client.download(dump_id).body == b"before"
    filler.unlink()
    upload(client, b"after", "after")
    delete(client, dump_id)


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_below_the_reserve_an_upload_is_refused_before_its_body_is_sent(start, small_disk, method):
    disk = small_disk(DISK_BYTES)
    client = start(dumps_dir=disk / "dumps", limits={"reserve_bytes": MIB})
    dump_id = upload(client, b"old contents", "old")
    take_every_byte(disk, but=MIB // 2)
    path = DUMPS if method == "POST" else f"{DUMPS}{dump_id}/"
    head = client.head(
        method, path, Content_Type=MULTIPART, Content_Length=1000, Expect="100-continue"
    )
    with client.connect() as connection, connection.makefile("rb") as answer:
        connection.sendall(head)
        status_line = answer.readline()
    assert status_line.split()[1] == b"507", status_line
    delete(client, dump_id)


def test_a_body_of_unknown_length_stops_at_the_reserve(start, small_disk):
    disk = small_disk(DISK_BYTES)
    client = start(dumps_dir=disk / "dumps", limits={"reserve_bytes": 2 * MIB})
    request = client.upload_request(bytes(2 * DISK_BYTES), "large", chunked=True)
    lowest = []
    with client.connect() as connection:
        for start_byte in range(0, len(request), MIB):
            connection.sendall(request[start_byte : start_byte + MIB])
            lowest.append(shutil.disk_usage(disk).free)
        expect_insufficient_storage(read_answer(connection))
    assert min(lowest) >= 2 * MIB, min(lowest)


def test_below_the_reserve_a_label_can_be_changed_and_a_file_cannot(start, small_disk):
    disk = small_disk(DISK_BYTES)
    client = start(dumps_dir=disk / "dumps", limits={"reserve_bytes": MIB})
    dump_id = upload(client, b"old contents", "old")
    take_every_byte(disk, but=MIB // 2)
    expect_insufficient_storage(client.replace(dump_id, b"new contents", "new", method="PATCH"))
    assert client.set_label(dump_id, "a new label").status == 200


def test_a_disk_without_inodes_refuses_uploads_until_there_are_some(start, small_disk):
    # Enough for the 273 directories that dumps are spread over.
    disk = small_disk(DISK_BYTES, inodes=400)
    client = start(dumps_dir=disk / "dumps")
    dump_id = upload(client, b"before", "before")
    empty_files = take_every_inode(disk)
    expect_insufficient_storage(client.upload(b"refused", "refused"))
    assert client.download(dump_id).body == b"before"
    delete(client, dump_id)
    for file in empty_files.iterdir():
        file.unlink()
    upload(client, b"after", "after")


@pytest.mark.parametrize("has_stray", [False, True], ids=["clean", "stray"])
@pytest.mark.parametrize("full", ["dumps", "database", "both"])
def test_a_server_starts_on_a_full_disk_and_serves_reads(
    small_disk, new_server, ledger, tmp_path, full, has_stray
):
    disk = small_disk(DISK_BYTES)
    places = {
        "dumps": {"dumps_dir": disk / "dumps"},
        "database": {"name": disk, "dumps_dir": tmp_path / "dumps"},
        "both": {"name": disk},
    }
    server = new_server(**places[full])
    server.log = tmp_path / "server.log"
    server.start()
    client = LoggedClient(server, ledger)
    dump_id = upload(client, b"contents", "before")
    if has_stray:
        stray = str(uuid.uuid4())
        blob_path(server, stray).write_bytes(b"bytes without a row")
    filler = take_every_byte(disk)
    server.kill()
    server.start()
    assert client.download(dump_id).body == b"contents"
    # With room again a start finishes what the one before could not.
    filler.unlink()
    server.stop()
    server.start()
    check_server(server, ledger)
