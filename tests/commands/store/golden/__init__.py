"""Histories as they were written by each release, and the digest of what they fold to."""

from hashlib import blake2b
from pathlib import Path

from atomizer.commands.store import EventStore
from atomizer.commands.store.canonical import canonical
from atomizer.domain.fold import fold
from atomizer.domain.run import fold_run

FOLDER = Path(__file__).parent
DIGESTS = {"v1": "1cb3c13b6979afd78fde1abbbc70ebff"}


def digest(store: EventStore) -> str:
    """What all events say, and what the studies and runs are that they fold to."""
    seal = blake2b(digest_size=16)
    for recorded in store.log(limit=1_000_000):
        told = recorded.envelope.model_dump(mode="json"), recorded.event.model_dump(mode="json")
        seal.update(canonical(told))
    for stream in store.streams("study-"):
        study = fold(store.read(stream))
        seal.update(canonical((study.version, study.spec_version, study.document)))
    for stream in store.streams("run-"):
        trials = fold_run(store.read(stream)).trials.values()
        seal.update(canonical([(trial.number, trial.state) for trial in trials]))
    return seal.hexdigest()
