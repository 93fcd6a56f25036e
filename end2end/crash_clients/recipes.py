"""The recipes of docs/crash-clients.md, as the page Send crashes shows them."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs/crash-clients.md"
KEY_PLACEHOLDER = "cs_…"
ANY_WORD = "nobody"

BLOCK = re.compile(r"^<!-- send crashes: ([^\n]+) -->\n```\w+\n(.*?)^```$", re.M | re.S)
BLOCKS = dict(BLOCK.findall(DOCUMENT.read_text("utf-8")))


def recipe(title, server, key):
    """The code of a recipe for this server, with a key or without one."""
    code = BLOCKS[title].replace("https://", "http://")
    code = code.replace("crashes.example.com", server.url.removeprefix("http://"))
    if key is None:
        code = code.replace(f"?key={KEY_PLACEHOLDER}", "")
    return code.replace(KEY_PLACEHOLDER, key or ANY_WORD)


def url_in(code):
    """The address that a recipe gives to its client."""
    (url,) = re.findall(r"http://[^\s\"']+", code)
    return url
