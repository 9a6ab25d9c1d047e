"""How pages look: four themes as blogs of the time had them, with all that surrounds a text."""

from __future__ import annotations

import textwrap
from datetime import UTC, datetime
from html import escape

from fridaygram_rehearsal.model import MiniBlog, MiniPost, World

SHARE = (
    '<div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">Share this:</h3><ul><li><a href="#">Click to'
    ' share on Twitter</a></li><li><a href="#">Share on Facebook</a></li><li><a href="#">Email</a></li></ul>'
    '</div><div class="sharedaddy"><h3>Like this:</h3><span>Like</span> <span>Loading...</span></div>'
)
PARKED = (
    "<!doctype html><html><head><title>{domain} - this domain is for sale</title></head><body><h1>{domain}</h1>"
    "<p>Buy this domain. The owner of {domain} offers it for sale.</p><h2>Sponsored listings</h2><ul>"
    "<li>Cheap insurance</li><li>Used cars near you</li><li>Learn the accordion</li></ul></body></html>"
)
SOFT_404 = (
    "<!doctype html><html><head><title>Page not found | {name}</title></head><body><header><h1>{name}</h1></header>"
    "<main><h2>Oops! That page can&rsquo;t be found.</h2><p>It looks like nothing was found at this location. Maybe"
    " try a search?</p></main></body></html>"
)


def page(world: World, blog: MiniBlog, post: MiniPost) -> bytes:
    """Return a post's page as its blog serves it."""
    if post.kind == "parked":
        return PARKED.format(domain=blog.domain).encode()
    if post.kind == "soft 404":
        return SOFT_404.format(name=escape(blog.name)).encode()
    render = {"wordpress": _wordpress, "blogspot": _blogspot, "tumblr": _tumblr, "plain": _plain}[blog.theme]
    return encoded(blog, render(world, blog, post))


def content_type(blog: MiniBlog) -> str:
    """Return the Content-Type header that a blog sends, which may lie or say nothing."""
    return {
        "windows-1252": "text/html; charset=windows-1252",
        "wrong header": "text/html; charset=iso-8859-1",
        "no header": "text/html",
    }.get(blog.encoding, "text/html; charset=UTF-8")


def encoded(blog: MiniBlog, html: str) -> bytes:
    """Return a page's bytes in its blog's encoding."""
    if blog.encoding == "windows-1252":
        return html.encode("windows-1252", "xmlcharrefreplace")
    return html.encode("utf-8")


def front_page(blog: MiniBlog) -> bytes:
    """Return a blog's front page."""
    posts = "".join(
        f"<article><h2>Old post {n}</h2><p>The opening words of an old post, and then ..</p></article>"
        for n in range(5)
    )
    return f"<!doctype html><html><head><title>{escape(blog.name)}</title></head><body>{posts}</body></html>".encode()


def feed(blog: MiniBlog, posts: list[MiniPost]) -> bytes:
    """Return a blog's RSS 2.0 feed."""
    items = "".join(
        f"<item><title>{escape(post.title)}</title><link>{escape(post.url)}</link>"
        f"<pubDate>{datetime.fromtimestamp(post.posted, UTC):%a, %d %b %Y %H:%M:%S +0000}</pubDate></item>"
        for post in posts
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>{escape(blog.name)}</title>{items}'
        "</channel></rss>"
    ).encode()


def _paragraphs(blog: MiniBlog, post: MiniPost) -> list[str]:
    """Return a post's paragraphs as HTML; mojibake is what UTF-8 looks like to a reader of Windows-1252."""
    blocks = post.text.split("\n\n") if post.text else []
    if blog.boilerplate and blocks:
        blocks.append(blog.boilerplate)
    if blog.encoding == "mojibake":
        blocks = [_mojibake(block) for block in blocks]
    if blog.wrapped:
        return [escape("\n".join(textwrap.wrap(block, 78)), quote=False) for block in blocks]
    return [escape(block.replace("\n", " "), quote=False) for block in blocks]


def _mojibake(text: str) -> str:
    try:
        return text.encode("utf-8").decode("windows-1252")
    except UnicodeDecodeError:
        return text


def _player(post: MiniPost) -> str:
    source = f"https://w.player.example/embed?track={abs(post.posted) % 99991}"
    return f'<iframe width="100%" height="166" scrolling="no" frameborder="no" src="{source}"></iframe>'


def _others(world: World, post: MiniPost, number: int) -> list[tuple[str, str]]:
    """Return (address, title) of a few other posts, for sidebars."""
    others = [other for song in post.songs for other in world.by_song.get(song, []) if other is not post][:3]
    found = [(other.url, other.title) for other in others]
    found += [(f"/archive/{place}", f"Something older, number {place}") for place in range(number)]
    return found


def _comments(world: World, post: MiniPost) -> list[str]:
    count = post.posted % 4 if world.comments else 0
    return [world.comments[(post.posted // 7 + place) % len(world.comments)] for place in range(count)]


def _wordpress(world: World, blog: MiniBlog, post: MiniPost) -> str:
    moment = datetime.fromtimestamp(post.posted, UTC)
    text = "\n".join(f"<p>{block}</p>" for block in _paragraphs(blog, post))
    side = "".join(
        f'<li><a href="{escape(url)}">{escape(name)}</a></li>' for url, name in _others(world, post, 18 + blog.sidebar)
    )
    item = '<li class="comment"><div class="comment-content"><p>{}</p></div></li>'
    said = "".join(item.format(escape(comment)) for comment in _comments(world, post))
    title, name = escape(post.title), escape(blog.name)
    return f"""<!doctype html>
<html lang="{blog.lang}"><head><title>{title} | {name}</title>
<meta property="og:title" content="{title}"><meta property="og:site_name" content="{name}">
<meta name="author" content="{escape(blog.author)}">
<meta property="article:published_time" content="{moment:%Y-%m-%dT%H:%M:%S+00:00}">
<link rel="stylesheet" href="/wp-content/themes/twentysixteen/style.css">
<script>var a = 1; if (a < 2) {{ a += 1; }}</script></head>
<body class="single single-post"><header class="site-header"><a href="/">{name}</a><nav class="main-navigation"><ul>
<li><a href="/">Home</a></li><li><a href="/about">About</a></li><li><a href="/contact">Contact</a></li></ul></nav>
</header><main id="main" class="site-main"><article class="post type-post hentry"><header class="entry-header">
<h1 class="entry-title">{title}</h1><div class="entry-meta">Posted on
<time class="entry-date" datetime="{moment:%Y-%m-%d}">{moment:%B %d, %Y}</time>
by <span class="author vcard">{escape(blog.author)}</span></div></header>
<div class="entry-content">{_player(post)}
{text}
{SHARE}<div id="jp-relatedposts" class="jp-relatedposts"><h3>Related</h3><p>Other things you might like</p></div>
</div><footer class="entry-footer">Posted in <a href="/category/songs">Songs</a> | Tagged <a href="/tag/new">new</a>
</footer></article>
<nav class="post-navigation"><a href="/prev">Previous post</a> <a href="/next">Next post</a></nav>
<div id="comments" class="comments-area"><h2>Leave a comment</h2><ol class="comment-list">{said}</ol></div></main>
<aside id="secondary" class="widget-area"><h2>Recent posts</h2><ul>{side}</ul></aside>
<footer class="site-footer">Proudly powered by something. &copy; {name}</footer></body></html>"""


def _blogspot(world: World, blog: MiniBlog, post: MiniPost) -> str:
    moment = datetime.fromtimestamp(post.posted, UTC)
    text = "<br />\n<br />\n".join(_paragraphs(blog, post))
    side = "".join(
        f'<li><a href="{escape(url)}">{escape(name)}</a></li>' for url, name in _others(world, post, 24 + blog.sidebar)
    )
    said = "".join(f'<dd class="comment-body"><p>{escape(c)}</p></dd>' for c in _comments(world, post))
    title, name = escape(post.title), escape(blog.name)
    return f"""<!DOCTYPE html>
<html><head><title>{name}: {title}</title><meta content="{title}" property="og:title"></head>
<body class="item-view"><div class="header section"><h1 class="title"><a href="/">{name}</a></h1></div>
<div id="main"><div class="date-outer"><h2 class="date-header"><span>{moment:%A, %d %B %Y}</span></h2>
<div class="post hentry"><h3 class="post-title entry-title">{title}</h3>
<div class="post-body entry-content">{_player(post)}<br />
{text}
<div style="clear: both;"></div></div>
<div class="post-footer"><span class="post-author vcard">Posted by <span class="fn">{escape(blog.author)}</span></span>
<span class="post-timestamp">at <abbr class="published" title="{moment:%Y-%m-%dT%H:%M:%SZ}">{moment:%H:%M}</abbr>
</span><div class="post-share-buttons"><a href="#">Email This</a><a href="#">BlogThis!</a><a href="#">Share</a></div>
<span class="post-labels">Labels: <a href="/search/label/songs">songs</a></span></div></div></div>
<div class="comments" id="comments"><h4>Comments:</h4><dl id="comments-block">{said}</dl></div></div>
<div class="sidebar section"><div class="widget BlogArchive"><h2>Blog Archive</h2><ul>{side}</ul></div></div>
</body></html>"""


def _tumblr(world: World, blog: MiniBlog, post: MiniPost) -> str:
    moment = datetime.fromtimestamp(post.posted, UTC)
    text = "".join(f"<p>{block}</p>" for block in _paragraphs(blog, post))
    notes = "".join(f'<li class="note"><a href="#">somebody-{n}</a> liked this</li>' for n in range(post.posted % 9))
    title, name = escape(post.title), escape(blog.name)
    return f"""<!DOCTYPE html>
<html><head><title>{name} — {title}</title><meta property="og:type" content="tumblr-feed:audio"></head>
<body><div id="container"><header><h1><a href="/">{name}</a></h1><p>a page about songs</p></header>
<section id="posts"><article class="post audio"><h2>{title}</h2><div class="audio_player">{_player(post)}</div>
<div class="caption">{text}</div>
<footer class="post-meta"><a href="#">{moment:%d.%m.%Y}</a> with {len(notes)} notes</footer>
<ol class="notes">{notes}</ol></article></section><footer>Theme by nobody</footer></div></body></html>"""


def _plain(world: World, blog: MiniBlog, post: MiniPost) -> str:
    moment = datetime.fromtimestamp(post.posted, UTC)
    text = "\n".join(f"<p>{block}" for block in _paragraphs(blog, post))
    links = " | ".join(
        f'<a href="{escape(url)}">{escape(name)}</a>' for url, name in _others(world, post, 5 + blog.sidebar)
    )
    return f"""<html><head><title>{escape(post.title)}</title></head><body bgcolor=#ffffff>
<table width=100%><tr><td><b>{escape(blog.name)}</b></td><td align=right><a href="/">home</a></td></tr></table>
<div><h2>{escape(post.title)}</h2><small>{moment:%d %B %Y}, {escape(blog.author)}</small>
{text}
</div><hr><small>{links}</small></body></html>"""
