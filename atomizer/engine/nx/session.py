"""A session of NX: one request, one run of `run_journal`, one answer, all of them files.

No name or number of a user is ever written into the journal: it is the same file every time and
reads what it shall do from its request.
"""

from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from atomizer.domain.values import Value
from atomizer.engine.failure import FailureKind, SolveFailed
from atomizer.engine.nx.expressions import Expression
from atomizer.engine.outside import (
    Evidence,
    OutsideSolver,
    Program,
    Rule,
    Run,
    first_match,
    interrupted,
    quote,
)
from atomizer.engine.outside.verdict import DISK_FULL, LICENCE_DENIED, MEMORY_SHORT, ending

PROGRAM = Program(
    title="run_journal of Siemens NX",
    names=("run_journal",),
    variable="ATOMIZER_NX",
    hint="Install Siemens NX or Simcenter 3D with a licence for NX Open and Nastran.",
    homes=(
        ("UGII_BASE_DIR", "NXBIN"),
        ("UGII_BASE_DIR", "nxbin"),
        ("UGII_BASE_DIR", "ugii"),
        ("UGII_ROOT_DIR", ""),
    ),
)
JOURNAL, REQUEST, ANSWER, OUTPUT = (
    "nx_journal.py",
    "nx_request.json",
    "nx_answer.json",
    "nx.out.log",
)
Step = Literal["open", "expressions", "update", "mesh", "solve", "save"]
KINDS: dict[Step, FailureKind] = {
    "open": "deck",
    "expressions": "deck",
    "update": "geometry",
    "mesh": "mesh",
    "solve": "crash",
    "save": "disk",
}
"""What a failure at a step tells, unless its words say more."""
RULES = (Rule("licence", LICENCE_DENIED), Rule("disk", DISK_FULL), Rule("crash", MEMORY_SHORT))


class Request(Value):
    """What a journal shall do.

    Attributes:
        action: List expressions, or write some, update, and solve.
        model: A part or a simulation, relative to the request or with its whole path.
        expressions: Names (`width`, or `part::width`) and the values they get.
        solution: Name of the solution to solve; the active one when empty.
        save: Whether the parts are saved with the new values.
    """

    action: Literal["list", "solve"]
    model: str
    expressions: dict[str, float | str] = {}
    solution: str = ""
    save: Literal["nothing", "model"] = "nothing"


class Counts(Value):
    """What became of the solutions."""

    solved: int
    failed: int
    skipped: int


class Answer(Value):
    """What a journal did.

    Attributes:
        status: Whether it got to its end.
        step: Where it failed.
        message: Why, as NX says it.
        release: Of NX.
        expressions: Of all loaded parts, after the update.
        solutions: What became of them.
        files: Names of the result files beside the simulation that are new.
    """

    status: Literal["done", "failed"]
    step: Step = "open"
    message: str = ""
    release: str = ""
    expressions: tuple[Expression, ...] = ()
    solutions: Counts | None = None
    files: tuple[str, ...] = Field(default=())

    @property
    def failure(self) -> SolveFailed | None:
        """What failed, and whether the design, the model or the machine is to blame."""
        if self.status == "done":
            return None
        messages = [f"NX, at the step {self.step}: {self.message}"]
        return first_match(RULES, messages, KINDS[self.step])


def journal_text() -> str:
    """The journal as it is run."""
    return files(__package__).joinpath("journal.py.txt").read_text(encoding="utf-8")


def ask(program: OutsideSolver, request: Request, folder: Path) -> tuple[Answer, Evidence]:
    """Have NX do something; request, journal and answer stay in the folder.

    Raises:
        SolveFailed: NX was interrupted, got no licence, or ended without an answer.
        SolverMissing: there is no NX on this machine.
    """
    executable = PROGRAM.find(program.executable)
    (folder / JOURNAL).write_text(journal_text(), encoding="utf-8")
    (folder / REQUEST).write_text(request.model_dump_json(indent=1), encoding="utf-8")
    run = Run(
        argv=[str(executable), str(folder / JOURNAL), "-args", str(folder / REQUEST)],
        folder=folder,
        output=OUTPUT,
        results=[ANSWER],
    )
    evidence = program.run(run)
    if failed := interrupted(evidence.ended, "NX"):
        raise failed
    return _answer(folder / ANSWER, evidence), evidence


def _answer(path: Path, evidence: Evidence) -> Answer:
    try:
        return Answer.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise _silent(evidence) from None
    except ValidationError as error:
        raise SolveFailed(
            "crash", f"NX left an answer that cannot be read: {path.name}."
        ) from error


def _silent(evidence: Evidence) -> SolveFailed:
    """Why the journal did not begin or did not end: told by what NX printed, or by nothing."""
    said = evidence.said
    for rule in RULES:
        if found := rule.words.search(said):
            return SolveFailed(rule.kind, quote(said, said.rfind("\n", 0, found.start()) + 1))
    return SolveFailed("crash", f"NX gave no answer ({ending(evidence.ended, said)}).")
