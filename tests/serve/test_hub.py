import json

import pytest

from fridaygram.serve import hub as hub_module
from fridaygram.serve.hub import REMEMBERED, Hub, PageEvent, event, url_path
from fridaygram.serve.messages import Problem


def first(hub, since, page="/"):
    with hub.listening(page, since) as messages:
        return next(messages)


def test_a_page_gets_what_comes():
    hub = Hub()
    with hub.listening("/a/", 0) as messages:
        assert next(messages) == PageEvent(build=0)
        hub.publish(("/a/",))
        assert next(messages) == PageEvent(build=1, changed=("/a/",))
        assert hub.open_pages() == {"/a/"}
    assert hub.open_pages() == frozenset()


def test_a_page_that_comes_late_gets_what_it_missed_at_once():
    hub = Hub()
    hub.publish(("/a/",))
    hub.publish(("/b/", "/a/"))
    hub.publish(("/c/",))
    assert first(hub, 1) == PageEvent(build=3, changed=("/a/", "/b/", "/c/"))
    assert first(hub, 2) == PageEvent(build=3, changed=("/c/",))
    assert first(hub, 3) == PageEvent(build=3, changed=())


@pytest.mark.parametrize("since", [-1, 4, 10**9])
def test_a_page_of_another_run_must_reload(since):
    hub = Hub()
    for _ in range(3):
        hub.publish(())
    assert first(hub, since).changed is None


def test_what_is_forgotten_may_be_anything():
    hub = Hub()
    for _ in range(REMEMBERED + 5):
        hub.publish(())
    assert first(hub, 2).changed is None
    assert first(hub, 5).changed == ()


def test_an_error_stays_until_it_is_mended():
    hub = Hub()
    problem = Problem(message="no")
    hub.publish((), problem)
    assert first(hub, 1).error == problem
    hub.publish(())
    assert first(hub, 2).error is None


def test_beats_find_pages_that_have_gone(monkeypatch):
    monkeypatch.setattr(hub_module, "BEAT_SECONDS", 0.01)
    hub = Hub()
    with hub.listening("/", 0) as messages:
        next(messages)
        assert next(messages) is None


def test_the_end_ends_the_streams():
    hub = Hub()
    with hub.listening("/", 0) as messages:
        hub.close()
        assert list(messages) == [PageEvent(build=0)]
    with hub.listening("/", 0) as messages:
        assert list(messages) == [PageEvent(build=0)]


def test_an_event_is_one_line_of_json():
    data = event(PageEvent(build=3, changed=("/é/",), error=Problem(message="a\nb", excerpt=((1, "x"),))))
    assert data.startswith(b"data: ")
    assert data.endswith(b"\n\n")
    assert data.count(b"\n") == 2
    assert json.loads(data[6:])["error"]["excerpt"] == [[1, "x"]]


def test_urls_of_files():
    assert url_path("/blog/", "index.html") == "/blog/"
    assert url_path("/blog/", "a/index.html") == "/blog/a/"
    assert url_path("/", "a/not-index.html") == "/a/not-index.html"
    assert url_path("/", "assets/site.css") == "/assets/site.css"


def test_a_page_of_an_earlier_run_with_as_many_builds_must_reload():
    before, now = Hub(), Hub(first=1000)
    for hub in (before, now):
        hub.publish(("/a/",))
    assert first(now, before.build).changed is None
    assert first(now, 1000).changed == ("/a/",)
