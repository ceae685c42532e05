"""The report of a run: one page with what was optimized, what came of it and where it rests on."""

from atomizer.projections.report.writing import write_report

__all__ = ["write_report"]
