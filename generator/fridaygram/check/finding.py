"""What a check finds, and the severity of each rule: its default, or what site.toml's ``[check]`` sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fridaygram.config import FILE, Severity, line_of
from fridaygram.errors import ConfigError, suggestion


@dataclass(frozen=True)
class Rule:
    """A rule: its severity unless site.toml sets another, and what it asks for in one sentence.

    A ``fixed`` rule keeps its severity.
    """

    severity: Severity
    meaning: str
    fixed: bool = False


@dataclass(frozen=True)
class Finding:
    """Something that breaks a rule. ``file`` is the source to mend, below the blog's root; ``line`` is 1-based.

    ``page`` is the path of the page that shows it, "" for none; ``others`` counts the pages that show it as well.
    """

    rule: str
    message: str
    file: str
    line: int | None = None
    hint: str = ""
    severity: Severity = "error"
    page: str = ""
    others: int = 0

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line is not None else self.file
        way_out = f"; {self.hint}" if self.hint else ""
        more = f" and {self.others} more" if self.others else ""
        where = f" (on {self.page}{more})" if self.page else ""
        return " ".join(f"{place}: {self.severity}: {self.message}{where} [{self.rule}]{way_out}".split())


def severities(rules: Mapping[str, Rule], settings: Mapping[str, Severity], root: Path) -> dict[str, Severity]:
    """Return the severity of every rule, with the settings of ``[check]`` in site.toml.

    Raises ConfigError, with its line, for an unknown rule and for one whose severity is fixed.
    """
    text = (root / FILE).read_text("utf-8-sig") if settings else ""
    for name in settings:
        if name not in rules:
            hint = suggestion(name, [rule for rule, known in rules.items() if not known.fixed])
            raise ConfigError(f"[check] names no rule '{name}'", file=FILE, line=line_of(text, name), hint=hint)
        if rules[name].fixed:
            raise ConfigError(f"the rule '{name}' is always an error", file=FILE, line=line_of(text, name))
    return {name: settings.get(name, rule.severity) for name, rule in rules.items()}
