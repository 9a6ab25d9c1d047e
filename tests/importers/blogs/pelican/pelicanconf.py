AUTHOR = "Ines Roca"
SITENAME = "Ines counts"
SITEURL = ""
PATH = "content"
TIMEZONE = "Europe/Madrid"
DEFAULT_LANG = "en"
STATIC_PATHS = ["images", "extra"]
PLUGINS = ["render_math"]
MARKDOWN = {
    "extension_configs": {
        "markdown.extensions.codehilite": {"css_class": "highlight"},
        "markdown.extensions.extra": {},
        "markdown.extensions.meta": {},
        "markdown.extensions.toc": {},
    },
    "output_format": "html5",
}
FEED_ALL_ATOM = None
DEFAULT_PAGINATION = 3
