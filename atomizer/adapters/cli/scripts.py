"""`allow`: the human's word that a measuring script may run on this machine."""

import json
from pathlib import Path

from rich.console import Console
from rich.prompt import Confirm
from rich.syntax import Syntax

from atomizer.adapters.cli.office import Office
from atomizer.adapters.cli.output import Output, says
from atomizer.domain.values import Refused
from atomizer.engine.files import existing
from atomizer.engine.scripts import AllowedScripts
from atomizer.engine.scripts.walls import walls


def allow(study: str, file: str, *, yes: bool = False) -> Output:
    """Show a script of a study's folder and allow exactly this content to run here.

    Args:
        study: Its id or folder.
        file: The script, inside the study's folder.
        yes: Do not ask: you have read it.
    """
    with Office.open() as office:
        study_id = office.find(study)
        source = _text(existing(office.folder(study_id), file))
    _ask(source, yes=yes)
    sha256 = AllowedScripts(office.workspace.scripts).allow(source)
    config = {
        "file": file,
        "sha256": sha256,
        "outputs": {"NAME": {"unit_kind": "...", "description": "..."}},
    }
    text = (
        f"Allowed {file}, {sha256}. It runs behind: {walls()}.\nMeasure with it:\n"
        f"  atomizer do {study_id} add-extractor --name NAME --type script "
        f"--config '{json.dumps(config)}'"
    )
    return says(text, {"file": file, "sha256": sha256, "walls": walls()})


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Refused("E011", f"{path.name} is not text in UTF-8: {error}.") from error


def _ask(source: str, *, yes: bool) -> None:
    """Show the script and take no for an answer."""
    if yes:
        return
    console = Console(stderr=True)
    console.print(Syntax(source, "python", line_numbers=True))
    if not console.is_terminal:
        raise Refused("E042", "Nobody is here to read the script.", "Read it, then say --yes.")
    if not Confirm.ask("May this run on this machine?", console=console, default=False):
        raise Refused("E042", "The script was not allowed.")
