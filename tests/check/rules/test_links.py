"""Internal links, wherever they stand."""

import pytest

FIRST = "content/posts/2018-06-15-first/index.md"
LAYOUT = '{% extends "base.html" %}\n{% block main %}<h1>Tags</h1>\n<a href="/wherever/">x</a>{% endblock %}\n'


def test_links_of_a_blog_in_order(faulty):
    faulty.post("## A part\n\nTo [a part](#a-part), to [itself](index.md#a-part), [home](/).")
    assert faulty.found() == []


def test_an_anchor_of_another_page_that_is_not_there(faulty):
    faulty.post("One.\n\n[There](/tags/#sea).", tags="[tea]")
    assert faulty.found("links") == [
        f"{FIRST}:8: error: link to '/blog/tags/#sea', but there is no place 'sea' (on /2018/06/first/) [links]"
    ]


def test_templates_are_judged_too_and_named(faulty):
    faulty.write("templates/tag.html", LAYOUT)
    faulty.post("One.", tags="[tea]")
    found = faulty.found("links")
    assert (
        "templates/tag.html:3: error: link to /wherever/, which is outside of /blog/ (on /tags/ and 1 more) [links]"
        in found
    )
    assert len(found) == 1


def test_pictures_that_style_sheets_name(faulty):
    faulty.write("assets/css/90-own.css", "p { color: #000 }\nh1 { background: url('stripes.svg') }\n")
    faulty.post("One.")
    assert [line.partition(":")[2] for line in faulty.found("links")] == [
        "2: error: link to 'stripes.svg', which is not there [links]"
    ]


@pytest.mark.parametrize("written", ["https://faults.example/blog/nowhere/", "https://faults.example/other/"])
def test_whole_addresses_of_this_site_are_internal(faulty, written):
    faulty.post(f"One.\n\n[There]({written}).")
    found = faulty.found("links")
    assert len(found) == 1, "once, though feeds have it too"
    assert found[0].startswith(f"{FIRST}:7: error: link to ")


def test_whole_addresses_of_others_are_not_ours(faulty):
    faulty.post("[a](https://other.example/nowhere/), [b](mailto:a@b.example), [c](http://[half).")
    assert all("no address" in line for line in faulty.found("links"))
