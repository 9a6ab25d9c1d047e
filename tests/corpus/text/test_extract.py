import zlib

import pytest

from fridaygram.corpus.text.extract import decoded, read_page

WORDS = (
    "There is a patience to the opening minute that most debut singles do not dare. A piano, some breath, the hum of an"
    " amplifier that nobody switched off. Then the strings come in and it all makes sense."
)
WORDPRESS = f"""<!doctype html><html><head><title>Marl: Landfall | A blog</title><meta name="author" content="marl e.">
<meta property="article:published_time" content="2016-05-11T09:00:00+00:00"></head><body><nav><a href="/">Home</a></nav>
<article class="post"><h1 class="entry-title">Marl: Landfall</h1><div class="entry-meta">Posted on May 11</div>
<div class="entry-content"><p>{WORDS}</p><p>A second part, long enough to be kept by whoever reads it for the words.</p>
<div class="sharedaddy"><h3>Share this:</h3><p>Click to share on everything there is, and then the rest</p></div>
<div id="jp-relatedposts"><h3>Related</h3><p>Other things that you might like, were you somebody else</p></div>
</div></article><div class="comments"><p>First! I said this before you did, on another page.</p></div></body></html>
"""
URL = "https://a.example/2016/05/marl-landfall"


def packed(html):
    return zlib.compress(html.encode())


def read(html, address=URL, media="text/html; charset=utf-8"):
    body = html if isinstance(html, bytes) else html.encode()
    return read_page(body, URL, address, media)


def test_a_post_without_its_widgets_comments_and_navigation():
    page = read(WORDPRESS)
    assert page.state == "text"
    assert page.text.startswith("There is a patience")
    assert page.text.count("\n\n") == 1
    for widget in ("Share this", "Related", "might like", "Home", "Posted on", "First!"):
        assert widget not in page.text
    assert (page.title, page.author, page.date) == ("Marl: Landfall", "marl e.", "2016-05-11")


def test_a_short_post_does_not_come_back_as_its_widgets():
    short = WORDPRESS.replace(WORDS, "Two chords, a kitchen and a kettle that comes in on the beat.")
    page = read(short)
    assert "Two chords" in page.text
    assert "Click to share" not in page.text


def test_the_class_of_a_widget_around_the_whole_post_takes_nothing():
    page = read(
        WORDPRESS.replace('class="post"', 'class="post post-header"').replace("</article>", f"<p>{WORDS}</p></article>")
    )
    assert page.text.startswith("There is a patience")


def test_where_precision_finds_nearly_nothing_the_balanced_text_is_taken():
    """Lines of a poem are no paragraphs, and precision leaves them out."""
    lines = "".join(
        f"<div><span>Line {number} of the second verse, which goes on.</span></div>" for number in range(40)
    )
    page = read(f"<html><title>Marl: Landfall</title><body><p>A song.</p><div>{lines}</div></body></html>")
    assert "Line 39 of the second verse" in page.text


def test_a_table_is_read_in_rows_and_the_frame_of_an_old_page_is_none():
    frame = "<table><tr><td><b>Marl by night</b></td><td><a href='/'>home</a></td></tr></table>"
    rows = "".join(f"<tr><td>Side {side}</td><td>the kettle and {side} chords</td></tr>" for side in range(1, 7))
    text = read(f"<html><title>x</title><body>{frame}<div><p>{WORDS}</p><table>{rows}</table></div></body></html>").text
    assert "Marl by night" not in text
    assert "Side 2 the kettle and 2 chords\nSide 3 the kettle" in text


def test_paragraphs_in_a_cell_of_a_table_stay_apart():
    cell = f"<td>Side one<p>{WORDS}</p><p>A second part of the cell, with a kettle.</p>and the rest of it</td>"
    page = f"<html><title>x</title><body><div><p>{WORDS}</p><table><tr>{cell}</tr></table></div></body></html>"
    text = read(page).text
    assert "all makes sense.\nA second part" in text
    assert "kettle.\nand the rest" in text


def test_code_in_a_sentence_does_not_part_it_and_a_listing_does():
    sentence = "The song is <code>landfall.mid</code>, and <code>play</code> plays it to all who hear."
    listing = "<pre><code>play one\nplay two</code></pre>"
    text = read(
        f"<html><title>x</title><body><article><p>{WORDS}</p><p>{sentence}</p>{listing}</article></body></html>"
    ).text
    assert text.split("\n\n")[1:] == [sentence.replace("<code>", "").replace("</code>", ""), "play one\nplay two"]


def test_a_span_amid_a_sentence_stays_in_it():
    sentence = "It was <span class='link'><a href='/2'>recorded in a kitchen</a></span> on a day in May, with a kettle."
    text = read(f"<html><title>x</title><body><article><p>{WORDS}</p><p>{sentence}</p></article></body></html>").text
    assert "It was recorded in a kitchen on a day" in text


def test_a_page_that_scrolls_on_for_ever_is_read():
    page = WORDPRESS.replace("<nav>", "<div class='infinite-scroll'><nav>").replace("</body>", "</div></body>")
    assert read(page).text == read(WORDPRESS).text


@pytest.mark.parametrize(
    ("html", "state"),
    [
        (
            "<html><head><title>Page not found</title></head><body><p>Nothing was found here.</p></body></html>",
            "soft 404",
        ),
        ("<title>a.example</title><h1>a.example</h1><p>Buy this domain. It is for sale today.</p>", "parked"),
        ("<title>x</title><iframe src='https://p.example/embed'></iframe>", "no text"),
        ("", "no text"),
    ],
)
def test_pages_that_are_none(html, state):
    assert read(html).state == state


def test_a_post_about_a_lost_page_is_a_post():
    html = WORDPRESS.replace(WORDS, f"{WORDS} The page not found is a song title here. {WORDS} {WORDS}")
    assert read(html).state == "text"


def test_a_post_that_leads_to_the_front_page_is_gone():
    assert read(WORDPRESS, address="https://a.example/").state == "soft 404"


CAFE = "Un café à l’étage, “vraiment” – 5 €"


@pytest.mark.parametrize(
    ("encoding", "media"),
    [
        ("utf-8", "text/html; charset=utf-8"), ("utf-8", "text/html; charset=iso-8859-1"), ("utf-8", "text/html"),
        ("utf-8-sig", "text/html"), ("windows-1252", "text/html; charset=windows-1252"),
        ("windows-1252", "text/html; charset=iso-8859-1"), ("windows-1252", "text/html; charset=utf-8"),
        ("windows-1252", "text/html"), ("iso-8859-15", "text/html; charset=iso-8859-15"),
    ],
)  # fmt: skip
def test_encodings_whatever_the_header_claims(encoding, media):
    written = CAFE.replace("’", "'").replace("“", '"').replace("”", '"').replace("–", "-") if "15" in encoding else CAFE
    assert decoded(written.encode(encoding), media) == written


def test_two_line_breaks_part_paragraphs():
    page = read(f"<html><head><title>x</title></head><body><div>{WORDS}<br><br>{WORDS.lower()}</div></body></html>")
    assert page.text.split("\n\n") == [WORDS, WORDS.lower()]


def test_the_same_page_reads_the_same():
    assert len({read(WORDPRESS).text for _ in range(5)}) == 1


def test_image_and_description_are_those_that_the_markup_names():
    head = '<meta property="og:image" content="https://a.example/1.png"><meta name="description" content=" A  &amp; b">'
    page = read(WORDPRESS.replace("</head>", f"{head}</head>"))
    assert (page.lead_image_url, page.excerpt) == ("https://a.example/1.png", "A & b")
