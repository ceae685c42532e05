"""Whether everything is as it was written: chains, versions, positions, receipts, file."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from atomizer.commands.store.codec import Codec, body_of, seal, sealed
from atomizer.commands.store.port import (
    Fault,
    Frame,
    Head,
    StoreUnavailable,
    Unreadable,
    Verdict,
)
from atomizer.commands.store.rows import EVERYTHING, Storage

PAGE = 256


def audit(storage: Storage, streams: Collection[str] = ()) -> Verdict:
    """Walk the chains of these streams; without names all of them, and the store itself."""
    try:
        names = streams or storage.streams()
        walks = [_walk(storage, name) for name in names]
        faults = [fault for _, found in walks for fault in found]
        events = sum(count for count, _ in walks)
        if not streams:
            faults += _whole(storage, None if faults else events)
    except StoreUnavailable as error:
        return Verdict(0, 0, (Fault("", 0, str(error)),))
    return Verdict(events, len(names), tuple(faults))


def wrong(codec: Codec, frame: Frame, head: Head) -> str:
    """What is wrong with a stored event that should follow `head`; empty when nothing is."""
    _, stream, version, kind, state = frame
    if version != head.version + 1:
        return f"version {head.version + 1} is missing"
    if not (isinstance(kind, str) and isinstance(state, bytes)):
        return "the type of a column was changed"
    body = body_of(state)
    hash_ = seal(head.hash, stream, version, kind, body)
    if state != sealed(hash_, body):
        return f"its hash is {frame.hash}, but its content and the event before it give {hash_}"
    try:
        codec.decode(frame)
    except Unreadable as error:
        return str(error)
    return ""


def _walk(storage: Storage, stream: str) -> tuple[int, list[Fault]]:
    """The number of good events at the beginning of a stream, and what stops there."""
    head, position = Head(), 0
    try:
        receipts = storage.receipts(stream)
        for frame in _frames(storage, stream):
            what = wrong(storage.codec, frame, head) or _misplaced(storage, frame, position)
            what = what or _unanswerable(storage, frame, receipts)
            if what:
                return head.version, [Fault(stream, head.version + 1, what)]
            head, position = Head(frame.version, frame.hash), frame.position
    except StoreUnavailable as error:
        return head.version, [Fault(stream, head.version + 1, str(error))]
    if not head.version:
        return 0, [Fault(stream, 1, "there is no such stream")]
    return head.version, []


def _misplaced(storage: Storage, frame: Frame, before: int) -> str:
    if isinstance(frame.position, int) and frame.position > before:
        return ""
    return f"its position {frame.position} is not behind {before}"


def _unanswerable(storage: Storage, frame: Frame, receipts: dict[int, str]) -> str:
    found = receipts.get(frame.version)
    wanted = storage.codec.decode(frame).envelope.command_id
    return "" if found == wanted else f"its receipt names command {found!r}, not {wanted!r}"


def _whole(storage: Storage, walked: int | None) -> list[Fault]:
    count, highest, given = storage.census()
    faults = [Fault("", 0, what) for what in storage.damage()]
    if not count == highest == given:
        what = f"{given} events were recorded, {count} are there, up to position {highest}"
        faults.append(Fault("", 0, what))
    elif walked is not None and walked != count:
        faults.append(Fault("", 0, f"{count} events are there, {walked} of them sound"))
    return faults


def _frames(storage: Storage, stream: str) -> Iterator[Frame]:
    after = 0
    while True:
        with storage.reading() as rows:
            page = rows.page(stream, after, EVERYTHING, PAGE)
        yield from page
        if len(page) < PAGE:
            return
        after = page[-1].version
