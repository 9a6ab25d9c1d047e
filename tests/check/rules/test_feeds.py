"""Feeds and sitemap of a built site."""


def test_the_themes_feeds_keep_their_specifications(faulty):
    faulty.post("Words & <i>more</i>.", tags="[tea]", series="Cups", description="About cups")
    faulty.post("Older.", "2018-06-08-older", "Older")
    assert faulty.found("feeds", "sitemap") == []


def test_a_template_that_breaks_one(faulty):
    faulty.write(
        "templates/feeds/atom.xml", '<feed xmlns="http://www.w3.org/2005/Atom"><title>{{ title }}</title></feed>'
    )
    faulty.post("One.")
    found = faulty.found("feeds")
    assert "templates/feeds/atom.xml: error: /feed.xml: the feed must have one <id>, not 0 (4.1) [feeds]" in found


def test_a_sitemap_that_lists_what_is_not_there_and_leaves_out_what_is(faulty):
    faulty.write(
        "templates/feeds/sitemap.xml",
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        "<url><loc>https://faults.example/blog/gone/</loc><lastmod>yesterday</lastmod></url>"
        "<url><loc>https://faults.example/blog/</loc></url><url><loc>https://faults.example/blog/</loc></url></urlset>",
    )
    faulty.post("One.")
    told = "\n".join(faulty.found("sitemap"))
    for words in (
        "'https://faults.example/blog/gone/' is no page of this site",
        "'yesterday' is no date",
        "'https://faults.example/blog/' is listed twice",
        "/2018/06/first/ is not listed",
    ):
        assert words in told
    assert "templates/feeds/sitemap.xml" in told
