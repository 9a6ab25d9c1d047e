"""Check: looks at a built site before it is published; each finding has the source file and line to mend."""

from fridaygram.check.checking import CheckReport, check_site

__all__ = ["CheckReport", "check_site"]
