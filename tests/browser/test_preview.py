"""The preview as its author sees it: files are saved, and the browser's page follows."""

import time

import pytest

from tests.browser.needed import judge
from tests.browser.test_axe import RUN
from tests.serve.blog import PATIENCE, post, previewing, small_blog, write
from tests.values.writing import write_sung

pytestmark = pytest.mark.browser

FIRST = "content/posts/2018-06-08-first/index.md"
FIRST_PAGE = "2018/06/first/"
DRAFT = "content/posts/2018-06-15-rough/index.md"
DRAFT_PAGE = "2018/06/rough/"
CHART = "```figure bar\ndata: survey.csv\ncaption: A survey\n```\n"
LONG = "Words of the first.\n\n" + "".join(f"Paragraph {number}.\n\n" for number in range(200))
ERROR = "fridaygram-preview section"
STATUS = "fridaygram-preview [role=status]"


@pytest.fixture
def root(tmp_path):
    return small_blog(tmp_path / "blog")


@pytest.fixture
def window(chromium):
    """Open a page that notes every error of its scripts."""
    context = chromium.new_context(viewport={"width": 1000, "height": 700})
    page = context.new_page()
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    yield page
    assert page.faults == []
    context.close()


def opened(page, talk, path=FIRST_PAGE):
    """Open a page of the preview and mark it, so that a reload is seen by the mark's loss."""
    page.goto(talk.preview.url + path)
    page.wait_for_function("document.readyState === 'complete'")
    page.evaluate("window.mark = true")
    return page


def listening(talk):
    """Wait until a page listens: from then on a change can be missed by nobody."""
    end = time.monotonic() + PATIENCE
    while not talk.preview.hub.open_pages():
        assert time.monotonic() < end
        time.sleep(0.01)


def reloaded(page):
    """Wait until the page has been loaded again."""
    page.wait_for_function("window.mark === undefined && document.readyState === 'complete'")


def test_edit_overlay_mend_reload(root, window):
    good = post("First", LONG)
    write(root / FIRST, good)
    with previewing(root) as talk:
        talk.built()
        page = opened(window, talk)
        page.evaluate("window.scrollTo({ top: 2000, behavior: 'instant' })")
        listening(talk)

        write(root / FIRST, good.replace("Words of the first.", "Words of the second."))
        reloaded(page)
        assert page.get_by_text("Words of the second.").count() == 1
        page.wait_for_function("window.scrollY === 2000")
        page.evaluate("window.mark = true")

        broken = good + "\nA link to [nowhere](nowhere.md).\n"
        line = broken.splitlines().index("A link to [nowhere](nowhere.md).") + 1
        write(root / FIRST, broken)
        error = page.locator(ERROR)
        error.wait_for()
        words = error.inner_text()
        assert f"{FIRST}:{line}" in words
        assert "nowhere.md" in error.locator("h2").inner_text()
        assert f"> {line:4}  A link to [nowhere](nowhere.md)." in words
        assert "Way out: " in words
        assert page.get_by_text("Words of the second.").count() == 1, "the last good build is below"
        assert page.evaluate("window.mark"), "an error does not reload the page"
        announced = page.locator(STATUS).text_content()
        assert announced.startswith(f"Error. {FIRST}:{line}: ")

        write(root / FIRST, good.replace("Words of the first.", "Words that are mended."))
        reloaded(page)
        assert page.get_by_text("Words that are mended.").count() == 1
        # The page is there before the build has ended, and until then the error may be shown once more.
        talk.built()
        page.locator(ERROR).wait_for(state="detached")
        page.wait_for_function("window.scrollY === 2000")
        announced = page.locator(STATUS).text_content()
        assert announced in ("This page has changed and was loaded again.", "The error is gone.")


def test_an_error_that_is_taken_back_goes_without_a_reload(root, window):
    good = (root / FIRST).read_text("utf-8")
    with previewing(root) as talk:
        talk.built()
        page = opened(window, talk)
        listening(talk)
        write(root / FIRST, good + "\n```figure no-such-figure\n```\n")
        page.locator(ERROR).wait_for()
        page.keyboard.press("Escape")
        assert page.locator(ERROR).count() == 0
        page.reload()
        page.locator(ERROR).wait_for()
        page.evaluate("window.mark = true")
        write(root / FIRST, good)
        page.locator(ERROR).wait_for(state="detached")
        assert page.evaluate("window.mark")


def test_an_error_is_shown_and_announced_once_and_so_is_its_end(root, window):
    good = (root / FIRST).read_text("utf-8")
    window.add_init_script("""
      window.heard = 0
      window.EventSource = class extends EventSource {
        constructor(...given) { super(...given); this.addEventListener('message', () => heard++) }
      }
    """)
    with previewing(root) as talk:
        talk.built()
        page = opened(window, talk)
        page.wait_for_function("heard === 1")
        page.evaluate("""() => {
          window.announced = []
          window.shown = 0
          const parts = document.querySelector('fridaygram-preview').shadowRoot
          const status = parts.querySelector('[role=status]')
          new MutationObserver(() => announced.push(status.textContent)).observe(status, { childList: true })
          new MutationObserver((all) => shown += all.filter((one) => one.addedNodes.length).length)
            .observe(parts, { childList: true })
        }""")
        write(root / FIRST, good + "\n```figure no-such-figure\n```\n")
        page.locator(ERROR).wait_for()
        page.keyboard.press("Escape")
        # Another look at the tab gets the error again; it has been closed and stays so.
        page.evaluate("dispatchEvent(new Event('pagehide')); dispatchEvent(new Event('pageshow'))")
        page.wait_for_function("heard === 3")
        write(root / FIRST, good)
        page.wait_for_function("announced.includes('The error is gone.')")
        said = page.evaluate("announced")
        assert len(said) == 2
        assert said[0].startswith("Error. ")
        assert page.evaluate("shown") == 1
        assert page.evaluate("window.mark")


def test_styles_swap_without_a_reload(root, window):
    sheet = root / "assets" / "css" / "90-own.css"
    write(sheet, "h1 { letter-spacing: 1px }\n")
    spacing = "getComputedStyle(document.querySelector('h1')).letterSpacing"
    with previewing(root) as talk:
        talk.built()
        page = opened(window, talk)
        listening(talk)
        assert page.evaluate(spacing) == "1px"
        for wide in ("2px", "3px"):
            write(sheet, f"h1 {{ letter-spacing: {wide} }}\n")
            page.wait_for_function(f"{spacing} === '{wide}'")
        assert page.evaluate("window.mark")
        page.wait_for_function("document.querySelectorAll('link[rel=stylesheet]').length === 1")


def test_a_style_sheet_that_changes_while_it_is_loaded_is_there_once(root, window):
    sheet = root / "assets" / "css" / "90-own.css"
    write(sheet, "h1 { letter-spacing: 1px }\n")
    spacing = "getComputedStyle(document.querySelector('h1')).letterSpacing"
    held = []
    with previewing(root) as talk:
        talk.built()
        page = opened(window, talk)
        listening(talk)

        def hold(route):
            held.append(route)

        page.route("**/site.css?build=*", hold)
        for number in (2, 3):
            write(sheet, f"h1 {{ letter-spacing: {number}px }}\n")
            while len(held) < number - 1:
                page.wait_for_timeout(20)
        for route in held:
            route.continue_()
        page.wait_for_function(f"{spacing} === '3px'")
        page.wait_for_function("!document.querySelector('[data-preview-loading]')")
        assert page.evaluate("document.querySelectorAll('link[rel=stylesheet]').length") == 1


def test_templates_and_data_files_reload_the_page(root, window):
    # A draft: the numbers of a published post stand until they are refreshed.
    write(root / DRAFT, post("Rough", f"Words.\n\n{CHART}", draft="true"))
    data = (root / DRAFT).with_name("survey.csv")
    write(data, "framework,share\nAlpha,40\nBeta,35\n")
    with previewing(root) as talk:
        talk.built()
        page = opened(window, talk, DRAFT_PAGE)
        listening(talk)
        assert "Beta" in page.locator("figure").inner_text()
        write(data, "framework,share\nAlpha,40\nGamma,35\n")
        reloaded(page)
        assert "Gamma" in page.locator("figure").inner_text()
        page.evaluate("window.mark = true")
        listening(talk)
        write(root / "templates" / "post.html", "<!doctype html><title>Own</title><body><h1>A template of my own</h1>")
        reloaded(page)
        assert page.locator("h1").inner_text() == "A template of my own"


def test_banners_stand_over_what_readers_do_not_see(root, window):
    with previewing(root) as talk:
        talk.built()
        banner = opened(window, talk, DRAFT_PAGE).locator("[data-preview-banner]")
        assert banner.inner_text() == "Draft: only this preview shows it."
        assert "2999-06-07" in opened(window, talk, "2999/06/coming/").locator("[data-preview-banner]").inner_text()
        page = opened(window, talk, DRAFT_PAGE)
        listening(talk)
        write(root / DRAFT, post("Rough"))
        reloaded(page)
        assert page.locator("[data-preview-banner]").count() == 0


def test_a_blog_that_does_not_build_yet(root, window):
    good = (root / FIRST).read_text("utf-8")
    write(root / FIRST, "no front matter")
    with previewing(root) as talk:
        page = opened(window, talk, "")
        page.locator(ERROR).wait_for()
        assert FIRST in page.locator(ERROR).inner_text()
        write(root / FIRST, good)
        reloaded(page)
        assert page.title().endswith("Small")


def test_a_page_that_was_left_open_follows_the_next_preview(root, window):
    with previewing(root) as talk:
        talk.built()
        page = opened(window, talk)
        listening(talk)
        port = talk.port
    write(root / FIRST, post("First", "While nobody looked."))
    with previewing(root, port=port):
        reloaded(page)
        page.get_by_text("While nobody looked.").wait_for()


def test_samples_are_chosen_with_mouse_and_keyboard_and_the_post_shows_them(root, window):
    write_sung(root)
    figure = "```figure curated\ncorpus: sung\ncaption: Kept.\n```\n"
    kept = (root / DRAFT).with_name("samples.toml")
    with previewing(root) as talk:
        talk.built()
        page = opened(window, talk, DRAFT_PAGE)
        page.get_by_role("link", name="Choose samples").click()
        page.get_by_role("heading", name="Text 1 of 20").wait_for()
        page.get_by_role("button", name="Next", exact=True).click()
        page.get_by_role("heading", name="Text 2 of 20").wait_for()
        # The button pressed has the focus again: the keyboard goes on where it was.
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Text 3 of 20").wait_for()
        text = page.locator("#text").inner_text().removesuffix(" […]")
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.get_by_role("heading", name="Text 3 of 20: kept").wait_for()
        assert page.locator(":focus").inner_text() == "Keep"
        assert "Kept in " in page.get_by_role("status").inner_text()
        page.get_by_label("Note to the reader").fill("A favourite.")
        page.keyboard.press("Enter")
        page.get_by_text("Note: A favourite.").wait_for()
        page.get_by_label("Seed").fill("8")
        page.keyboard.press("Enter")
        page.get_by_text("This is the new batch.").wait_for()
        assert "seed 8" in page.locator("section").inner_text()
        assert text in kept.read_text("utf-8")
        assert 'note = "A favourite."' in kept.read_text("utf-8")
        assert kept.read_text("utf-8").count("[[sample]]") == 1
        axe = judge("axe-core/axe.min.js").read_text("utf-8")
        for scheme in ("light", "dark"):
            for width in (320, 1000):
                page.emulate_media(color_scheme=scheme)
                page.set_viewport_size({"width": width, "height": 700})
                assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
                page.evaluate(axe)
                assert page.evaluate(RUN) == []
        page = opened(window, talk, DRAFT_PAGE)
        listening(talk)
        write(root / DRAFT, post("Rough", figure, draft="true"))
        reloaded(page)
        assert text[:20] in page.locator(".smp-text").inner_text()
