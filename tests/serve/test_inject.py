from fridaygram.serve.inject import client_source, decorated, waiting_page


def test_the_script_is_the_last_of_the_body():
    page = decorated(b"<BODY class='a'><p>x</p></BODY></html>", build=7)
    assert page.startswith(b"<BODY class='a'><p>x</p><script src=")
    assert page.endswith(b'data-build="7" defer></script></BODY></html>')
    assert b"banner" not in page


def test_a_page_without_a_body_tag():
    page = decorated(b"<p>x", build=1, unpublished="draft")
    assert page.startswith(b"<p>x<script")


def test_only_the_last_end_of_body_counts():
    page = decorated(b"<body><pre>&lt;/body></body></pre></body>", build=1)
    assert page.count(b"<script") == 1
    assert page.endswith(b"</script></body>")


def test_banners_say_why_and_are_escaped():
    assert b"Draft: only this preview" in decorated(b"<body></body>", build=1, unpublished="draft")
    page = decorated(b"<body></body>", build=1, unpublished="<2999>")
    assert b"Scheduled for &lt;2999&gt;: only this preview" in page
    assert page.startswith(b"<body><p role=")


def test_a_banner_leads_to_the_page_where_samples_are_chosen():
    page = decorated(b"<body></body>", build=1, unpublished="draft", samples_page='/x/"y"/')
    assert b'<a href="/x/&quot;y&quot;/" style="color:#fff">Choose samples</a>' in page
    assert b"Choose samples" not in decorated(b"<body></body>", build=1, unpublished="draft")
    assert b"Choose samples" not in decorated(b"<body></body>", build=1, samples_page="/x/")


def test_waiting_and_missing_pages_follow_any_change():
    assert b"data-missing" in waiting_page(0)
    assert b"data-missing" in decorated(b"", build=1, missing=True)
    assert b"data-missing" not in decorated(b"", build=1)


def test_the_script_asks_nobody_else():
    assert b"http:" not in client_source()
    assert b"https:" not in client_source()
