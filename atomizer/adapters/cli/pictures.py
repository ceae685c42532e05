"""`picture`: a field on the mesh of a result file or of a trial, as PNG."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from cyclopts import Parameter
from pydantic import Field

from atomizer.adapters.cli.models import deck_of, file_of
from atomizer.adapters.cli.office import Office
from atomizer.adapters.cli.output import Output, says
from atomizer.adapters.cli.targets import target_of
from atomizer.domain.values import Refused, Value
from atomizer.engine.fields.asking import Wish
from atomizer.engine.fields.binary import decode
from atomizer.engine.files import RESULTS, write_whole
from atomizer.projections.report.account import Account
from atomizer.projections.report.shape import draw_scenes
from atomizer.projections.results import Files, Shown, find_result, read_fields, state_of
from atomizer.projections.units import units_of

OutputFile = Annotated[Path | None, Parameter(name=["--output", "-o"])]


class Trial(Value):
    """Which trial, where a study is named in place of a file."""

    trial: Annotated[int | None, Field(ge=0, description="The best one when not given.")] = None
    run: Annotated[str, Field(description="As run-1; the latest when not given.")] = ""


class Source(NamedTuple):
    """What is drawn: files, units, and where its pictures go, with the beginning of their name."""

    files: Files
    units: Mapping[str, str]
    place: Path


def picture(
    result: str,
    deck: Path | None = None,
    *,
    wish: Annotated[Wish | None, Parameter(name="*")] = None,
    of: Annotated[Trial | None, Parameter(name="*")] = None,
    theme: Literal["light", "dark"] = "light",
    output: OutputFile = None,
) -> Output:
    """Draw a field on the mesh of a result file, or of a trial of a study.

    Args:
        result: A result file (.op2), or a study.
        deck: The deck of the file; one of the same name beside it when not given.
        theme: For light or for dark paper.
        output: A folder or a file (.png); beside the file, or into the study, when not given.
    """
    if result.lower().endswith(".op2"):
        op2 = file_of(Path(result))
        source = Source(Files(op2, deck_of(op2, deck)), {}, op2.with_suffix(""))
    else:
        source = _of_study(result, of or Trial())
    shown = read_fields(source.files, (wish or Wish(),), source.units)
    for refusal in shown.refused:
        raise refusal.raised()
    return _drawn(shown, theme, output, source.place)


def _of_study(study: str, wanted: Trial) -> Source:
    """The sealed files of a trial, the best one if nobody says which."""
    with Office.open() as office:
        study_id = office.find(study)
        now = office.studies.study(study_id)
        if not now.runs:
            raise Refused("E021", f"{study_id} was never run.", f"First: atomizer run {study_id}")
        state = state_of(now, wanted.run or list(now.runs)[-1])
        run = office.studies.run(study_id, state.started.run)
        pinned = office.studies.at(study_id, state.started.version)
        number = wanted.trial
        if number is None:
            number = _best(Account(pinned, state, run))
        folder = office.workspace.folder(now)
        found = find_result(state, run, number, folder)
    place = folder / RESULTS / f"{state.started.run}-trial-{number}"
    return Source(found.files, units_of(pinned), place)


def _best(account: Account) -> int:
    if account.shown is None:
        text = f"{account.state.started.run} has no trial with a result yet."
        raise Refused("E012", text, field="trial")
    return account.shown.number


def _drawn(shown: Shown, theme: str, output: Path | None, place: Path) -> Output:
    scenes = [decode(content)[1] for content in shown.contents]
    about = scenes[0].about
    path = target_of(output, place.with_name(f"{place.name}-{about.field}.png"))
    drawn = draw_scenes(about.field, (about.title, ""), scenes)
    write_whole(path, drawn.dark if theme == "dark" else drawn.light)
    data = {
        "picture": str(path),
        "shown": [scene.about.model_dump(mode="json") for scene in scenes],
        "fields": [entry.name for entry in shown.fields],
    }
    return says(f"Wrote {path}", data)
