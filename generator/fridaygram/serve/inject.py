"""What the preview adds to a page on its way to the browser: the script that listens for changes, a draft's banner.

The files of the site stay as they are.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape
from importlib.resources import files

# No page has such an address, whatever the base path.
CLIENT = "/__preview/client.js"
EVENTS = "/__preview/events"

_BODY = re.compile(rb"<body\b[^>]*>", re.IGNORECASE)
_BANNER_STYLE = ";".join(
    (
        "margin:0",
        "padding:.5rem 1rem",
        "background:#7a4a00",
        "color:#fff",
        "text-align:center",
        "font:600 .9rem/1.4 sans-serif",
    )
)


def decorated(
    page: bytes, *, build: int, unpublished: str | None = None, missing: bool = False, samples_page: str = ""
) -> bytes:
    """Return an HTML page with the preview's script before the end of its body, and a banner at its start.

    ``unpublished`` says why readers do not see the page yet: "draft", or the day it is scheduled for. The banner
    then links to ``samples_page``, where samples are chosen for the page's post. ``missing`` marks a page that stands
    in for another: it reloads after any change.
    """
    script = _script(build, missing)
    end = page.lower().rfind(b"</body>")
    page = page[:end] + script + page[end:] if end >= 0 else page + script
    start = _BODY.search(page)
    if unpublished and start:
        state = "Draft" if unpublished == "draft" else f"Scheduled for {unpublished}"
        words = escape(f"{state}: only this preview shows it.")
        if samples_page:
            words += f' <a href="{escape(samples_page)}" style="color:#fff">Choose samples</a>'
        note = f'<p role="note" data-preview-banner style="{_BANNER_STYLE}">{words}</p>'
        page = page[: start.end()] + note.encode() + page[start.end() :]
    return page


def waiting_page(build: int) -> bytes:
    """Return what is shown while there is no site yet: the first build runs, or has failed."""
    words = "The site is being built. This page follows by itself."
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Preview</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="icon" href="data:,"></head>'
        f'<body style="font:1.1rem/1.5 system-ui,sans-serif;margin:4rem auto;max-width:36rem;padding:0 1rem">'
        f"<p>{words}</p></body></html>"
    )
    return decorated(page.encode(), build=build, missing=True)


@cache
def client_source() -> bytes:
    """Return the script that pages of the preview run."""
    return files("fridaygram.serve").joinpath("client.js").read_bytes()


def _script(build: int, missing: bool) -> bytes:
    gone = " data-missing" if missing else ""
    return f'<script src="{CLIENT}" data-events="{EVENTS}" data-build="{build}"{gone} defer></script>'.encode()
