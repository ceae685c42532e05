"""The one door into the event store: give a command, read a study, read the log.

Commands that arrive together are committed together: whoever gets the turn first takes the write
lock, then decides everything that waits upon the newest state, and syncs once. So nothing ever
conflicts inside a process, and between processes the lock decides who goes first.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from threading import Lock
from typing import cast

from atomizer.commands.base import Command, RunnerCommand, there_is_no
from atomizer.commands.batch import STUDY_ID, Batch, Head, forward
from atomizer.commands.delivery import Answer, Delivery, Job
from atomizer.commands.store import EventStore, Snapshot, StoreUnavailable, Turns
from atomizer.commands.streams import STUDY, kind_of, run_stream, study_stream
from atomizer.domain.events import Event
from atomizer.domain.fold import fold
from atomizer.domain.recorded import Author, Recorded
from atomizer.domain.run import Run
from atomizer.domain.study import Study
from atomizer.domain.values import Refused

__all__ = ["RUNNER", "STUDY_ID", "Answer", "Delivery", "Studies"]
CACHED_STREAMS = 256
SNAPSHOT_EVERY = 1000
RUNNER = Author(actor="runner", principal="runner", source="runner")


class Studies:
    """All studies. Commands go in, events come out, nothing else changes a study."""

    def __init__(
        self, store: EventStore, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.store = store
        self._clock = clock
        self._heads: OrderedDict[str, Head] = OrderedDict()
        self._turns = Turns(self._commit)
        self._tidying = Lock()

    def handle(
        self,
        study_id: str,
        command: Command,
        author: Author | None = None,
        delivery: Delivery | None = None,
    ) -> Answer:
        """Decide a command upon a study and record what follows; committed when it returns.

        Raises:
            Refused: the study says no, or somebody changed what was expected (E013).
        """
        return self._submit(study_stream(study_id), command, author or Author(), delivery)

    def report(
        self, run: tuple[str, str], command: RunnerCommand, delivery: Delivery | None = None
    ) -> Answer:
        """Record what the runner says about the trials of a run, named (study id, run id)."""
        return self._submit(run_stream(*run), command, RUNNER, delivery)

    def study(self, study_id: str) -> Study:
        """A study as it is now.

        Raises:
            Refused: E010, with the nearest id there is.
        """
        study = cast(Study, self._newest(study_stream(study_id)).state)
        if not study.version:
            raise there_is_no("study", study_id, self.ids(), "E010")
        return study

    def at(self, study_id: str, version: int) -> Study:
        """A study as it was at a version."""
        now = self.study(study_id)
        if not 1 <= version <= now.version:
            text = f"{study_id} has versions 1 to {now.version}, not {version}."
            raise Refused("E011", text, field="version")
        return fold(self.store.read(study_stream(study_id), up_to=version))

    def at_time(self, study_id: str, when: datetime) -> Study:
        """A study as it was at a moment; refuses one before it was created."""
        history = self.store.read(study_stream(study_id))
        study = fold(r for r in history if r.envelope.at <= when)
        if not study.version:
            raise Refused("E010", f"There is no study {study_id!r} at {when.isoformat()}.")
        return study

    def run(self, study_id: str, run: str) -> Run:
        """The trials of a run."""
        return cast(Run, self._newest(run_stream(study_id, run)).state)

    def ids(self) -> list[str]:
        """The ids of all studies, sorted."""
        return [stream.removeprefix(STUDY.prefix) for stream in self.store.streams(STUDY.prefix)]

    def history(self, study_id: str, after: int = 0) -> list[Recorded[Event]]:
        """The events of a study after a version, oldest first."""
        self.study(study_id)
        return list(self.store.read(study_stream(study_id), after))

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()

    def _newest(self, stream: str) -> Head:
        head = self._known(stream)
        head = forward(kind_of(stream), head, list(self.store.read(stream, head.version)))
        self._keep({stream: head})
        return head

    def _known(self, stream: str) -> Head:
        return self._heads.get(stream) or self._load(stream)

    def _load(self, stream: str) -> Head:
        kind = kind_of(stream)
        saved = self.store.load_snapshot(stream, kind.schema)
        if saved is None:
            return Head(0, "", kind.initial)
        return Head(saved.version, saved.hash, kind.restore(saved.state))

    def _keep(self, heads: Mapping[str, Head]) -> None:
        with self._tidying:
            for stream in (stream for stream, head in heads.items() if head.version):
                self._heads[stream] = heads[stream]
                self._heads.move_to_end(stream)
            while len(self._heads) > CACHED_STREAMS:
                self._heads.popitem(last=False)

    def _submit(
        self,
        stream: str,
        command: Command | RunnerCommand,
        author: Author,
        delivery: Delivery | None,
    ) -> Answer:
        job = Job(stream, command, author, delivery or Delivery())
        self._turns.take(job)
        if job.error is not None:
            raise job.error
        assert job.answer is not None, "a job is settled when its turn is over"
        return job.answer

    def _commit(self, jobs: Sequence[Job]) -> None:
        try:
            with self.store.writing() as transaction:
                batch = Batch(transaction, self._known, self.ids, self._clock)
                for job in jobs:
                    batch.settle(job)
        except BaseException as error:
            for job in jobs:
                job.answer, job.error = None, error
            raise
        self._snapshot(batch.heads)
        self._keep(batch.heads)

    def _snapshot(self, heads: Mapping[str, Head]) -> None:
        for stream, head in heads.items():
            before = self._heads.get(stream)
            since = before.version if before else 0
            if head.version // SNAPSHOT_EVERY > since // SNAPSHOT_EVERY:
                kind = kind_of(stream)
                state = kind.save(head.state)
                saved = Snapshot(stream, head.version, head.hash, kind.schema, state)
                with suppress(StoreUnavailable):  # it only saves time; the commands are committed
                    self.store.save_snapshot(saved)
