import subprocess
import sys

CODE = """
import sys
import fridaygram.pages.markup.convert
print(*(name for name in ("pymdownx.util", "urllib.request", "http.client", "ssl") if name in sys.modules))
"""


def test_the_converter_comes_without_what_a_text_may_not_need():
    done = subprocess.run([sys.executable, "-c", CODE], check=True, capture_output=True, text=True)
    assert done.stdout.split() == []
