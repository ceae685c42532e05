"""What outside solvers share: to be found, to be run under guard, to be judged by their files.

They do not know each other; each knows this, and this knows none of them.
"""

from atomizer.engine.outside.discovery import Program
from atomizer.engine.outside.evidence import Evidence, Text
from atomizer.engine.outside.op2 import Op2, look_into
from atomizer.engine.outside.running import OutsideSolver, Run, solution_of
from atomizer.engine.outside.verdict import Rule, first_match, interrupted, quote

__all__ = [
    "Evidence",
    "Op2",
    "OutsideSolver",
    "Program",
    "Rule",
    "Run",
    "Text",
    "first_match",
    "interrupted",
    "look_into",
    "quote",
    "solution_of",
]
