"""Where what a call writes goes: into a folder or a file that is named, never over another kind."""

from pathlib import Path

from atomizer.domain.values import Refused


def target_of(output: Path | None, default: Path) -> Path:
    """The file that is written, as a whole path; its folder is made.

    Args:
        output: What the user names: a file, or a folder; a name without an ending is a folder.
        default: The file when nobody names one; in a folder its name, and its ending always.

    Raises:
        Refused: E011, the file that is named has another ending: it may be the user's deck.
    """
    target = output or default
    if target.is_dir() or not target.suffix:
        target = target / default.name
    if target.suffix.lower() != default.suffix.lower():
        text = f"{target.name} is not the name of a file of {default.suffix}."
        raise Refused("E011", text, f"Name a folder, or a file that ends in {default.suffix}.")
    if target.is_dir():
        raise Refused("E011", f"{target} is a folder.", "Name another file, or move it away.")
    target.parent.mkdir(parents=True, exist_ok=True)
    return target.resolve()
