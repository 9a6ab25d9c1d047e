"""Acquiring a corpus: the only path of the generator that uses the network.

It joins settings, secrets, the network and the clock to the pipeline of the corpus room. A rehearsal runs the same
pipeline over a miniature web on this machine, which comes as a package of its own (extras/rehearsal).
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from msgspec.structs import replace

from fridaygram import registry
from fridaygram.corpus.engines.local import LocalEngine
from fridaygram.corpus.net.pace import Clock, system_clock
from fridaygram.corpus.pipeline.plan import RunPlan, plan_for
from fridaygram.corpus.pipeline.progress import RunProgress
from fridaygram.corpus.pipeline.run import Effects, Outcome, RunOptions, run
from fridaygram.corpus.pipeline.services import Services, read_secrets
from fridaygram.corpus.pipeline.settings import SOURCES, PipelineSettings, read_settings
from fridaygram.corpus.store import HEADER, PLACE, check_name, open_corpus
from fridaygram.errors import ConfigError, UsageError

if TYPE_CHECKING:
    from fridaygram.corpus.engines.base import ShardEngine
    from fridaygram.corpus.net.transport import Transport
    from fridaygram.corpus.records import Song

REHEARSALS = "fridaygram.rehearsal"
"""The group of entry points in which a package offers a miniature web."""
STATE_FOLDER = ".fridaygram/acquire"


@dataclass(frozen=True)
class EngineChoice:
    """Where pages are fetched and read: ``local``, this process; ``dask``, workers of Dask.

    ``workers`` is the number of processes of this machine (None: one a core); ``scheduler`` the address of a cluster in
    their place ("tcp://HOST:8786"): then the run begins when it has ``workers`` of them (None: one). ``shards`` is the
    folder in which Dask's workers keep pages, which all machines see under one path (None: beside the run's state).
    """

    name: Literal["local", "dask"] = "local"
    workers: int | None = None
    scheduler: str = ""
    shards: Path | None = None

    def checked(self) -> EngineChoice:
        """Return this choice. Raises UsageError for options that do not go together, and without Dask."""
        if self.name == "local":
            if self.scheduler or self.shards:
                raise UsageError("--scheduler and --shards are for a cluster", hint="add --engine dask")
            return self
        registry.require("dask", "the engine 'dask'")
        if self.scheduler and self.shards is None:
            hint = "add --shards DIR, a folder that all machines see under one path"
            raise UsageError("--scheduler needs a place for the shards", hint=hint)
        return self

    def opened(self) -> AbstractContextManager[ShardEngine]:
        """Return the engine."""
        if self.name == "local":
            return nullcontext(LocalEngine())
        from fridaygram.corpus.engines.dask import DaskEngine

        return DaskEngine(self.scheduler, self.workers, self.shards and self.shards.resolve())


HERE = EngineChoice()


def acquire(
    root: Path,
    name: str,
    tables: Mapping[str, Mapping[str, Any]],
    *,
    demo_web: bool = False,
    options: RunOptions | None = None,
    tell: Callable[[RunProgress], None] | None = None,
    environment: Mapping[str, str] | None = None,
    engine: EngineChoice = HERE,
) -> Outcome:
    """Acquire the corpus ``name`` of the blog in ``root``, as its table among ``tables`` (site.toml) says.

    ``demo_web`` runs the same pipeline over the miniature web: no network, no secrets, no pauses. ``tell`` is
    called with the progress.

    Raises UsageError where the extra packages or secrets are missing, ConfigError for a wrong table, NetworkError where
    a cluster does not answer.
    """
    registry.require("acquire", "acquiring")
    chosen = engine.checked()
    clock = demo_clock() if demo_web else system_clock()
    settings = settings_for(root, name, tables, clock.now().date(), demo_web=demo_web)
    check_place(root / PLACE / name, settings, demo_web=demo_web)
    with _network(settings, demo_web=demo_web, environment=environment) as (transport, variables):
        secrets = read_secrets(settings, variables)
        paths = (state_file(root, name, demo_web=demo_web), root / PLACE / name)
        with chosen.opened() as opened:
            effects = Effects(transport, clock, chosen.workers, tell, 0.0 if demo_web else 1.0, opened)
            return run(name, settings, secrets, paths, effects, options)


def ask_song(
    root: Path,
    name: str,
    tables: Mapping[str, Mapping[str, Any]],
    artist: str,
    title: str,
    *,
    demo_web: bool = False,
    environment: Mapping[str, str] | None = None,
) -> Song:
    """Ask the catalogues of the corpus ``name`` (see ``acquire``) about one song; answers are kept with its state.

    Raises UsageError where the extra packages or secrets are missing, ConfigError for a wrong table, NetworkError where
    a catalogue does not answer.
    """
    from fridaygram.corpus.clients.matching import SongQuery
    from fridaygram.corpus.crawl.state import State
    from fridaygram.corpus.pipeline.songs import song_of

    registry.require("acquire", "asking catalogues")
    clock = demo_clock() if demo_web else system_clock()
    settings = settings_for(root, name, tables, clock.now().date(), demo_web=demo_web)
    with _network(settings, demo_web=demo_web, environment=environment) as (transport, variables):
        secrets = read_secrets(settings, variables, links=False)
        with closing(State(state_file(root, name, demo_web=demo_web))) as state:
            services = Services(transport, state, clock, secrets, 0.0 if demo_web else 1.0)
            return song_of(SongQuery(title=title, artist=artist), services, settings)


@contextmanager
def _network(
    settings: PipelineSettings, *, demo_web: bool, environment: Mapping[str, str] | None
) -> Iterator[tuple[Transport, Mapping[str, str]]]:
    """Yield the way to the web, real or miniature, and the variables that hold the secrets for it."""
    from fridaygram.corpus.net.transport import HttpTransport, loopback_route

    with ExitStack() as stack:
        route = None
        variables = os.environ if environment is None else environment
        if demo_web:
            miniature = rehearsal()
            route = loopback_route(stack.enter_context(miniature.serve()).port)
            variables = miniature.SECRETS
        yield HttpTransport(user_agent(settings), timeout_s=settings.timeout_s, route=route), variables


def plan(root: Path, name: str, tables: Mapping[str, Mapping[str, Any]], *, demo_web: bool = False) -> RunPlan:
    """Return what ``acquire`` would do and how long it would take within the crawl policy. Sends no request.

    A rehearsal has the plan of the same corpus on the real web, without the secrets.
    """
    settings = settings_for(root, name, tables, system_clock().now().date(), demo_web=demo_web)
    found = plan_for(name, settings, state_file(root, name, demo_web=demo_web))
    return dataclasses.replace(found, secrets=()) if demo_web else found


def settings_for(
    root: Path, name: str, tables: Mapping[str, Mapping[str, Any]], today: date, *, demo_web: bool = False
) -> PipelineSettings:
    """Return the checked settings of a corpus; a list of links is a file beside site.toml.

    Raises ConfigError where there is no table for it.
    """
    check_name(name)
    if demo_web:
        return read_settings(name, rehearsal().settings(), today)
    if name not in tables:
        raise ConfigError(
            f"there is no [acquire.{name}]", file="site.toml",
            hint="add the table, with the source of its links, or rehearse with --demo-web",
        )  # fmt: skip
    found = read_settings(name, tables[name], today)
    return replace(found, urls=str(root / found.urls)) if found.urls else found


def rehearsal() -> Any:
    """Return the miniature web that a package brings: ``settings()``, SECRETS, LAST (its last day) and ``serve()``.

    ``serve()`` is a context manager that gives an object with the ``port`` where it listens. Raises UsageError where no
    package is installed.
    """
    from importlib.metadata import entry_points

    for found in entry_points(group=REHEARSALS):
        return found.load()
    hint = "install it with: pip install fridaygram-rehearsal (in Fridaygram's source: pip install ./extras/rehearsal)"
    raise UsageError("the miniature web for --demo-web is not installed", hint=hint)


def demo_clock() -> Clock:
    """Return the clock of a rehearsal: it starts on the last day of the miniature web and runs at the usual speed."""
    noon = datetime.combine(rehearsal().LAST, time(12), tzinfo=UTC)
    return dataclasses.replace(system_clock(), now=lambda: noon)


def check_place(folder: Path, settings: PipelineSettings, *, demo_web: bool) -> None:
    """Raise UsageError where ``folder`` holds a corpus that this run must not replace.

    An imported corpus cannot be acquired again, and a rehearsal must not replace a real corpus.
    """
    if not (folder / HEADER).exists():
        return
    there = open_corpus(folder)
    origin = there.ledger().stages[0].name if there.has_ledger else ""
    if origin not in registry.names(SOURCES):
        hint = "acquire under another name, or move it away"
        raise UsageError(f"'{folder.name}' holds a corpus that was not acquired", hint=hint)
    if demo_web and there.note != settings.note:
        hint = f"rehearse under another name: fridaygram acquire {folder.name}-rehearsal --demo-web"
        raise UsageError(f"'{folder.name}' holds a corpus that is not the miniature web's", hint=hint)


def state_file(root: Path, name: str, *, demo_web: bool = False) -> Path:
    """Return the folder with the state of an unfinished corpus."""
    return root / STATE_FOLDER / (f"{name}-demo-web" if demo_web else name) / "state.sqlite"


def user_agent(settings: PipelineSettings) -> str:
    """Return the User-Agent: name, version, contact."""
    from fridaygram import __version__

    return f"fridaygram/{__version__} (+{settings.contact})"
