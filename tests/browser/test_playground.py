"""The playground writes what Python writes, character for character, and works by keyboard and by link."""

import base64
import re

import msgspec
import pytest

from fridaygram.config import load_site
from fridaygram.lm import PAD, load_model, sample_texts, save_index, train
from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.build import build
from fridaygram.values.playground.pocket import PocketModel, unpack
from fridaygram.values.samples.receipts import Receipt, batch_digest, write_receipts
from fridaygram.values.stores import Shelf
from tests.browser.hosting import hosted
from tests.browser.needed import REPOSITORY, both, judge
from tests.browser.test_axe import RUN

pytestmark = pytest.mark.browser
PAGE = "2018/06/played/index.html"
POST = """---
title: Played
date: 2018-06-08
---

```figure curated
corpus: demo
caption: Kept.
```

```figure playground
id: play
corpus: demo
data: samples.toml
kilobytes: 60
caption: Play.
```
"""


@pytest.fixture(scope="module")
def blog(tmp_path_factory):
    """A blog of one post with kept samples and a playground of the demo corpus."""
    import shutil

    root = tmp_path_factory.mktemp("played") / "blog"
    bundle = root / "content" / "posts" / "2018-06-08-played"
    bundle.mkdir(parents=True)
    settings = (REPOSITORY / "site.toml").read_text().partition("[[nav]]")[0]
    (root / "site.toml").write_text(settings)
    shutil.copytree(REPOSITORY / "content" / "corpus" / "demo", root / "content" / "corpus" / "demo")
    (bundle / "index.md").write_text(POST)
    place = Blog(root)
    shelf = Shelf(place.corpora, place.models)
    corpus = shelf.corpus("demo")
    trained = train([review.content for review in corpus.reviews()], held_out=0.2, seed=1)
    save_index(place.models / "demo", trained, corpus="demo", corpus_digest=corpus.digest)
    write_receipts(bundle / "samples.toml", receipts(shelf.index("demo")))
    # As of another day a build only looks: nothing would be frozen.
    build(place, Options())
    return root


def receipts(index):
    """Return receipts of two texts at order 8, one of them tempered and begun, and one at order 12."""
    kept = []
    for order, pick, draw in ((8, 1, {}), (8, 2, {"temperature": 0.7, "prompt": "The "}), (12, 4, {})):
        texts = sample_texts(load_model("mle", index, order), count=5, seed=9, limit=300, **draw)
        kept.append(
            Receipt(
                text=texts[pick].text,
                corpus="demo",
                corpus_digest=index.corpus_digest,
                model_digest=index.digest,
                batch_digest=batch_digest([one.text for one in texts]),
                seed=9,
                index=pick,
                batch=5,
                limit=300,
                version="0.1.0",
                order=order,
                **draw,
            )
        )
    return kept


@pytest.fixture
def values(blog):
    """The values of the playground, as results.json has them."""
    results = msgspec.json.decode((blog / "content/posts/2018-06-08-played/results.json").read_bytes())
    return next(entry for entry in results["values"].values() if entry["kind"] == "playground")["values"]


@pytest.fixture
def tree(values):
    return unpack(base64.b64decode("".join(values["model"])))


@pytest.fixture
def page(blog, look):
    """The page in a window that must have nothing to complain of when the test is over."""
    with hosted(blog / "site", load_site(blog).base_path) as served:
        window = look(served, reduced_motion="reduce")
        opened = window.open(PAGE)
        opened.window = window
        yield opened
        assert window.complaints == []
        assert window.off_site() == []


def written(page, how="Written"):
    """Wait until a text is written and return it, without what says that it was cut."""
    page.locator("[data-part=status]").filter(has_text=re.compile(f"^{how}")).wait_for()
    return page.locator("[data-part=text]").evaluate("one => one.textContent").removesuffix(" […]")


def fill(page, **fields):
    for name, value in fields.items():
        field = page.locator(f"[data-play] [name={name}]")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(str(value))
        else:
            field.fill(str(value))


@pytest.mark.parametrize(
    ("order", "seeds", "temperature", "start"),
    [(1, 4, 1, ""), (3, 6, 1, ""), (6, 8, 1, ""), (6, 4, 0.7, "The dr"), (4, 4, 1.4, ""), (5, 2, 1, "Ñandú ")],
)
def test_the_same_seed_gives_the_same_text_as_python(page, tree, order, seeds, temperature, start):
    drawn = 0
    for seed in (*range(1, seeds), 9_876_543_210_987_654_321 % 10**19):
        fill(page, order=order, temperature=temperature, seed=seed, start=start)
        page.get_by_role("button", name="Write", exact=True).click()
        expected = PocketModel(tree, order).sample(seed, prompt=start, temperature=temperature, limit=600).text
        assert written(page) == expected
        drawn += len(expected) - len(start)
    assert drawn > 250


def test_thousands_of_draws_in_a_row(page, tree):
    """Without an end to the text, 20,000 draws at several orders and temperatures."""
    worker = page.locator("[data-play]").get_attribute("data-worker")
    model = page.locator("[data-play]").get_attribute("data-model")
    wishes = [(order, temperature) for order in (1, 2, 4, 6) for temperature in (1.0, 0.6, 1.7)]
    for order, temperature in wishes:
        texts = page.evaluate(
            """async ([worker, model, order, temperature]) => {
              const far = new Worker(worker);
              let last = 0;
              const ask = (what, rest = {}) => new Promise((done, failed) => {
                far.onmessage = ({data}) => {
                  if (data.problem) failed(new Error(data.problem));
                  else if (data.bytes === undefined) done(data.answer);
                };
                far.postMessage({id: last += 1, what, ...rest});
              });
              await ask('load', {model: new URL(model, document.baseURI).href});
              const texts = [];
              for (let index = 0; index < 12; index += 1) {
                await ask('start', {order, temperature, seed: 3n, index, prompt: '', limit: 400});
                texts.push((await ask('run')).text);
              }
              far.terminate();
              return texts;
            }""",
            [worker, model, order, temperature],
        )
        pocket = PocketModel(tree, order)
        same = sample_texts(pocket, count=12, seed=3, temperature=temperature, limit=400)
        assert texts == [one.text for one in same]


@both
def test_published_samples_are_played_back(page, blog, values):
    index = Shelf(Blog(blog).corpora, Blog(blog).models).index("demo")
    assert len(values["replays"]) == 3
    assert values["beyond"] == 0
    orders = page.locator("[name=order] option").all_inner_texts()
    for place, receipt in enumerate(receipts(index)):
        # To choose one is to have it written, and the form shows how it was.
        fill(page, sample=place)
        told = f"Replayed, the same as published: .*order {receipt.order}; {len(receipt.text)} characters"
        assert written(page, told) == receipt.text
        shown = [page.locator(f"[data-play] [name={name}]").input_value() for name in ("order", "seed", "start")]
        assert shown == [str(receipt.order), str(receipt.seed), receipt.prompt]
        assert float(page.locator("[data-play] [name=temperature]").input_value()) == receipt.temperature
        page.get_by_role("button", name="One back").click()
        page.locator("[data-part=status]").filter(has_text=re.compile("^$")).wait_for(state="attached")
        page.get_by_role("button", name="One letter").click()
        assert written(page, "Replayed") == receipt.text
        page.get_by_role("button", name="Write", exact=True).click()
        assert written(page, "Replayed") == receipt.text
    fill(page, temperature=1)
    assert page.locator("[name=sample]").input_value() == ""
    assert page.locator("[name=order] option").all_inner_texts() == orders
    assert page.locator("[name=order]").input_value() == orders[-1]


@both
def test_each_press_writes_the_text_of_the_next_seed_and_says_so(page, tree, values):
    first = values["examples"][-1]
    seed = page.locator("[data-play] [name=seed]")
    assert seed.input_value() == str(first["seed"])
    press = page.get_by_role("button", name="Write", exact=True)
    press.click()
    assert written(page, f"Written with seed {first['seed']}:") == first["text"]
    press.click()
    second = written(page, f"Written with seed {first['seed'] + 1}:")
    assert second == PocketModel(tree, tree.order).sample(first["seed"] + 1, limit=600).text
    assert seed.input_value() == str(first["seed"] + 1)
    # What the reader asks for is written first.
    fill(page, order=2)
    press.click()
    assert written(page, f"Written with seed {first['seed'] + 1}:") != second
    fill(page, seed=3)
    press.click()
    written(page, "Written with seed 3:")
    page.get_by_role("button", name="One letter").click()
    page.wait_for_function("() => document.querySelector('[name=seed]').value === '4'")


def test_the_first_text_is_one_that_the_model_ended(values):
    assert values["examples"][-1]["ended"]
    assert len(values["examples"][-1]["text"]) >= 80


def test_while_its_model_comes_it_says_how_much_there_is(blog, look):
    with hosted(blog / "site", load_site(blog).base_path) as served:
        window = look(served)
        held = []

        def hold(route):
            held.append(route)

        window.page.route("**/*.bin", hold)
        page = window.open(PAGE)
        page.get_by_role("button", name="Write", exact=True).click()
        page.locator("[data-part=status]").filter(has_text=re.compile(r"^Fetching the model, \d+ KB\.$")).wait_for()
        bar = page.locator("[data-part=progress]")
        assert bar.is_visible()
        size = sum(path.stat().st_size for path in (blog / "site/figures").glob("play-*.bin"))
        assert int(bar.get_attribute("max")) == size
        while not page.locator("[data-part=status]").inner_text().startswith("Written"):
            while held:
                held.pop(0).continue_()
            page.wait_for_timeout(50)
        assert bar.is_hidden()
        assert bar.evaluate("one => one.value") == size


def test_a_link_replays_its_text(page, blog, tree):
    fill(page, order=5, temperature=0.8, seed=77, start="A b")
    page.get_by_role("button", name="Write", exact=True).click()
    first = written(page)
    address = page.locator("[data-part=link] a").evaluate("one => one.href")
    assert "order=5" in address
    assert "seed=77" in address
    page.goto("about:blank")
    page.goto(address)
    assert written(page) == first
    page.goto("about:blank")
    page.goto(address.replace("model=", "model=0"))
    assert written(page) == first
    assert "another model" in page.locator("[data-part=problem]").inner_text()


def test_each_published_sample_has_a_link_of_its_own_and_one_that_replays_it(page, blog):
    index = Shelf(Blog(blog).corpora, Blog(blog).models).index("demo")
    kept = receipts(index)
    assert page.get_by_role("link", name="Replay it: this sample").count() == len(kept)
    for place, receipt in enumerate(kept):
        item = page.locator(".smp-list > [data-sample]").nth(place)
        item.get_by_role("link", name="Link to this sample").click()
        assert page.evaluate("document.querySelector(':target').dataset.sample") == item.get_attribute("data-sample")
        again = item.get_by_role("link", name="Replay it")
        again.focus()
        page.keyboard.press("Enter")
        page.wait_for_function("place => document.querySelector('[name=sample]').value === place", arg=str(place))
        assert written(page, "Replayed") == receipt.text
        address = page.url
        fill(page, order=2)
        again.click()
        page.wait_for_function("place => document.querySelector('[name=sample]').value === place", arg=str(place))
        assert written(page, "Replayed") == receipt.text
        page.goto("about:blank")
        page.goto(address)
        assert written(page, "Replayed") == receipt.text


@both
def test_it_works_by_keyboard(page, tree):
    page.locator("[data-play] [name=order]").focus()
    page.keyboard.press("Home")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    seed = page.locator("[data-play] [name=seed]").input_value()
    assert written(page) == PocketModel(tree, 1).sample(int(seed), limit=600).text
    before = page.locator("[data-part=text]").inner_text()
    page.get_by_role("button", name="One back").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_function("text => document.querySelector('[data-part=text]').textContent !== text", arg=before)
    options = page.locator("[data-part=options] button")
    assert options.count() > 1
    options.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('[data-part=link]').textContent.includes('by your hand')")


def test_a_letter_at_a_time_shows_what_could_follow(page, tree):
    fill(page, order=3, seed=1, start="")
    page.get_by_role("button", name="One letter").click()
    page.wait_for_function("() => document.querySelectorAll('[data-part=options] button').length")
    sample = PocketModel(tree, 3).sample(1, limit=1)
    assert page.locator("[data-part=text]").evaluate("one => one.textContent") == f"{sample.text}▏"
    chances = PocketModel(tree, 3).distribution(PAD + sample.text)
    shown = page.locator("[data-part=options] button")
    assert shown.count() == min(10, len(chances))
    assert f"{round(100 * max(chances.values()))}%" in shown.first.inner_text()


def test_slow_writing_stops_when_something_is_changed(page):
    fill(page, order=2, seed=4)
    page.get_by_role("button", name="Letter by letter").click()
    page.wait_for_function("() => document.querySelector('[data-part=text]').textContent.length > 3")
    fill(page, seed=5)
    page.wait_for_timeout(250)
    before = page.locator("[data-part=text]").inner_text()
    page.wait_for_timeout(350)
    assert page.locator("[data-part=text]").inner_text() == before


def test_a_wrong_wish_is_named_and_writes_nothing(page):
    fill(page, temperature=9)
    page.get_by_role("button", name="Write", exact=True).click()
    assert page.locator("[data-part=paper]").is_hidden()
    assert not page.locator("[name=temperature]").evaluate("one => one.validity.valid")


def test_without_its_script_the_page_tells_everything(blog, look, values):
    with hosted(blog / "site", load_site(blog).base_path) as served:
        page = look(served, java_script_enabled=False).open(PAGE)
        assert page.locator("[data-play] form").is_hidden()
        for example in values["examples"]:
            assert page.locator("[data-part=plain]").get_by_text(example["text"][:20]).first.is_visible()
        assert page.get_by_text("2nd of 5, order 8").first.is_visible()
        own = page.get_by_role("link", name="Link to this sample, 2nd of 5, order 8")
        assert page.locator(own.get_attribute("href")).get_by_text("2nd of 5").first.is_visible()
        assert page.get_by_role("link", name="Replay it").count() == 0


def test_without_its_model_it_says_so_and_shows_texts(blog, look):
    with hosted(blog / "site", load_site(blog).base_path) as served:
        window = look(served)
        window.page.route("**/*.bin", lambda route: route.fulfill(status=404))
        page = window.open(PAGE)
        page.get_by_role("button", name="Write", exact=True).click()
        page.wait_for_function("() => document.querySelector('[data-part=problem]').textContent")
        assert "404" in page.locator("[data-part=problem]").inner_text()
        assert page.locator("[data-part=plain]").is_visible()
        # When it is there again, it works.
        window.page.unroute("**/*.bin")
        page.get_by_role("button", name="Write", exact=True).click()
        written(page)
        assert page.locator("[data-part=problem]").inner_text() == ""


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_when_it_has_written(blog, look, scheme, width):
    axe = judge("axe-core/axe.min.js").read_text("utf-8")
    with hosted(blog / "site", load_site(blog).base_path) as served:
        page = look(served, width=width, color_scheme=scheme).open(PAGE)
        page.get_by_role("button", name="One letter").click()
        page.wait_for_function("() => document.querySelectorAll('[data-part=options] button').length")
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        page.evaluate(axe)
        assert page.evaluate(RUN) == []


def test_the_files_are_small(blog):
    import gzip

    files = list((blog / "site" / "figures").glob("play-*"))
    scripts = sum(len(gzip.compress(file.read_bytes())) for file in files if file.suffix == ".js")
    assert scripts <= 8 * 1024
    model = next(file for file in files if file.name.startswith("play-model"))
    assert model.stat().st_size <= 60_000
