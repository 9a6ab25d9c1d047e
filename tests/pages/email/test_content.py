from fridaygram.pages.email.content import EmailContent
from fridaygram.pages.email.message import EmailPictures

POST = "https://example.org/blog/2018/06/week-1/"


def fitted(html: str) -> str:
    return content().fit(html)


def content() -> EmailContent:
    return EmailContent(POST, EmailPictures(lambda address: None, "example.org"))


def test_addresses_become_whole() -> None:
    html = fitted('<p><a href="#how">a</a> <a href="/x/">b</a> <a href="c.csv">c</a> <a href="mailto:d@e.f">d</a></p>')
    for address in (f"{POST}#how", "https://example.org/x/", f"{POST}c.csv", "mailto:d@e.f"):
        assert f'href="{address}"' in html


def test_what_runs_asks_or_hides_is_gone() -> None:
    html = fitted(
        '<script>alert(1)</script><style>p { color: red }</style><button>Copy</button><p onclick="y" hidden>z</p>'
        '<h2 id="a">A <a class="permalink" href="#a">#</a></h2><iframe></iframe><object>o</object><!-- secret -->'
    )
    assert html == "<h2>A </h2>"


def test_sections_are_blocks_and_details_are_open() -> None:
    assert fitted("<section class='footnotes'><p>x</p></section>") == '<div class="section footnotes"><p>x</p></div>'
    details = fitted('<details class="info"><summary>More</summary><p>x</p></details>')
    assert details == '<div class="details info"><p class="summary">More</p><p>x</p></div>'


def test_what_a_figure_shows_on_request_is_on_the_page() -> None:
    html = fitted("<figure><details><summary>The other 19</summary><p>long</p></details></figure>")
    assert html == f'<div class="figure"><p class="more"><a href="{POST}">The other 19, on the page</a></p></div>'


def test_what_scrolls_can_be_reached() -> None:
    table = '<div class="scroll" role="group" tabindex="0" aria-label="Table"><table></table></div>'
    assert fitted(table) == table
    assert fitted('<p role="doc-tip" aria-label="x" tabindex="0">a</p>') == "<p>a</p>"


def test_boxes_of_tasks_are_characters() -> None:
    html = fitted(
        '<ul><li><input type="checkbox" disabled checked>a</li><li><input type="checkbox" disabled>b</li></ul>'
    )
    assert html == "<ul><li>\u2611 a</li><li>\u2610 b</li></ul>"


def test_films_and_sounds_are_ways_to_where_they_play() -> None:
    film = '<a class="facade" href="https://y.example/1"><span class="facade-title">Talk</span><span>Note</span></a>'
    assert fitted(film) == '<p class="plays"><a href="https://y.example/1">\u25b6 Talk</a></p>'
    sound = '<audio controls src="a.mp3" aria-label="Half a minute"></audio>'
    assert fitted(sound) == f'<p class="plays"><a href="{POST}a.mp3">\u25b6 Half a minute</a></p>'


def test_drawings_are_their_words_and_their_author_is_told() -> None:
    one = content()
    html = one.fit('<svg role="img" aria-label="Three bars"><path d="M0 0"/></svg><svg><path/></svg>')
    assert html == f'<a href="{POST}" class="instead">[Three bars]</a>'
    assert one.remarks == [
        "mail programs cannot show the drawing 'Three bars'; the email has its alternative text instead"
    ]


def test_pictures_of_others_stay_there_and_are_not_wider_than_an_email() -> None:
    html = fitted(
        '<picture><source srcset="a.webp"><img src="https://o.example/a.png" alt="A" width="1136" height="10">'
    )
    assert html == '<img src="https://o.example/a.png" alt="A" width="568" height="5">'
    assert fitted('<img src="x.png" role="presentation" loading="lazy">').endswith('alt="" role="presentation">')
