"""A small HTTP client that can stop anywhere and tells exactly what it got.

Requests are plain bytes, so that a test can send any part of one. Ordinary
clients hide what matters here: interim answers, answers that come before the
body was sent, and connections that end early.
"""

import contextlib
import http.client
import json
import socket
import struct
from dataclasses import dataclass

BOUNDARY = "fault-tests-c7a2f1"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
TIMEOUT_SECONDS = 60
DUMPS = "/api/dumps/"
REPORTS = "/api/minidump/"


class ConnectionLost(Exception):
    """The connection ended before a whole answer had come."""


@dataclass(frozen=True)
class Answer:
    """A final answer of which every byte was received."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self):
        return json.loads(self.body)


def field_part(name, text):
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
    return head.encode() + text.encode() + b"\r\n"


def report_form(content, label, report_id, attachments):
    """The body of a crash client's report; `attachments` are bytes by name."""
    files = [("upload_file_minidump", f"{report_id}.dmp", content)]
    files += [(name, name, attached) for name, attached in attachments.items()]
    parts = (file_part_head(name, filename) + each + b"\r\n" for name, filename, each in files)
    return field_part("label", label) + b"".join(parts) + closing_delimiter()


def file_part_head(name="file", filename="app.dmp"):
    return (
        f"--{BOUNDARY}\r\n"
        f'Content-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    ).encode()


def closing_delimiter():
    return f"--{BOUNDARY}--\r\n".encode()


def dump_form(content, label=None):
    """The multipart body that uploads `content`."""
    label_part = b"" if label is None else field_part("label", label)
    return label_part + file_part_head() + content + b"\r\n" + closing_delimiter()


def in_chunks(body, chunk_bytes=60_000):
    """`body` in chunked transfer coding (RFC 9112, section 7.1)."""
    pieces = (body[at : at + chunk_bytes] for at in range(0, len(body), chunk_bytes))
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def read_answer(connection):
    """Reads one final answer, passing over interim ones.

    Raises ConnectionLost unless it came whole.
    """
    answer = http.client.HTTPResponse(connection)
    try:
        answer.begin()
        return Answer(answer.status, answer.headers, answer.read())
    except (http.client.HTTPException, OSError) as error:
        raise ConnectionLost(str(error)) from error


class Client:
    """Speaks to one server as its machine account, one connection a request."""

    def __init__(self, server):
        self.address = ("127.0.0.1", server.port)
        self.token = server.client_token()

    def head(self, method, path, **headers):
        """A request's first lines; `_` in a header's name stands for `-`."""
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: {self.address[0]}:{self.address[1]}",
            f"Authorization: Bearer {self.token}",
            "Connection: close",
            *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
        ]
        return "\r\n".join(lines).encode() + b"\r\n\r\n"

    def request(self, method, path, body=b"", chunked=False, **headers):
        """The bytes of a whole request; a body is multipart unless told otherwise."""
        if body:
            headers.setdefault("Content_Type", MULTIPART)
        if chunked:
            return self.head(method, path, Transfer_Encoding="chunked", **headers) + in_chunks(body)
        return self.head(method, path, Content_Length=len(body), **headers) + body

    def upload_request(self, content, label=None, method="POST", path=DUMPS, chunked=False):
        return self.request(method, path, dump_form(content, label), chunked)

    @contextlib.contextmanager
    def connect(self):
        try:
            connection = socket.create_connection(self.address, TIMEOUT_SECONDS)
        except OSError as error:
            raise ConnectionLost(str(error)) from error
        with connection:
            yield connection

    def send(self, request):
        """Sends whole requests, or iterables of their pieces, and reads the answer.

        A server may answer before it has read everything and close its side:
        that answer is read even when the rest could not be sent.
        """
        pieces = [request] if isinstance(request, bytes) else request
        with self.connect() as connection:
            # A failed send is no failure yet: the answer tells why.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                for piece in pieces:
                    connection.sendall(piece)
            return read_answer(connection)

    def upload(self, content, label=None, chunked=False):
        return self.send(self.upload_request(content, label, chunked=chunked))

    def replace(self, dump_id, content, label=None, method="PUT", chunked=False):
        path = f"{DUMPS}{dump_id}/"
        return self.send(self.upload_request(content, label, method, path, chunked))

    def report(self, content, label, report_id, attachments, chunked=False):
        """Sends what a crash client sends."""
        body = report_form(content, label, report_id, attachments)
        return self.send(self.request("POST", REPORTS, body, chunked))

    def set_label(self, dump_id, label):
        body = field_part("label", label) + closing_delimiter()
        return self.send(self.request("PATCH", f"{DUMPS}{dump_id}/", body))

    def delete(self, dump_id):
        return self.send(self.request("DELETE", f"{DUMPS}{dump_id}/"))

    def archive(self, dump_id):
        return self.send(self.request("POST", f"{DUMPS}{dump_id}/archive/"))

    def restore(self, dump_id):
        return self.send(self.request("POST", f"{DUMPS}{dump_id}/restore/"))

    def download(self, dump_id):
        return self.send(self.request("GET", f"{DUMPS}{dump_id}/download/"))

    def attachments(self, dump_id):
        """What lies beside a dump, as its rows say."""
        answer = self.send(self.request("GET", f"{DUMPS}{dump_id}/submission/"))
        if answer.status == 404:
            return []
        assert answer.status == 200, answer
        return answer.json()["attachments"]

    def download_attachment(self, dump_id, attachment_id):
        path = f"{DUMPS}{dump_id}/attachments/{attachment_id}/"
        return self.send(self.request("GET", path))

    def dumps(self):
        """Every row that the server shows."""
        answer = self.send(self.request("GET", DUMPS))
        assert answer.status == 200, answer
        return answer.json()


def reset(connection):
    """Ends a connection with RST instead of FIN, dropping what is unsent."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
