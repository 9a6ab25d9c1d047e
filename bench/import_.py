"""Imports against each program's own rendering: posts, share of same text, old URLs that answer.

    python -m bench.import_ [--blog PROGRAM=FOLDER ..] [--words]

The program builds a copy of the blog whose templates show the text alone; what an include, a theme or a plug-in would
add is on neither side. The import is built, too, and asked for each HTML file that the program wrote. A text is the
same where its words are, in their order: code and headings count, formulas, footnote marks, contents and capitals do
not. Texts with tags of Pelican's plug-ins are not compared. Lists have the pages that the blog's settings and templates
give them; Jekyll needs the gem jekyll-paginate for them. Hugo's ``/page/1/``, to which nothing links, does not count.
``--words`` shows where each text parts. Without ``--blog`` the blogs of the tests are taken, and a real one of Jekyll
where it is at hand. Programs are taken from PATH or ``.venv-bench/bin``; a missing one is left out, and said.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

from bench.build import ROOT, found
from bench.timing import clean_environment
from fridaygram.cli import main as fridaygram
from fridaygram.config import load_site
from fridaygram.pages.html_tree import Tree
from fridaygram.pages.urls import output_file
from fridaygram_importers.hugo.reader import has_pager

BLOGS = [("jekyll", ROOT.parent / "shared" / "data" / "jekyll")]
BLOGS += [(name, ROOT / "tests" / "importers" / "blogs" / name) for name in ("jekyll", "hugo", "pelican")]
DAY = "2026-11-30"
OPEN, CLOSE = '<main id="text">', "</main>"
OUTPUTS = {"jekyll": "_site", "hugo": "public", "pelican": "output"}
# What readers of both see, but not as words of the text: marks, contents, the parts of a player.
LEFT_OUT = (
    "script, style, noscript, math, .permalink, .footnote-ref, .footnote-backref, a.footnote, .reversefootnote, "
    "#markdown-toc, .toc, .lineno, .linenos, .linenodiv, .lnt, .ln, .copy, .play, iframe, video, audio, .headerlink, "
    ".facade, .figure-number, .MathJax_Preview, .katex-mathml, template, .summary-title"
)
_LISTS = ("index", "archives", "category", "categories", "tag", "tags", "author", "authors", "period_archives")
_FORMULA = re.compile(
    r"\\\((?:.|\n)*?\\\)|\\\[(?:.|\n)*?\\\]|\$\$(?:.|\n)*?\$\$|(?<![\w$\\])\$(?=[^\s$])[^$\n]*(?:\n[^$\n]+)?(?<=\S)\$(?![\w$])"
)
_EMOJI = re.compile(r":[\w+-]+:")  # names that the plug-in jemoji would turn into pictures
_BLOCK = re.compile(r"<(/?(?:p|div|li|[uod]l|h\d|t[dhr]|pre|blockquote|br|d[td]|fig\w+|section|summary|details|hr)\b)")
_PLUGINS = re.compile(r"(?m)^(?:plugins|gems|theme|remote_theme):.*\n(?:[ \t]*-.*\n)*")
_PAGES = "plugins: [jekyll-paginate]\n"
_CODE = re.compile(r"<(pre|code)\b.*?</\1>", re.DOTALL)
_TAG = re.compile(r"\{% ?(?:img|include_code|youtube|vimeo|gist)\b")  # as the plug-in liquid_tags has them
_WORD = re.compile(r"[^\W_]+")


def main() -> None:
    """Print the table, a row a blog."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--blog", action="append", metavar="PROGRAM=FOLDER", default=[])
    parser.add_argument("--words", action="store_true")
    args = parser.parse_args()
    named = [(one.partition("=")[0], Path(one.partition("=")[2]).resolve()) for one in args.blog]
    print("| blog | program | posts | same text | old pages that answer | files that texts show |")
    print("| --- | --- | ---: | ---: | ---: | ---: |")
    for program, blog in named or [(name, folder) for name, folder in BLOGS if folder.is_dir()]:
        if found(program) is None:
            print(f"{program} is not installed: {blog.name} left out", file=sys.stderr)
            continue
        with tempfile.TemporaryDirectory() as folder:
            row = _measured(program, blog, Path(folder), args.words)
        print("| " + " | ".join(row) + " |", flush=True)


def _measured(program: str, blog: Path, work: Path, words: bool) -> list[str]:
    """Return a row: texts of posts that are the same, and old URLs that answer, of how many."""
    old, new = work / "old", work / "new"
    shutil.copytree(blog, old, ignore=shutil.ignore_patterns(".git", "node_modules", *OUTPUTS.values()))
    errors = _imported(program, old, new)
    _bare(program, old)
    emoji = "jemoji" in "".join(path.read_text("utf-8") for path in blog.glob("_config.yml"))
    theirs = old / OUTPUTS[program]
    _render(program, old)
    same, posts = 0, 0
    shown: set[str] = set()
    for path in sorted(theirs.rglob("*.html")):
        text = path.read_text("utf-8", "replace")
        if OPEN not in text:
            continue
        if program == "pelican" and _TAG.search(_CODE.sub("", text)):
            continue
        posts += 1
        shown |= set(_shown(text, path.relative_to(theirs), theirs, _base(new / "site")))
        url = "/" + path.relative_to(theirs).as_posix().removesuffix("index.html")
        ours = _led(new / "site", output_file(url))
        text = _EMOJI.sub(" ", text) if emoji else text
        one = _words(_text_of(text.partition(OPEN)[2].rpartition(CLOSE)[0]))
        other = _words(_prose(ours))
        same += one == other
        if words and one != other:
            print(f"{url}: {'; '.join(_apart(one, other)) or errors}")
    pages = {path.relative_to(theirs).as_posix() for path in theirs.rglob("*.html")}
    pages -= {page for page in pages if program == "hugo" and f"/{page}".endswith("/page/1/index.html")}
    lost = sorted(one for one in pages | shown if not (new / "site" / one).is_file())
    if words and lost:
        print(f"no answer: {', '.join(lost)}")
    answers = (_of(len(wanted - {*lost}), len(wanted)) for wanted in (pages, shown))
    name = "tests" if blog.is_relative_to(ROOT) else "a real one" if blog.name == program else blog.name
    return [name, program, str(posts), _of(same, posts), *answers]


def _shown(text: str, page: Path, theirs: Path, base_path: str) -> Iterator[str]:
    """Yield the files of the old blog that a text shows or links to."""
    base = f"https://x{base_path}/{quote(page.as_posix())}"
    for address in re.findall(r"(?:src|href)=[\"']?([^\"'\s>]+)", text.partition(OPEN)[2]):
        parts = urlsplit(urljoin(base, address))
        file = output_file(unquote(parts.path).removeprefix(base_path))
        if parts.netloc == "x" and (theirs / file).is_file():
            yield file


def _imported(program: str, old: Path, new: Path) -> str:
    """Import and build a blog. Raises RuntimeError where that fails."""
    for verb in (["import", program, str(old)], ["build"]):
        if fridaygram([*verb, "--blog", str(new), "--date", DAY, "--quiet"]) != 0:
            raise RuntimeError(f"fridaygram {' '.join(verb)} failed")
    return "not there"


def _of(part: int, whole: int) -> str:
    return f"{part} of {whole}" + (f" ({100 * part / whole:.0f}%)" if whole else "")


def _render(program: str, old: Path) -> None:
    """Build a blog with its own program; an include or shortcode that is not there adds nothing.

    Raises RuntimeError where that fails.
    """
    command = {
        "jekyll": ["build", "-q", "--future"],
        "hugo": ["--ignoreCache"],
        "pelican": ["-q", "content" if (old / "content").is_dir() else ".", "-o", "output", "-s", "bench_conf.py"],
    }[program]
    # Line numbers are known by their class.
    environment = {**clean_environment(), "HUGO_MARKUP_HIGHLIGHT_NOCLASSES": "false"}
    for _ in range(50):
        done = subprocess.run(
            [str(found(program)), *command],
            cwd=old,
            capture_output=True,
            text=True,
            check=False,
            env=environment,
        )
        if done.returncode == 0:
            return
        said = done.stdout + done.stderr
        if include := re.search(r"Could not locate the included file '([^']+)'", said):
            _write(old / "_includes" / include[1], "")
        elif shortcode := re.search(r'shortcode "([^"]+)" (not found|must be closed)', said):
            inner = "{{ .Inner }}" if shortcode[2] == "not found" else ""
            _write(old / f"layouts/shortcodes/{shortcode[1]}.html", inner)
        elif template := re.search(r"load\s+([\w-]+)\[\.html\]", said):
            _write(old / f"bench_theme/templates/{template[1]}.html", "{{ (article or page).content }}")
        elif "jekyll-paginate" in said:
            config = (old / "_config.yml").read_text("utf-8")
            _write(old / "_config.yml", config.replace(_PAGES, ""))
        else:
            break
    raise RuntimeError(f"{program} failed: {said[:1500]}")


def _bare(program: str, old: Path) -> None:
    """Replace a blog's templates by ones that show the text alone."""
    {"jekyll": _bare_jekyll, "hugo": _bare_hugo, "pelican": _bare_pelican}[program](old)


def _bare_jekyll(old: Path) -> None:
    texts = (path.read_text("utf-8", "replace") for path in old.rglob("*") if path.suffix in (".md", ".markdown"))
    names = {name for text in texts for name in re.findall(r"^layout: *[\"']?([\w-]+)", text, re.MULTILINE)}
    for path in old.glob("_layouts/*"):
        path.unlink()
    for name in {"default", "page", *names}:
        _write(old / "_layouts" / f"{name}.html", "{{ content }}")
    for name in {"post", "posts", "single", "blog"} & names | {"post"}:
        _write(old / "_layouts" / f"{name}.html", f"{OPEN}{{{{ content }}}}{CLOSE}")
    for config in old.glob("_config.yml"):
        text = re.sub(_PLUGINS, "", config.read_text("utf-8"))
        pages = _PAGES if re.search(r"(?m)^paginate:", text) else ""
        config.write_text((text or "title: x\n") + f"\n{pages}")
    for name in ("Gemfile", "Gemfile.lock"):
        (old / name).unlink(missing_ok=True)


def _bare_hugo(old: Path) -> None:
    paged = has_pager(old)
    for path in old.glob("layouts/*"):
        if path.name not in ("shortcodes", "_shortcodes"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.rmtree(old / "themes", ignore_errors=True)
    for config in [*old.glob("*.toml"), *old.glob("*.yaml"), *old.glob("config/_default/*")]:
        if config.is_file():
            text = re.sub(r"(?m)^(?:theme|disableKinds|enableGitInfo)\s*[=:].*\n", "", config.read_text("utf-8"))
            config.write_text(re.sub(r"(?ms)^\[\[?module\.imports\]\]?.*?(?=^\[|\Z)", "", text))
    _write(old / "layouts/_default/single.html", f"{OPEN}{{{{ .Content }}}}{CLOSE}")
    _write(
        old / "layouts/_default/list.html",
        "{{ range .Paginator.Pages }}{{ .Title }}{{ end }}" if paged else "{{ .Title }}",
    )
    _write(old / "layouts/_default/terms.html", "{{ .Title }}")
    posts = 'where .Site.RegularPages "Section" "in" .Site.MainSections'
    if paged:
        _write(old / "layouts/index.html", f"{{{{ range (.Paginate ({posts})).Pages }}}}{{{{ .Title }}}}{{{{ end }}}}")


def _bare_pelican(old: Path) -> None:
    theme = old / "bench_theme/templates"
    _write(theme / "article.html", f"{OPEN}{{{{ article.content }}}}{CLOSE}")
    _write(theme / "page.html", "{{ page.content }}")
    for name in (
        "index",
        "archives",
        "category",
        "categories",
        "tag",
        "tags",
        "author",
        "authors",
        "period_archives",
    ):
        _write(theme / f"{name}.html", name)
    own = "publishconf" if (old / "publishconf.py").is_file() else "pelicanconf"
    _write(
        old / "bench_conf.py",
        f"import sys\nsys.path.insert(0, '.')\nfrom {own} import *\nTHEME = 'bench_theme'\nPLUGINS = []\n"
        "TEMPLATE_PAGES = dict()\n"
        "DELETE_OUTPUT_DIRECTORY = False\nTHEME_STATIC_PATHS = []\n",
    )


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _led(site: Path, file: str) -> str:
    """Return the page at a file of the site, or where a stub there leads, "" for none."""
    text = (site / file).read_text("utf-8") if (site / file).is_file() else ""
    stub = re.search(r'location\.replace\("([^"]*)"', text)
    return _led(site, output_file(stub[1].removeprefix(_base(site)))) if stub else text


def _base(site: Path) -> str:
    return load_site(site.parent).base_path.rstrip("/")


def _prose(page: str) -> str:
    """Return the text of a page of ours."""
    node = Tree(page).css_first(".prose")
    return _text_of((node.html or "") if node else "")


def _text_of(html: str) -> str:
    html = _CODE.sub(lambda found: found[0].replace("$", " ").replace("\\", " "), html)
    tree = Tree(_BLOCK.sub(r" <\1", html))
    for node in tree.css(LEFT_OUT):
        node.decompose()
    return tree.body.text() if tree.body else ""


def _words(text: str) -> list[str]:
    return _WORD.findall(_FORMULA.sub(" ", text).casefold())


def _apart(one: list[str], other: list[str]) -> Iterator[str]:
    """Yield the first places where two texts part."""
    changes = [code for code in SequenceMatcher(None, one, other, autojunk=False).get_opcodes() if code[0] != "equal"]
    for _, first, last, start, end in changes[:6] if other else ():
        before = " ".join(one[max(0, first - 3) : first])
        yield f"{before} [{' '.join(one[first:last][:14])}] -> [{' '.join(other[start:end][:14])}]"


if __name__ == "__main__":
    main()
