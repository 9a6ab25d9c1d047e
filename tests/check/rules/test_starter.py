"""What init and new wrote and nobody has changed."""

import pytest

from fridaygram.pages.sources import ARCHETYPE

FIRST = "content/posts/2018-06-15-first/index.md"
PROMPTS = ARCHETYPE.split("---\n")[2]


@pytest.mark.parametrize("base", ["https://example.org/", "https://blog.example.org/x/"])
def test_an_address_that_is_still_the_example(faulty, base):
    faulty.post("One.")
    faulty.write("site.toml", f'title = "A"\nauthor = "B"\nbase_url = "{base}"\n')
    assert faulty.found("address") == [
        f"site.toml:3: warning: base_url is still {base} [address]; "
        'say where the site will live, like "https://you.github.io/blog/"'
    ]
    faulty.write("site.toml", 'title = "A"\nauthor = "B"\nbase_url = "https://you.github.io/"\n')
    assert faulty.found("address") == []


def test_a_post_that_is_still_the_starters(faulty):
    from importlib.resources import files

    text = files("fridaygram").joinpath("starter/content/posts/hello/index.md").read_text("utf-8")
    faulty.write("content/posts/2018-06-15-hello/index.md", text.replace("$date", "2018-06-15"))
    (line,) = faulty.found("starter")
    assert line.startswith("content/posts/2018-06-15-hello/index.md:1: warning: this is still the post that")


def test_a_post_that_is_still_the_template(faulty):
    faulty.post(PROMPTS)
    assert faulty.found("starter") == [
        f"{FIRST}:1: warning: this is still the template that 'fridaygram new' wrote [starter]; "
        "write the post, or set draft: true"
    ]
    faulty.post(f"{PROMPTS}\nA sentence of its own.\n")
    assert faulty.found("starter") == []
    faulty.post("One.")
    assert faulty.found("starter") == []


def test_the_blogs_own_template(faulty):
    faulty.write("content/archetypes/post.md", "---\ntitle: $title\n---\n\nIn week ${slug}, $title.\n")
    faulty.post("In week first, First.")
    assert len(faulty.found("starter")) == 1
    faulty.post(PROMPTS)
    assert faulty.found("starter") == []
