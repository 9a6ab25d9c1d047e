"""The Content-Security-Policy of a page (W3C, level 3): which scripts a browser runs on it, and what it may load.

Scripts come from the site's own files. A script that an author writes into a text gets its hash, or its host, into the
policy of that page alone. What a figure draws, and what a stranger wrote, gets nothing. Styles may stand in a page:
figures and the columns of tables have some, and they run nothing.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import urlsplit

WEB_ASSEMBLY = "'wasm-unsafe-eval'"
"""What the search page allows: Pagefind reads its index with WebAssembly."""
_SCRIPT = re.compile(r"<!--.*?-->|<script\b([^>]*)>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(src|type)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_HOST = re.compile(r"[A-Za-z0-9.-]+(?::[0-9]+)?")
_RUNS = re.compile(r"(?:module|(?:text|application)/(?:x-)?(?:java|ecma)script)?", re.IGNORECASE)
_OPEN_DIRECTIVES = (
    "style-src 'self' 'unsafe-inline' https:",
    "font-src 'self' https: data:",
    "img-src * data: blob:",
    "media-src * data: blob:",
    "frame-src 'self' https:",
    "worker-src 'self' blob:",
    "form-action 'self' https:",
    "base-uri 'none'",
    "object-src 'none'",
)


def policy(scripts: Iterable[str]) -> str:
    """Return the policy of a page that runs ``scripts`` beside the site's own, as sources of CSP.

    An author's script may ask any host for data; the scripts of the site ask the site alone.
    """
    own = sorted(set(scripts))
    asked = ("'self'", "https:") if set(own) - {WEB_ASSEMBLY} else ("'self'",)
    runs = " ".join(["script-src 'self'", *own])
    return "; ".join(("default-src 'self'", runs, f"connect-src {' '.join(asked)}", *_OPEN_DIRECTIVES))


def script_hash(text: str) -> str:
    """Return the source that allows the script of this text: its SHA-256 in Base64 (CSP, 2.3.1)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def scripts_of(html: str) -> tuple[str, ...]:
    """Return the sources of the scripts in an author's own HTML: a hash for each that stands in it, else its host."""
    tags = (tag for tag in _SCRIPT.finditer(html) if tag[2] is not None)
    return tuple(sorted({source for tag in tags if (source := _source_of(tag[1], tag[2]))}))


def source(kind: str, address: str | None, text: str) -> str:
    """Return what allows a script of this type, address and text; "" where it is the site's own or data."""
    if not _RUNS.fullmatch(kind.strip()):
        return ""
    if address is None:
        return script_hash(text)
    parts = urlsplit(address)
    return f"{parts.scheme or 'https'}://{parts.netloc}" if _HOST.fullmatch(parts.netloc) else ""


def _source_of(attributes: str, text: str) -> str:
    values = {one[1].lower(): unescape(one[2] or one[3] or one[4] or "") for one in _ATTRIBUTE.finditer(attributes)}
    return source(values.get("type", ""), values.get("src"), text)
