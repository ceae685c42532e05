"""Models of Siemens NX: their expressions, their designs, and sessions of NX run by journals."""

from atomizer.engine.nx.design import DESIGN, copy_model, is_nx, read_nx_design, write_nx_design
from atomizer.engine.nx.expressions import (
    Expression,
    find_expression,
    read_expressions,
    write_expressions,
)
from atomizer.engine.nx.session import PROGRAM, Answer, Request, ask, journal_text

__all__ = [
    "DESIGN",
    "PROGRAM",
    "Answer",
    "Expression",
    "Request",
    "ask",
    "copy_model",
    "find_expression",
    "is_nx",
    "journal_text",
    "read_expressions",
    "read_nx_design",
    "write_expressions",
    "write_nx_design",
]
