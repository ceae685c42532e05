"""An OP2 from arrays, for solvers that write none: no model, no element family is known here."""

from atomizer.engine.op2.modes import Points
from atomizer.engine.op2.records import Op2File
from atomizer.engine.op2.tables import Case, Solid, write_nodal, write_stress

__all__ = ["Case", "Op2File", "Points", "Solid", "write_nodal", "write_stress"]
