"""A design of an NX model: which model, with which expressions, as one small file.

The parts are not written into it: they are copied when the design is solved, and only then. The
SHA-256 of each part stands in the file, so that the file alone says what is solved.
"""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from atomizer.domain.values import Value
from atomizer.engine.deck import DeckRejected, canonical_design
from atomizer.engine.files import sha256

DESIGN = "design.nx.json"
SIMULATION = ".sim"
PARTS = (SIMULATION, ".fem", ".afm", ".prt")
"""The files of a model: simulation, mesh, mesh of an assembly, part or idealized part."""


class NxDesign(Value):
    """A design.

    Attributes:
        model: The simulation, relative to the folder of the design.
        files: Every part beside the simulation, by name, with its SHA-256.
        parameters: Names of expressions and the values they get.
    """

    model: str
    files: dict[str, str]
    parameters: dict[str, float | str] = {}


def is_nx(path: Path) -> bool:
    """Whether a file is part of an NX model."""
    return path.suffix.lower() in PARTS


def write_nx_design(sim: Path, parameters: Mapping[str, float | str], folder: Path) -> Path:
    """Write the design of a model; equal designs give equal bytes.

    Raises:
        DeckRejected: it is no simulation, or a number is not finite; nothing is written then.
    """
    design = design_of(sim, parameters, folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DESIGN).write_text(design.model_dump_json(indent=1), encoding="utf-8")
    return folder / DESIGN


def design_of(sim: Path, parameters: Mapping[str, float | str], folder: Path) -> NxDesign:
    """The design of a model for a folder.

    Raises:
        DeckRejected: it is no simulation, or a number is not finite.
    """
    if sim.suffix.lower() != SIMULATION:
        hint = "Name the .sim that belongs to it: it says what is solved."
        raise DeckRejected(f"{sim.name} is no simulation of NX.", hint=hint)
    return NxDesign(
        model=_relative(sim, folder),
        files={path.name: sha256(path) for path in _parts(sim)},
        parameters=canonical_design(parameters),
    )


def read_nx_design(path: Path) -> NxDesign:
    """A design from its file.

    Raises:
        DeckRejected: the file is no design.
    """
    try:
        return NxDesign.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise DeckRejected(f"{path.name} is no design of an NX model.") from error


def copy_model(design: NxDesign, folder: Path, work: Path) -> Path:
    """Copy the parts of a design to a folder to work in; returns the simulation there.

    Args:
        design: What is copied.
        folder: Where the design lies.
        work: Where to copy to.

    Raises:
        DeckRejected: a part is gone or is another one since the design was written.
    """
    sim = folder / design.model
    for name, digest in design.files.items():
        try:
            shutil.copyfile(sim.parent / name, work / name)
        except FileNotFoundError as error:
            raise DeckRejected(f"{name} is gone.", hint="Put it back, or start anew.") from error
        if sha256(work / name) != digest:
            hint = "Start a new run, which takes the model as it is now."
            raise DeckRejected(f"{name} was changed while the run was on.", hint=hint)
    return work / sim.name


def _parts(sim: Path) -> list[Path]:
    return sorted(path for path in sim.parent.iterdir() if path.is_file() and is_nx(path))


def _relative(sim: Path, folder: Path) -> str:
    """The way from a folder to a file; the whole path where Windows has no way."""
    try:
        return Path(os.path.relpath(sim, folder)).as_posix()
    except ValueError:
        return sim.as_posix()
