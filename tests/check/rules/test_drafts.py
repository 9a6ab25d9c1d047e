"""Leaks of what is not published: found on every surface, by what it says, without asking who may see it."""

import pytest

SECRET = "Nobody may read this sentence of mine before its Friday comes around."
DRAFT = "content/posts/2018-06-22-secret/index.md"


@pytest.fixture
def hiding(faulty):
    """A blog with a post, and a scheduled post with a tag of its own."""
    faulty.post("Words that all may read.", tags="[tea]")
    faulty.post(SECRET, "2018-06-22-secret", "A secret plan", tags="[quetzal, tea]")
    return faulty


def test_a_blog_that_keeps_its_secrets(hiding):
    assert hiding.found("drafts") == []
    assert hiding.found("drafts", date="2018-06-22") == []


@pytest.mark.parametrize(
    ("leak", "words"),
    [
        (SECRET, "'Nobody may read this sentence"),
        ("A secret plan", "'A secret plan' is in index.html"),
        ('<a href="https://other.example/2018/06/secret/">x</a>', "'/2018/06/secret/' is in index.html"),
        ("<i>/tags/quetzal/</i>", "'/tags/quetzal/' is in index.html"),
    ],
    ids=["sentence", "title", "address", "tag"],
)
def test_a_theme_that_tells(hiding, leak, words):
    hiding.write("templates/parts/footer.html", f"<footer>{leak}</footer>")
    found = hiding.found("drafts")
    assert any(line.startswith(f"{DRAFT}:1: error: not published yet, but ") and words in line for line in found), found
    assert hiding.found("drafts", date="2018-06-22") == []


def test_files_of_its_own_folder(hiding):
    hiding.write("assets/root/2018/06/secret/plan.txt", "x")
    assert any("2018/06/secret/plan.txt" in line for line in hiding.found("drafts"))


def test_what_a_published_post_says_is_no_leak(hiding):
    hiding.post(f"Next week: A secret plan. {SECRET}", tags="[tea]")
    assert hiding.found("drafts") == []
