"""Check: a site judged before it is published, each finding with the source file and line to mend."""

from fridaygram.check.judging import Report, judge

__all__ = ["Report", "judge"]
