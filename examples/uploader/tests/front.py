"""A reverse proxy that stands in front of a server and spoils its first answers."""

import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


def refuse(status, **headers):
    """Answers by itself; the server behind never sees the request."""
    return lambda handler, body: handler.reply(status, headers, b'{"detail":"Not now."}')


def lose_reply(handler, body):
    """Lets the server do its work, then hangs up without a word."""
    handler.ask_upstream(body)
    handler.close_connection = True


def expire_token(expired_token):
    """Forwards the request as if it had been sent with a token that has run out."""

    def spoil(handler, body):
        handler.headers.replace_header("Authorization", f"Bearer {expired_token}")
        handler.forward(body)

    return spoil


class Front:
    """Serves on `url` while entered; `spoils` are used up one by one on POSTs to `path`."""

    def __init__(self, upstream, path, spoils):
        address = urlsplit(upstream).netloc
        remaining = list(spoils)

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                spoil = remaining.pop(0) if self.path == path and remaining else None
                if spoil:
                    spoil(self, body)
                else:
                    self.forward(body)

            def forward(self, body):
                self.reply(*self.ask_upstream(body))

            def ask_upstream(self, body):
                connection = http.client.HTTPConnection(address, timeout=60)
                connection.request("POST", self.path, body, dict(self.headers))
                answer = connection.getresponse()
                content = answer.read()
                connection.close()
                return answer.status, {"Content-Type": answer.headers["Content-Type"]}, content

            def reply(self, status, headers, content):
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                """The uploader's own messages are what the tests read."""

        self.remaining = remaining
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
