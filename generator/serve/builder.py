"""The building process: ``python -m generator.serve.builder``, started and spoken to by the preview alone."""

from __future__ import annotations

import gc
import os
import select
import signal
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

from generator.errors import FridaygramError
from generator.plan.blog import Blog, Live, Options
from generator.plan.build import build
from generator.serve.messages import Order, Progress, Settings, receive, send
from generator.serve.problems import problem_of


def main() -> None:
    """Build whenever the preview says so, until it closes the pipe."""
    # Ctrl-C reaches the whole group of processes; the preview decides what ends when.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Standard output is the line to the preview: whatever a library prints must go elsewhere.
    with os.fdopen(os.dup(0), "rb", buffering=0) as stream, os.fdopen(os.dup(1), "wb") as news:
        os.dup2(2, 1)
        orders = Orders(stream)
        while (order := orders.next()) is not None:
            # A build leaves little garbage; looking for it can wait until the pages have been told.
            gc.disable()
            run(orders.settings, order, news, orders.is_more)
            gc.enable()
            gc.collect()


class Orders:
    """The orders of the preview, read so that a build can ask whether another has come."""

    def __init__(self, stream: IO[bytes]):
        # Unbuffered: what has come must still be in the pipe for ``is_more`` to see it.
        self._stream = stream
        self.settings = receive(stream, Settings)

    def next(self) -> Order | None:
        """Wait for an order and return the last that has come, None where the preview has gone."""
        order = None
        try:
            while order is None or self.is_more():
                order = receive(self._stream, Order)
        except EOFError:
            return None
        return order

    def is_more(self) -> bool:
        """Return whether another order has come, or the preview has gone."""
        return bool(select.select([self._stream], [], [], 0)[0])


def run(settings: Settings, order: Order, news: IO[bytes], superseded: Callable[[], bool]) -> None:
    """Build once and tell of it. An error of the author's is told; a fault of the program also ends the process."""

    def written(changed: Sequence[str], unpublished: Mapping[str, str]) -> None:
        send(news, Progress(changed=tuple(changed), unpublished=dict(unpublished)))

    root = Path(settings.root)
    options = Options(
        output=Path(settings.output),
        base_url=settings.base_url,
        date=settings.date,
        drafts=settings.drafts,
        workers=settings.workers,
        live=Live(first=frozenset(order.first), written=written, superseded=superseded),
    )
    try:
        built = build(Blog(root), options)
    except (FridaygramError, OSError) as error:
        send(news, Progress(problem=problem_of(error, root), ended=True, order=order.number))
    except BaseException as error:
        send(news, Progress(problem=problem_of(error, root), ended=True, order=order.number))
        raise
    else:
        unpublished = dict(built.unpublished)
        send(news, Progress(unpublished=unpublished, warnings=built.warnings, ended=True, order=order.number))


if __name__ == "__main__":
    main()
