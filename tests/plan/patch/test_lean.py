import subprocess
import sys

CODE = """
import sys
from generator.plan.patch.lean import load_converter
load_converter()
print(*(name for name in ("urllib.request", "http.client", "ssl", "email") if name in sys.modules))
import pymdownx.util
print(pymdownx.util.pathname2url("/a b"), pymdownx.util.url2pathname("/a%20b"))
import urllib.request
print(urllib.request.pathname2url("/c d"), "urllib.request" in sys.modules, urllib.request.urlopen.__module__)
"""


def test_the_converter_comes_without_the_network_and_leaves_no_trace():
    done = subprocess.run([sys.executable, "-c", CODE], check=True, capture_output=True, text=True)
    assert done.stdout.splitlines() == ["", "/a%20b /a b", "/c%20d True urllib.request"]
