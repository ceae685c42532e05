"""Which algorithm `auto` means for a study, and why: the choice and its reason are recorded."""

from atomizer import registry
from atomizer.domain.items import AlgorithmType, DesignVariable, Objective
from atomizer.domain.study import Study
from atomizer.domain.values import Refused, Value

MANY_OBJECTIVES = 4
"""From here on NSGA-II loses its selection pressure and NSGA-III is taken."""
MANY_TRIALS = 1000
"""From here on a population has enough generations to beat a model of the whole history."""


class Choice(Value):
    """An algorithm and why it was taken."""

    type: AlgorithmType
    reason: str


def choose(study: Study, wanted: AlgorithmType, max_trials: int) -> Choice:
    """The algorithm that a run of the study will use.

    Raises:
        Refused: E021, the wanted one is not installed.
    """
    count = len(study.enabled(Objective))
    if wanted != "auto":
        _require_installed(wanted)
        _require_able(wanted, count)
        return Choice(type=wanted, reason="chosen by the user")
    if count >= MANY_OBJECTIVES:
        return Choice(type="NSGA-III", reason=f"{count} objectives")
    if count > 1:
        return Choice(type="NSGA-II", reason=f"{count} objectives")
    variables = study.enabled(DesignVariable).values()
    if max_trials >= MANY_TRIALS and all(v.type == "continuous" for v in variables):
        return Choice(type="CMA-ES", reason=f"one objective, all continuous, {max_trials} trials")
    return Choice(type="TPE", reason=f"one objective and {max_trials} trials")


def _require_installed(wanted: AlgorithmType) -> None:
    if wanted not in registry.names("samplers"):
        installed = ", ".join(registry.names("samplers")) or "none"
        raise Refused(
            "E021",
            f"The algorithm {wanted} is not installed. Installed: {installed}.",
            "Choose one of them with set_algorithm, or auto.",
        )


def _require_able(wanted: AlgorithmType, objectives: int) -> None:
    if wanted == "CMA-ES" and objectives > 1:
        text = f"CMA-ES takes one objective, and this study has {objectives}."
        raise Refused("E021", text, "Choose NSGA-II with set_algorithm, or auto.")
