"""axe-core on every page, in both colour schemes, on a phone and on a desk. All its rules, nothing excused.

The documentation has the same theme and many more pages: it is looked at once.
"""

import pytest

from tests.browser.conftest import DEMO, DOCS
from tests.browser.needed import judge

pytestmark = pytest.mark.browser

RUN = """async () => {
  document.querySelectorAll('details').forEach(details => { details.open = true; });
  const found = await axe.run(document, {resultTypes: ['violations']});
  return found.violations.flatMap(rule => rule.nodes.map(node =>
    `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary.replace(/\\s+/g, ' ')}`));
}"""


@pytest.mark.parametrize(
    ("host", "scheme", "width"),
    [
        (DOCS, "light", 1280),
        (DEMO, "light", 320),
        (DEMO, "dark", 1280),
        ("small", "light", 1280),
        ("small", "dark", 320),
    ],
    indirect=["host"],
)
def test_no_violations(host, look, scheme, width):
    axe = judge("axe-core/axe.min.js").read_text("utf-8")
    window = look(host, width=width, color_scheme=scheme, reduced_motion="reduce")
    violations = []
    for path in host.kinds():
        page = window.open(path)
        page.evaluate(axe)
        violations += [f"{path}: {problem}" for problem in page.evaluate(RUN)]
    assert violations == []


def test_axe_sees_what_is_wrong(host, look):
    """A judge that never convicts is no judge: a picture without words, and grey on grey."""
    axe = judge("axe-core/axe.min.js").read_text("utf-8")
    page = look(host).open("index.html")
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', "
        "`<img src='favicon.svg'><p style='color:#999;background:#aaa'>Hardly there.</p>`)"
    )
    page.evaluate(axe)
    assert {problem.partition(":")[0] for problem in page.evaluate(RUN)} >= {"image-alt", "color-contrast"}
