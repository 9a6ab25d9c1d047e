"""Random edits of a blog, of every kind that an author, a designer or an upgrade makes; some of them break it."""

import re
import shutil

from fridaygram.pages.theme.roots import theme_root

FIRST, SECOND = "content/posts/2018-06-01-first-week", "content/posts/2018-06-08-second-week"
FRESH = "content/posts/2018-06-16-photo"


def edit(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def override(root, name, mark):
    """Put the theme's template into the blog's own folder, with a mark in it."""
    own = root / "templates" / name
    own.parent.mkdir(parents=True, exist_ok=True)
    text = (theme_root() / "templates" / name).read_text("utf-8")
    own.write_text(text.replace("<footer", f"{mark}\n<footer").replace("<article", f"{mark}\n<article"), "utf-8")


class Editor:
    """Edits one blog. ``dice`` decides everything; ``version`` is the file that stands for the program's code."""

    def __init__(self, root, dice, picture, version):
        self.root = root
        self.dice = dice
        self.picture = picture
        self.version = version
        self.count = 0

    @classmethod
    def kinds(cls):
        """Return the names of all kinds of edits."""
        return sorted(name.removeprefix("do_") for name in vars(cls) if name.startswith("do_"))

    def apply(self, kind):
        """Make one edit of a kind, or, where there is nothing to make it on, write a post."""
        self.count += 1
        if getattr(self, f"do_{kind}")() is False:
            self.do_new_post()

    def repair(self):
        """Take back whatever can break a blog."""
        for post in self._posts():
            post.write_text(
                re.sub(r"(?m)^(?:See|Note|Alias|Show|Value) .*\n?|^(?:aliases|slug): .*\n", "", post.read_text("utf-8"))
            )
        shutil.rmtree(self.root / "templates", ignore_errors=True)
        self._setting("permalink", None)

    def _posts(self):
        return sorted((self.root / "content/posts").glob("2017-*.md"))

    def _post(self):
        posts = self._posts()
        return self.dice.choice(posts) if posts else None

    def _meta(self, path, key, value):
        """Set a line of front matter, or remove it where ``value`` is None."""
        text = re.sub(rf"(?m)^{key}: .*\n", "", path.read_text("utf-8"), count=1)
        if value is not None:
            text = text.replace("---\n", f"---\n{key}: {value}\n", 1)
        path.write_text(text, "utf-8")

    def _setting(self, key, value):
        path = self.root / "site.toml"
        text = re.sub(rf"(?m)^{key} = .*\n", "", path.read_text("utf-8"), count=1)
        path.write_text(text if value is None else f"{key} = {value}\n{text}", "utf-8")

    def _change_meta(self, key, *values):
        post = self._post()
        if post is None:
            return False
        return self._meta(post, key, self.dice.choice(values))

    def _append(self, line):
        post = self._post()
        if post is None:
            return False
        with post.open("a", encoding="utf-8") as text:
            text.write(f"\n{line}\n")
        return None

    def do_new_post(self):
        day = f"2017-{self.dice.randint(1, 12):02}-{self.dice.randint(1, 28):02}"
        path = self.root / f"content/posts/{day}-p{self.dice.randint(0, 30)}.md"
        tag = self.dice.choice("tuv")
        path.write_text(
            f"---\ntitle: Made {self.count}\ntags: [{tag}]\n---\n\nText {self.count}.\n\n## A part\n", "utf-8"
        )

    def do_body(self):
        return self._append(f"More {self.dice.randint(0, 9)}.[^n{self.count}]\n\n[^n{self.count}]: A note.")

    def do_same_size_body(self):
        """Change a text without changing its size, which only its content or its time can tell."""
        post = self._post()
        if post is None:
            return False
        return post.write_text(
            re.sub(r"[a-e](?=xt|re)", lambda _: self.dice.choice("abcde"), post.read_text("utf-8")), "utf-8"
        )

    def do_title(self):
        return self._change_meta("title", "One", "Other", f"Title {self.count}")

    def do_tags(self):
        return self._change_meta("tags", "[t]", "[u, v]", "[counting]", f"[own{self.count}]", None)

    def do_series(self):
        return self._change_meta("series", "Summer", "Winter", None)

    def do_draft(self):
        return self._change_meta("draft", "true", "false", None)

    def do_unlisted(self):
        return self._change_meta("unlisted", "true", None)

    def do_updated(self):
        return self._change_meta("updated", "2018-01-02", "2018-02-03", None)

    def do_description(self):
        return self._change_meta("description", "What it is.", f"Words {self.count}.", None)

    def do_slug(self):
        return self._change_meta("slug", f"s{self.dice.randint(0, 4)}", None)

    def do_alias(self):
        return self._change_meta("aliases", f"[/old/a{self.dice.randint(0, 4)}/]", None)

    def do_toc(self):
        return self._change_meta("toc", "true", "false", None)

    def do_date(self):
        post = self._post()
        if post is None:
            return False
        return post.rename(
            post.with_name(f"2017-{self.dice.randint(1, 12):02}-{self.dice.randint(1, 28):02}-{post.name[11:]}")
        )

    def do_rename(self):
        post = self._post()
        return False if post is None else post.rename(post.with_name(f"{post.stem[:11]}r{self.dice.randint(0, 30)}.md"))

    def do_deletion(self):
        post = self._post()
        return False if post is None else post.unlink()

    def do_link(self):
        """Link to another post's part; where that post goes or is hidden, the link breaks."""
        other = self._post()
        return other and self._append(f"See [it]({other.name}{self.dice.choice(['', '#a-part'])}).")

    def do_broken_link(self):
        return self._append("See [nothing](nowhere.md).") if self.dice.random() < 0.3 else self.do_body()

    def do_value(self):
        return self._append(f"Value {{{{ hums.{self.dice.choice(['reviews', 'mean_words'])} }}}}.")

    def do_template(self):
        override(
            self.root, self.dice.choice(["post.html", "404.html", "page.html"]), f"<p>{self.dice.randint(0, 9)}</p>"
        )

    def do_template_taken_back(self):
        shutil.rmtree(self.root / "templates", ignore_errors=True)

    def do_broken_template(self):
        override(self.root, "post.html", "{{ nothing.here }}" if self.dice.random() < 0.3 else "<p>x</p>")

    def do_include(self):
        override(self.root, self.dice.choice(["parts/footer.html", "parts/around.html"]), f"<i>{self.count}</i>")

    def do_style(self):
        """Write a partial style sheet: the blog's own, or one that replaces the theme's."""
        name = self.dice.choice(["90-own.css", "7-print.css"])
        (self.root / "assets/css" / name).write_text(f".own {{ order: {self.dice.randint(1, 9)} }}\n")

    def do_asset(self):
        path = self.root / f"assets/a{self.dice.randint(0, 2)}.txt"
        path.unlink() if path.exists() and self.dice.random() < 0.5 else path.write_text(f"{self.dice.randint(0, 9)}")

    def do_data(self):
        (self.root / f"{SECOND}/votes.csv").write_text(f"language,2018\nPython,{self.dice.randint(10, 20)}\n")

    def do_shared_data(self):
        (self.root / "content/data/shared.toml").write_text(f'unit = "x"\n[values]\na = {self.dice.randint(1, 9)}\n')

    def do_results(self):
        """Write a number into the frozen ones of a post by hand."""
        path = self.root / FIRST / "results.json"
        if not path.exists():
            return False
        text = re.sub(r'"total": \d+', f'"total": {self.dice.randint(1, 9)}', path.read_text("utf-8"))
        return path.write_text(text, "utf-8")

    def do_picture(self):
        shade = self.dice.randint(0, 3) * 60
        (self.root / f"{SECOND}/pictures/squares.png").write_bytes(self.picture(grey=shade))

    def do_cover(self):
        folder = self.root / FRESH
        folder.mkdir(exist_ok=True)
        (folder / "cover.png").write_bytes(self.picture(8, 8, self.dice.randint(0, 3) * 60))
        cover = self.dice.choice(["", "cover: cover.png\n"])
        (folder / "index.md").write_text(f"---\ntitle: Photo\n{cover}---\n\n![Grey](cover.png)\n")

    def do_bundle_file(self):
        path = self.root / FIRST / "notes.txt"
        path.unlink() if path.exists() and self.dice.random() < 0.5 else path.write_text(f"{self.dice.randint(0, 9)}")

    def do_page(self):
        path = self.root / "content/pages/extra.md"
        path.unlink() if path.exists() and self.dice.random() < 0.5 else path.write_text(
            f"---\ntitle: E\n---\n{self.count}\n"
        )

    def do_site(self):
        key, values = self.dice.choice(
            [
                ("title", ['"One"', '"Two"']),
                ("timezone", ['"Europe/Oslo"', '"Pacific/Auckland"']),
                ("permalink", ['"/{slug}/"', '"/{year}/{slug}/"', None]),
                ("posts_per_page", ["2", "3", None]),
                ("feed_posts", ["1", "5", None]),
                ("base_url", ['"https://ida.example/fridays/"', '"https://ida.example/"']),
                ("language", ['"nb"', None]),
            ]
        )
        self._setting(key, self.dice.choice(values))

    def do_code(self):
        """Upgrade the program."""
        self.version.write_text(str(self.dice.randint(0, 9)))

    def do_touch(self):
        """Write a file again as it was: nothing has changed but its times."""
        post = self._post()
        return False if post is None else post.write_bytes(post.read_bytes())
