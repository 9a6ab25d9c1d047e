"""Links to elsewhere: what is asked, how often, and what an answer means. Time and network are pretended."""

import itertools
import json
from datetime import UTC, datetime, timedelta

import pytest

from fridaygram.check.remote import PAUSE_S, Remote
from fridaygram.corpus.net.pace import Clock
from fridaygram.corpus.net.transport import Response, TransportError


class Web:
    """A network of prepared answers: status, headers, or an error. It keeps what was asked and when."""

    def __init__(self, answers):
        self.answers = answers
        self.asked = []
        self.seconds = 0.0
        self.days = 0

    def send(self, request):
        self.asked.append((request.url, self.seconds))
        answer = self.answers[request.url]
        if isinstance(answer, str):
            raise TransportError(answer, "as prepared")
        status, headers = answer
        return Response(status, headers, b"")

    def clock(self):
        def sleep(seconds):
            self.seconds += seconds

        start = datetime(2018, 6, 15, tzinfo=UTC)
        return Clock(lambda: self.seconds, sleep, lambda: start + timedelta(days=self.days, seconds=self.seconds))


def ask(web, memory, *urls):
    return Remote(memory, web, web.clock()).ask(urls)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ((200, {}), ""),
        ((403, {}), ""),
        ((429, {}), ""),
        ("not text", ""),
        ((404, {}), "answers 404"),
        ((410, {}), "answers 410"),
        ((503, {}), "answers 503"),
        ("unreachable", "unreachable: as prepared"),
        ("timeout", "timeout: as prepared"),
    ],
)
def test_what_an_answer_means(tmp_path, answer, problem):
    web = Web({"https://a.example/": answer})
    assert ask(web, tmp_path / "links.json", "https://a.example/")["https://a.example/"].problem == problem


def test_redirects_are_followed_to_what_they_lead_to(tmp_path):
    web = Web(
        {
            "https://a.example/old": (301, {"location": "/new"}),
            "https://a.example/new": (200, {}),
            "https://a.example/gone": (302, {"location": "https://b.example/"}),
            "https://b.example/": (404, {}),
            "https://a.example/round": (302, {"location": "/round"}),
        }
    )
    found = ask(web, tmp_path / "links.json", *(url for url in web.answers if url.startswith("https://a")))
    assert found["https://a.example/old"].moved == "https://a.example/new"
    assert found["https://a.example/old"].problem == ""
    assert found["https://a.example/gone"].problem == "answers 404"
    assert found["https://a.example/gone"].moved == ""
    assert "redirects more than" in found["https://a.example/round"].problem


def test_a_host_is_asked_one_thing_at_a_time(tmp_path):
    web = Web({f"https://a.example/{number}": (200, {}) for number in range(4)})
    ask(web, tmp_path / "links.json", *web.answers)
    times = [when for _, when in web.asked]
    assert [late - early for early, late in itertools.pairwise(times)] == [PAUSE_S] * 3


def test_answers_are_kept_for_days_and_failures_for_one(tmp_path):
    memory = tmp_path / "links.json"
    web = Web({"https://a.example/": (200, {}), "https://b.example/": (404, {})})
    ask(web, memory, *web.answers)
    ask(web, memory, *web.answers)
    assert len(web.asked) == 2
    web.days = 2
    web.answers["https://b.example/"] = (200, {})
    assert ask(web, memory, *web.answers)["https://b.example/"].problem == ""
    assert [url for url, _ in web.asked[2:]] == ["https://b.example/"]
    web.days = 20
    ask(web, memory, *web.answers)
    assert len(web.asked) == 5
    assert sorted(json.loads(memory.read_text())) == sorted(web.answers)


@pytest.mark.parametrize("damage", [b"", b"[]", b"\xff", b'{"a": {"asked": "never"}}'])
def test_a_damaged_memory_only_costs_time(tmp_path, damage):
    memory = tmp_path / "links.json"
    memory.write_bytes(damage)
    web = Web({"https://a.example/": (200, {})})
    assert ask(web, memory, *web.answers)["https://a.example/"].problem == ""
