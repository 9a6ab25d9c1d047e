import pytest
from lxml.html import document_fromstring

from fridaygram.corpus.text.extract import LEAST_LINKS, drop_link_lists

TEXT = "There is a patience to the opening minute that most debut singles do not dare."


def links(number, between=""):
    return between.join(f'<a href="/{place}">Something older, {place}</a>' for place in range(number))


def items(number):
    return "".join(f'<li><a href="/{place}">Something older, {place}</a> ({place})</li>' for place in range(number))


def left(body):
    tree = document_fromstring(f"<html><body><p>{TEXT}</p>{body}</body></html>")
    drop_link_lists(tree)
    return " ".join(tree.text_content().split())


@pytest.mark.parametrize(
    "body",
    [
        f"<ul>{items(LEAST_LINKS)}</ul>",
        f"<div class='tags'>{links(LEAST_LINKS)}</div>",
        f"<small>{links(40, ' | ')}</small>",
        f"<ul><li>Years</li><li><ul>{items(30)}</ul></li></ul>",
    ],
)
def test_lists_of_links_go_and_the_text_stays(body):
    assert left(body) in (TEXT, f"{TEXT}Years")


@pytest.mark.parametrize(
    "body",
    [
        f"<ul>{items(LEAST_LINKS - 1)}</ul>",
        f"<p>{links(LEAST_LINKS, ' and then, after so many words about it that nobody counts them, ')}</p>",
        links(LEAST_LINKS),
    ],
)
def test_short_lists_and_texts_with_links_stay(body):
    assert left(body).count("Something older") >= LEAST_LINKS - 1


def test_what_follows_a_list_stays():
    assert left(f"<div><ul>{items(30)}</ul> and more</div>") == f"{TEXT} and more"
