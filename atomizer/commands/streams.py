"""The kinds of streams the log holds, and the state that each folds into."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import TypeAdapter

from atomizer.domain.events import Event
from atomizer.domain.fold import fold
from atomizer.domain.recorded import Recorded
from atomizer.domain.run import Run, fold_run
from atomizer.domain.study import Study


@dataclass(frozen=True)
class Kind:
    """A kind of stream: how it is called and what its events fold into."""

    prefix: str
    initial: Any
    fold: Callable[[Iterable[Recorded[Event]], Any], Any]
    adapter: TypeAdapter[Any]

    @cached_property
    def schema(self) -> str:
        """Digest of the state's shape; a snapshot of another shape is not used."""
        shape = repr(self.adapter.json_schema(mode="serialization"))
        return hashlib.sha256(shape.encode()).hexdigest()[:16]

    def save(self, state: Any) -> bytes:
        """A state as JSON."""
        return self.adapter.dump_json(state)

    def restore(self, saved: bytes) -> Any:
        """A state from JSON."""
        return self.adapter.validate_json(saved)


STUDY = Kind("study-", Study(), fold, TypeAdapter(Study))
RUN = Kind("run-", Run(), fold_run, TypeAdapter(Run))


def kind_of(stream: str) -> Kind:
    """The kind of a stream by its name."""
    for kind in (STUDY, RUN):
        if stream.startswith(kind.prefix):
            return kind
    raise LookupError(f"No kind of stream is called {stream!r}.")


def study_stream(study_id: str) -> str:
    """`bracket` -> `study-bracket`."""
    return f"{STUDY.prefix}{study_id}"


def run_stream(study_id: str, run: str) -> str:
    """`bracket`, `run-1` -> `run-bracket.1`; a study id holds no dot."""
    return f"{RUN.prefix}{study_id}.{run.removeprefix('run-')}"
