"""What every trial of a run is given beside its design: the model and the allowed scripts."""

from dataclasses import dataclass
from pathlib import Path

from atomizer.engine.files import Workspace, existing
from atomizer.engine.scripts.allowed import AllowedScripts
from atomizer.projections.planning import Plan


@dataclass(frozen=True)
class Given:
    """What trials need.

    Attributes:
        deck: The model of the study.
        scripts: Those its extractors name, by their SHA-256.
    """

    deck: Path
    scripts: dict[str, str]


def given_to(plan: Plan, workspace: Workspace) -> Given:
    """What the trials of a run are given.

    Raises:
        Refused: E012, the model is not there; E042, a script was not allowed on this machine.
    """
    allowed = AllowedScripts(workspace.scripts)
    deck = existing(workspace.folder(plan.study), plan.model_path)
    return Given(deck, {named: allowed.source(named) for named in plan.scripts})
