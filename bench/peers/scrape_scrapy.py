"""Scrapy over the miniature web: ``scrape_scrapy.py URLS PORT fetch|read``; prints pages and seconds as JSON.

Every host leads to one port, and is told apart by its Host header. robots.txt and pauses are off, to Scrapy's
advantage. "read" extracts each page by trafilatura in the callback, as a spider would.
"""

import json
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import scrapy
from scrapy.crawler import CrawlerProcess
from trafilatura import bare_extraction

URLS, PORT, MODE = json.loads(Path(sys.argv[1]).read_text()), sys.argv[2], sys.argv[3]
pages = 0


class Spider(scrapy.Spider):
    """Asks for every address once."""

    name = "miniature"

    async def start(self):
        """Yield the requests."""
        for url in URLS:
            parts = urlsplit(url)
            yield scrapy.Request(
                f"http://127.0.0.1:{PORT}{parts.path}", headers={"Host": parts.netloc}, dont_filter=True
            )

    def parse(self, response):
        """Count a page; extract its text where that is wanted."""
        global pages
        pages += 1
        if MODE == "read":
            options = {"favor_precision": True, "include_comments": False, "include_tables": False}
            bare_extraction(response.body, url=response.url, with_metadata=True, **options)


process = CrawlerProcess(
    {"LOG_ENABLED": False, "ROBOTSTXT_OBEY": False, "CONCURRENT_REQUESTS": 32, "CONCURRENT_REQUESTS_PER_DOMAIN": 32,
     "DOWNLOAD_DELAY": 0, "TELNETCONSOLE_ENABLED": False, "REDIRECT_ENABLED": False}
)  # fmt: skip
process.crawl(Spider)
start = time.perf_counter()
process.start()
seconds = time.perf_counter() - start
print(json.dumps({"pages": pages, "seconds": seconds, "cpu": time.process_time()}))
