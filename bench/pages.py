"""Finds the pages at a depth of a list, the only way there is: by Link headers."""

import http.client
import json
import re
from contextlib import closing
from urllib.parse import urlencode, urlsplit

PAGE_ROWS = 50
# The walk to a depth takes the largest pages the server gives.
WALK_ROWS = 1000
NEXT_LINK = re.compile(r'<([^>]+)>; *rel="?next"?')


def at_depth(server, authorization, query, depth, count):
    """Paths of `count` successive pages of 50, the first `depth` rows into the list."""
    name, _, token = authorization.partition(": ")
    with closing(http.client.HTTPConnection("127.0.0.1", server.port)) as connection:
        follow = _Follower(connection, {name: token})
        path = _path(query, limit=PAGE_ROWS)
        while depth:
            step = min(depth, WALK_ROWS)
            path = follow.next_path(_with_limit(path, step), step)
            depth -= step
        paths = [_with_limit(path, PAGE_ROWS)]
        while len(paths) < count:
            paths.append(follow.next_path(paths[-1], PAGE_ROWS))
    return paths


class _Follower:
    def __init__(self, connection, headers):
        self._connection = connection
        self._headers = headers

    def next_path(self, path, rows):
        """The page after that at `path`, which must be full."""
        self._connection.request("GET", path, headers=self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        link = NEXT_LINK.search(answer.getheader("Link", ""))
        if answer.status != 200 or len(json.loads(body)) != rows or link is None:
            raise RuntimeError(f"{path}: {answer.status}, no full page with a next one")
        target = urlsplit(link[1])
        return f"{target.path}?{target.query}"


def _path(query, **more):
    return f"/api/dumps/?{urlencode({**query, **more})}"


def _with_limit(path, rows):
    return re.sub(r"\blimit=\d+", f"limit={rows}", path)
