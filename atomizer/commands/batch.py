"""Commands that are decided and recorded in one transaction, each upon the newest state."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from atomizer.commands.base import Command, Context, RunnerCommand, there_is_no
from atomizer.commands.delivery import Answer, Job
from atomizer.commands.store import Transaction
from atomizer.commands.streams import STUDY, Kind, kind_of, run_stream, study_stream
from atomizer.domain.events import Event
from atomizer.domain.fold import fold
from atomizer.domain.recorded import Envelope, Recorded
from atomizer.domain.study import Study
from atomizer.domain.values import Refused

STUDY_ID = re.compile(r"(?!(con|prn|aux|nul|com\d|lpt\d)$)[a-z0-9][a-z0-9_-]{0,63}")
"""A folder name on every system; the first part keeps out the devices of Windows."""


@dataclass(frozen=True, slots=True)
class Head:
    """A stream folded up to a version."""

    version: int
    hash: str
    state: Any


def forward(kind: Kind, head: Head, records: Sequence[Recorded[Event]]) -> Head:
    """A head with more of its stream folded."""
    if not records:
        return head
    return Head(records[-1].version, records[-1].hash, kind.fold(records, head.state))


class Batch:
    """The commands of one commit. What one of them records, the next one already sees.

    Attributes:
        heads: The streams that were looked at, as they will be when the transaction is committed.
    """

    def __init__(
        self,
        transaction: Transaction,
        known: Callable[[str], Head],
        ids: Callable[[], list[str]],
        clock: Callable[[], datetime],
    ) -> None:
        self._transaction, self._known, self._ids, self._clock = transaction, known, ids, clock
        self.heads: dict[str, Head] = {}

    def settle(self, job: Job) -> None:
        """Decide one job and record what follows; a refusal is its own and rolls nothing back."""
        command_id = job.delivery.command_id
        if command_id and (known := self._transaction.answered(job.stream, command_id)):
            job.answer = Answer(tuple(known), repeated=True)
            return
        head = self._head(job.stream)
        try:
            events = self._decide(job, head)
        except Exception as error:  # noqa: BLE001  # flies on in its sender's thread, not beside it
            job.error = error
            return
        self._record(job, head, events)

    def _record(self, job: Job, head: Head, events: Sequence[Event]) -> None:
        try:
            new = self._transaction.append(job.stream, head.version, self._envelope(job), events)
        except Refused as refusal:
            job.error = refusal
            return
        self.heads[job.stream] = forward(kind_of(job.stream), head, new)
        job.answer = Answer(tuple(new))

    def _head(self, stream: str) -> Head:
        if stream not in self.heads:
            head = self._known(stream)
            records = self._transaction.records(stream, head.version)
            self.heads[stream] = forward(kind_of(stream), head, records)
        return self.heads[stream]

    def _decide(self, job: Job, head: Head) -> Sequence[Event]:
        _require_expected(job, head)
        if isinstance(job.command, RunnerCommand):
            return job.command.decide(head.state)
        study_id = job.stream.removeprefix(STUDY.prefix)
        if not head.version:
            self._require_creation(study_id, job.command)
        context = Context(
            principal=job.author.principal,
            past=lambda version: self._past(job.stream, version),
            other=self._other,
            run=lambda run: self._head(run_stream(study_id, run)).state,
        )
        return job.command.decide(head.state, context)

    def _past(self, stream: str, version: int) -> Study:
        records = self._transaction.records(stream)
        return fold(record for record in records if record.version <= version)

    def _other(self, study_id: str) -> Study:
        head = self._head(study_stream(study_id))
        if not head.version:
            raise there_is_no("study", study_id, self._ids(), "E010")
        study: Study = head.state
        return study

    def _require_creation(self, study_id: str, command: Command) -> None:
        if not command.creates:
            raise there_is_no("study", study_id, self._ids(), "E010")
        if not STUDY_ID.fullmatch(study_id):
            text = f"{study_id!r} cannot be the id of a study, which names its folder."
            raise Refused(
                "E042", text, "Use a-z, 0-9, _ and -, at most 64, a letter or digit first."
            )

    def _envelope(self, job: Job) -> Envelope:
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


def _require_expected(job: Job, head: Head) -> None:
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
