"""An email before outside judges: every element of the style guide, as mail programs get it."""

import json
import shutil

import pytest

from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.media.email import make_email
from tests.browser.needed import JUDGES, judge
from tests.browser.test_axe import RUN
from tests.browser.test_markup import html_validate, nu, ran

pytestmark = pytest.mark.browser

SOURCE = "content/posts/2018-06-22-elements/index.md"
# Emails have their styles in the elements, and words for Outlook alone.
EXCUSED = {"no-inline-style": "off", "no-conditional-comment": "off"}


@pytest.fixture(scope="module")
def email(tmp_path_factory):
    """The demo blog's style guide as an email: the file with its pictures inside."""
    from tests.browser.conftest import demo_blog

    root = demo_blog(tmp_path_factory.mktemp("email") / "blog")
    post = root / SOURCE
    shutil.move(root / "content/pages/style-guide", post.parent)
    text = post.read_text("utf-8").replace("unlisted: true\n", "").replace("(../../posts/", "(../")
    post.write_text(text, "utf-8")
    made = make_email(Blog(root), Options(date="2018-08-31", workers=1), SOURCE)
    file = root / "email.html"
    file.write_text(made.html, "utf-8")
    assert made.shown < 40_000
    return file


def test_the_nu_checker_finds_nothing(email):
    assert nu(email) == (0, [])


def test_html_validate_finds_nothing_but_what_emails_need(email, tmp_path):
    config = json.loads((JUDGES / "htmlvalidate.json").read_text("utf-8"))
    config["rules"] |= EXCUSED
    (tmp_path / "htmlvalidate.json").write_text(json.dumps(config), "utf-8")
    binary = judge("html-validate/bin/html-validate.mjs")
    assert ran("node", binary, "--config", tmp_path / "htmlvalidate.json", "--formatter", "text", email) == (0, [])
    assert html_validate(email)[0] != 0


@pytest.mark.parametrize(
    ("engine", "scheme", "width"),
    [
        *(("chromium", scheme, width) for scheme in ("light", "dark") for width in (320, 1280)),
        ("firefox", "light", 320),
    ],
    indirect=["engine"],
)
def test_axe_finds_nothing_and_it_fits(email, look, scheme, width):
    window = look(None, width=width, color_scheme=scheme)
    page = window.page
    page.goto(email.as_uri())
    page.evaluate(judge("axe-core/axe.min.js").read_text("utf-8"))
    # An email is shown within a page that has the landmarks.
    found = [problem for problem in page.evaluate(RUN) if not problem.startswith(("region:", "landmark-one-main:"))]
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [url for url in window.requested if not url.startswith(("file:", "data:"))] == []
