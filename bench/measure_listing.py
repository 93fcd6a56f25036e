"""Pages of 50 at several depths of a long list, against the same of a short one."""

import time
from contextlib import contextmanager
from dataclasses import dataclass, replace

import load
import pages
import rows
import transfer
from crash_store_server import authorization, crash_store
from figures import Figure, Goal, Section
from procfs import PeakMemory
from rounds import alternate
from workspace import scratch, settle

# Requests go round these, so that no single page is measured over and over.
PAGES_PER_DEPTH = 10


@dataclass(frozen=True)
class Case:
    """A list and how far into it: `depth` is a share of its rows."""

    name: str
    query: dict
    depth: float
    share_of_rows: float = 1.0

    def depth_rows(self, all_rows):
        return round(all_rows * self.share_of_rows * self.depth)


NEWEST_FIRST = {"ordering": "-time"}
ONE_LABEL = {"label": rows.label(3), "ordering": "-time"}
SHARE_OF_ONE_LABEL = 1 / rows.LABELS
CASES = [
    Case("newest first", NEWEST_FIRST, 0),
    Case("newest first", NEWEST_FIRST, 0.001),
    Case("newest first", NEWEST_FIRST, 0.1),
    Case("newest first", NEWEST_FIRST, 0.5),
    Case("newest first", NEWEST_FIRST, 0.99),
    Case("smallest first", {"ordering": "size"}, 0.5),
    # Many equal keys, so that the id has to find the place among them.
    Case("by label", {"ordering": "label"}, 0.55),
    Case("newest of a label", ONE_LABEL, 0.5, SHARE_OF_ONE_LABEL),
]
# Where the short list is read, whatever the depth in the long one.
SHORT_LIST_DEPTH = 0.5


def measure(plan, directory):
    with (
        scratch(directory, "listing") as home,
        _filled(home / "many", plan.many_rows) as (many, many_starts),
        _filled(home / "few", plan.few_rows) as (few, few_starts),
    ):
        figures = [_page_figure(plan, home, many, few, case) for case in CASES]
        figures += _whole_list_figures(many, few)
    start_names = ("first start, which marks every row", "second start")
    for name, ours, peer in zip(start_names, many_starts, few_starts, strict=True):
        figures.append(Figure(name, "s", [ours], [peer]))
    return Section(
        f"Lists: pages of {pages.PAGE_ROWS}, one connection",
        figures,
        ours_name=f"{plan.many_rows:,} rows",
        peer_name=f"{plan.few_rows:,} rows",
        remarks=[
            "Median latency of pages reached by their cursors; the short list is read in its"
            " middle. No row has bytes, which the first start finds out."
        ],
    )


@contextmanager
def _filled(home, count):
    """A server with `count` rows, and the seconds of its first two starts with them."""
    server = crash_store(home)
    with server:
        pass  # Makes the tables.
    rows.fill(server, count)
    settle()
    began = time.monotonic()
    with server:
        first_seconds = time.monotonic() - began
    began = time.monotonic()
    with server:
        second_seconds = time.monotonic() - began
        yield server, (first_seconds, second_seconds)


def _page_figure(plan, home, many, few, case):
    many_depth = case.depth_rows(plan.many_rows)
    few_depth = replace(case, depth=SHORT_LIST_DEPTH).depth_rows(plan.few_rows)
    samples = alternate(
        plan.rounds,
        many=_page_loader(plan, home / "many-paths", many, case.query, many_depth),
        few=_page_loader(plan, home / "few-paths", few, case.query, few_depth),
    )
    latencies = {side: [each.p50_ms for each in loads] for side, loads in samples.items()}
    return Figure(
        f"{case.name}, {many_depth:,} rows in",
        "ms",
        latencies["many"],
        latencies["few"],
        Goal("≤", 1.3),
    )


def _page_loader(plan, paths_file, server, query, depth):
    header = authorization(server)
    paths = pages.at_depth(server, header, query, depth, PAGES_PER_DEPTH)
    paths_file.write_text("\n".join(paths))
    return lambda: load.get(
        server.url,
        [server.process.pid],
        paths_file,
        connections=1,
        seconds=plan.page_seconds,
        headers=[header],
    )


def _whole_list_figures(many, few):
    """The bare list, which the contract wants whole."""
    many_seconds, many_growth_mib = _whole_list(many)
    few_seconds, few_growth_mib = _whole_list(few)
    return [
        Figure("the whole list in one answer", "s", [many_seconds], [few_seconds]),
        Figure("memory growth by that", "MiB", [many_growth_mib], [few_growth_mib]),
    ]


def _whole_list(server):
    memory = PeakMemory(server.process.pid)
    done = transfer.download(f"{server.url}/api/dumps/", [authorization(server)])
    return done.seconds, memory.growth_mib()
