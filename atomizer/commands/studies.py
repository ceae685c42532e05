"""The one door into the event store: give a command, read a study, read the log.

Commands that arrive together are committed together: whoever gets the turn first takes the write
lock, then decides everything that waits upon the newest state, and syncs once. So nothing ever
conflicts inside a process, and between processes the lock decides who goes first.
"""

import re
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import Any, cast
from uuid import uuid4

from atomizer.commands.base import Command, Context, RunnerCommand, there_is_no
from atomizer.commands.store import EventStore, Snapshot, Transaction
from atomizer.commands.streams import STUDY, Kind, kind_of, run_stream, study_stream
from atomizer.domain.events import Event
from atomizer.domain.fold import fold
from atomizer.domain.recorded import Author, Envelope, Recorded
from atomizer.domain.run import Run
from atomizer.domain.study import Study
from atomizer.domain.values import Refused

CACHED_STREAMS = 256
SNAPSHOT_EVERY = 1000
STUDY_ID = re.compile(r"(?!(con|prn|aux|nul|com\d|lpt\d)$)[a-z0-9][a-z0-9_-]{0,63}")
"""A folder name on every system; the first part keeps out the devices of Windows."""
RUNNER = Author(actor="runner", principal="runner", source="runner")


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How a command is delivered.

    Attributes:
        command_id: Names the command; a repeat returns the first answer. Made up if empty.
        group: Undo step it belongs to; the command itself if empty.
        expect: `kind/id` -> revision the sender saw; refused when somebody changed it since.
        expected_version: Version of the stream the sender saw; refused when there is another.
    """

    command_id: str = ""
    group: str = ""
    expect: Mapping[str, int] = field(default_factory=dict)
    expected_version: int | None = None
    correlation_id: str = ""
    causation_id: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a command: its events, and whether it had been answered before."""

    events: tuple[Recorded[Event], ...]
    repeated: bool = False

    @property
    def version(self) -> int | None:
        """The version of the stream afterwards; None when nothing changed."""
        return self.events[-1].version if self.events else None


@dataclass(frozen=True, slots=True)
class Head:
    """A stream folded up to a version."""

    version: int
    hash: str
    state: Any


@dataclass(slots=True)
class _Job:
    stream: str
    command: Command | RunnerCommand
    author: Author
    delivery: Delivery
    answer: Answer | None = None
    error: BaseException | None = None

    def settled(self) -> bool:
        return self.answer is not None or self.error is not None


class Studies:
    """All studies. Commands go in, events come out, nothing else changes a study."""

    def __init__(
        self, store: EventStore, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.store = store
        self._clock = clock
        self._heads: OrderedDict[str, Head] = OrderedDict()
        self._waiting: deque[_Job] = deque()
        self._turn = Lock()

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
        head = self._heads.get(stream) or self._load(stream)
        head = _forward(kind_of(stream), head, list(self.store.read(stream, head.version)))
        self._keep({stream: head})
        return head

    def _load(self, stream: str) -> Head:
        kind = kind_of(stream)
        saved = self.store.load_snapshot(stream, kind.schema)
        if saved is None:
            return Head(0, "", kind.initial)
        return Head(saved.version, saved.hash, kind.restore(saved.state))

    def _keep(self, heads: Mapping[str, Head]) -> None:
        for stream, head in heads.items():
            self._heads[stream] = head
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
        job = _Job(stream, command, author, delivery or Delivery())
        self._waiting.append(job)
        with self._turn:
            if not job.settled():
                self._commit([self._waiting.popleft() for _ in range(len(self._waiting))])
        if job.error is not None:
            raise job.error
        assert job.answer is not None, "a job is settled when its turn is over"
        return job.answer

    def _commit(self, jobs: Sequence[_Job]) -> None:
        heads: dict[str, Head] = {}
        try:
            with self.store.writing() as transaction:
                for job in jobs:
                    self._settle(job, transaction, heads)
        except BaseException as error:
            for job in jobs:
                job.answer, job.error = None, error
            raise
        self._snapshot(heads)
        self._keep(heads)

    def _settle(self, job: _Job, transaction: Transaction, heads: dict[str, Head]) -> None:
        """Decide one job inside the transaction; a refusal is its answer and rolls nothing back."""
        command_id = job.delivery.command_id
        if command_id and (known := transaction.answered(job.stream, command_id)):
            job.answer = Answer(tuple(known), repeated=True)
            return
        kind = kind_of(job.stream)
        head = heads.get(job.stream) or self._heads.get(job.stream) or self._load(job.stream)
        head = _forward(kind, head, transaction.records(job.stream, head.version))
        heads[job.stream] = head
        try:
            events = self._decide(job, head)
            new = transaction.append(job.stream, head.version, self._envelope(job), events)
        except Refused as refusal:
            job.error = refusal
            return
        heads[job.stream] = _forward(kind, head, new)
        job.answer = Answer(tuple(new))

    def _decide(self, job: _Job, head: Head) -> Sequence[Event]:
        _require_expected(job, head)
        if isinstance(job.command, RunnerCommand):
            return job.command.decide(head.state)
        study_id = job.stream.removeprefix(STUDY.prefix)
        if not head.version:
            self._require_creation(study_id, job.command)
        context = Context(
            principal=job.author.principal,
            past=lambda version: self.at(study_id, version),
            other=self.study,
            run=lambda run: self.run(study_id, run),
        )
        return job.command.decide(head.state, context)

    def _require_creation(self, study_id: str, command: Command) -> None:
        if not command.creates:
            raise there_is_no("study", study_id, self.ids(), "E010")
        if not STUDY_ID.fullmatch(study_id):
            text = f"{study_id!r} cannot be the id of a study, which names its folder."
            raise Refused("E042", text, "Use a-z, 0-9, _ and -, at most 64, a letter first.")

    def _envelope(self, job: _Job) -> Envelope:
        delivery, author = job.delivery, job.author
        command_id = delivery.command_id or uuid4().hex
        return Envelope(
            at=self._clock(),
            command_id=command_id,
            actor=author.actor,
            principal=author.principal,
            source=author.source,
            command=job.command.tool_name(),
            group=delivery.group or command_id,
            correlation_id=delivery.correlation_id,
            causation_id=delivery.causation_id,
        )

    def _snapshot(self, heads: Mapping[str, Head]) -> None:
        for stream, head in heads.items():
            before = self._heads.get(stream)
            since = before.version if before else 0
            if head.version // SNAPSHOT_EVERY > since // SNAPSHOT_EVERY:
                kind = kind_of(stream)
                state = kind.save(head.state)
                saved = Snapshot(stream, head.version, head.hash, kind.schema, state)
                self.store.save_snapshot(saved)


def _forward(kind: Kind, head: Head, records: Sequence[Recorded[Event]]) -> Head:
    if not records:
        return head
    return Head(records[-1].version, records[-1].hash, kind.fold(records, head.state))


def _require_expected(job: _Job, head: Head) -> None:
    wanted = job.delivery.expected_version
    if wanted is not None and wanted != head.version:
        text = f"The version is {head.version}, not {wanted}: somebody else was faster."
        raise Refused("E013", text, "Read it again, then decide.")
    if job.delivery.expect and isinstance(head.state, Study):
        revisions = head.state.revisions
        stale = [i for i, r in job.delivery.expect.items() if revisions.get(i, 0) != r]
        if stale:
            text = f"Changed since you saw it: {', '.join(stale)}."
            raise Refused("E013", text, "Look at it as it is now.", field=stale[0])
