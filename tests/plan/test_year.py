"""A year of Fridays: whatever an author does, a published number is what it was, or an erratum says what it became.

``verify`` agrees: it computes the same, or says what is missing, or which source is another one by now.

FRIDAYGRAM_YEARS sets how many years are played, FRIDAYGRAM_SEED the first.
"""

import json
import os
import random
import re
from datetime import date, timedelta

import pytest

from fridaygram.clock import moment
from fridaygram.corpus.funnel import Fate, Ledger, StageLabel
from fridaygram.corpus.records import Review
from fridaygram.corpus.store import open_corpus, write_corpus
from fridaygram.errors import ContentError
from fridaygram.graph.cache import opened
from fridaygram.lm import save_index, train
from fridaygram.pages.document import read_document
from fridaygram.pages.sources import find_sources
from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.checking import check_claims
from fridaygram.plan.settling import settle_documents
from fridaygram.plan.standing import standing, stores_of
from fridaygram.values.freeze import LONG
from fridaygram.values.merging import merge
from fridaygram.values.results import parse_results
from fridaygram.values.stores import Shelf
from fridaygram.values.verify import verify

YEARS = int(os.environ.get("FRIDAYGRAM_YEARS", "2"))
SEED = int(os.environ.get("FRIDAYGRAM_SEED", "20180608"))
EVENTS, VERIFIED = 70, 3
EXPRESSIONS = ("hums.reviews", "hums.words", "hums.mean_words")


class Author:
    """Writes a blog for a year. ``dice`` decides; ``shown`` has what readers were shown first, or after a refresh."""

    def __init__(self, root, dice, today):
        self.root = root
        self.dice = dice
        self.set_today = today
        self.day = date(2018, 6, 8)
        self.count = 0
        self.posts = {}
        self.deleted = {}
        self.shown = {}
        self.refreshed = frozenset()
        (root / "site.toml").write_text('title = "Own"\nauthor = "A"\nbase_url = "https://own.example/"\n')
        self.today()
        self.do_import()
        self.do_train()
        self.do_friday()

    @classmethod
    def events(cls):
        """Return the names of all kinds of events."""
        return sorted(name for name in vars(cls) if name.startswith("do_"))

    def today(self, days=0):
        self.day += timedelta(days=days)
        self.set_today(self.day.isoformat())

    # What an author does.

    def do_friday(self):
        """Publish a post."""
        self.today(7)
        name = f"content/posts/{self.day}-week/index.md"
        before = max(self.posts, default="")
        self.posts[name] = {
            "figures": [self.figure() for _ in range(self.dice.randint(1, 3))],
            "draft": False,
            "values": self.dice.sample(EXPRESSIONS, 2),
            "asserts": {},
            "since": before[14:24] if self.dice.random() < 0.5 else "",
        }

    def do_import(self):
        """Replace the corpus, with no memory of what it was."""
        self.rows = [self.review() for _ in range(self.dice.randint(5, 40))]
        self.write_texts()

    def do_grow(self):
        """Find more texts: the corpus still knows what it was on earlier days."""
        gone = self.dice.randrange(len(self.rows))
        self.rows = [
            *self.rows[:gone],
            *self.rows[gone + 1 :],
            *(self.review() for _ in range(self.dice.randint(1, 9))),
        ]
        fates = [Fate(url=row.url) for row in self.rows]
        ledger = Ledger("hums", (StageLabel("links", "links"), StageLabel("kept", "kept")), fates)
        self.write_texts(ledger=ledger, taken=self.day.isoformat())

    def do_train(self):
        """Train on what is here."""
        index = train(self.texts, held_out=0.2, seed=1)
        save_index(self.root / "content/models/hums", index, corpus="hums", corpus_digest=self.digest)

    def do_train_of_a_day(self):
        """Train on the corpus as of a day, beside the other models."""
        day = self.day - timedelta(days=self.dice.choice([0, 7, 30]))
        corpus = open_corpus(self.root / "content/corpus/hums")
        index = train([row.content for row in corpus.reviews(day)], held_out=0.2, seed=1)
        folder, digest = self.root / f"content/models/hums-{day}", corpus.digest_as_of(day)
        save_index(folder, index, corpus="hums", corpus_digest=digest, as_of=day.isoformat())

    def do_add(self):
        """Add a figure anywhere in a post."""
        self.place(self.post(), self.figure())

    def do_name(self):
        """Give a figure an id, or another one, or none."""
        self.count += 1
        one = self.any_figure()
        one["id"] = self.dice.choice([None, f"id{self.count}"])

    def do_move(self):
        self.dice.shuffle(self.post()["figures"])

    def do_copy(self):
        """Copy a figure within its post: it has the number of the first."""
        post = self.post()
        one = self.dice.choice(post["figures"])
        self.count += 1
        self.place(post, {**one, "name": f"F{self.count}", "id": None, "as": one["name"]})

    def do_delete(self):
        name = self.dice.choice(sorted(self.posts))
        figures = self.posts[name]["figures"]
        if len(figures) > 1:
            self.deleted.setdefault(name, []).append(figures.pop(self.dice.randrange(len(figures))))

    def do_undo(self):
        """Bring a deleted figure back."""
        waiting = [name for name, all_ in sorted(self.deleted.items()) if all_]
        if waiting:
            name = self.dice.choice(waiting)
            self.place(self.posts[name], self.deleted[name].pop())

    def do_change(self):
        """Change the parameters of a figure: what it shows stays until a refresh."""
        self.count += 1
        one = self.any_figure()
        one["decides"] = self.parameters(one["kind"])

    def do_value(self):
        """Ask for other values in the sentences of a post."""
        self.post()["values"] = self.dice.sample(EXPRESSIONS, self.dice.randint(0, 3))

    def do_draft(self):
        """Take a post back for a while, if no other is compared with it."""
        compared = {post["since"] for post in self.posts.values()}
        post = self.posts[self.dice.choice([name for name in sorted(self.posts) if name[14:24] not in compared])]
        post["draft"] = not post["draft"]

    def do_predict(self):
        """Promise something, in a post that may be out for long."""
        post, due = self.post(), self.day + timedelta(days=self.dice.choice([3, 7, 14]))
        sign, number = self.dice.choice("<>"), self.dice.randint(5, 50)
        self.count += 1
        decides = f"claim: hums.reviews {sign} {number}\nby: {due}"
        self.place(post, {"name": f"F{self.count}", "kind": "prediction", "id": None, "decides": decides, "as": ""})

    def do_assert(self):
        """Hold a published post to a number that it shows."""
        shown = [key for key in sorted(self.shown) if key[1] in EXPRESSIONS and not self.posts[key[0]]["draft"]]
        if shown:
            name, expression = self.dice.choice(shown)
            self.posts[name]["asserts"][expression] = self.shown[name, expression]["value"]

    def do_refresh(self):
        """Correct a post, or one figure of it."""
        name = self.dice.choice(sorted(self.posts))
        self.posts[name]["asserts"] = {}
        if self.dice.random() < 0.5:
            self.write()
            name = f"{name}#{self.dice.choice([figure.key for figure in self.read(name).figures])}"
        self.refreshed = frozenset({name})

    def do_look(self):
        """Look at the blog as of another day: nothing is written for what readers have seen."""
        before = self.files()
        day = self.day + timedelta(days=self.dice.choice([-300, -10, -3, 4, 400]))
        self.build(date=day.isoformat(), drafts=self.dice.random() < 0.7)
        assert self.files() == before

    def do_loss(self):
        """Lose a results.json; nothing is computed in its place."""
        for name in sorted(self.posts):
            path = (self.root / name).with_name("results.json")
            if not self.posts[name]["draft"] and path.exists():
                data = path.read_bytes()
                path.unlink()
                with pytest.raises(ContentError, match="the frozen values of this post are lost"):
                    self.build()
                path.write_bytes(data)
                return

    def do_forgery(self):
        """Write a number by hand; it is found, and taken back."""
        public = [name for name, post in sorted(self.posts.items()) if not post["draft"]]
        path = (self.root / self.dice.choice(public or [""])).with_name("results.json")
        whole = json.loads(path.read_text()) if public else {"values": {}}
        shown = [entry for entry in whole["values"].values() if "total" in entry["values"] and "retired" not in entry]
        if shown:
            data = path.read_bytes()
            self.dice.choice(shown)["values"]["total"] += 1
            path.write_text(json.dumps(whole))
            assert "edited" in {one.state for values in self.build().values() for one in values.all()}
            path.write_bytes(data)

    def do_merge(self):
        """Add a figure on each of two branches, and merge them."""
        name = self.dice.choice(sorted(self.posts))
        self.posts[name]["draft"] = False
        path = (self.root / name).with_name("results.json")
        base = path.read_bytes()
        sides, added = [], [self.figure(), self.figure()]
        figures = list(self.posts[name]["figures"])
        for one in added:
            path.write_bytes(base)
            self.posts[name]["figures"] = [*figures, one]
            self.check(self.build())
            sides.append(path.read_bytes())
        merged = merge(*(parse_results(data, path) for data in (base, *sides)))
        assert merged.conflicts == ()
        path.write_text(merged.text)
        self.posts[name]["figures"] = [*figures, *added]

    # How it is written and built.

    def review(self):
        self.count += 1
        count = self.dice.randint(3, 40)
        return Review(
            url=f"https://b.example/{self.count}",
            domain="b.example",
            content=" ".join(self.dice.choices(["a", "hum", "in", "three", "chords"], k=count)),
            word_count=count,
            date_published="2018-05-01",
        )

    def write_texts(self, **known):
        corpus = write_corpus(self.root / "content/corpus/hums", "hums", self.rows, **known)
        self.digest, self.texts = corpus.digest, [row.content for row in corpus.reviews()]

    def figure(self):
        self.count += 1
        kind = self.dice.choice(["histogram", "histogram", "samples"])
        return {"name": f"F{self.count}", "kind": kind, "id": None, "decides": self.parameters(kind), "as": ""}

    def parameters(self, kind):
        """Return parameters that no other figure has."""
        self.count += 1
        return {
            "histogram": f"corpus: hums\nbins: [0, {self.count}]",
            "samples": f"corpus: hums\norder: 2\ncount: 1\nseed: {self.count}",
            "prediction": f"claim: hums.words > {self.count}\nby: {self.day + timedelta(days=9)}",
        }[kind]

    def place(self, post, figure):
        post["figures"].insert(self.dice.randint(0, len(post["figures"])), figure)

    def post(self):
        return self.posts[self.dice.choice(sorted(self.posts))]

    def any_figure(self):
        return self.dice.choice(self.post()["figures"])

    def read(self, name):
        return read_document(self.root, name, "UTC")

    def write(self):
        for name, post in self.posts.items():
            text = "".join(
                f"\n```figure {one['kind']}\ncaption: {one['name']}\n{one['decides']}\n"
                + (f"id: {one['id']}\n" if one["id"] else "")
                + "```\n"
                for one in post["figures"]
            )
            values = "".join(f"\nThere are {{{{ {value} }}}} of them.\n" for value in post["values"])
            values += "".join(f"\n{{{{ assert {one} == {number} }}}}\n" for one, number in post["asserts"].items())
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            head = f"title: Week\ndraft: {str(post['draft']).lower()}\nsince: '{post['since']}'"
            path.write_text(f"---\n{head}\n---\n{values}{text}")

    def files(self):
        return {path: path.read_bytes() for path in sorted((self.root / "content/posts").rglob("results.json"))}

    def build(self, **options):
        """Settle all that a build shows, and return it by source."""
        self.write()
        blog = Blog(self.root)
        now = moment("UTC", options.get("date"))
        asked = Options(refresh=self.refreshed, reason="It was wrong.", stale=True, **{"drafts": True, **options})
        documents = [self.read(name) for name in find_sources(self.root).documents]
        seen = [one for one in documents if asked.drafts or (not one.meta.draft and one.date <= now)]
        with opened(blog.cache) as cache:
            settlement = settle_documents(seen, blog, asked, now, cache)
            for document in seen:
                check_claims(document, settlement.values[document.source].inline)
            settlement.freeze()
            return settlement.values

    def check(self, settled):
        """Hold every number that readers see to what they were shown before."""
        for name, values in settled.items():
            post = self.posts[name]
            rows = [
                (one["name"], one, found) for one, found in zip(post["figures"], values.figures.values(), strict=True)
            ]
            rows += [(expression, {"as": ""}, found) for expression, found in values.inline.items()]
            rows += [("changes", {"as": ""}, values.changes)] if values.changes else []
            for figure, one, found in rows:
                before = self.shown.get((name, figure)) or self.shown.get((name, one["as"]))
                decided = before is not None and "kept" not in before and found.entry.values.items() > before.items()
                if decided:
                    assert before["by"] <= self.day.isoformat()
                elif before is not None and found.entry.values != before:
                    refreshed = any(each.partition("#")[0] == name for each in self.refreshed)
                    explained = any(_explains(erratum, before) for erratum in found.entry.errata)
                    assert refreshed or explained, (name, figure, before, found)
                    assert explained, (name, figure, before, found)
                assert found.entry.is_intact
                if before is not None or not post["draft"]:
                    self.shown[name, figure] = found.entry.values

    def verify(self):
        """Hold what ``verify`` says of every published number to what has happened to its sources."""
        blog, shelf = Blog(self.root), Shelf(self.root / "content/corpus", self.root / "content/models")
        for name, post in self.posts.items():
            document = self.read(name)
            if post["draft"]:
                continue
            for wanted, entry in standing(document, self.root):
                found = verify(wanted, entry, stores_of(document, blog, shelf))
                if found.verdict == "different":
                    assert re.match(r"(corpus|model) hums .*changed since", found.why), (name, wanted.key, found)
                elif found.verdict == "cannot":
                    assert re.match(r"it is open, and due on|no trained model|model 'hums'", found.why), found
                else:
                    assert found.verdict == "equal", (name, wanted.key, found)


def _explains(erratum, before):
    """Return whether an erratum leads from what was shown before; its values may have been corrected again."""
    flat = dict(_flat(before, ""))
    return all(flat.get(path) == value or len(str(flat.get(path))) > LONG for path, value in erratum.old.items())


def _flat(value, path):
    if isinstance(value, dict | list) and value:
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _flat(item, f"{path}.{key}" if path else str(key))
    else:
        yield path, value


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(SEED, SEED + YEARS))
def test_a_published_number_is_what_it_was_or_an_erratum_says_what_it_became(seed, tmp_path, today):
    dice = random.Random(seed)
    author = Author(tmp_path, dice, today)
    author.check(author.build())
    queue, done = [], []
    for _ in range(EVENTS):
        queue = queue or dice.sample(Author.events(), len(Author.events()))
        done.append(queue.pop())
        author.refreshed = frozenset()
        try:
            getattr(author, done[-1])()
            author.check(author.build())
            author.refreshed = frozenset()
            again = author.files()
            author.check(author.build())
            assert author.files() == again, "a second build changes nothing"
            if len(done) % VERIFIED == 0:
                author.verify()
        except Exception as error:
            error.add_note(f"seed {seed}: {done}")
            raise
