from fridaygram.pages.theme.roots import theme_root

FOOTER = "templates/parts/footer.html"


def test_every_file_of_the_theme_is_listed(fridaygram, blog):
    (blog / "templates").mkdir()
    (blog / "templates" / "wide.html").write_text("a template of the blog alone")
    listed = fridaygram("theme", "list").out.splitlines()
    assert [line for line in listed if "wide.html" in line] == []
    assert listed == sorted(listed)
    assert FOOTER in listed
    assert "assets/css/1-tokens.css" in listed


def test_a_copied_template_takes_the_place_of_the_packaged_one(fridaygram, blog):
    said = fridaygram("theme", "copy", FOOTER)
    assert (said.code, said.out) == (0, f"{FOOTER}: copied; it now takes the place of the theme's\n")
    copy = blog / FOOTER
    assert copy.read_bytes() == (theme_root() / FOOTER).read_bytes()
    assert {"file": FOOTER, "own": True} in fridaygram("theme", "list", "--json").json
    copy.write_text("<footer>mine alone</footer>")
    assert fridaygram("build").code == 0
    assert "mine alone" in (blog / "site/index.html").read_text()


def test_what_the_author_changed_is_never_replaced(fridaygram, blog):
    (blog / FOOTER).parent.mkdir(parents=True)
    (blog / FOOTER).write_text("mine")
    said = fridaygram("theme", "copy", "templates/base.html", FOOTER)
    assert said.problem == f"{FOOTER} is here already; move it away to copy it again"
    assert (blog / FOOTER).read_text() == "mine"
    assert not (blog / "templates/base.html").exists(), "all or none"


def test_a_misspelt_file_is_an_error_with_the_nearest_one(fridaygram, blog):
    said = fridaygram("theme", "copy", "templates/parts/foter.html")
    assert said.problem == f"the theme has no file 'templates/parts/foter.html'; did you mean '{FOOTER}'?"


def test_a_folder_without_a_blog_is_an_error(fridaygram, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert fridaygram("theme", "list").problem.startswith("no blog here")
