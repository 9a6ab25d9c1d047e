"""The page on which samples are chosen, over real sockets: what it does, and whom it refuses."""

import re
import tomllib
from html import unescape
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest

from fridaygram.lm import build_index, save_index
from fridaygram.plan.blog import Blog
from fridaygram.serve import guard, server
from fridaygram.serve.sessions import SessionUI
from fridaygram.values.samples.curating import remembered
from fridaygram.values.samples.wishes import memory_file, open_curation
from fridaygram.values.stores import BlogStores, Shelf
from tests.serve.blog import PATIENCE, Talk, served, small_blog, write
from tests.values.writing import SUNG, write_sung

POST = "2018-06-15-rough"
PAGE = f"/__preview/curate/{POST}/sung"
FORM = "application/x-www-form-urlencoded"


class Author(Talk):
    """Reads the page and presses its buttons, as a browser does."""

    def read(self, path=PAGE):
        answer, body = self.get(path)
        self.page = body.decode()
        return answer

    def hidden(self):
        return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', self.page))

    def press(self, does, path=PAGE, **fields):
        """Read the page, send its form, and read what comes of it."""
        self.read(path)
        answer = self.send({**self.hidden(), "do": does, **fields}, path)
        assert answer.status == 303, answer.status
        self.read(answer.getheader("Location"))
        return self.said()

    def send(self, fields, path=PAGE, **headers):
        named = {"Origin": f"http://127.0.0.1:{self.port}", "Content-Type": FORM, "Sec-Fetch-Site": "same-origin"}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        named = {name: value for name, value in named.items() if value is not None}
        body = fields if isinstance(fields, bytes) else urlencode(fields).encode()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("POST", path, body, named)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer

    def said(self):
        return unescape(re.search(r'role="status">([^<]*)<', self.page)[1])


@pytest.fixture
def root(tmp_path):
    root = small_blog(tmp_path / "blog")
    write_sung(root)
    return root


@pytest.fixture
def author(root):
    site = root / "site"
    write(site / "index.html", "<!doctype html><title>Home</title><body><p>Home</p></body>")
    with served(root, site, talk=Author) as author:
        yield author


def kept(root):
    path = root / "content" / "posts" / POST / "samples.toml"
    return tomllib.loads(path.read_text("utf-8")).get("sample", []) if path.exists() else []


def terminal(root):
    """Open the same session as the terminal does."""
    blog = Blog(root)
    folder = root / "content" / "posts" / POST
    stores = BlogStores(root, Shelf(blog.corpora, blog.models), folder, None)
    return open_curation(stores, root, folder, "sung")


def test_the_batch_is_read_text_by_text_and_what_is_kept_is_in_the_file_at_once(author, root):
    assert author.read().status == 200
    assert "Text 1 of 20" in author.page
    assert terminal(root).texts[0].text in unescape(re.sub(r"</?b>", "", author.page))
    assert author.press("next") == ""
    assert "Text 2 of 20" in author.page
    assert author.press("keep") == f"Kept in content/posts/{POST}/samples.toml."
    (row,) = kept(root)
    assert (row["index"], row["text"]) == (1, terminal(root).texts[1].text)
    assert "Text 2 of 20: kept" in author.page
    assert 'value="keep" class="first" autofocus' in author.page
    assert author.press("back") == ""
    assert author.press("back") == "This is the first one."


def test_discards_are_remembered_and_leave_the_file(author, root):
    author.press("keep")
    assert author.press("discard") == "Text 1 was discarded. "
    assert kept(root) == []
    assert "Text 2 of 20" in author.page
    memory = remembered(memory_file(root, root / POST, "sung"))
    assert (memory.place, list(memory.discarded.values())) == (1, [[0]])
    author.press("back")
    assert "Text 1 of 20: discarded" in author.page


def test_a_note_is_kept_and_escaped(author, root):
    author.press("note", note='Dry & "<b>short</b>"')
    assert kept(root)[0]["note"] == 'Dry & "<b>short</b>"'
    assert "<b>short" not in author.page


def test_another_batch_is_drawn_by_wishes_and_by_the_next_seed(author, root):
    assert author.press("draw", order="3", temperature="0.7", seed="5", prompt="The ") == "This is the new batch."
    assert author.press("another") == "This is the batch of seed 6."
    author.press("keep")
    (row,) = kept(root)
    assert (row["order"], row["temperature"], row["seed"], row["prompt"]) == (3, 0.7, 6, "The ")
    assert row["text"].startswith("The ")


@pytest.mark.parametrize(
    ("wish", "problem"),
    [
        ({"order": "x"}, "an order is a whole number, 1 or more, not 'x'"),
        ({"order": "9" * 5000}, "an order is a whole number"),
        ({"temperature": "0"}, "temperature '0' is not a number above 0"),
        ({"seed": "-1"}, "a seed is a whole number"),
        ({"prompt": "¶¶"}, "no text of the corpus begins with the prompt '¶¶'"),
        ({"prompt": "¶" * 9}, "the corpus never has the last"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(author, root, wish, problem):
    assert author.press("draw", **wish).startswith(f"Nothing was changed: {problem}")
    assert "Text 1 of 20" in author.page
    assert terminal(root).draw.order == 6


def test_page_and_terminal_take_turns(author, root):
    author.press("next")
    session = terminal(root)
    assert session.place == 1
    session.discard()
    session.move(4)
    author.read()
    assert "Text 6 of 20" in author.page
    author.press("keep")
    assert terminal(root).discarded[session.digest] == [1]


def test_a_button_means_the_text_that_was_shown_with_it(author, root):
    author.read()
    old = author.hidden()
    author.press("next")
    author.send({**old, "do": "keep"})
    assert [row["index"] for row in kept(root)] == [0]
    author.press("another")
    assert author.send({**old, "do": "keep"}).status == 303
    author.read()
    assert author.said().startswith("Nothing was done: another batch has been drawn")
    assert len(kept(root)) == 1


@pytest.mark.parametrize("fields", [{"do": "eval"}, {"do": "keep", "number": "99"}, {"do": "keep", "number": "x"}])
def test_nonsense_does_nothing(author, root, fields):
    author.read()
    author.send({**author.hidden(), **fields})
    author.read()
    assert author.said().startswith("Nothing was changed: ")
    assert kept(root) == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "https://127.0.0.1"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"Origin": None, "Sec_Fetch_Site": None}, 403),
        ({"Host": "evil.example"}, 421),
        ({"Host": "evil.example", "Origin": "http://evil.example"}, 421),
        ({"Content_Type": "text/plain"}, 415),
        ({"Content_Type": None}, 415),
        ({"Transfer_Encoding": "chunked"}, 400),
    ],
)
def test_foreign_forms_are_refused(author, root, headers, status):
    author.read()
    assert author.send({**author.hidden(), "do": "keep"}, **headers).status == status
    assert kept(root) == []


def test_one_of_the_two_headers_is_enough(author, root):
    author.read()
    assert author.send({**author.hidden(), "do": "keep"}, Sec_Fetch_Site=None).status == 303
    assert author.send({**author.hidden(), "do": "next"}, Origin=None).status == 303
    assert len(kept(root)) == 1


def test_long_and_broken_forms_are_refused(author, root):
    assert author.send(b"a" * (guard.BODY_BYTES + 1)).status == 413
    assert author.send(b"do=%ff").status == 400
    assert author.send("&".join("a=1" for _ in range(50)).encode()).status == 400
    head = f"POST {PAGE} HTTP/1.1\r\nHost: 127.0.0.1:{author.port}\r\nSec-Fetch-Site: same-origin\r\n"
    for lengths in ("", "Content-Length: x\r\n", "Content-Length: 3\r\nContent-Length: 4\r\n"):
        data = author.raw((head + f"Content-Type: {FORM}\r\n{lengths}\r\n").encode())
        assert data.startswith(b"HTTP/1.1 411 ")
    assert kept(root) == []


def test_a_form_that_never_ends_is_dropped(author, monkeypatch):
    monkeypatch.setattr(server, "BODY_SECONDS", 0.3)
    head = f"POST {PAGE} HTTP/1.1\r\nHost: 127.0.0.1:{author.port}\r\nSec-Fetch-Site: same-origin\r\n"
    assert author.raw((head + f"Content-Type: {FORM}\r\nContent-Length: 99\r\n\r\ndo=").encode()) == b""


def test_reading_changes_nothing_and_other_methods_are_refused(author, root):
    assert author.read(f"{PAGE}?do=keep&did=keep").status == 200
    assert kept(root) == []
    assert not memory_file(root, root / POST, "sung").exists()
    assert author.get(PAGE, "PUT")[0].status == 405
    assert author.get(PAGE, "HEAD")[1] == b""
    assert author.get("/blog/", "POST")[0].status == 405


@pytest.mark.parametrize(
    "path",
    [
        "nowhere/sung",
        "../../etc/sung",
        "%2e%2e%2f%2e%2e/sung",
        f"{POST}/sang",
        f"{POST}/%2e%2e",
        f"{POST}/sung/x",
        "%ff",
    ],
)
def test_a_name_that_is_no_posts_finds_nothing(author, root, path):
    before = sorted(root.rglob("*"))
    author.read(f"/__preview/curate/{path}")
    assert author.get(f"/__preview/curate/{path}")[0].status == 404
    assert author.send({"do": "keep"}, f"/__preview/curate/{path}").status == 404
    assert sorted(root.rglob("*")) == before


def test_posts_and_models_are_listed_and_the_only_model_is_taken(author):
    assert author.read("/__preview/curate/").status == 200
    assert f'href="{PAGE}"' in author.page
    assert author.read("/__preview/curate").status == 200
    for name in (POST, "rough"):
        assert author.get(f"/__preview/curate/{name}/")[0].getheader("Location") == PAGE


def test_a_model_of_the_posts_day_takes_over_once_it_is_there(author, root):
    author.read()
    before = author.hidden()["batch"]
    folder = root / "content/models/sung-2018-06-10"
    save_index(folder, build_index(SUNG[:3]), corpus="sung", corpus_digest="d", as_of="2018-06-10")
    author.read()
    assert author.hidden()["batch"] != before


def test_no_page_of_another_site_may_frame_it(author):
    answer = author.read()
    assert "frame-ancestors 'none'" in answer.getheader("Content-Security-Policy")
    assert answer.getheader("Cache-Control") == "no-store"


def test_a_file_that_is_none_of_samples_is_told_and_left_alone(author, root):
    path = root / "content" / "posts" / POST / "samples.toml"
    path.write_text("title = 'mine'\n")
    assert author.read().status == 409
    assert f"content/posts/{POST}/samples.toml:1: a file of samples begins with" in unescape(author.page)
    assert path.read_text() == "title = 'mine'\n"


def test_drafts_lead_to_it_where_there_is_a_model(root):
    sessions = SessionUI(Blog(root))
    assert sessions.address("2018/06/rough/index.html") == f"/__preview/curate/{POST}/"
    assert sessions.address("2018/06/rough.html") == f"/__preview/curate/{POST}/"
    assert sessions.address("about.html") == ""
    (root / "content" / "models" / "sung").rename(root / "elsewhere")
    assert sessions.address("2018/06/rough/index.html") == ""
