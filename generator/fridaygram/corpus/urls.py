"""One canonical form of a post's URL, so that one post is counted once.

The rules follow RFC 3986 (section 6, normalisation) and go further where blogs are known to serve one
post under several addresses: scheme, ``www.``, a trailing slash, an index page, tracking parameters.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

TRACKING_PREFIXES = ("utm_", "mc_", "pk_", "hsa_")
TRACKING = frozenset(
    {"fbclid", "gclid", "dclid", "igshid", "msclkid", "yclid", "ref", "ref_src", "referrer", "source", "share"}
    | {"amp", "feature", "cmp", "spref", "replytocom"}
)
INDEX_PAGES = ("/index.html", "/index.htm", "/index.php")
PATH_SAFE = "/:@!$&'()*+,;=~-._"


def host_of(url: str) -> str:
    """Return the URL's host in lower case without ``www.``, "" where it has none."""
    try:
        host = urlsplit(url.strip()).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.").rstrip(".")


def is_web_url(url: str) -> bool:
    """Return whether ``url`` is an absolute http(s) URL with a host; no white space, control or surrogate in it."""
    if any(character <= " " or character == "\x7f" or "\ud800" <= character <= "\udfff" for character in url):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def canonical(url: str) -> str:
    """Return the form under which a post is counted: ``https://host/path?query``.

    Scheme and ``www.`` are made equal, default ports, fragments, tracking parameters, index pages and
    the trailing slash go, parameters are sorted. A text that is no web URL comes back stripped.
    """
    text = url.strip()
    if not is_web_url(text):
        return text
    parts = urlsplit(text)
    host = host_of(text)
    if parts.port is not None and parts.port not in (80, 443):
        host = f"{host}:{parts.port}"
    path = quote(unquote(parts.path, errors="surrogateescape"), safe=PATH_SAFE, errors="surrogateescape")
    for page in INDEX_PAGES:
        path = path.removesuffix(page)
    pairs = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _tracks(pair[0]))
    return urlunsplit(("https", host, path.rstrip("/"), urlencode(pairs), ""))


def _tracks(name: str) -> bool:
    lowered = name.lower()
    return lowered in TRACKING or lowered.startswith(TRACKING_PREFIXES)
