"""Predictions: open until their day, decided by the first build that can, then frozen like every other value."""

import json
import random
import re

import pytest

from fridaygram.corpus.records import Review
from fridaygram.corpus.store import write_corpus
from fridaygram.errors import ContentError
from fridaygram.lm import save_index, train
from fridaygram.pages.document import read_document
from fridaygram.plan import quick
from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.build import build
from fridaygram.plan.standing import standing, stores_of, tell_why
from fridaygram.values.stores import Shelf
from fridaygram.values.verify import verify
from tests.plan.test_freezing import SITE, import_texts, rewrite

FOLDER = "content/posts/2018-06-08-week"
POST = """\
---
title: Week
date: 2018-06-08
---

I expect a lot, see [](#more).

```prediction
id: more
claim: hums.reviews >= 25
by: 2018-06-15
caption: Five *more* texts in a week.
```
"""


@pytest.fixture
def blog(tmp_path, monkeypatch, today):
    """A blog whose post predicts on 8 June, with 20 texts, at least 25 for the 15th."""
    today("2018-06-08")
    (tmp_path / "site.toml").write_text(SITE)
    (tmp_path / FOLDER).mkdir(parents=True)
    (tmp_path / FOLDER / "index.md").write_text(POST)
    import_texts(tmp_path, 20)
    made(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def made(root, **options):
    return build(Blog(root), Options(workers=1, **options))


def seen(root, file="site/2018/06/week/index.html"):
    """Return what readers see of the prediction, as text."""
    page = (root / file).read_text("utf-8")
    return " ".join(
        re.sub(r"<[^>]+>", " ", page[page.index('<div class="fig-claim') :].partition("</figure>")[0]).split()
    )


def frozen(root):
    (entry,) = json.loads((root / FOLDER / "results.json").read_text())["values"].values()
    return entry


def forget(root):
    """Forget what was frozen, as if the post were new."""
    (root / FOLDER / "results.json").unlink()
    (root / ".fridaygram/cache.sqlite").unlink()


def verdict(root):
    document = read_document(root, f"{FOLDER}/index.md", "UTC")
    ((wanted, entry),) = standing(document, root)
    shelf = Shelf(root / "content/corpus", root / "content/models")
    found = verify(wanted, entry, stores_of(document, Blog(root), shelf))
    return found.verdict, found.why


def test_before_its_day_it_is_open_in_plain_words(blog, today):
    assert seen(blog) == (
        "Prediction: hums.reviews &gt;= 25 Open. Its day is Friday 15 June 2018. Five more texts in a week."
    )
    assert frozen(blog)["values"] == {"claim": "hums.reviews >= 25", "by": "2018-06-15"}
    today("2018-06-14")
    import_texts(blog, 30)
    built = made(blog)
    assert ([one.state for one in built.settled], built.notes, built.warnings) == (["open"], (), ())
    assert "Open." in seen(blog)


def test_it_has_no_number_and_links_name_it(blog, draw_picture):
    page = (blog / "site/2018/06/week/index.html").read_text("utf-8")
    assert '<a href="#more">Prediction</a>' in page
    assert "Figure 1" not in page
    later = '\n\n```figure histogram\ncorpus: hums\n```\n\n![A grey](a.png "Own")\n'
    (blog / FOLDER / "index.md").write_text(POST + later)
    (blog / FOLDER / "a.png").write_bytes(draw_picture())
    made(blog)
    page = (blog / "site/2018/06/week/index.html").read_text("utf-8")
    assert re.findall(r"Figure \d\.", page) == ["Figure 1.", "Figure 2."]


@pytest.mark.parametrize(("texts", "state"), [(24, "Missed"), (25, "Kept")])
def test_on_its_day_the_first_build_with_other_texts_decides(blog, today, texts, state):
    today("2018-06-15")
    assert [one.state for one in made(blog).settled] == ["open"], "the day's texts are still to come"
    import_texts(blog, texts)
    built = made(blog)
    assert built.notes == (f"{FOLDER}/index.md:8: more: decided: {state.lower()}",)
    words = f"Prediction: hums.reviews &gt;= 25 {state}. On Friday 15 June 2018, hums.reviews was {texts}."
    assert seen(blog).startswith(words)
    assert "corpus hums (as of 15 June 2018, digest" in seen(blog)
    for name in ("feed.xml", "rss.xml"):
        assert f"hums.reviews was {texts}." in (blog / "site" / name).read_text("utf-8")


def test_the_day_after_what_is_here_counts(blog, today):
    today("2018-06-16")
    made(blog)
    assert "Missed. On Friday 15 June 2018, hums.reviews was 20." in seen(blog)
    assert frozen(blog)["computed"] == "2018-06-16"


def test_a_quick_build_is_none_when_a_prediction_is_due(blog, today, monkeypatch):
    monkeypatch.setattr(quick, "GRAIN_NS", -(10**18))  # stamps are trusted at once
    for day, states in (("2018-06-15", ["open"]), ("2018-06-16", ["computed"])):
        made(blog)
        assert made(blog).settled == (), "nothing has changed"
        today(day)
        assert [one.state for one in made(blog).settled] == states


def test_one_that_is_made_on_its_day_is_decided_at_once(blog, today):
    forget(blog)
    today("2018-06-15")
    made(blog)
    assert "Missed." in seen(blog)


def test_texts_of_a_later_day_do_not_count(blog, today):
    rows = [
        Review(url=f"https://b.example/{day}", domain="b.example", content="hum", word_count=1, date_published=day)
        for day in (f"2018-06-{number:02}" for number in range(1, 29))
    ]
    write_corpus(blog / "content/corpus/hums", "hums", rows)
    today("2018-06-29")
    made(blog)
    assert "hums.reviews was 15." in seen(blog)
    assert verdict(blog) == ("equal", "")


def test_once_decided_it_stays(blog, today):
    today("2018-06-16")
    made(blog)
    before = frozen(blog)
    import_texts(blog, 30)
    today("2018-06-22")
    assert [one.state for one in made(blog).settled] == ["stale"]
    assert frozen(blog) == before
    made(blog, refresh=frozenset({f"{FOLDER}/index.md#more"}), reason="Ten were lost in a drawer.")
    assert "Kept." in seen(blog)
    assert "numbers hums reviews 20, now 30. Ten were lost in a drawer." in seen(blog)


def test_a_published_claim_is_not_changed_in_silence(blog, today):
    rewrite(blog, ">= 25", ">= 5")
    (one,) = made(blog).settled
    assert (one.state, one.why) == ("stale", "parameters changed: claim")
    assert "hums.reviews &gt;= 25 Open." in seen(blog)
    today("2018-06-16")
    made(blog)
    assert "hums.reviews &gt;= 25 Missed." in seen(blog)
    made(blog, refresh=frozenset({f"{FOLDER}/index.md"}))
    assert "hums.reviews &gt;= 5 Kept." in seen(blog)
    assert "claim hums.reviews &gt;= 25, now hums.reviews &gt;= 5" in seen(blog)


def test_that_of_a_draft_may_be_changed_until_it_is_published(blog):
    forget(blog)
    rewrite(blog, "title: Week", "title: Week\ndraft: true")
    made(blog, drafts=True)
    rewrite(blog, ">= 25", ">= 5")
    made(blog, drafts=True)
    assert "hums.reviews &gt;= 5 Open." in seen(blog)
    rewrite(blog, ">= 5", ">= 6")
    rewrite(blog, "draft: true\n", "")
    made(blog)
    assert "hums.reviews &gt;= 6 Open." in seen(blog)
    rewrite(blog, ">= 6", ">= 7")
    rewrite(blog, "title: Week", "title: Week\ndraft: true")
    made(blog, drafts=True)
    assert "hums.reviews &gt;= 6 Open." in seen(blog)


def test_an_open_one_that_was_edited_by_hand_is_not_decided(blog, today):
    path = blog / FOLDER / "results.json"
    path.write_text(path.read_text().replace('"computed": "2018-06-08"', '"computed": "2018-06-01"'))
    today("2018-06-16")
    assert [one.state for one in made(blog).settled] == ["edited"]
    assert "Open." in seen(blog)


def test_a_post_that_gets_a_later_day_keeps_its_prediction(blog, today):
    later = blog / "content/posts/2018-06-20-week"
    (blog / FOLDER).rename(later)
    (later / "index.md").write_text(POST.replace("date: 2018-06-08\n", ""))
    today("2018-06-21")
    made(blog)
    assert "Missed. On Friday 15 June 2018" in seen(blog)


def test_where_it_cannot_be_decided_it_stays_open_and_says_why(blog, today):
    (blog / "content/corpus/hums").rename(blog / "hums")
    today("2018-06-20")
    (note,) = made(blog).notes
    assert note.startswith(f"{FOLDER}/index.md:8: more: due on 2018-06-15, but not decided: no corpus 'hums'")
    assert "Open." in seen(blog)
    (blog / "hums").rename(blog / "content/corpus/hums")
    made(blog)
    assert "Missed." in seen(blog)


def test_a_model_of_later_texts_does_not_decide(blog, today):
    rewrite(blog, "hums.reviews >= 25", "hums.eval.best_bits < 9")
    forget(blog)
    dice = random.Random(1)
    rows = [
        Review(
            url=f"https://b.example/{day}",
            domain="b.example",
            content=" ".join("".join(dice.choices("aeiostrn", k=4)) for _ in range(30)),
            word_count=30,
            date_published=f"2018-06-{day:02}",
        )
        for day in range(1, 21)
    ]
    corpus = write_corpus(blog / "content/corpus/hums", "hums", rows)
    made(blog)
    index = train([row.content for row in rows], held_out=0.2, seed=1)
    save_index(blog / "content/models/hums", index, corpus="hums", corpus_digest=corpus.digest, last="2018-06-20")
    today("2018-06-20")
    (note,) = made(blog).notes
    assert "not decided: model hums reaches to 2018-06-20" in note


def test_a_look_at_a_later_day_decides_nothing(blog):
    before = frozen(blog)
    made(blog, date="2018-06-20")
    assert "Missed." in seen(blog)
    assert frozen(blog) == before


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("2018-06-15", "2018-06-08", 8, "a prediction of 2018-06-08 for 2018-06-08; 'by' names a day after the post's"),
        ("2018-06-15", "soon", 11, "by"),
        (">= 25", "will grow", 8, "'hums.reviews will grow' is no claim about a value"),
        ("hums.reviews", "hums.review", 8, "unknown value 'hums.review'"),
    ],
)
def test_a_wrong_one_is_an_error_at_its_line(blog, today, old, new, line, message):
    forget(blog)
    rewrite(blog, old, new)
    today("2018-06-16")
    with pytest.raises(ContentError) as caught:
        made(blog)
    assert caught.value.line == line
    assert message in str(caught.value)


def test_verify_computes_it_as_of_its_own_day(blog, today):
    assert verdict(blog) == ("cannot", "it is open, and due on 2018-06-15")
    today("2018-06-16")
    made(blog)
    assert verdict(blog) == ("equal", "")
    path = blog / FOLDER / "results.json"
    path.write_text(path.read_text().replace('"kept": false', '"kept": true'))
    assert verdict(blog)[0] == "edited"
    assert [one.state for one in made(blog).settled] == ["edited"]


def test_one_that_is_decided_is_not_from_the_future_of_its_post(blog, today):
    """Its numbers are of its own day, so readers need no reason for them."""
    words = {"domain": "b.example", "content": "a word", "word_count": 2, "date_published": "2018-06-12"}
    rows = [Review(url=f"https://b.example/{number}", **words) for number in range(30)]
    write_corpus(blog / "content/corpus/hums", "hums", rows)
    today("2018-06-16")
    assert [one.state for one in made(blog).settled] == ["computed"]
    document = read_document(blog, f"{FOLDER}/index.md", "UTC")
    assert tell_why([document], blog, "2018-06-16", "No reason.") == []
