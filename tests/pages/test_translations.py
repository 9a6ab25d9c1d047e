from xml.etree import ElementTree

import pytest

from fridaygram.errors import BuildError
from fridaygram.pages.document import parse_document
from fridaygram.pages.translations import translations
from tests.pages.builder import build


def post(name, front=""):
    return parse_document(f"---\ntitle: {name}\n{front}\n---\n\nText.\n", f"content/posts/{name}/index.md", "UTC")


WEEK = post("2018-06-08-week-1")


def found(*documents):
    groups = translations(documents, "en")
    return {source.split("/")[2]: [one.slug for one in group] for source, group in groups.items()}


@pytest.mark.parametrize("name", ["week-1", "2018-06-08-week-1", "2018-06-08"])
def test_a_translation_and_its_original_know_one_another(name):
    german = post("2018-06-09-woche-1", f"language: de\ntranslation_of: {name}")
    french = post("2018-06-10-semaine-1", "language: fr\ntranslation_of: week-1")
    alone = post("2018-06-11-week-2")
    group = ["woche-1", "week-1", "semaine-1"]
    assert found(WEEK, german, french, alone) == {
        "2018-06-08-week-1": group,
        "2018-06-09-woche-1": group,
        "2018-06-10-semaine-1": group,
    }


def test_a_translation_may_have_the_slug_of_its_original():
    german = post("2018-07-08-week-1", "language: de\ntranslation_of: week-1")
    assert len(found(WEEK, german)) == 2


@pytest.mark.parametrize(
    ("fronts", "problem", "hint"),
    [
        (["language: de\ntranslation_of: weak-1"], "no post is called 'weak-1'", "week-1"),
        (["translation_of: week-1"], "are both in 'en'", "language:"),
        (
            ["language: de\ntranslation_of: week-1", "language: fr\ntranslation_of: other-0"],
            "'other-0' is a translation itself",
            "name the original: week-1",
        ),
    ],
)
def test_what_is_no_translation_is_an_error_with_its_line(fronts, problem, hint):
    others = [post(f"2018-06-{20 + number}-other-{number}", front) for number, front in enumerate(fronts)]
    with pytest.raises(BuildError) as caught:
        found(WEEK, *others)
    assert problem in caught.value.message
    assert hint in (caught.value.hint or "")
    assert caught.value.file == others[-1].source
    assert caught.value.line == fronts[-1].count("\n") + 3


def site_of(tmp_path, **fronts):
    (tmp_path / "site.toml").write_text('title = "A"\nauthor = "B"\nbase_url = "https://example.org/blog/"\n')
    for name, front in fronts.items():
        folder = tmp_path / "content/posts" / f"2018-06-0{name[1:]}-{name}"
        folder.mkdir(parents=True)
        (folder / "index.md").write_text(f"---\ntitle: {name}\n{front}\n---\n\nText.\n")
    return {path: data.decode() for path, data in build(tmp_path).items() if path.endswith(("html", "xml"))}


def test_pages_and_the_sitemap_say_which_languages_a_text_is_in(tmp_path):
    site = site_of(tmp_path, p1="", p2="language: de\ntranslation_of: p1", p3="")
    english, german = site["2018/06/p1/index.html"], site["2018/06/p2/index.html"]
    links = [
        f'<link rel="alternate" hreflang="{tag}" href="https://example.org/blog/2018/06/{name}/">'
        for tag, name in (("de", "p2"), ("en", "p1"))
    ]
    assert all(link in page for link in links for page in (english, german))
    assert 'Also in: <a rel="alternate" hreflang="de" lang="de" href="/blog/2018/06/p2/">Deutsch</a></p>' in english
    assert 'Auch auf: <a rel="alternate" hreflang="en" lang="en" href="/blog/2018/06/p1/">English</a></p>' in german
    assert '<html lang="de">' in german
    assert "hreflang" not in site["2018/06/p3/index.html"]
    texts = ElementTree.fromstring(site["sitemap.xml"]).iter("{http://www.w3.org/1999/xhtml}link")
    assert [one.get("hreflang") for one in texts] == ["de", "en"] * 2


@pytest.mark.parametrize("front", ["draft: true", "unlisted: true"])
def test_a_hidden_translation_is_linked_nowhere(tmp_path, front):
    site = site_of(tmp_path, p1="", p2=f"language: de\ntranslation_of: p1\n{front}")
    assert "hreflang" not in "".join(site.values())
    assert "xhtml" not in site["sitemap.xml"]
