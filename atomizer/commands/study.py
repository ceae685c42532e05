"""Commands about the study itself: create, clone, rename, archive."""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from atomizer.commands.base import Command, Context
from atomizer.commands.items import change
from atomizer.domain.events import Event, ItemAdded, StudyCreated
from atomizer.domain.items import Meta, Name
from atomizer.domain.spec import plain
from atomizer.domain.study import Study
from atomizer.domain.values import Refused, StudyId

Category = Annotated[
    str,
    Field(
        pattern=r"^([a-z0-9][a-z0-9_-]{0,63})?$",
        description="Folder below studies/ that the study's own folder lies in; fixed.",
    ),
]


class CreateStudy(Command):
    """Create a study: its folder, its spec and its history."""

    creates: ClassVar[bool] = True
    name: Name
    description: str = ""
    category: Category = ""
    tags: tuple[str, ...] = ()

    def decide(self, study: Study, context: Context) -> Sequence[Event]:
        """Refuse to create a study twice."""
        _require_new(study)
        meta = Meta(name=self.name, description=self.description, tags=self.tags)
        return [StudyCreated(meta=plain(meta), category=self.category)]


class CloneStudy(Command):
    """Create a study as a copy of another one as it is now, without its runs and history."""

    creates: ClassVar[bool] = True
    source: Annotated[StudyId, Field(description="Id of the study that is copied.")]
    name: Name
    category: Category = ""

    def decide(self, study: Study, context: Context) -> Sequence[Event]:
        """Refuse a source that does not exist, and to create a study twice."""
        _require_new(study)
        source = context.other(self.source)
        meta = source.document["meta"]["meta"] | {"name": self.name, "archived": False}
        created = StudyCreated(meta=meta, category=self.category, cloned_from=source.id)
        copies = [
            ItemAdded(kind=kind, id=i, values=cells)
            for kind, items in source.document.items()
            if kind not in ("meta", "node")
            for i, cells in items.items()
        ]
        return [created, *copies]


class RenameStudy(Command):
    """Give the study another name; its id and its folder stay."""

    name: Name

    def decide(self, study: Study, context: Context) -> Sequence[Event]:
        """Say nothing when it has that name."""
        return change(study, "meta", "meta", {"name": self.name})


class ArchiveStudy(Command):
    """Put the study out of sight, or back; nothing is deleted."""

    archived: Annotated[bool, Field(description="True to hide it, false to bring it back.")] = True

    def decide(self, study: Study, context: Context) -> Sequence[Event]:
        """Refuse while a run is active."""
        if self.archived and (run := study.active_run):
            raise Refused("E020", f"{run.started.run} is {run.status}.", "Stop it first.")
        return change(study, "meta", "meta", {"archived": self.archived})


def _require_new(study: Study) -> None:
    if study.version:
        name = study.document["meta"]["meta"]["name"]
        raise Refused("E013", f"A study {study.id!r} exists already: {name!r}.", "Choose another.")
