"""Paragraphs that an extractor leaves out go back where they stood, and nothing else does."""

import pytest

from fridaygram.corpus.text.extract import read_page

URL = "https://a.example/2016/05/marl-landfall"
PARTS = [
    "There is a patience to the opening minute that most debut singles do not dare, and nobody switches off the hum.",
    "Then the strings come in, one after the other, and it all makes sense to whoever waited for it that long.",
    "The second half was played in a kitchen, which one hears from the kettle and from the chairs that are moved.",
    "What stays is the piano, a little out of tune, with a melody that could go on for another hour or two.",
    "It ends where it began, with a breath and the hum of an amplifier, and one would like to hear it again at once.",
    "The single is out on Friday, on a label from the same street, with a second song on the other side of it.",
]


def read(body, title="Marl: Landfall", description=""):
    head = f"<title>{title} | A blog</title><meta name='description' content='{description}'>"
    page = f"<html><head>{head}</head><body>{body}</body></html>"
    return read_page(page.encode(), URL, URL, "text/html; charset=utf-8").text.split("\n\n")


def marked(*parts, tag="p"):
    return "".join(f"<{tag}>{part}</{tag}>" for part in parts)


def test_an_article_in_several_containers_is_read_whole():
    containers = [f"<div class='entry-content'>{marked(*parts)}</div>" for parts in (PARTS[:4], PARTS[4:])]
    assert read(f"<article><div>{'<div><i>An advert</i></div>'.join(containers)}</div></article>") == PARTS


@pytest.mark.parametrize("tag", ["p", "div"])
def test_a_paragraph_that_is_there_twice_in_a_row_is_read_twice(tag):
    chorus = [*PARTS[:2], *PARTS[1:]]
    assert read(f"<article><h1>Marl: Landfall</h1>{marked(*chorus, tag=tag)}</article>") == chorus


@pytest.mark.parametrize("frame", ["{}{}", "<section>{}</section><section>{}</section>"])
@pytest.mark.parametrize("first", [PARTS, PARTS[:1], PARTS[:2]])
def test_an_article_that_a_page_holds_twice_is_read_once(frame, first):
    """For phones and for larger screens, or its start and then all of it."""
    containers = (f"<div class='post'>{marked(*parts)}</div>" for parts in (first, PARTS))
    assert read(frame.format(*containers)) == PARTS


def test_a_break_in_a_paragraph_that_goes_back_stays_one():
    lines = "The kettle sings.<br>The chairs are moved."
    parts = [f"<div class='entry-content'>{marked(*parts)}</div>" for parts in (PARTS[:4], [PARTS[4], lines])]
    assert read(f"<article><div>{''.join(parts)}</div></article>")[-1] == "The kettle sings.\nThe chairs are moved."


@pytest.mark.parametrize(
    "more",
    [
        marked("<a href='/2'>The best twelve songs about kettles, and why we like them so much</a>."),
        marked("Photograph by somebody who was there"),
        "<p hidden>One has to be a member to read on here.</p>",
        "<p style='display: none'>One has to be a member to read on here.</p>",
        "<p class='caption'>The kettle of which this piece of writing speaks.</p>",
    ],
)
def test_what_is_no_paragraph_of_the_article_stays_out(more):
    containers = [f"<div class='entry-content'>{inside}</div>" for inside in (marked(*PARTS[:4]), more)]
    assert read(f"<article><div>{''.join(containers)}</div></article>") == PARTS[:4]


def test_another_article_on_the_page_stays_out():
    posts = [
        f"<article><div class='entry-content'>{marked(*parts)}</div></article>" for parts in (PARTS[:4], PARTS[4:])
    ]
    assert read(f"<main>{''.join(posts)}</main>") == PARTS[:4]


def test_a_paragraph_of_which_the_extractor_left_out_words_is_not_there_twice():
    dated = PARTS[1].replace("Then", "On <time>11 May</time>")
    text = read(f"<article>{marked(PARTS[0], dated, *PARTS[2:])}</article>")
    assert sum("strings" in part for part in text) == 1


def test_a_script_in_a_paragraph_that_goes_back_is_not_read():
    scripted = "One more single<script>count('one.');</script> from the coast."
    parts = [f"<div class='entry-content'>{marked(*parts)}</div>" for parts in (PARTS[:4], [scripted])]
    assert read(f"<article><div>{''.join(parts)}</div></article>")[4:] == ["One more single from the coast."]


def test_a_list_of_posts_that_says_a_paragraph_too_is_no_place_of_the_article():
    teasers = "".join(f"<div class='teaser'>{marked(part)}</div>" for part in (PARTS[0], "Another post, on spoons."))
    article = f"<article><div class='entry-content'>{marked(*PARTS)}</div></article>"
    assert read(f"<div>{teasers}</div>{article}") == PARTS
    assert read(f"{article}<div>{teasers}</div>") == PARTS


LEAD = "A first single from the coast, with a kettle."


@pytest.mark.parametrize("description", [LEAD, "A first single from the coast …", f"{LEAD} By the one who knows."])
def test_a_lead_is_what_the_description_says_too(description):
    body = f"<h1>Marl: Landfall</h1><div class='lead'>{marked(LEAD)}</div><article>{marked(*PARTS)}</article>"
    assert read(body, description=description) == [LEAD, *PARTS]


@pytest.mark.parametrize(
    ("before", "description"),
    [
        (f"{marked(LEAD)}<h1>Marl: Landfall</h1>", LEAD),
        (f"<h1>Another name</h1>{marked(LEAD)}", LEAD),
        (f"<h1>Marl: Landfall</h1>{marked('By somebody on a Friday in May.')}", LEAD),
        (f"<h1>Marl: Landfall</h1><aside>{marked(LEAD)}</aside>", LEAD),
        (f"<h1>Marl: Landfall</h1>{marked(LEAD)}", ""),
    ],
)
def test_a_blogs_motto_and_a_byline_are_no_lead(before, description):
    assert read(f"<div>{before}</div><article>{marked(*PARTS)}</article>", description=description) == PARTS
