"""Blogs with faults, and what a check finds in them."""

import pytest

from fridaygram.check import check_site
from fridaygram.plan.blog import Blog, Options

DAY = "2018-06-16"
SITE = """\
title = "Faults"
author = "A. Uthor"
base_url = "https://faults.example/blog/"
timezone = "Europe/Oslo"
"""


class Faulty:
    """A blog to write in and to check."""

    def __init__(self, root):
        self.root = root
        self.write("site.toml", SITE)

    def write(self, path, text):
        """Write a file below the blog's root."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(text, bytes):
            file.write_bytes(text)
        else:
            file.write_text(text, "utf-8")

    def post(self, text, name="2018-06-15-first", title="First", **front):
        """Write a post; its text begins on the line after the front matter and an empty line."""
        head = "".join(f"{key}: {value}\n" for key, value in front.items())
        self.write(f"content/posts/{name}/index.md", f"---\ntitle: {title}\n{head}---\n\n{text}\n")

    def checked(self, date=DAY, remote=None, **options):
        """Return the report on the blog."""
        return check_site(Blog(self.root), Options(date=date, workers=1, **options), remote=remote)

    def found(self, *rules, **options):
        """Return the findings, of some rules alone where they are named, as lines."""
        return [str(one) for one in self.checked(**options).findings if not rules or one.rule in rules]


@pytest.fixture
def faulty(tmp_path):
    """Start an empty blog."""
    return Faulty(tmp_path / "blog")
