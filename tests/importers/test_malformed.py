"""Blogs of broken pieces: an import never fails on a text, what it writes builds, and no word of it is lost."""

import random

import pytest

from fridaygram_importers.report import HEADINGS, words

HEADS = [
    "---\ntitle: One\n---\n",
    "---\ntitle: [One\ntags: a: b: c\n---\n",
    "---\ntitle: One\ndate: 2018-99-99\ntags: {a: 1}\n---\n",
    "---\ntitle: ''\naliases: [../x, /y z, '', 3, null]\n---\n",
    "---\ntitle: {a: b}\nauthor: [{name: x}, 3]\ncover: [1]\nseries: {}\n---\n",
    "---\ntitle: One",
    "---\n---\n",
    "+++\ntitle = 'One'\ndate = 2018-06-01\n+++\n",
    "+++\ntitle = \ndate = x\n+++\n",
    '{"title": "One", "date": "2018-06-01"}\n\n',
    '{"title": ',
    "Title: One\nDate: 2018-06-01\n\n",
    "Title:\nDate: yesterday\nTags: ;;,\n\n",
    "\ufeff---\r\ntitle: One\r\n---\r\n",
    "",
]
PIECES = """\
{% if x %}|{% endif %}|{{ a.b | c: d }}|{{ "x|{% raw %}|{% endraw %}|{% highlight python %}|{% endhighlight %}
{% include x.html a="b %}|{% post_url 2018-01-01-x %}|{% for a in (1..3) %}|{% endfor %}|{% comment %}|{% assign x
{{< figure src="x" >}}|{{< tip >}}|{{< /tip >}}|{{< highlight go "linenos=1" >}}|{{< /highlight >}}|{{</* x */>}}
{{% x %}}|{{< ref "x" >}}|{filename}x.md|{static}/y.png|{tag}a|[TOC]|    :::python|    #!ruby|* TOC
{:toc}|{: .a #b c="d" }|{:x: .y}|{::comment}|{:/}|{{|}}|{%|%}|$$|$|\\(|\\)|\\[|\\]|\\begin{x}|```|~~~|````|`|``
<div>|</div>|<script>|<!--|-->|<img src="/x.png">|<img alt=>|<b|<a href="#x|<textarea>|<p markdown="1">|&amp;|&#0;
![](x.png)|![a](/x.png "t|[a](b.md#c)|[a]: /b|[a][b]|[^1]|[^1]: note|[^2]: |> q|- a|  - b|1. c|# h|## h {#i}|## h|===
---|| a | b ||---+---||===||!!! note|??? x "y|    code|\t code|~~s~~|**b|*|_|:smile:|https://a.b/c_d|<https://x>|+++
figure: x|{{ corpus.x }}|\\{{|[!NOTE]|caf\u00e9|\u202e|\u0000|\u0007|\U0001f600|[@key]|{#a .b}|^|<<|>>|\\\\|=="""
TEXTS = [piece for piece in PIECES.replace("\n", "|").split("|") if piece]
TEXTS += ["|a|b|", "|---|---|", "word", "\n", "\n\n"]


def body(chance):
    pieces = [chance.choice(TEXTS) for _ in range(chance.randrange(1, 25))]
    return "".join(piece + chance.choice(["\n", " ", "", "\n\n"]) for piece in pieces)


def blog(program, seed, picture):
    """Return the files of a blog of ``program``, of 12 posts that differ with the seed."""
    chance = random.Random(f"{program} {seed}")
    folder = {"jekyll": "_posts", "hugo": "content/posts", "pelican": "content"}[program]
    names = [f"{folder}/2018-06-{day:02d}-post.{chance.choice(['md', 'md', 'html'])}" for day in range(1, 13)]
    files = {name: chance.choice(HEADS) + body(chance) for name in names}
    static = {"jekyll": "x.png", "hugo": "static/x.png", "pelican": "content/x.png"}[program]
    return {**files, f"{folder}/sane.md": "---\ntitle: Sane\ndate: 2018-07-01\n---\nx\n", static: picture}


@pytest.mark.parametrize("program", ["jekyll", "hugo", "pelican"])
@pytest.mark.parametrize("seed", range(6))
def test_broken_texts_arrive_whole_and_build(bring, draw_picture, program, seed):
    old = blog(program, seed, draw_picture())
    new = bring(program, old)
    assert new.code == 0, new.err
    said = " ".join(f"{note['message']} {note['text']}" for kind in HEADINGS for note in new.report[kind])
    for document in new.report["documents"]:
        text = (new.root / document["target"]).read_text("utf-8")
        lost = set(words(old[document["file"]])) - set(words(text)) - set(words(said))
        assert not lost & {"word", "note", "code", "café"}, document
    new.build()


@pytest.mark.parametrize("program", ["jekyll", "hugo", "pelican"])
def test_files_of_noise_are_reported_and_no_more(bring, program):
    chance = random.Random(program)
    folder = {"jekyll": "_posts", "hugo": "content/posts", "pelican": "content"}[program]
    noise = {f"{folder}/2018-06-{day:02d}-post.md": chance.randbytes(200) for day in range(1, 9)}
    config = {"jekyll": "_config.yml", "hugo": "hugo.toml", "pelican": "pelicanconf.py"}[program]
    new = bring(program, {**noise, config: chance.randbytes(90), f"{folder}/2018-07-01-sane.md": HEADS[0] + "word\n"})
    assert new.code == 0, new.err
    assert set(noise) <= {file for file, _, _ in new.notes()}
    assert config in {file for file, _, _ in new.notes()}
    new.build()


@pytest.mark.parametrize("program", ["jekyll", "hugo", "pelican"])
def test_openings_without_end_come_to_an_end(bring, program):
    folder = {"jekyll": "_posts", "hugo": "content/posts", "pelican": "content"}[program]
    openings = [
        "{{< x ",
        "{{< tip >}}",
        "{% if a %}",
        "[a](",
        "{::comment}",
        "$",
        "<a ",
        "![",
        "|a",
        "{{ ",
        "<!--",
        "> ",
    ]
    head = "---\ntitle: X\ndate: 2018-06-01\n---\n"
    files = {f"{folder}/2018-06-{day:02d}-x.md": f"{head}{text * 150}\n" for day, text in enumerate(openings, 1)}
    files[f"{folder}/2018-06-30-deep.md"] = head + "> " * 3000 + "\n"
    new = bring(program, files)
    assert new.code == 0, new.err
    assert new.about("nested too deeply")
    new.build()
