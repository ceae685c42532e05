"""`history`, `at`, `diff`, `replay`: a study as it was, and how it came to be."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from atomizer.adapters.cli.office import Office, read_commands
from atomizer.adapters.cli.output import Output, says, table
from atomizer.commands.history import difference
from atomizer.commands.streams import STUDY
from atomizer.domain.fold import fold
from atomizer.domain.patch import Op
from atomizer.domain.spec import as_spec
from atomizer.domain.study import Study
from atomizer.domain.values import Refused
from atomizer.projections.history import sentence


def history(study: str, *, last: int = 50) -> Output:
    """Who changed what, when and through which door; the latest last."""
    with Office.open() as office:
        study_id = office.find(study)
        now = office.studies.study(study_id)
        records = office.studies.history(study_id)[-max(last, 1) :]
    rows = [
        {
            "version": r.version,
            "at": r.envelope.at.isoformat(timespec="seconds"),
            "actor": r.envelope.actor,
            "source": r.envelope.source,
            "command": r.envelope.command,
            "type": r.event.type,
            "sentence": sentence(r, now),
        }
        for r in records
    ]
    columns = ("version", "at", "sentence")
    return Output(rows, lambda c: c.print(table(columns, [[r[k] for k in columns] for r in rows])))


def at(study: str, version: str) -> Output:
    """The spec as it was at a version, a label, or a moment (2026-05-01T12:00)."""
    with Office.open() as office:
        spec = as_spec(_as_of(office, office.find(study), version))
    return Output(spec, lambda console: console.print_json(json.dumps(spec)))


def diff(study: str, a: str, b: str = "") -> Output:
    """What differs between two versions, labels or moments; the second is now by default."""
    with Office.open() as office:
        study_id = office.find(study)
        old = _as_of(office, study_id, a)
        new = _as_of(office, study_id, b) if b else office.studies.study(study_id)
    changes = [change for op in difference(old, new, "") for change in _cells(op)]
    if not changes:
        return says("Nothing differs.", [])
    columns = ("cell", "before", "after")
    rows = [[_text(change[key]) for key in columns] for change in changes]
    return Output(changes, lambda console: console.print(table(columns, rows)))


def replay(file: Path, *, study_id: str = "") -> Output:
    """Replay a file of commands into a new study, or check an exported history by folding it."""
    first = _first_line(file)
    with Office.open() as office:
        if "command" in first:
            new_id = office.build(file, study_id)
            study = office.studies.study(new_id)
            count = sum(1 for _ in read_commands(file))
            text = f"Replayed {count} commands as {new_id}, now at version {study.version}."
            return says(text, {"study": new_id, "commands": count, "version": study.version})
        count = office.studies.store.import_lines(file.read_text(encoding="utf-8").splitlines())
        return _checked(office, file, count)


def _checked(office: Office, file: Path, count: int) -> Output:
    """Fold every study of the log from its first event and compare with what is served."""
    different = [
        study_id
        for study_id in office.studies.ids()
        if as_spec(fold(office.studies.store.read(f"{STUDY.prefix}{study_id}")))
        != as_spec(office.studies.study(study_id))
    ]
    if different:
        raise Refused("E011", f"The replay of {', '.join(different)} differs from what is served.")
    text = f"Took in {count} new events of {file.name}; every study replays to what is served."
    return says(text, {"events": count, "studies": office.studies.ids()})


def _as_of(office: Office, study_id: str, moment: str) -> Study:
    study = office.studies.study(study_id)
    if moment in study.labels:
        return office.studies.at(study_id, study.labels[moment])
    if moment.isdigit():
        return office.studies.at(study_id, int(moment))
    try:
        when = datetime.fromisoformat(moment).astimezone()
    except ValueError as error:
        known = ", ".join(study.labels) or "none"
        text = f"{moment!r} is no version (1 to {study.version}), label ({known}) or moment."
        raise Refused("E011", text, "A moment is written 2026-05-01T12:00.") from error
    return office.studies.at_time(study_id, when)


def _cells(op: Op) -> list[dict[str, Any]]:
    """A change of a whole item as the changes of its fields, where it was there before."""
    path = "/".join(op.path)
    if not (op.before and op.after and isinstance(op.before[0], dict)):
        before, after = (dict(enumerate(side)).get(0) for side in (op.before, op.after))
        return [{"cell": path, "before": before, "after": after}]
    old, new = op.before[0], op.after[0]
    return [
        {"cell": f"{path}/{field}", "before": old.get(field), "after": new.get(field)}
        for field in dict.fromkeys([*old, *new])
        if old.get(field) != new.get(field)
    ]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else json.dumps(value)


def _first_line(file: Path) -> dict[str, Any]:
    if not file.is_file():
        raise Refused("E012", f"There is no file {file}.", "Name a .jsonl file.")
    with file.open(encoding="utf-8") as lines:
        line = next((text for text in lines if text.strip()), "")
    try:
        first = json.loads(line)
    except ValueError as error:
        raise Refused("E011", f"{file.name} is not JSONL: {error}.") from error
    return first if isinstance(first, dict) else {}
