"""`atomizer study ...`: list, show, new, clone, import, export, verify."""

import json
from pathlib import Path
from typing import Any

from cyclopts import App
from rich.console import Console

from atomizer.adapters.cli.decks import export_deck, import_deck
from atomizer.adapters.cli.office import Office
from atomizer.adapters.cli.output import Output, says, table
from atomizer.commands.plugins import validate
from atomizer.commands.spec import EditSpec
from atomizer.commands.streams import run_stream, study_stream
from atomizer.commands.study import CloneStudy, CreateStudy
from atomizer.domain.checks import Problem
from atomizer.domain.items import Constraint, DesignVariable, Objective
from atomizer.domain.spec import as_spec
from atomizer.domain.study import Study
from atomizer.domain.values import Refused, slug
from atomizer.engine.deck.sources import SUFFIXES
from atomizer.engine.files import write_whole
from atomizer.projections.legacy import as_spec as legacy_as_spec
from atomizer.projections.legacy import is_legacy


def study_app() -> App:
    """The subcommands of `atomizer study`."""
    app = App(name="study", help="List, show, create, copy, import, export and verify studies.")
    for name, command in (
        ("list", list_studies),
        ("show", show),
        ("new", new),
        ("clone", clone),
        ("import", import_study),
        ("export", export),
        ("verify", verify),
    ):
        app.command(command, name=name)
    return app


def list_studies() -> Output:
    """List the studies of the workspace."""
    with Office.open() as office:
        rows = [_summary(office.studies.study(study_id)) for study_id in office.studies.ids()]
    if not rows:
        return says("There is no study yet. Create one: atomizer study new NAME.", [])
    columns = ("id", "name", "version", "variables", "objectives", "runs", "archived")
    return Output(rows, lambda c: c.print(table(columns, [[r[k] for k in columns] for r in rows])))


def show(study: str) -> Output:
    """Show a study: its items, and what is wrong with it."""
    with Office.open() as office:
        found = office.studies.study(office.find(study))
    problems = validate(found)
    data = {
        "id": found.id,
        "version": found.version,
        "spec": as_spec(found),
        "problems": [problem.model_dump(mode="json") for problem in problems],
    }
    return Output(data, lambda console: _draw(console, found, problems))


def new(name: str, *, description: str = "", category: str = "", study_id: str = "") -> Output:
    """Create a study."""
    with Office.open() as office:
        new_id = study_id or office.free_id(slug(name))
        office.give(new_id, CreateStudy(name=name, description=description, category=category))
        folder = office.folder(new_id)
    data = {"id": new_id, "folder": str(folder)}
    return says(f"Created {new_id}. Put its model into {folder / '1_setup'}.", data)


def clone(source: str, name: str, *, category: str = "") -> Output:
    """Create a study as a copy of another one, without its runs and history."""
    with Office.open() as office:
        new_id = office.free_id(slug(name))
        command = CloneStudy(source=office.find(source), name=name, category=category)
        office.give(new_id, command)
    return says(f"Created {new_id} as a copy of {source}.", {"id": new_id})


def import_study(file: Path, *, name: str = "") -> Output:
    """Import a study: a deck (.bdf), a spec (.json), an old config, or an export (.jsonl)."""
    with Office.open() as office:
        if file.suffix == ".jsonl":
            return _import_history(office, file)
        if file.suffix.lower() in SUFFIXES:
            return import_deck(office, file, name)
        spec = _read_spec(file)
        title = name or str(spec.get("meta", {}).get("study_name") or file.parent.name)
        study_id = office.free_id(slug(title))
        office.give(study_id, CreateStudy(name=title))
        spec["meta"] = {**spec.get("meta", {}), "study_name": title}
        office.give(study_id, EditSpec(spec=spec))
        problems = validate(office.studies.study(study_id))
    data = {"id": study_id, "problems": [p.model_dump(mode="json") for p in problems]}
    lines = [f"Imported {file.name} as {study_id}.", *(p.message for p in problems)]
    return says("\n".join(lines), data)


def export(study: str, *, output: Path | None = None) -> Output:
    """Export a study: as a SOL 200 deck (.bdf, .dat, .nas), else its history, an event a line."""
    with Office.open() as office:
        study_id = office.find(study)
        if output and output.suffix.lower() in (".bdf", ".dat", ".nas"):
            return export_deck(office, study_id, output)
        runs = office.studies.study(study_id).runs
        streams = [study_stream(study_id), *(run_stream(study_id, run) for run in runs)]
        lines = list(office.studies.store.export(streams))
    target = output or Path(f"{study_id}.jsonl")
    write_whole(target, ("\n".join(lines) + "\n").encode())
    return says(f"Wrote {target}: {len(lines)} lines.", {"file": str(target), "lines": len(lines)})


def verify(study: str = "") -> Output:
    """Check the seals of a study's history, or of everything."""
    with Office.open() as office:
        streams: list[str] = []
        if study:
            study_id = office.find(study)
            runs = office.studies.study(study_id).runs
            streams = [study_stream(study_id), *(run_stream(study_id, run) for run in runs)]
        verdict = office.studies.store.verify(streams)
    counted = f"{verdict.events} events in {verdict.streams} streams"
    data = {
        "ok": verdict.ok,
        "events": verdict.events,
        "streams": verdict.streams,
        "faults": [str(fault) for fault in verdict.faults],
    }
    if verdict.ok:
        return says(f"Every seal holds: {counted}.", data)
    faults = "\n".join(f"  {fault}" for fault in verdict.faults)
    return says(f"{counted}, and not all is as it was written:\n{faults}", data, code=2)


def _summary(study: Study) -> dict[str, Any]:
    meta = study.document["meta"]["meta"]
    return {
        "id": study.id,
        "name": meta["name"],
        "category": study.category,
        "version": study.version,
        "spec_version": study.spec_version,
        "variables": len(study.cells("design_variable")),
        "objectives": len(study.cells("objective")),
        "runs": len(study.runs),
        "archived": meta["archived"],
    }


def _draw(console: Console, study: Study, problems: list[Problem]) -> None:
    meta = study.document["meta"]["meta"]
    console.print(f"[bold]{study.id}[/bold]  version {study.version}", highlight=False)
    console.print(f"{meta['name']}. {meta['description']}", markup=False, highlight=False)
    console.print(_variables(study))
    console.print(_goals(study))
    for problem in problems:
        console.print(f"{problem.severity}: {problem.message}", markup=False, highlight=False)


def _variables(study: Study) -> Any:
    rows = [
        (i, v.expression_name, v.bounds.min, v.bounds.max, v.baseline, v.units)
        if v.bounds
        else (i, v.expression_name, "", ", ".join(map(str, v.values)), v.baseline, v.units)
        for i, v in study.all(DesignVariable).items()
    ]
    headers = ("id", "parameter", "min", "max", "baseline", "unit")
    return table(headers, rows, title="Design variables")


def _goals(study: Study) -> Any:
    rows: list[tuple[str, str, str]] = []
    for i, o in study.all(Objective).items():
        rows.append((i, o.direction, _source(o)))
    for i, c in study.all(Constraint).items():
        rows.append((i, f"{c.operator} {c.threshold:g} {c.units}".strip(), _source(c)))
    return table(("id", "goal", "measured by"), rows, title="Objectives and constraints")


def _source(item: Objective | Constraint) -> str:
    source = item.source
    return f"{source.extractor_id}.{source.output_key}" if source else "not connected"


def _import_history(office: Office, file: Path) -> Output:
    with file.open(encoding="utf-8") as lines:
        count = office.studies.store.import_lines(line.rstrip("\n") for line in lines)
    return says(f"Took in {count} new events of {file.name}.", {"events": count})


def _read_spec(file: Path) -> dict[str, Any]:
    try:
        spec = json.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise Refused("E012", f"There is no file {file}.") from error
    except ValueError as error:
        raise Refused("E011", f"{file.name} is not JSON: {error}.") from error
    if not isinstance(spec, dict):
        raise Refused("E011", f"{file.name} holds no JSON object.")
    return legacy_as_spec(spec) if is_legacy(spec) else spec


STUDY = study_app()
