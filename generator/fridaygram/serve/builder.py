"""The building process: ``python -m fridaygram.serve.builder``, started by the preview and spoken to by it alone."""

from __future__ import annotations

import gc
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from fridaygram.config import load_site
from fridaygram.errors import FridaygramError
from fridaygram.plan.blog import Blog, Live, Options, Superseded
from fridaygram.plan.build import build
from fridaygram.plan.searching import FOLDER as SEARCH
from fridaygram.serve.messages import BuildProgress, Order, PreviewSettings, problem_of, receive, send

MOST_GIVEN_UP = 5
IDLE_SECONDS = 0.5
PEEK_SECONDS = 0.05
SEARCH_SECONDS = 2.0
"""How long nothing must change before the search index is brought up to date, which takes seconds."""
TEXT = '---\ntitle: "A title"\n---\n\n## A heading\n\nSome *words*, `code` and [a link](https://example.org/).\n'


def main() -> None:
    """Build whenever the preview says so, until it closes the pipe."""
    # Ctrl-C reaches the whole group of processes; the preview decides what ends when.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Standard output is the line to the preview: whatever a library prints must go elsewhere.
    with os.fdopen(os.dup(0), "rb", buffering=0) as stream, os.fdopen(os.dup(1), "wb") as news:
        os.dup2(2, 1)
        # A build leaves little garbage. It is collected while no browser waits.
        gc.disable()
        orders, given_up, warmed = Orders(stream), 0, False
        while (order := orders.next()) is not None:
            # Files that are written without end must not keep the site from ever being finished.
            patient = given_up >= MOST_GIVEN_UP
            done = run(orders.settings, order, news, (lambda: False) if patient else orders.is_more)
            given_up = 0 if done else given_up + 1
            if done and (patient or not orders.is_more(IDLE_SECONDS)):
                gc.collect()
                if not warmed:
                    warmed = True
                    for _ in warm(Path(orders.settings.root)):
                        if orders.is_more():
                            break
                if _has_search(orders.settings) and not orders.is_more(SEARCH_SECONDS):
                    run(orders.settings, order, news, orders.is_more, search=True)


def _has_search(settings: PreviewSettings) -> bool:
    with suppress(FridaygramError):  # a build has reported it
        return load_site(Path(settings.root)).search
    return False


def warm(root: Path) -> Iterator[None]:
    """Load what the next build needs, before a browser waits for it: libraries, compiled templates.

    The first build loads them in its worker processes, or has nothing to convert. A caller may stop between two steps.
    """
    for step in (_convert, _compile):
        with suppress(FridaygramError):
            step(root)
        yield


def _convert(root: Path) -> None:
    from fridaygram.pages.body import Fills
    from fridaygram.pages.document import parse_document
    from fridaygram.pages.markup.convert import convert

    convert(parse_document(TEXT, "content/pages/warm.md", "UTC"), Fills())


def _compile(root: Path) -> None:
    from fridaygram.pages.entries import Loaded
    from fridaygram.pages.theme.roots import template_roots
    from fridaygram.pages.theme.templating import make_environment

    environment = make_environment(template_roots(root), load_site(root), Loaded(""))
    for name in environment.list_templates(extensions=["html", "xml", "json", "txt"]):
        with suppress(Exception):  # the build that renders the template reports its errors
            environment.get_template(name)


class Orders:
    """The orders of the preview, read so that a build can ask whether another has come."""

    def __init__(self, stream: IO[bytes]):
        # Unbuffered: what has come must still be in the pipe for ``is_more`` to see it.
        self._stream = stream
        self.settings = receive(stream, PreviewSettings)

    def next(self) -> Order | None:
        """Wait for an order and return the last that has come, None where the preview has gone."""
        order = None
        try:
            while order is None or self.is_more():
                order = receive(self._stream, Order)
        except EOFError:
            return None
        return order

    def is_more(self, wait: float = 0.0) -> bool:
        """Return whether another order has come, or the preview has gone, within ``wait`` seconds."""
        return _readable(self._stream, wait)


def _readable(stream: IO[bytes], wait: float) -> bool:
    """Return whether a pipe has something to read, or has closed, within ``wait`` seconds."""
    if sys.platform == "win32":
        # ``select`` knows only sockets there. A look into the pipe takes nothing out of it.
        import msvcrt
        from _winapi import PeekNamedPipe

        handle, end = msvcrt.get_osfhandle(stream.fileno()), time.monotonic() + wait
        try:
            while PeekNamedPipe(handle, 0)[0] == 0:
                if time.monotonic() >= end:
                    return False
                time.sleep(PEEK_SECONDS)
        except BrokenPipeError:
            pass  # the preview has gone: reading says so
        return True
    else:  # noqa: RET505 -- a type checker reads one branch for each system
        return bool(select.select([stream], [], [], wait)[0])


def run(
    settings: PreviewSettings,
    order: Order,
    news: IO[bytes],
    superseded: Callable[[], bool],
    *,
    search: bool = False,
) -> bool:
    """Build once and report it; return whether it was done, not given up because it is ``superseded``.

    With ``search``, the search index is brought up to date too. That is no news to an open page. An error of the
    author's is reported; a fault of the program also ends the process.
    """

    def written(changed: Sequence[str], unpublished: Mapping[str, str]) -> None:
        shown = tuple(path for path in changed if not f"/{path}".startswith(SEARCH))
        if shown or not search:
            send(news, BuildProgress(changed=shown, unpublished=dict(unpublished)))

    root = Path(settings.root)
    options = Options(
        output=Path(settings.output),
        base_url=settings.base_url,
        date=settings.date,
        drafts=settings.drafts,
        workers=settings.workers,
        live=Live(first=frozenset(order.first), written=written, superseded=superseded, search=search),
    )
    try:
        built = build(Blog(root), options)
    except Superseded:
        return False
    except (FridaygramError, OSError) as error:
        send(news, BuildProgress(problem=problem_of(error, root), ended=True, order=order.number))
    except BaseException as error:
        send(news, BuildProgress(problem=problem_of(error, root), ended=True, order=order.number))
        raise
    else:
        if not search:
            how = BuildProgress(
                unpublished=dict(built.unpublished),
                warnings=built.warnings,
                notes=built.notes,
                ended=True,
                order=order.number,
            )
            send(news, how)
    return True


if __name__ == "__main__":
    main()
