"""Findings as lines, and rules as site.toml weighs them."""

import pytest

from fridaygram.check.finding import Finding, Rule, severities
from fridaygram.errors import ConfigError

RULES = {"alt": Rule("error", "Words."), "unused": Rule("warning", "Use."), "build": Rule("error", "It.", fixed=True)}


def test_a_finding_is_one_line():
    whole = Finding("alt", "no\nwords", "content/posts/a.md", 7, "add some", "warning")
    assert str(whole) == "content/posts/a.md:7: warning: no words [alt]; add some"
    assert str(Finding("alt", "no words", "site.toml")) == "site.toml: error: no words [alt]"


def test_site_toml_weighs_rules(tmp_path):
    (tmp_path / "site.toml").write_text('[check]\nalt = "off"\n')
    assert severities(RULES, {"alt": "off"}, tmp_path) == {"alt": "off", "unused": "warning", "build": "error"}


@pytest.mark.parametrize(
    ("name", "words"), [("atl", "site.toml:3: [check] names no rule 'atl'; did you mean 'alt'?"), ("build", "always")]
)
def test_rules_that_cannot_be_weighed(tmp_path, name, words):
    (tmp_path / "site.toml").write_text(f'[check]\nalt = "off"\n{name} = "off"\n')
    with pytest.raises(ConfigError) as error:
        severities(RULES, {"alt": "off", name: "off"}, tmp_path)
    assert words in str(error.value)
    assert error.value.line == 3
