"""A window of the browser that remembers everything that went wrong in it."""

from dataclasses import dataclass, field

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


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
