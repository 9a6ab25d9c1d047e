"""Links to other sites, asked only on request."""

from fridaygram.check.remote import RemoteAnswer

FIRST = "content/posts/2018-06-15-first/index.md"


class Asked:
    """Answers every address as prepared, "" being well, and keeps what was asked."""

    def __init__(self, **answers):
        self.answers = answers
        self.urls = []

    def ask(self, urls):
        self.urls = sorted(urls)
        return {url: next((a for part, a in self.answers.items() if part in url), RemoteAnswer(0)) for url in self.urls}


def test_nothing_is_asked_without_being_told_to(faulty):
    faulty.post("[Gone](https://gone.example/page)")
    assert faulty.found("external") == []


def test_problems_and_moves(faulty):
    faulty.write("site.toml", (faulty.root / "site.toml").read_text() + '[check]\nmoved = "warning"\n')
    faulty.post("One.\n\n[Gone](https://gone.example/page#part)\n\n[Moved](https://old.example/), [home](/)")
    remote = Asked(gone=RemoteAnswer(0, "answers 404"), old=RemoteAnswer(0, moved="https://new.example/"))
    assert faulty.found("external", "moved", remote=remote) == [
        f"{FIRST}:7: warning: https://gone.example/page: answers 404 [external]; "
        "mend the link, or link to an archived copy",
        f"{FIRST}:9: warning: https://old.example/ has moved for good [moved]; write https://new.example/",
    ]
    assert remote.urls == ["https://gone.example/page", "https://old.example/"]
