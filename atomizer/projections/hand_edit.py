"""What a person saved into a spec file, as a command upon the study it shows."""

import json
from collections.abc import Mapping
from typing import Any

from atomizer.commands.spec import EditSpec
from atomizer.commands.studies import Delivery, Studies
from atomizer.domain.recorded import Author
from atomizer.domain.study import Study
from atomizer.domain.values import Json, Refused, StudyId
from atomizer.projections.merge import three_way

MAX_BYTES = 4 * 1024 * 1024
TRIES = 20
"""How often an edit is made again because somebody was faster."""


def read_hand_edit(text: bytes) -> Json:
    """The object that a saved file holds; a byte order mark and any line ends are fine.

    Raises:
        Refused: E011 with line and column, E041 when it is too large.
    """
    if len(text) > MAX_BYTES:
        raise Refused("E041", f"The file has {len(text)} bytes; at most {MAX_BYTES} are read.")
    try:
        found = json.loads(
            text.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_finite
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Refused("E011", f"The file is not valid JSON: {error.msg}, {where}.") from error
    except UnicodeDecodeError as error:
        text_ = f"The file is not UTF-8: byte {error.start} is {error.object[error.start]:#04x}."
        raise Refused("E011", text_, "Save it as UTF-8.") from error
    except RecursionError as error:
        raise Refused("E041", "The file is nested too deeply.") from error
    if not isinstance(found, dict):
        raise Refused("E011", "The file holds no JSON object.", "A spec begins with {.")
    return found


def take_in(
    studies: Studies, study: StudyId, spec: Json, author: Author, written: int | None
) -> None:
    """Edit a study as a file says; one undo step, or nothing when nothing differs.

    Args:
        studies: The door.
        study: Whose file it is.
        spec: What the file says.
        author: On whose behalf.
        written: The version that was last written into the file, if that is known.

    Raises:
        Refused: the study says no, or somebody else changed the same cells meanwhile.
    """
    for _ in range(TRIES):
        now = studies.study(study)
        wanted = EditSpec(spec=three_way(_shown(studies, now, spec, written), now, spec))
        try:
            studies.handle(study, wanted, author, Delivery(expected_version=now.version))
        except Refused:
            if studies.study(study).version == now.version:
                raise
        else:
            return
    raise Refused("E013", "The study changes too fast to take the file in.", "Save it again.")


def _shown(studies: Studies, now: Study, spec: Json, written: int | None) -> Study:
    """The study as the file showed it when the hand began."""
    shown = studies.at(now.id, written) if written and written <= now.version else now
    said = _spec_version(spec)
    if said is None or said == shown.spec_version:
        return shown
    if said > now.spec_version:
        text = f"The file is of spec version {said}, the study is at {now.spec_version}."
        raise Refused("E013", text, "It belongs to another history: import it as a new study.")
    return studies.at(now.id, _last_version(studies, now, said))


def _spec_version(spec: Mapping[str, Any]) -> int | None:
    meta = spec.get("meta")
    said = meta.get("spec_version") if isinstance(meta, Mapping) else None
    return said if isinstance(said, int) and not isinstance(said, bool) and said > 0 else None


def _last_version(studies: Studies, now: Study, spec_version: int) -> int:
    """The last version of that spec version: both only grow."""
    low, high = 1, now.version
    while low < high:
        middle = (low + high + 1) // 2
        if studies.at(now.id, middle).spec_version <= spec_version:
            low = middle
        else:
            high = middle - 1
    return low


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Refused("E011", f"The key {twice!r} stands twice in one object.", field=twice)
    return table


def _finite(word: str) -> float:
    raise Refused("E011", f"{word} is not a number that JSON has.", "Numbers must be finite.")
