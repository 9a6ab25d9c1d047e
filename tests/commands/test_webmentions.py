"""Mentions from a service on this machine: pages, doubles, withdrawals, refusals, and what strangers write."""

import json
import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from fridaygram.corpus.net.transport import HttpTransport, loopback_route
from fridaygram.publish import webmentions
from fridaygram.publish.webmentions import PER_PAGE, TOKEN

SECRET = "s3cret-and-long"
POST = "---\ntitle: A week\ndate: 2018-06-08\nslug: a-week\naliases: [/old/]\n---\n\nWords.\n"
FILE = "content/posts/2018-06-08-a-week/webmentions.toml"


class Service(BaseHTTPRequestHandler):
    """Answers pages of its ``mentions``, or with ``body`` and ``status`` as prepared."""

    mentions, body, status, asked = (), None, 200, []

    def do_GET(self):
        query = parse_qs(urlsplit(self.path).query)
        type(self).asked.append(query)
        start = int(query["page"][0]) * PER_PAGE
        shown = list(self.mentions)[start : start + PER_PAGE]
        body = self.body or json.dumps({"type": "feed", "children": shown}).encode()
        status = self.status if query.get("token") == [SECRET] or self.status != 200 else 401
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def service(blog, monkeypatch):
    """Run a service that a blog with one post fetches from; give its class, to prepare answers."""
    kind = type("Prepared", (Service,), {"asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    route = loopback_route(server.server_port)
    monkeypatch.setattr(webmentions, "client", partial(HttpTransport, "test", route=route, most_bytes=1 << 20))
    monkeypatch.setenv(TOKEN, SECRET)
    settings = blog / "site.toml"
    address = "https://mentions.example/api/mentions.jf2?domain=ida.example"
    base = 'title = "T"\nauthor = "A"\nbase_url = "https://ida.example/blog/"\n'
    settings.write_text(f'{base}[webmentions]\nfetch = "{address}"\n', "utf-8")
    folder = blog / "content/posts/2018-06-08-a-week"
    folder.mkdir(parents=True)
    (folder / "index.md").write_text(POST, "utf-8")
    yield kind
    server.shutdown()
    server.server_close()


def mention(number=1, text="Well said.", target="https://ida.example/blog/2018/06/a-week/", **more):
    return {
        "type": "entry",
        "author": {"name": f"Reader {number}", "url": "https://r.example/"},
        "wm-id": number,
        "wm-source": f"https://r.example/{number}",
        "wm-target": target,
        "wm-property": "in-reply-to",
        "wm-received": "2018-06-09T10:00:00Z",
        "content": {"text": text, "html": f"<b>{text}</b>"},
        **more,
    }


def show_all(blog):
    file = blog / FILE
    file.write_text(file.read_text("utf-8").replace("show = false", "show = true"), "utf-8")


def page_of(blog, fridaygram):
    said = fridaygram("build")
    assert said.code == 0, said.err
    return (blog / "site/2018/06/a-week/index.html").read_text("utf-8")


def test_a_mention_is_hidden_until_its_author_shows_it(blog, service, fridaygram):
    service.mentions = [mention()]
    said = fridaygram("webmentions")
    assert said.code == 0
    assert f"{FILE}:4: reply by Reader 1: Well said." in said.out
    assert "1 new" in said.out
    assert "Well said." not in page_of(blog, fridaygram)
    show_all(blog)
    page = page_of(blog, fridaygram)
    assert "Well said." in page
    assert 'rel="nofollow ugc" href="https://r.example/1"' in page
    assert not (blog / "site/2018/06/a-week/webmentions.toml").exists()
    again = fridaygram("webmentions", "--json").json
    assert (again["new"], again["changed"], again["gone"], again["hidden"]) == (0, 0, 0, [])
    assert "show = true" in (blog / FILE).read_text("utf-8")


def test_all_pages_are_read_and_doubles_kept_once(blog, service, fridaygram):
    service.mentions = [mention(number % 250) for number in range(270)]
    said = fridaygram("webmentions", "--json").json
    assert said["new"] == len(said["hidden"]) == 250
    assert [query["page"] for query in service.asked] == [["0"], ["1"], ["2"], ["3"]]
    assert fridaygram("webmentions", "--json").json["new"] == 0


def test_a_service_that_knows_no_pages_is_asked_twice(blog, service, fridaygram):
    service.body = json.dumps({"children": [mention()]}).encode()
    assert fridaygram("webmentions", "--json").json["new"] == 1
    assert len(service.asked) == 2


def test_what_changed_is_hidden_again_and_what_was_withdrawn_goes(blog, service, fridaygram):
    service.mentions = [mention(1), mention(2)]
    fridaygram("webmentions")
    show_all(blog)
    service.mentions = [mention(2, "Bought followers at shop.example!")]
    said = fridaygram("webmentions", "--json").json
    assert (said["new"], said["changed"], said["gone"]) == (0, 1, 1)
    assert [one["text"] for one in said["hidden"]] == ["Bought followers at shop.example!"]
    assert "shop.example" not in page_of(blog, fridaygram)


def test_an_answer_without_any_mention_deletes_none(blog, service, fridaygram):
    service.mentions = [mention()]
    fridaygram("webmentions")
    before = (blog / FILE).read_bytes()
    service.mentions = []
    said = fridaygram("webmentions")
    assert "the 1 here stay" in said.err
    assert (blog / FILE).read_bytes() == before


@pytest.mark.parametrize(
    ("status", "body", "problem"),
    [
        (401, b"", "refuses the token; set FRIDAYGRAM_WEBMENTION_TOKEN"),
        (429, b"", "answers 429; try again later"),
        (302, b"", "answers 302; is fetch in site.toml right?"),
        (200, b"<html>garbage", "answers no jf2 feed"),
        (200, b"\xff\xfe", "answers no jf2 feed"),
        (200, b"[1, 2]", "answers no jf2 feed"),
        (200, b'{"children": 7}', "answers no jf2 feed"),
        (200, b" " * (2 << 20), "does not answer: too large"),
    ],
)
def test_a_bad_answer_is_one_line_and_changes_nothing(blog, service, fridaygram, status, body, problem):
    service.mentions = [mention()]
    fridaygram("webmentions")
    before = (blog / FILE).read_bytes()
    service.status, service.body = status, body
    said = fridaygram("webmentions")
    assert said.code == 1
    assert problem in said.problem
    assert SECRET not in said.err
    assert (blog / FILE).read_bytes() == before


def test_without_a_token_the_error_says_how_to_give_one(service, fridaygram, monkeypatch):
    monkeypatch.delenv(TOKEN)
    assert f"refuses to answer without a token; set {TOKEN}" in fridaygram("webmentions").problem


def test_the_token_is_kept_nowhere(blog, service, fridaygram):
    service.mentions = [mention()]
    said = fridaygram("webmentions", "--verbose")
    show_all(blog)
    page_of(blog, fridaygram)
    assert service.asked[0]["token"] == [SECRET]
    assert SECRET not in said.out + said.err
    holding = [path for path in blog.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]
    assert holding == []


def test_what_strangers_write_stays_text(blog, service, fridaygram):
    evil = '<script>alert(1)</script><img src=x onerror="alert(2)"> \u202egnp.exe\x07 " \\ [[mention]]'
    service.mentions = [
        mention(1, evil, author={"name": evil}),
        mention(2, **{"wm-source": "javascript:alert(3)"}),
        mention(3, **{"wm-source": 'https://r.example/"onclick="x'}),
        mention(4, **{"wm-private": True}),
        mention(5, "x" * 5000),
        {"wm-source": 7, "wm-target": None, "content": [1], "author": "x"},
        mention(6, **{"content": None, "wm-property": "like-of"}),
    ]
    said = fridaygram("webmentions")
    assert "4 mentions private or without an address of the web: left out" in said.err
    show_all(blog)
    page = page_of(blog, fridaygram)
    responses = page.partition('<section class="responses"')[2].partition("</section>")[0]
    assert "&lt;script&gt;alert(1)" in responses
    for gone in ("<script", "<img", "\u202e", "\x07", "javascript:", "onclick"):
        assert gone not in responses
    assert "x" * 1000 in responses
    assert "x" * 1001 not in responses
    assert "Liked, shared or linked by" in responses


def test_mentions_of_other_addresses_are_counted_and_left_out(service, fridaygram, blog):
    service.mentions = [
        mention(1, target="https://ida.example/blog/2018/06/a-week"),
        mention(2, target="http://ida.example/blog/old/?x=1#y"),
        mention(3, target="https://ida.example/blog/nowhere/"),
        mention(4, target="https://other.example/blog/2018/06/a-week/"),
        mention(5, target="https://["),
    ]
    said = fridaygram("webmentions", "--json").json
    assert (said["new"], said["elsewhere"]) == (2, 3)


def test_a_damaged_file_is_an_error_with_its_line(blog, service, fridaygram):
    (blog / FILE).write_text('[[mention]]\nkind = "reply"\nsource = "https://a.example/"\nshow = "yes"\n', "utf-8")
    for verb in ("build", "webmentions"):
        said = fridaygram(verb)
        assert said.code == 1
        assert f"{FILE}:4: mention: show" in said.problem
    (blog / FILE).write_text('[[mention]]\nkind = "reply"\nsource = "javascript:x"\n', "utf-8")
    assert "is no page of the web" in fridaygram("build").problem


def test_what_waits_is_listed_without_the_service(blog, service, fridaygram):
    service.mentions = [mention()]
    fridaygram("webmentions")
    asked = len(service.asked)
    assert "reply by Reader 1" in fridaygram("webmentions", "--list").out
    assert len(service.asked) == asked


def test_a_blog_without_a_service_is_told_how_to_name_one(blog, fridaygram):
    assert "fetch =" in fridaygram("webmentions").problem
    settings = blog / "site.toml"
    settings.write_text(settings.read_text("utf-8") + '\n[webmentions]\nfetch = "http://m.example/"\n', "utf-8")
    assert "it would send your token in the open" in fridaygram("webmentions").problem
