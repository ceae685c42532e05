"""What the installed plugins say about a study: do they exist, take these options, give that."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from atomizer import registry
from atomizer.commands.base import there_is_no
from atomizer.domain.checks import Problem, broken, check
from atomizer.domain.items import Constraint, Extractor, Objective, Solver, Source, Surrogate
from atomizer.domain.study import Study
from atomizer.domain.values import Refused, explain
from atomizer.engine.failure import SolverMissing


def require_plugin(group: registry.Group, name: str, options: Mapping[str, Any]) -> None:
    """Refuse a plugin that is not installed, or options it does not take."""
    try:
        registry.make(group, name, options)
    except registry.PluginError as error:
        raise Refused("E011", str(error)) from error
    except ValidationError as error:
        takes = ", ".join(registry.load(group, name).model_fields) or "none"
        raise Refused(
            "E011",
            f"The {group[:-1]} {name!r} does not take these options: {explain(error)}.",
            f"It takes: {takes}.",
        ) from error


def require_solver(name: str, options: Mapping[str, Any]) -> None:
    """Refuse a solver as a plugin, and one whose program is not on this machine.

    A study may name a solver it cannot run here: it may be run elsewhere. A run may not.
    """
    require_plugin("solvers", name, options)
    try:
        registry.make("solvers", name, options).version()
    except SolverMissing as missing:
        hint = "Or choose another one with set_solver."
        raise Refused("E011", f"The solver {name!r} cannot run here: {missing}", hint) from missing


def require_source(study: Study, source: Source) -> None:
    """Refuse an extractor the study does not have, or an output it does not give."""
    extractors = study.all(Extractor)
    if source.extractor_id not in extractors:
        raise there_is_no("extractor", source.extractor_id, list(extractors), "E032")
    outputs = outputs_of(extractors[source.extractor_id])
    if outputs and source.output_key not in outputs:
        what = f"output of {source.extractor_id!r} named"
        raise there_is_no(what, source.output_key, outputs, "E032")


def outputs_of(extractor: Extractor) -> list[str]:
    """The names of the outputs an extractor gives; none when it cannot be made."""
    try:
        return list(registry.make("extractors", extractor.type, extractor.config).outputs)
    except (registry.PluginError, ValidationError):
        return []


def validate(study: Study) -> list[Problem]:
    """Every problem of a study, those of its plugins included, errors first."""
    found = check(study)
    if not any(broken(study)):
        found = [*found, *_plugin_problems(study)]
    return sorted(found, key=lambda problem: problem.severity)


def require_ready(study: Study) -> None:
    """Refuse a study that cannot be run, with everything that is wrong with it."""
    errors = [problem for problem in validate(study) if problem.severity == "error"]
    if errors:
        raise Refused(
            errors[0].code,
            f"The study is not ready to run: {' '.join(e.message for e in errors)}",
            "Mend this, or see validate_spec.",
            field=errors[0].item_id or "",
        )


def _plugin_problems(study: Study) -> Iterator[Problem]:
    for i, extractor in study.enabled(Extractor).items():
        yield from _problem(i, lambda e=extractor: require_plugin("extractors", e.type, e.config))
    if solver := study.single(Solver):
        yield from _problem(
            "solver", lambda: require_plugin("solvers", solver.solver, solver.options)
        )
    if (surrogate := study.single(Surrogate)) and surrogate.type != "none":
        text = f"No surrogate {surrogate.type!r} is installed: a run solves every design."
        yield Problem(severity="warning", code="E031", message=text, item_id="surrogate")
    for kind in (Objective, Constraint):
        for i, item in study.enabled(kind).items():
            source = getattr(item, "source", None)
            if source and source.extractor_id in study.document.get("extractor", {}):
                yield from _problem(i, lambda s=source: require_source(study, s))


def _problem(item_id: str, rule: Any) -> Iterator[Problem]:
    try:
        rule()
    except Refused as refusal:
        yield Problem(severity="error", code=refusal.code, message=str(refusal), item_id=item_id)
