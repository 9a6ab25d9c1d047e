"""WebSub (W3C Recommendation, 2018): the hub is told that the feeds have news, and tells those who subscribed."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from fridaygram import __version__
from fridaygram.config import FILE, Site
from fridaygram.corpus.net.transport import HttpTransport, Request, Transport, TransportError
from fridaygram.errors import ConfigError, NetworkError

FEEDS = ("feed.xml", "rss.xml", "feed.json")


def client() -> Transport:
    """Return how the hub is asked: public addresses only, with limits of time and size."""
    return HttpTransport(f"Fridaygram/{__version__} (tells a hub of news)", most_bytes=1 << 16)


def tell_hub(site: Site, transport: Transport) -> Iterator[str]:
    """Tell the hub of each feed of the site; yield the feed's URL once the hub has taken it.

    Raises ConfigError where the site has no hub, NetworkError where the hub does not take a feed.
    """
    if not site.hub:
        hint = f'add hub = "https://..." to {FILE}, such as "https://pubsubhubbub.appspot.com/"'
        raise ConfigError("the blog has no hub", file=FILE, hint=hint)
    for feed in _feeds(site):
        form = {"hub.mode": "publish", "hub.url": feed}
        try:
            answer = transport.send(Request(site.hub, method="POST", form=form))
        except TransportError as error:
            raise NetworkError(f"the hub does not answer: {error}", hint="try again later") from None
        if not 200 <= answer.status < 300:
            raise NetworkError(f"the hub answers {answer.status} to {feed}", hint=f"is hub in {FILE} right?")
        yield feed


def curl_lines(site: Site) -> list[str]:
    """Return the commands by which a workflow tells the hub: there the program is not installed where it deploys."""
    begin = "curl --fail-with-body --silent --show-error --data hub.mode=publish --data-urlencode"
    return [f"{begin} {shlex.quote(f'hub.url={feed}')} {shlex.quote(site.hub)}" for feed in _feeds(site)]


def _feeds(site: Site) -> list[str]:
    return [site.base_url + name for name in FEEDS]
