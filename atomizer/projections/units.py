"""The units of a study's results, as far as its constraints tell them."""

from atomizer import registry
from atomizer.domain.items import Constraint, Extractor
from atomizer.domain.study import Study


def units_of(study: Study) -> dict[str, str]:
    """What is measured -> its unit, by the limits on outputs of that kind; decks name none."""
    types = {i: extractor.type for i, extractor in study.all(Extractor).items()}
    units: dict[str, str] = {}
    for constraint in study.enabled(Constraint).values():
        kind = _kind(constraint, types)
        if kind and constraint.units:
            units.setdefault(kind, constraint.units)
    return units


def _kind(constraint: Constraint, types: dict[str, str]) -> str:
    """What the output under a constraint measures; empty where nobody says it."""
    source = constraint.source
    if source is None or types.get(source.extractor_id) not in registry.names("extractors"):
        return ""
    outputs = registry.load("extractors", types[source.extractor_id]).outputs
    return outputs[source.output_key].unit_kind if source.output_key in outputs else ""
