"""The check: build beside the site, apply every rule, and give each finding its severity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from fridaygram import registry
from fridaygram.check.finding import Finding, Rule, severities
from fridaygram.check.remote import Remote
from fridaygram.check.site_view import SiteView
from fridaygram.clock import moment
from fridaygram.config import FILE, Severity, load_site
from fridaygram.errors import ConfigError, ContentError, CorpusError, FigureError, FridaygramError, ModelError
from fridaygram.plan.blog import Blog, Built, Options
from fridaygram.values.samples.receipts import NAME as SAMPLES

RULES = "fridaygram.check.rules"
BESIDE = "check"
BUILD_RULES = {
    "build": Rule("error", "The site can be built.", fixed=True),
    "samples": Rule("error", "Every sample is what its receipt says that the model wrote.", fixed=True),
}
# Errors that an author mends in a file. Others are about the build as a whole, and are raised.
MENDED = (ContentError, ConfigError, CorpusError, ModelError, FigureError)


@dataclass(frozen=True)
class RuleSet:
    """Rules of one kind, by name, and the function that finds what breaks them: a file in ``rules/`` exports one."""

    rules: Mapping[str, Rule]
    check: Callable[[SiteView], Iterator[Finding]]


@dataclass(frozen=True)
class CheckReport:
    """What a check found, in the order of files and lines, and how many values were in which state.

    ``built`` is None where the site cannot be built; then ``findings`` says why.
    """

    findings: tuple[Finding, ...]
    values: Mapping[str, int]
    built: Built | None

    def count(self, severity: Severity) -> int:
        """Return how many findings have this severity."""
        return sum(finding.severity == severity for finding in self.findings)

    def plain(self) -> dict[str, Any]:
        """Return the report as plain JSON."""
        return {
            "findings": [asdict(finding) for finding in self.findings],
            "errors": self.count("error"),
            "warnings": self.count("warning"),
            "values": dict(self.values),
            "built": self.built is not None,
        }


def check_site(blog: Blog, options: Options, *, remote: Remote | None = None) -> CheckReport:
    """Build the blog beside its site and check it; links to other sites only with a ``remote`` to ask them.

    ``options.output`` and ``options.inspect`` are the check's own. What an author can mend is a finding, also where
    it keeps the site from being built. Raises ConfigError for wrong settings and BuildError for a build that fails
    as a whole.
    """
    site = load_site(blog.root, base_url=options.base_url)
    weights = severities(all_rules(), site.check, blog.root)
    built, found = None, []
    try:
        built = _built(blog, options)
    except MENDED as error:
        found.append(_of_error(error, blog))
    if built is not None and built.look is not None:
        now = moment(site.timezone, options.date)
        view = SiteView(blog, site, built, built.look, now, remote)
        found += [finding for one in _rule_sets() for finding in one.check(view)]
    weighed = (replace(finding, severity=weights[finding.rule]) for finding in found)
    kept = sorted(_once(one for one in weighed if one.severity != "off"), key=_order)
    states = Counter(settled.state for settled in built.settled) if built else Counter[str]()
    return CheckReport(tuple(kept), dict(sorted(states.items())), built)


def all_rules() -> dict[str, Rule]:
    """Return every rule by its name."""
    rules = dict(BUILD_RULES)
    for one in _rule_sets():
        rules |= one.rules
    return dict(sorted(rules.items()))


def _rule_sets() -> list[RuleSet]:
    return [registry.load(RULES, name, "RULES", what="set of rules") for name in registry.names(RULES)]


def _built(blog: Blog, options: Options) -> Built:
    from fridaygram.plan.build import build

    return build(blog, replace(options, output=blog.cache.parent / BESIDE, inspect=True))


def _of_error(error: FridaygramError, blog: Blog) -> Finding:
    file = (error.file or FILE).removeprefix(f"{blog.root}/")
    rule = "samples" if file.endswith(SAMPLES) else "build"
    return Finding(rule, error.message, file, error.line, error.hint or "")


def _once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield a finding of several pages once: with the first page, and the number of others."""
    pages: dict[Finding, dict[str, None]] = {}
    for finding in findings:
        pages.setdefault(replace(finding, page=""), {})[finding.page] = None
    for finding, shown in pages.items():
        yield replace(finding, page=next(iter(shown)), others=len(shown) - 1)


def _order(finding: Finding) -> tuple[str, int, str, str]:
    return finding.file, finding.line or 0, finding.rule, finding.message
