"""Requests as bytes, written the way each crash client's own code writes them.

The forms are those of the clients' sources: Crashpad's util/net/http_multipart_builder.cc,
libcurl's mime parts for Breakpad's minidump_upload and Firefox's crash reporter.
"""

import gzip
import http.client
import socket
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 60
CRASHPAD_BOUNDARY = "---MultipartBoundary-sZTSOtiqBslMIuxXkOYa7eWVS3Veaw1e---"
CURL_BOUNDARY = "------------------------5c2a0f1de3b94761"


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()


def send(url, head_lines, body, parameters=""):
    """Posts `body` to a URL with exactly these lines; `parameters` go behind the URL's own."""
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    if parameters:
        path += ("&" if parts.query else "?") + parameters
    lines = [f"POST {path} HTTP/1.1", f"Host: {parts.netloc}", *head_lines]
    request = "\r\n".join(lines).encode() + b"\r\n\r\n" + body
    with socket.create_connection((parts.hostname, parts.port), TIMEOUT_SECONDS) as connection:
        connection.sendall(request)
        response = http.client.HTTPResponse(connection, method="POST")
        response.begin()
        return Answer(response)


def crashpad(url, texts, files, parameters=""):
    """Crashpad's transport on Linux: texts and files each sorted by name, the whole of it
    compressed, and no length told."""
    body = b"".join(
        f'--{CRASHPAD_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        + text.encode()
        + b"\r\n"
        for name, text in sorted(texts.items())
    )
    body += b"".join(
        _file_part(CRASHPAD_BOUNDARY, name, filename, content)
        for name, (filename, content) in sorted(files.items())
    )
    body = gzip.compress(body + f"--{CRASHPAD_BOUNDARY}--\r\n".encode())
    head = [
        "User-Agent: Crashpad/0.8.0 libcurl/7.88.1 GnuTLS/3.7.9 Linux/6.1.0 (x86_64)",
        "Accept: */*",
        "Accept-Encoding: deflate, gzip, br, zstd",
        "Content-Encoding: gzip",
        f"Content-Type: multipart/form-data; boundary={CRASHPAD_BOUNDARY}",
        "Transfer-Encoding: chunked",
    ]
    return send(url, head, in_chunks(body), parameters)


def breakpad(url, texts, filename, content):
    """Breakpad's minidump_upload: libcurl's form, with its length, and no `Expect`."""
    body = b"".join(_text_part(name, text) for name, text in texts.items())
    body += _file_part(CURL_BOUNDARY, "upload_file_minidump", filename, content)
    body += f"--{CURL_BOUNDARY}--\r\n".encode()
    head = [
        "User-Agent: Breakpad/1.0 (Linux)",
        "Accept: */*",
        f"Content-Length: {len(body)}",
        f"Content-Type: multipart/form-data; boundary={CURL_BOUNDARY}",
    ]
    return send(url, head, body)


def firefox(url, extra, dumps):
    """Firefox's crash reporter: everything it knows as one JSON file, then the dumps."""
    body = _file_part(CURL_BOUNDARY, "extra", "extra.json", extra, "application/json")
    for name, (filename, content) in dumps.items():
        body += _file_part(CURL_BOUNDARY, name, filename, content)
    body += f"--{CURL_BOUNDARY}--\r\n".encode()
    head = [
        "User-Agent: crashreporter/1.0.0",
        "Accept: */*",
        f"Content-Length: {len(body)}",
        f"Content-Type: multipart/form-data; boundary={CURL_BOUNDARY}",
    ]
    return send(url, head, body)


def begin_form(files):
    """A request with these files whose form is compressed, and does not end."""
    parts = (_file_part(CURL_BOUNDARY, name, name, content) for name, content in files.items())
    body = gzip.compress(b"".join(parts))
    head = [
        "POST /api/minidump/ HTTP/1.1",
        "Host: localhost",
        "Content-Encoding: gzip",
        "Transfer-Encoding: chunked",
        f"Content-Type: multipart/form-data; boundary={CURL_BOUNDARY}",
    ]
    return "\r\n".join(head).encode() + b"\r\n\r\n%x\r\n%s\r\n" % (len(body), body)


def _text_part(name, text):
    head = f'--{CURL_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
    return head.encode() + text.encode() + b"\r\n"


def _file_part(boundary, name, filename, content, media_type="application/octet-stream"):
    head = (
        f"--{boundary}\r\n"
        f'Content-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        f"Content-Type: {media_type}\r\n\r\n"
    )
    return head.encode() + content + b"\r\n"


def in_chunks(body, chunk_bytes=16_372):
    pieces = (body[at : at + chunk_bytes] for at in range(0, len(body), chunk_bytes))
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
