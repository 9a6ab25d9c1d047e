"""The hub: who is told what, and what is said of it."""

import json
import shlex

import pytest
import yaml

from fridaygram.cli import main
from fridaygram.config import Site
from fridaygram.corpus.net.transport import Response, TransportError
from fridaygram.errors import ConfigError, NetworkError
from fridaygram.publish import hub
from fridaygram.publish.workflow import workflow_text

SITE = Site(title="A", author="B", base_url="https://you.example/blog/", hub="https://hub.example/")
FEEDS = [f"https://you.example/blog/{name}" for name in ("feed.xml", "rss.xml", "feed.json")]


class Hub:
    """Answers with a status, or an error, and keeps what it was told."""

    def __init__(self, answer=204):
        self.answer, self.told = answer, []

    def send(self, request):
        if isinstance(self.answer, str):
            raise TransportError(self.answer, "as prepared")
        self.told.append((request.method, request.url, dict(request.form)))
        return Response(self.answer, {}, b"")


def test_the_hub_is_told_of_each_feed():
    there = Hub()
    assert list(hub.tell_hub(SITE, there)) == FEEDS
    assert there.told == [("POST", "https://hub.example/", {"hub.mode": "publish", "hub.url": feed}) for feed in FEEDS]


@pytest.mark.parametrize(("answer", "problem"), [(500, "answers 500"), (404, "answers 404"), ("timeout", "timeout")])
def test_a_hub_that_takes_nothing_is_an_error(answer, problem):
    with pytest.raises(NetworkError, match=problem):
        list(hub.tell_hub(SITE, Hub(answer)))


def test_a_blog_without_a_hub_is_told_how_to_name_one():
    with pytest.raises(ConfigError, match="has no hub"):
        list(hub.tell_hub(Site(title="A", author="B", base_url="https://you.example/"), Hub()))


def test_publish_says_what_the_hub_was_told(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(hub, "client", Hub)
    settings = 'title = "A"\nauthor = "B"\nbase_url = "https://you.example/blog/"\nhub = "https://hub.example/"\n'
    (tmp_path / "site.toml").write_text(settings, "utf-8")
    assert main(["publish", "--ping", "--blog", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines() == [f"https://hub.example/ was told of {feed}" for feed in FEEDS]
    assert main(["publish", "--ping", "--json", "--blog", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out) == {"hub": "https://hub.example/", "told": FEEDS}


def test_the_workflow_tells_the_hub_after_it_has_deployed(repository, blog):
    (blog / "requirements.txt").write_text("fridaygram @ git+https://git.example/fridaygram@0123\n")
    steps = yaml.safe_load(workflow_text(SITE, repository, 2026))["jobs"]["deploy"]["steps"]
    assert "deploy-pages" in steps[0]["uses"]
    commands = [shlex.split(line) for line in steps[1]["run"].splitlines()]
    assert [(words[0], words[-2], words[-1]) for words in commands] == [
        ("curl", f"hub.url={feed}", "https://hub.example/") for feed in FEEDS
    ]
    without = yaml.safe_load(workflow_text(Site(title="A", author="B", base_url=SITE.base_url), repository, 2026))
    assert len(without["jobs"]["deploy"]["steps"]) == 1
