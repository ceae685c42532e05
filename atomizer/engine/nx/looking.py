"""What a model of NX offers: told by NX, else by a file that was exported beside it.

Parts and simulations are binary and cannot be read here. NX itself knows every expression; an
exported `.exp` knows names, units, formulas and plain values; a deck beside the model knows what
was solved last. The answer says which of them told it, and why not a better one.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from atomizer.engine.deck import DeckRejected, Introspection, ModelParameter, introspect
from atomizer.engine.deck.candidates import candidates_of
from atomizer.engine.failure import SolveFailed
from atomizer.engine.nx.exp_file import read_exp
from atomizer.engine.nx.expressions import Expression
from atomizer.engine.nx.session import Request, ask
from atomizer.engine.outside import OutsideSolver

SECONDS = 600.0
"""What NX may take to start, to load a model and to answer."""
PATIENCE = SECONDS + 60.0
"""What who asks has to allow: beyond NX, for the file that takes its place."""
DECKS = (".dat", ".bdf", ".nas")
WHAT_TO_DO = (
    "Install NX or point to run_journal with ATOMIZER_NX; or export the expressions (Tools > "
    "Expressions > Export) to an .exp beside it; or put the solver deck (.dat, .bdf) beside it."
)


def introspect_nx(path: Path) -> Introspection:
    """Look into a part or a simulation; nothing of it is changed.

    Raises:
        DeckRejected: neither NX nor a file beside it tells; says why not and what to do.
    """
    try:
        return _by_nx(path)
    except SolveFailed as failed:
        why = f"NX was not asked or did not answer: {failed.message}"
    if exported := _beside(path, (".exp",)):
        return _by_export(path, exported, why)
    if deck := _beside(path, DECKS):
        said = f"The deck {deck.name} beside it: its parameters are fields of that deck, not "
        said += f"expressions; to vary them make it the model. {why}"
        return introspect(deck).model_copy(update={"path": path, "told_by": said})
    raise DeckRejected(f"{path.name} cannot be looked into. {why}", hint=WHAT_TO_DO)


def _by_nx(path: Path) -> Introspection:
    with TemporaryDirectory(prefix="atomizer-nx-") as folder:
        request = Request(action="list", model=str(path.resolve()))
        answer, _ = ask(OutsideSolver(seconds=SECONDS), request, Path(folder))
    if failed := answer.failure:
        raise failed
    return _told(path, answer.expressions, f"NX {answer.release}".strip() + ".")


def _by_export(path: Path, exported: Path, why: str) -> Introspection:
    expressions = read_exp(exported)
    unknown = [one.name for one in expressions if one.value is None]
    said = f"The expressions in {exported.name}, as they were when it was exported. {why}"
    if unknown:
        names = ", ".join(unknown[:10]) + ", ..." * (len(unknown) > 10)
        said += f" Left out, because only NX can work them out: {names}."
    return _told(path, expressions, said)


def _told(path: Path, expressions: Sequence[Expression], told_by: str) -> Introspection:
    names = [one.name for one in expressions]
    parameters = tuple(
        ModelParameter(
            name=one.name if names.count(one.name) == 1 else f"{one.part}::{one.name}",
            value=one.value,
            kind="expression",
            description=f"expression of {one.part}",
            units=one.units,
            formula="" if one.is_free else one.formula,
        )
        for one in expressions
        if one.value is not None
    )
    return Introspection(
        path=path,
        told_by=told_by,
        solution=None,
        title=path.stem,
        includes=(),
        cards={},
        grids=0,
        elements=0,
        subcases=(),
        parameters=parameters,
        candidates=candidates_of(parameters),
    )


def _beside(path: Path, suffixes: Sequence[str]) -> Path | None:
    """The file that belongs to a model: of its name, else of a name that begins or goes on as its.

    NX names bracket.prt, bracket_fem1.fem, bracket_fem1_sim1.sim, bracket_fem1_sim1-solution_1.dat.
    """
    files = sorted(p for p in path.parent.iterdir() if p.suffix.lower() in suffixes and p.is_file())
    own = path.stem.lower()
    fits: tuple[Callable[[str], bool], ...] = (
        lambda stem: stem == own,
        lambda stem: stem.startswith(own),
        lambda stem: own.startswith(stem),
    )
    found = [file for fit in fits for file in files if fit(file.stem.lower())]
    return found[0] if found else None
