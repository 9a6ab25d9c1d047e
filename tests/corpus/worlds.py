"""Smaller miniature webs, and what runs the pipeline or a client over one of them."""

from collections import deque
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from fridaygram.acquire import user_agent
from fridaygram.corpus.engines.local import LocalEngine
from fridaygram.corpus.net.pace import Clock, system_clock
from fridaygram.corpus.net.transport import HttpTransport, loopback_route
from fridaygram.corpus.pipeline.run import Effects, run
from fridaygram.corpus.pipeline.services import read_secrets
from fridaygram.corpus.pipeline.settings import read_settings
from fridaygram.corpus.text.work import do
from fridaygram_rehearsal.apis import SECRETS
from fridaygram_rehearsal.demo import demo_world
from fridaygram_rehearsal.demo import settings as demo_settings
from fridaygram_rehearsal.model import World
from tests.patience import PATIENCE

TODAY = date(2018, 6, 8)


def part_of(world: World, share: int) -> World:
    """Return every ``share``-th post of each kind; no silent ones, which only pass the time."""
    seen: dict[tuple[str, str], int] = {}
    posts = {}
    for place, post in sorted(world.posts.items()):
        kind = (post.kind, post.blog if post.kind != "review" else "")
        seen[kind] = seen.get(kind, 0) + 1
        if post.kind != "silent" and seen[kind] % share == 1 % share:
            posts[place] = post
    charted = {song for post in posts.values() for song in post.songs}
    charts = {monday: tuple(song for song in songs if song in charted) for monday, songs in world.charts.items()}
    return World(world.songs, world.blogs, posts, charts, world.comments).index()


def small_world() -> World:
    """Return a sixth of the demo world."""
    return part_of(demo_world(), 6)


def tiny_world() -> World:
    """Return a thirtieth of the demo world: every kind of post once or twice."""
    return part_of(demo_world(), 30)


def settings_of(**changes):
    """Return the demo's settings with changes; its blogs may post as seldom as they like, and take their time."""
    changes = {"least_posts_a_year": 0.1, "timeout_s": PATIENCE, **changes}
    return read_settings("demo", {**demo_settings(), **changes}, TODAY)


def transport_to(port: int, **options) -> HttpTransport:
    """Return a transport for which the miniature web at ``port`` is the whole web."""
    return HttpTransport("fridaygram-test/0 (+nobody@demo.example)", route=loopback_route(port), **options)


def acquired(root, port, *, settings=None, secrets=None, clock=None, options=None, tell=None, workers=1, engine=None):
    """Run the pipeline over the miniature web at ``port``, with its state and its corpus in ``root``."""
    chosen = settings or settings_of()
    transport = HttpTransport(user_agent(chosen), timeout_s=chosen.timeout_s, route=loopback_route(port))
    effects = Effects(transport, clock or clock_of(TODAY), workers, tell, 0.0, engine or LocalEngine())
    known = read_secrets(chosen, SECRETS if secrets is None else secrets)
    return run("demo", chosen, known, (root / "state" / "state.sqlite", root / "demo"), effects, options)


class InlinePool:
    """Does the work of a TextPool in this process, when its results are taken. A process takes two seconds to start."""

    def __init__(self, workers=1):
        self._batches = deque()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def check(self):
        pass

    def rest(self):
        assert not self._batches

    def has_room(self):
        return len(self._batches) < 2

    def give(self, batch):
        self._batches.append(batch)

    def outstanding(self):
        return len(self._batches)

    def take(self, patience_s=None):
        return [do(work) for work in self._batches.popleft()] if self._batches else []

    def map(self, batches):
        return ([do(work) for work in batch] for batch in batches)


def clock_of(day: date) -> Clock:
    """Return a clock on which time passes as it does, and it is always noon of ``day``."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return replace(system_clock(), now=lambda: noon)


def fake_clock(start=datetime(2018, 6, 8, 12, tzinfo=UTC)) -> tuple[Clock, list[float]]:
    """Return a clock on which only sleep passes time, and the list of what was slept."""
    slept: list[float] = []
    now = SimpleNamespace(seconds=0.0)

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now.seconds += seconds

    return Clock(lambda: now.seconds, sleep, lambda: start + timedelta(seconds=now.seconds)), slept
