"""Files that nobody uses, and files that are too large."""

import random

import pytest

FOLDER = "content/posts/2018-06-15-first"
FIRST = f"{FOLDER}/index.md"
DOT = '<svg xmlns="http://www.w3.org/2000/svg"/>'


def noise(size):
    """Return bytes that no compression makes smaller."""
    return random.Random(0).randbytes(size)


def test_files_beside_posts(faulty):
    for name in ("used.pdf", "left.pdf"):
        faulty.write(f"{FOLDER}/{name}", b"%PDF")
    faulty.post("[A paper](used.pdf)")
    assert faulty.found() == [
        f"{FOLDER}/left.pdf: warning: nothing uses this file (beside {FIRST}) [unused]; remove it, or show it"
    ]


def test_names_that_texts_write_otherwise_are_used(faulty):
    for name in ("20 % off.pdf", "what?.pdf", "c#.pdf", "a (1).pdf"):
        faulty.write(f"{FOLDER}/{name}", b"%PDF")
    faulty.post(r"[A](20%20%25%20off.pdf) [B](what%3F.pdf) [C](c%23.pdf) [D](a%20\(1\).pdf)")
    assert faulty.found("unused", "links") == []


def test_works_beside_posts_are_used_by_what_cites(faulty):
    faulty.write(f"{FOLDER}/own.bib", "@misc{a, author={Abel, A.}, title={First}, year=2001}\n")
    faulty.post("As [@a] says.")
    assert faulty.found("unused") == []
    faulty.post("As nobody says.")
    assert len(faulty.found("unused")) == 1


def test_shared_data_and_files_of_the_theme(faulty):
    faulty.write("content/data/tea.csv", "what,cups\ntea,2\n")
    faulty.write("content/data/milk.csv", "what,cups\nmilk,2\n")
    faulty.write("assets/root/used.svg", DOT)
    faulty.write("assets/root/styled.svg", DOT)
    faulty.write("assets/root/left.svg", DOT)
    faulty.write("assets/css/90-own.css", "h1 { background: url('../styled.svg') }\n")
    faulty.write("assets/js/9-own.js", "// mine\n")
    faulty.write("templates/parts/footer.html", '<a href="{{ "/used.svg" | url }}">x</a>')
    faulty.post("```figure bar\ndata: tea.csv\ncaption: Cups.\n```")
    assert [line.partition(":")[0] for line in faulty.found("unused")] == [
        "assets/root/left.svg",
        "content/data/milk.csv",
    ]


def test_large_files_are_told_by_post_and_asset(faulty):
    for number in range(4):
        faulty.write(f"{FOLDER}/paper-{number}.pdf", noise(1_100_000 + number))
    faulty.post("One.\n\n" + "\n\n".join(f"[Paper](paper-{number}.pdf)" for number in range(4)))
    sizes = faulty.found("asset-size", "post-size")
    assert f"{FIRST}:1: warning: the post weighs 4.4 of 3.8 MB; the largest is /2018/06/first/paper-3.pdf" in sizes[0]
    assert [line.partition(" ")[0] for line in sizes[1:]] == [f"{FIRST}:{line}:" for line in (7, 9, 11, 13)]
    assert "/2018/06/first/paper-0.pdf is 1.1 MB of 1 MB [asset-size]" in sizes[1]


def test_large_pages(faulty):
    words = noise(70_000).hex()
    faulty.post("\n".join(words[place : place + 80] for place in range(0, len(words), 80)))
    assert "KB compressed, without its pictures, of 60 KB" in faulty.found("page-size")[0]


@pytest.mark.parametrize(("limit", "found"), [(10_000, 1), (10_000_000, 0)])
def test_a_site_that_fills_its_room(faulty, monkeypatch, limit, found):
    monkeypatch.setattr("fridaygram.check.rules.assets.SITE_BYTES", limit)
    faulty.post("One.")
    assert len(faulty.found("site-size")) == found
