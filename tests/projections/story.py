"""What tests tell about a bracket: edits by Ann and her assistant, and trials by the runner."""

from collections.abc import Mapping
from typing import Any

from atomizer.commands.runner import CompleteTrial, DelayTrial, FailTrial, StartTrial
from atomizer.commands.studies import Answer, Delivery, Studies
from atomizer.commands.vocabulary import parse
from atomizer.domain.recorded import Author
from atomizer.domain.run import Provenance

ANN = Author(actor="user:ann", principal="user:ann", source="canvas")
ASSISTANT = Author(actor="assistant:claude", principal="user:ann", source="chat")
BOB = Author(actor="user:bob", principal="user:bob", source="cli")
SOURCE = Provenance(deck_sha256="d" * 64, solver="embedded 1", result_sha256="r" * 64, seconds=1.5)


class Story:
    """Commands in short, upon one study."""

    def __init__(self, studies: Studies, study: str = "bracket") -> None:
        self.studies, self.study = studies, study

    def do(self, command: str, author: Author = ANN, /, **arguments: Any) -> Answer:
        return self.studies.handle(self.study, parse(command, arguments), author)

    def together(self, group: str, name: str, /, **arguments: Any) -> Answer:
        command = parse(name, arguments)
        return self.studies.handle(self.study, command, ASSISTANT, Delivery(group=group))

    def create(self, **arguments: Any) -> "Story":
        self.do("create_study", name="Bracket", **arguments)
        return self

    def build(self, objectives: int = 1) -> "Story":
        """A study that can run: a variable, a mass, a limit on the displacement."""
        self.create(description="Light and stiff", tags=["demo"])
        self.do("set_model", path="1_setup/model.bdf")
        self.do("set_solver", solver="embedded", solution=101)
        self.variable("thickness", 1.0, 5.0)
        self.do("add_extractor", name="Mass", type="mass")
        self.do("add_extractor", name="Displacement", type="displacement")
        self.objective("Mass", "ext_mass", "mass")
        if objectives > 1:
            self.objective("Displacement", "ext_displacement", "max_displacement")
        source = {"extractor_id": "ext_displacement", "output_key": "max_displacement"}
        self.do("add_constraint", name="Stiff", threshold=2.0, units="mm", source=source)
        return self

    def variable(self, name: str, low: float, high: float) -> Answer:
        bounds = {"min": low, "max": high}
        given: Mapping[str, Any] = {"expression_name": name, "bounds": bounds, "units": "mm"}
        return self.do("add_design_variable", name=name, **given)

    def objective(self, name: str, extractor: str, output: str) -> Answer:
        source = {"extractor_id": extractor, "output_key": output}
        return self.do("add_objective", name=name, source=source)

    def start(self, trials: int = 10) -> "Story":
        self.do("start_optimization", max_trials=trials)
        return self

    def begin(self, number: int, attempt: int = 1, thickness: float = 2.0) -> Answer:
        return self._report(
            StartTrial(
                number=number,
                attempt=attempt,
                parameters={"dv_thickness": thickness},
                runner="here",
                cause="proposed" if attempt == 1 else "retried",
            )
        )

    def complete(
        self, number: int, mass: float, displacement: float = 1.0, attempt: int = 1
    ) -> Answer:
        objectives = {"obj_mass": mass, "obj_displacement": displacement}
        wanted = self.studies.study(self.study).document["objective"]
        return self._report(
            CompleteTrial(
                number=number,
                attempt=attempt,
                outputs={
                    "ext_mass": {"mass": mass},
                    "ext_displacement": {"max_displacement": displacement},
                },
                objectives={i: v for i, v in objectives.items() if i in wanted},
                margins={"con_stiff": displacement - 2.0},
                feasible=displacement <= 2.0,
                provenance=SOURCE,
            )
        )

    def fail(self, number: int, attempt: int = 1) -> Answer:
        reason = "*** FATAL: the matrix is singular"
        return self._report(
            FailTrial(number=number, attempt=attempt, kind="fatal", reason=reason, by_design=True)
        )

    def delay(self, number: int) -> Answer:
        reason = "no licence"
        return self._report(DelayTrial(number=number, attempt=1, reason=reason, wait_seconds=30.0))

    def trial(self, number: int, mass: float, displacement: float = 1.0) -> "Story":
        self.begin(number)
        self.complete(number, mass, displacement)
        return self

    def _report(self, command: StartTrial | CompleteTrial | FailTrial | DelayTrial) -> Answer:
        run = list(self.studies.study(self.study).runs)[-1]
        return self.studies.report((self.study, run), command)
