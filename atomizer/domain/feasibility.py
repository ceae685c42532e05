"""The one rule of what a constraint means, used by the search, the tables and the report."""

import math
import sys
from collections.abc import Mapping

from atomizer.domain.items import Constraint, Objective, Operator, Source
from atomizer.domain.run import Outputs

EQUAL_TOLERANCE = 1e-6
"""An equality holds within this relative distance."""


def response(outputs: Outputs, source: Source) -> float:
    """The number a source names.

    Raises:
        KeyError: nothing of that name was measured; the message says what was.
    """
    measured = outputs.get(source.extractor_id, {})
    if source.output_key not in measured:
        known = ", ".join(measured) or "nothing"
        raise KeyError(f"{source.extractor_id} gave {known}, not {source.output_key!r}")
    return measured[source.output_key]


def margin(value: float, operator: Operator, threshold: float) -> float:
    """How far a response is beyond its limit: <= 0 holds, 0.1 is about 10 % over.

    ln(response/limit), which makes limits of any size comparable for the search; where signs
    differ or a side is zero, (response - limit)/|limit|, with |limit| at least 1e-12.
    """
    if operator == "==":
        return abs(_relative(value, threshold)) - EQUAL_TOLERANCE
    if operator in (">=", ">"):
        return -_excess(value, threshold)
    return _excess(value, threshold)


def holds(value: float, operator: Operator, threshold: float) -> bool:
    """Whether a response keeps its limit; a strict limit is broken by equality."""
    distance = margin(value, operator, threshold)
    return distance < 0.0 if operator in ("<", ">") else distance <= 0.0


def _excess(value: float, threshold: float) -> float:
    if value > 0.0 and threshold > 0.0:
        return _log_ratio(value, threshold)
    if value < 0.0 and threshold < 0.0:
        return -_log_ratio(-value, -threshold)
    return _relative(value, threshold)


def _log_ratio(value: float, limit: float) -> float:
    """ln(value/limit), whose sign is exact where the quotient is; the quotient may overflow."""
    ratio = value / limit
    if 0.0 < ratio < math.inf:
        return math.log(ratio)
    return math.log(value) - math.log(limit)


def _relative(value: float, threshold: float) -> float:
    """(value - threshold)/|threshold|, which is cut off at the largest number there is."""
    distance = (value - threshold) / max(abs(threshold), 1e-12)
    return max(-sys.float_info.max, min(distance, sys.float_info.max))


def margins(outputs: Outputs, constraints: Mapping[str, Constraint]) -> dict[str, float]:
    """The margin of every connected constraint by its id."""
    return {
        i: margin(response(outputs, c.source), c.operator, c.threshold)
        for i, c in constraints.items()
        if c.source
    }


def feasible(outputs: Outputs, constraints: Mapping[str, Constraint]) -> bool:
    """Whether every connected constraint holds."""
    return all(
        holds(response(outputs, c.source), c.operator, c.threshold)
        for c in constraints.values()
        if c.source
    )


def objective_values(outputs: Outputs, objectives: Mapping[str, Objective]) -> dict[str, float]:
    """The response of every connected objective by its id."""
    return {i: response(outputs, o.source) for i, o in objectives.items() if o.source}
