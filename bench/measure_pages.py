"""Pages in Chromium: Lighthouse's scores, and how soon they answer on a slow line."""

import json
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import rows
import transfer
from crash_store_server import crash_store
from figures import Figure, Goal, Section
from harness.crash_store import free_port
from plan import MIB
from rounds import alternate
from workspace import scratch

HERE = Path(__file__).resolve().parent
BROWSER = HERE / "browser"
TARGET = HERE.parent / "target"
# The rows reach from a week ago until a few days ago.
WEEK_SECONDS = 7 * 24 * 3600
DUMP_BYTES = MIB
START_SECONDS = 20


def measure(plan, directory):
    with scratch(directory, "pages") as home, crash_store(home / "crash-store") as server:
        server.stop()
        first = int(time.time() - WEEK_SECONDS) * 1_000_000
        rows.fill(server, plan.listed_rows, first)
        server.start()
        dump = _send_dump(server, home / "app.dmp")
        cookie = _sign_in(server)
        paths = {"Overview": "/", "Dumps": "/dumps", "Dump": f"/dumps/{dump['id']}"}
        urls = {name: server.url + path for name, path in paths.items()}
        with _served("minimal-page") as minimal, _served("small-page") as small:
            figures = [*_load_figures(plan, urls, cookie, minimal, small)]
        figures += _scores(urls, cookie)
    return Section(
        f"Pages in Chromium, {plan.listed_rows:,} dumps",
        figures,
        peer_name="other page",
        remarks=[
            "Times from the start of the navigation, with an empty cache, 1.6 Mbit/s, 150 ms of"
            " latency and a processor slowed down four times. The other pages are rendered and"
            " hydrated by Leptos too: a minimal one, a heading and a button, and a small one with"
            " a router, a server function's answer and a form. Live is a page when what surrounds"
            " it answers and what is done to the page itself is kept; hydrated when it is done."
            " Scores are Lighthouse's for a desktop."
        ],
    )


def _load_figures(plan, urls, cookie, minimal, small):
    for name, url in urls.items():
        loads = alternate(
            plan.rounds,
            ours=lambda url=url: _in_chromium("load.mjs", url, cookie),
            minimal=lambda: _in_chromium("load.mjs", minimal),
            small=lambda: _in_chromium("load.mjs", small),
        )
        times = {
            side: {key: [each[key] / 1000 for each in samples] for key in samples[0]}
            for side, samples in loads.items()
        }
        ours = times["ours"]
        key = "largest_paint_ms"
        yield Figure(f"{name}: largest contentful paint", "s", ours[key], goal=Goal("≤", 2.5))
        for what in ("live", "hydrated"):
            key = f"{what}_ms"
            for peer in ("minimal", "small"):
                yield Figure(
                    f"{name}: {what}, beside the {peer} page",
                    "s",
                    ours[key],
                    times[peer][key],
                    Goal("≤", 1.3),
                )


def _scores(urls, cookie):
    figures = []
    for name, url in urls.items():
        judged = _in_chromium("lighthouse.mjs", url, cookie)
        for category, score in judged["scores"].items():
            figures.append(Figure(f"{name}: {category}", "points", [score], goal=Goal("≥", 95)))
        for fault in judged["faults"]:
            print(f"bench: {name}: {fault}", flush=True)
    return figures


def _in_chromium(script, *arguments):
    done = subprocess.run(
        ["node", BROWSER / script, *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"{script} failed:\n{done.stderr}")
    return json.loads(done.stdout)


def _send_dump(server, file):
    transfer.random_file(file, DUMP_BYTES)
    _, dump = transfer.post_dump(server.url, file)
    return dump


def _sign_in(server):
    """The `Cookie` header of a browser that an administrator has signed in with."""
    email, password = server.create_admin()
    form = urllib.parse.urlencode({"email": email, "password": password}).encode()
    answer = urllib.request.urlopen(f"{server.url}/ui/api/login", form, timeout=60)
    with answer:
        return answer.headers["Set-Cookie"].partition(";")[0]


@contextmanager
def _served(page):
    """The address of a page that is compared with."""
    port = free_port()
    command = ["node", BROWSER / "serve.mjs", TARGET / page, str(port)]
    url = f"http://127.0.0.1:{port}/"
    server = subprocess.Popen(command)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(url):
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the server of {page} did not come up")
            time.sleep(0.02)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=START_SECONDS)


def _answers(url):
    try:
        urllib.request.urlopen(url, timeout=5).close()
    except (urllib.error.URLError, OSError):
        return False
    return True
