"""A window of the browser that remembers everything that went wrong in it."""

import time
from dataclasses import dataclass, field

from tests.patience import PATIENCE

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def obedient(page):
    """Make a page wait for a function of JavaScript as its Content-Security-Policy allows; return it.

    Playwright's own ``wait_for_function`` evaluates a string in the page again and again, which the policy forbids.
    """
    from playwright.sync_api import Error

    def wait_for_function(expression, *, arg=None):
        end = time.monotonic() + PATIENCE / 2
        while time.monotonic() < end:
            try:
                if page.evaluate(expression, arg):
                    return
            except Error as error:  # the page moves on
                if "context was destroyed" not in str(error) and "navigation" not in str(error):
                    raise
            page.wait_for_timeout(30)
        raise AssertionError(f"this never came true: {expression}")

    page.wait_for_function = wait_for_function
    return page


@dataclass
class Look:
    """A page of the browser, the complaints it made, and every address it asked for."""

    host: object
    page: object
    complaints: list = field(default_factory=list)
    requested: list = field(default_factory=list)

    def __post_init__(self):
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("request", lambda request: self.requested.append(request.url))
        self.page.on("response", self._response)

    def open(self, path, wait_until="load"):
        """Open a file of the site by its path below the folder; return the browser's page."""
        self.page.goto(self.host.url(path), wait_until=wait_until)
        return self.page

    def off_site(self):
        """Return the addresses it asked for that are not of this site."""
        return [url for url in self.requested if not url.startswith((self.host.home, "data:", "blob:"))]

    def _console(self, message):
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text} ({self.page.url})")

    def _failed(self, request):
        # A window that moves on drops what it was still fetching, mostly the icon. That is no fault of the page.
        if request.failure != "net::ERR_ABORTED" and request.failure != "NS_BINDING_ABORTED":
            self.complaints.append(f"failed: {request.url}: {request.failure}")

    def _response(self, response):
        if response.status >= 400:
            self.complaints.append(f"{response.status}: {response.url}")
