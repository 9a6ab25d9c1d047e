"""A post as an email, from a whole blog: who gets it, what is in it, that nothing else is."""

import re
from email import message_from_bytes, policy

import pytest

from fridaygram.errors import ContentError
from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.media.email import make_email

FIRST = "content/posts/2018-06-01-first-week/index.md"
SECOND = "content/posts/2018-06-08-second-week/index.md"
HOME = "https://ida.example/fridays/"
DAY = "2018-06-16"


def email(root, source=SECOND, *, carried=True, unsubscribe="", **options):
    options = Options(workers=1, **{"date": DAY, **options})
    return make_email(Blog(root), options, source, carried=carried, unsubscribe=unsubscribe)


def html_of(made):
    message = message_from_bytes(made.message, policy=policy.default)
    return message.get_body(("html",)).get_content()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    import shutil

    from tests.conftest import GOLDEN

    root = shutil.copytree(GOLDEN / "small" / "blog", tmp_path_factory.mktemp("mail") / "blog")
    return email(root)


def test_it_stands_by_itself(made):
    html = html_of(made)
    for address in re.findall(r'(?:href|src)="([^"]+)"', html):
        assert address.startswith(("https://", "cid:")), address
    cids = set(re.findall(r'src="cid:([^"]+)"', html))
    message = message_from_bytes(made.message, policy=policy.default)
    carried = {part["Content-ID"].strip("<>") for part in message.walk() if part["Content-ID"]}
    assert cids == carried
    assert made.pictures == len(cids) > 0
    assert "<script" not in html
    assert "<svg" not in html
    assert "class=" not in re.sub(r'class="(?:ground|letter|[\w -]*)"', "", html)
    assert 'src="data:image/png;base64,' in made.html
    assert "cid:" not in made.html
    assert not re.search(r'src="(?!data:)', made.html)


def test_pictures_have_words_and_sizes(made):
    pictures = re.findall(r"<img [^>]+>", html_of(made))
    assert len(pictures) == 3
    for picture in pictures:
        assert re.search(r'alt="[^"]+"', picture)
        width = re.search(r'width="(\d+)"', picture)
        assert width is not None
        assert int(width[1]) <= 568


def test_what_moves_stands_still_and_leads_to_where_it_moves(made):
    html = html_of(made)
    place = f"{HOME}2018/06/second-week/#generation-path"
    assert re.search(rf'<a href="{place}"[^>]*><img src="cid:', html)
    assert re.search(rf'Round and round\. <a href="{place}"[^>]*>See it move\.</a>', html)
    kinds = {part.get_content_type() for part in message_from_bytes(made.message, policy=policy.default).walk()}
    assert "image/gif" not in kinds


def test_the_text_says_the_same(made):
    assert made.text.startswith(
        "A second week: paths\n====================\n\nWeek 2, Friday 8 June 2018, Ida Exempel\n"
    )
    assert f"{HOME}2018/06/second-week/\n" in made.text
    assert "Figure 1. Round and round." in made.text
    assert '    print("{{ not.a.value }}")' in made.text
    assert "[Two grey squares]" in made.text
    assert all(len(line) <= 78 for line in made.text.split("\n"))


def test_its_head_is_the_posts(made):
    message = message_from_bytes(made.message, policy=policy.default)
    assert message["Subject"] == "A second week: paths"
    assert message["Date"] == "Fri, 08 Jun 2018 09:30:00 +0200"
    assert re.fullmatch(r"<[0-9a-f]{32}@ida\.example>", message["Message-ID"])
    assert '<div aria-hidden="true" style="display: none' in html_of(made)
    assert "Every path of a very short phrase." in html_of(made)
    assert made.remarks == (
        f"{SECOND}: the message names no sender; set email in site.toml, or let your mail program fill it in",
    )


def test_the_same_bytes_wherever_and_whenever_it_is_made(made, small_blog):
    assert email(small_blog, date="2018-06-21") == made
    assert email(small_blog, date="2018-06-21") == made


def test_linked_pictures_stay_on_the_site(small_blog):
    made = email(small_blog, carried=False, unsubscribe="{{ unsubscribe }}")
    addresses = re.findall(r'src="([^"]+)"', made.html)
    assert len(addresses) == 3
    for address in addresses:
        assert (small_blog / ".fridaygram/mail" / address.removeprefix(HOME)).is_file()
        assert not address.endswith(".gif")
    assert made.pictures == 0
    assert '<a href="{{ unsubscribe }}"' in made.html
    assert made.text.endswith("\nUnsubscribe: {{ unsubscribe }}\n")
    assert any("publish before you send it" in remark for remark in made.remarks)


@pytest.mark.parametrize(
    "source", ["content/posts/2018-06-07-draft.md", "content/posts/2018-06-22-scheduled-week/index.md"]
)
def test_what_is_not_published_yet_says_so_in_its_subject(small_blog, source):
    made = email(small_blog, source)
    subject = next(line for line in made.message.decode().splitlines() if line.startswith("Subject: "))
    assert subject.startswith("Subject: Draft: ")
    assert any("not published yet: the subject says 'Draft'" in remark for remark in made.remarks)
    assert not any("not published yet" in remark for remark in email(small_blog, FIRST).remarks)


def test_a_page_is_not_sent(small_blog):
    with pytest.raises(ContentError, match="only posts are sent") as caught:
        email(small_blog, "content/pages/colophon.md")
    assert caught.value.file == "content/pages/colophon.md"


def test_neither_is_what_is_unlisted(small_blog):
    post = small_blog / FIRST
    post.write_text(post.read_text().replace("---\n", "---\nunlisted: true\n", 1))
    with pytest.raises(ContentError, match="unlisted: nobody gets it by mail; drop unlisted: true"):
        email(small_blog, FIRST)


def test_nothing_of_other_posts_is_in_it(made, small_blog):
    for mark in (b"quetzal", b"zeitgeber"):
        assert mark not in made.message.lower()
        assert mark not in made.html.lower().encode()
    assert "First week" not in made.text
    early = email(small_blog, "content/posts/2018-06-22-scheduled-week/index.md", date="2018-06-22")
    assert message_from_bytes(early.message)["Subject"].startswith("Zeitgeber")


def test_an_email_made_too_early_says_so(small_blog):
    early = email(small_blog, "content/posts/2018-06-07-draft.md", drafts=True)
    assert message_from_bytes(early.message)["Subject"].startswith("Draft: ")


def test_the_site_is_left_alone(small_blog):
    email(small_blog)
    assert not (small_blog / "site").exists()
    assert not (small_blog / "content/posts/2018-06-08-second-week/results.json").exists()


def test_an_email_that_gmail_would_cut_is_told(small_blog):
    post = small_blog / FIRST
    post.write_text(post.read_text() + "\nAnd so on and on.\n" * 4000)
    made = email(small_blog, FIRST)
    assert made.shown > 102 * 1024
    assert any("Gmail cuts emails after 104,448" in remark for remark in made.remarks)


def test_the_blogs_own_templates_win(small_blog):
    (small_blog / "templates").mkdir()
    (small_blog / "templates/mail.css").write_text("p { color: #123456 }\n")
    assert 'style="color: #123456"' in email(small_blog).html
    (small_blog / "templates/mail.css").write_text("p:hover { color: #123456 }\n")
    with pytest.raises(ContentError, match=r"templates/mail\.css:1: 'p:hover' cannot be moved"):
        email(small_blog)
