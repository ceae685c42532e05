"""Taking back: a recorded inverse, re-based on the study as it is today."""

from collections import deque
from collections.abc import Mapping
from typing import Literal

from atomizer.domain.items import KINDS, LISTS, reference
from atomizer.domain.patch import Document, Draft, Maybe, Op, Patch, Path, look, same
from atomizer.domain.study import Step, Study, as_item
from atomizer.domain.values import Refused

OnConflict = Literal["reject", "keep", "force"]
UNDO_DEPTH = 200
"""Steps a principal can take back."""


class Stack:
    """The steps of every principal, the latest last, as events add and take them."""

    def __init__(self, steps: Mapping[str, tuple[Step, ...]]) -> None:
        self._frozen = steps
        self._open: dict[str, deque[Step]] = {}

    def of(self, who: str) -> deque[Step]:
        """The steps of one principal, to be changed."""
        if who not in self._open:
            self._open[who] = deque(self._frozen.get(who, ()), UNDO_DEPTH)
        return self._open[who]

    def frozen(self) -> dict[str, tuple[Step, ...]]:
        """The steps of every principal who has some."""
        steps = {**self._frozen, **{who: tuple(steps) for who, steps in self._open.items()}}
        return {who: its for who, its in steps.items() if its}


class Stacks:
    """What every principal can take back, and make again."""

    def __init__(
        self, undo: Mapping[str, tuple[Step, ...]], redo: Mapping[str, tuple[Step, ...]]
    ) -> None:
        self.undo, self.redo = Stack(undo), Stack(redo)

    def did(self, who: str, step: Step) -> None:
        """Somebody did something; what the same group did just before is one step with it."""
        steps = self.undo.of(who)
        if steps and steps[-1].group == step.group:
            step = Step(step.group, steps.pop().done + step.done)
        steps.append(step)
        self.redo.of(who).clear()

    def took_back(self, who: str, step: Step) -> None:
        """Somebody took the last step back, by the patch in `step`."""
        _drop_last(self.undo.of(who))
        self.redo.of(who).append(step)

    def made_again(self, who: str, step: Step) -> None:
        """Somebody made the last step again, by the patch in `step`."""
        _drop_last(self.redo.of(who))
        self.undo.of(who).append(step)


def _drop_last(steps: deque[Step]) -> None:
    if steps:
        steps.pop()


def rebase(study: Study, patch: Patch, on_conflict: OnConflict, mine: str = "") -> Patch:
    """A recorded inverse patch as it has to be applied today.

    An op whose cell no longer holds what the step left there, in value and owner, conflicts:
    `reject` refuses, `keep` leaves those cells alone, `force` writes them all the same. The ops
    that come back hold today's values as `before`, so taking *them* back restores the study
    exactly, in every mode. With `mine`, what belongs to another principal conflicts too.

    Raises:
        Refused: E013, with the conflicting cells; or references would hang in the air.
    """
    draft, ops, changed = Draft(study.document, study.owners), [], []
    for op in patch:
        today = draft.edit(op.path, op.after, op.by)
        foreign = not _is(today, op) or not _belongs(today.was, mine)
        if foreign:
            changed.append(op.path)
        if (foreign and on_conflict == "keep") or _is_idle(draft.document, today):
            continue
        ops.append(today)
        draft.apply((today,))
    if changed and on_conflict == "reject":
        raise _conflict(study, changed)
    require_references(draft.document)
    _require_sound(draft.document, {op.path[:2] for op in ops})
    return tuple(ops)


def require_references(document: Document, code: str = "E013") -> None:
    """Refuse a document in which an item refers to one that is not there."""
    for kind in LISTS:
        for item_id, cells in document.get(kind, {}).items():
            target = reference(cells)
            if target is not None and target not in document.get("extractor", {}):
                raise Refused(
                    code,
                    f"The {kind} {item_id!r} refers to extractor {target!r}, which would be gone.",
                    f"Disconnect or remove {item_id!r} first.",
                    field=f"{kind}/{item_id}/source",
                )


def _require_sound(document: Document, touched: set[Path]) -> None:
    """Refuse an item that would break its own rules, or have the id of another."""
    for kind, item_id in sorted(touched):
        cells = look(document, (kind, item_id))
        if not cells or kind not in KINDS:
            continue
        try:
            as_item(KINDS[kind], cells[0], item_id)
        except Refused as broken:
            text = f"It cannot be as it was beside what changed since. {broken.message}"
            raise Refused("E013", text, field=f"{kind}/{item_id}") from broken
        namesake = next((k for k in KINDS if k != kind and item_id in document.get(k, {})), None)
        if namesake:
            text = f"The id {item_id!r} is taken by the {namesake} that somebody added since."
            raise Refused("E013", text, field=f"{namesake}/{item_id}")


def _is(today: Op, recorded: Op) -> bool:
    return same(today.before, recorded.before) and today.was == recorded.was


def _belongs(owner: Maybe, principal: str) -> bool:
    """Whether all that stands there is the principal's; a forced redo puts back what is not."""
    if not owner or not principal:
        return True
    owners = owner[0].values() if isinstance(owner[0], dict) else owner
    return set(owners) <= {principal}


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
