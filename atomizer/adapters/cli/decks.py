"""Studies out of decks with a design model, and back."""

from collections.abc import Sequence
from pathlib import Path

from atomizer.adapters.cli.office import Office
from atomizer.adapters.cli.output import Output, says
from atomizer.commands.design_model import deck_of, study_of
from atomizer.commands.plugins import validate
from atomizer.commands.study import CreateStudy
from atomizer.domain.values import Refused, slug
from atomizer.engine.deck.sol200 import DesignModel, read_design_model
from atomizer.engine.deck.sol200_cards import NotTakenOver
from atomizer.engine.files import SETUP, write_whole


def import_deck(office: Office, file: Path, name: str) -> Output:
    """A study of everything a deck says, with its model; lists what could not be taken over."""
    if not file.is_file():
        raise Refused("E012", f"There is no file {file}.")
    model = read_design_model(file)
    title = name or model.title or file.stem
    study_id = office.free_id(slug(title) or "study")
    office.give(study_id, CreateStudy(name=title))
    _write_model(office, study_id, model)
    office.give(study_id, study_of(model, title))
    problems = validate(office.studies.study(study_id))
    data = {
        "id": study_id,
        "not_taken_over": [each.model_dump(mode="json") for each in model.not_taken_over],
        "problems": [problem.model_dump(mode="json") for problem in problems],
    }
    lines = [f"Imported {file.name} as {study_id}: {_counted(model)}."]
    lines += _listed(model.not_taken_over) + [problem.message for problem in problems]
    return says("\n".join(lines), data)


def export_deck(office: Office, study_id: str, output: Path) -> Output:
    """A study as a SOL 200 deck with its INCLUDEs beside it; lists what the deck does not say."""
    folder = office.folder(study_id)
    files, left = deck_of(office.studies.study(study_id), folder)
    main, *included = files
    places = {main: output} | {name: output.parent / name for name in included}
    if any(place.resolve().is_relative_to(folder.resolve()) for place in places.values()):
        raise Refused("E042", "The deck would be written into the study.", "Name another folder.")
    for name, place in places.items():
        write_whole(place, files[name].encode("latin-1"))
    data = {
        "files": [str(place) for place in places.values()],
        "not_taken_over": [each.model_dump(mode="json") for each in left],
    }
    return says("\n".join([f"Wrote {output}.", *_listed(left)]), data)


def _write_model(office: Office, study_id: str, model: DesignModel) -> None:
    setup = office.workspace.prepare(office.studies.study(study_id)) / SETUP
    for name, text in model.files.items():
        write_whole(setup / name, text.encode("latin-1"))


def _counted(model: DesignModel) -> str:
    counts = {
        "design variable": len(model.variables),
        "extractor": len(model.extractors),
        "objective": len(model.objectives),
        "constraint": len(model.constraints),
    }
    return ", ".join(f"{n} {word}{'s' * (n != 1)}" for word, n in counts.items())


def _listed(left: Sequence[NotTakenOver]) -> list[str]:
    if not left:
        return ["Everything was taken over."]
    return ["Not taken over, or not as it stands:", *(f"  {each}" for each in left)]
