"""Taking back: a recorded inverse, re-based on the study as it is today."""

from typing import Literal

from atomizer.domain.items import LISTS, reference
from atomizer.domain.patch import Document, Draft, Op, Patch, look, same
from atomizer.domain.study import Study
from atomizer.domain.values import Refused

OnConflict = Literal["reject", "keep", "force"]


def rebase(study: Study, patch: Patch, on_conflict: OnConflict) -> Patch:
    """A recorded inverse patch as it has to be applied today.

    An op whose cell no longer holds what the step left there, in value and owner, conflicts:
    `reject` refuses, `keep` leaves those cells alone, `force` writes them all the same. The ops
    that come back hold today's values as `before`, so taking *them* back restores the study
    exactly, in every mode.

    Raises:
        Refused: E013, with the conflicting cells; or references would hang in the air.
    """
    draft, ops, changed = Draft(study.document, study.owners), [], []
    for op in patch:
        today = draft.edit(op.path, op.after, op.by)
        foreign = not _is(today, op)
        if foreign:
            changed.append(op.path)
        if (foreign and on_conflict == "keep") or _is_idle(draft.document, today):
            continue
        ops.append(today)
        draft.apply((today,))
    if changed and on_conflict == "reject":
        raise _conflict(study, changed)
    require_references(draft.document)
    return tuple(ops)


def require_references(document: Document) -> None:
    """Refuse a document in which an item refers to one that is not there."""
    for kind in LISTS:
        for item_id, cells in document.get(kind, {}).items():
            target = reference(cells)
            if target is not None and target not in document.get("extractor", {}):
                raise Refused(
                    "E013",
                    f"The {kind} {item_id!r} refers to extractor {target!r}, which would be gone.",
                    f"Disconnect or remove {item_id!r} first.",
                    field=f"{kind}/{item_id}/source",
                )


def _is(today: Op, recorded: Op) -> bool:
    return same(today.before, recorded.before) and today.was == recorded.was


def _is_idle(document: Document, op: Op) -> bool:
    homeless = len(op.path) == 3 and not look(document, op.path[:2])
    return homeless or (same(op.before, op.after) and op.was == op.by)


def _conflict(study: Study, paths: list[tuple[str, ...]]) -> Refused:
    cells = ", ".join("/".join(path) for path in paths)
    owner = look(study.owners, paths[0])
    by = f" by {owner[0]}" if owner and isinstance(owner[0], str) else ""
    return Refused(
        "E013",
        f"Changed since{by}: {cells}.",
        "Use on_conflict 'keep' to take back only what is still yours, or 'force' for all of it.",
        field=cells,
    )
