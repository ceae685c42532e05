"""Who reads results for the server: a few warm processes, started by the first request."""

from threading import Lock
from typing import TYPE_CHECKING

from atomizer.adapters.web.answers import Denied
from atomizer.engine.fields.asking import FieldsJob, Shown
from atomizer.projections import results

if TYPE_CHECKING:
    from atomizer.engine.readers import Readers

WORKERS = 2
"""Results that are read at the same time; others wait."""
SECONDS = 60.0
"""A result that takes longer is ended: somebody waits for it, and others wait behind."""
PATIENCE = 30.0
"""Seconds a request waits for its turn."""


class WarmReader:
    """Reads fields of results; to be closed when the server stops, and used again if it starts."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._readers: Readers | None = None
        self._lock, self._patience = Lock(), patience

    def __call__(self, job: FieldsJob) -> Shown:
        """The fields of a result.

        Raises:
            SolveFailed: the files cannot be read, or there is nothing to draw.
            Denied: 503, all workers are busy.
        """
        from atomizer.engine.readers import Busy  # what reads results takes a second to import
        from atomizer.engine.tasks import SHOW_FIELDS

        try:
            return self._started().call(SHOW_FIELDS, job, SECONDS, self._patience)
        except Busy:
            text = f"{WORKERS} results are being read, and none of them is done yet."
            raise Denied(503, "E041", text, "Try again later.", 5) from None

    def close(self) -> None:
        """End the processes."""
        with self._lock:
            readers, self._readers = self._readers, None
        if readers:
            readers.close()

    def _started(self) -> "Readers":
        from atomizer.engine.readers import Readers

        with self._lock:
            self._readers = self._readers or Readers(WORKERS, results.MEMORY)
            return self._readers
