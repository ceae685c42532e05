"""Runners on duty: whatever door starts a run, somebody is there to work it off."""

import logging
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from threading import Event as Flag
from threading import Thread

from atomizer.commands.streams import STUDY
from atomizer.commands.studies import Studies
from atomizer.domain.events import RunResumed, RunStarted, TrialsRetried
from atomizer.domain.values import Refused
from atomizer.projections.runner import Runner

BEGINNINGS = (RunStarted.type, RunResumed.type, TrialsRetried.type)
"""What calls for a runner."""
PATIENCE = 0.5
"""Seconds between looks at whether to stop."""
logger = logging.getLogger("atomizer.runner")


class Duty:
    """Follows the log and works off every run that is active, each in a thread of its own.

    Args:
        studies: Where runs are started.
        hire: Makes a runner with a pool of its own, to be let go when its run has ended.
    """

    def __init__(
        self, studies: Studies, hire: Callable[[], AbstractContextManager[Runner]]
    ) -> None:
        self._studies, self._hire = studies, hire
        self._at_work: dict[str, Thread] = {}

    def follow(self, stop: Flag) -> None:
        """Be on duty until `stop` is set; returns when all runners have left."""
        position = self._studies.store.head()
        self._call_for(self._studies.ids(), stop)
        while not stop.is_set():
            if self._studies.store.wait(position, PATIENCE):
                news = self._studies.store.log(position, types=BEGINNINGS)
                head = self._studies.store.head()
                position = news[-1].position if news else max(position, head)
                self._call_for((r.stream.removeprefix(STUDY.prefix) for r in news), stop)
        for thread in self._at_work.values():
            thread.join()

    def _call_for(self, studies: Iterable[str], stop: Flag) -> None:
        for study_id in studies:
            thread = self._at_work.get(study_id)
            idle = thread is None or not thread.is_alive()
            if idle and self._studies.study(study_id).active_run:
                thread = Thread(target=self._work, args=(study_id, stop), name=f"run {study_id}")
                self._at_work[study_id] = thread
                thread.start()

    def _work(self, study_id: str, stop: Flag) -> None:
        try:
            with self._hire() as runner:
                runner.work(study_id, stop=stop)
        except Refused as refusal:
            logger.warning("The run of %s is not worked off: %s", study_id, refusal)
