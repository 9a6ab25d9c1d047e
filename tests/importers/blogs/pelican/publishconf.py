from pelicanconf import *  # noqa: F403

SITEURL = "https://ines.example/n"
FEED_ALL_ATOM = "feeds/all.atom.xml"
