"""Out of a store and into another: JSON lines that carry their seals.

The first line says what the file is, the last one how many events it has, so that a file that
was cut short is noticed. In between each line is one event, in the order of the log.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Annotated, Any, NoReturn

from pydantic import ConfigDict, Field, ValidationError

from atomizer.commands.store.audit import wrong
from atomizer.commands.store.canonical import canonical, within_limits
from atomizer.commands.store.codec import Codec, Written, seal, sealed
from atomizer.commands.store.port import Frame, Head, Unreadable
from atomizer.commands.store.rows import Storage
from atomizer.commands.store.transaction import LockedTransaction
from atomizer.domain.values import Json, Refused, Value, explain

FIRST = '{"atomizer":"events","v":1}'
PAGE = 256


class Line(Value):
    """One event of an export."""

    model_config = ConfigDict(strict=True)

    position: int
    stream: Annotated[str, Field(pattern=r"^[a-z]+-[A-Za-z0-9][A-Za-z0-9_.:/-]{0,199}$")]
    type: str
    version: Annotated[int, Field(ge=1)]
    state: dict[str, Any]


class Last(Value):
    """The end of an export."""

    model_config = ConfigDict(strict=True)

    events: int


def written_out(storage: Storage, streams: Collection[str]) -> Iterator[str]:
    """The lines of an export; what is recorded meanwhile is left for the next one."""
    heads: defaultdict[str, Head] = defaultdict(Head)
    count = 0
    yield FIRST
    for frame in _frames(storage, streams):
        if what := wrong(storage.codec, frame, heads[frame.stream]):
            raise Unreadable(f"{frame.stream} version {frame.version}: {what}.")
        heads[frame.stream] = Head(frame.version, frame.hash)
        count += 1
        yield _line(frame)
    yield f'{{"events":{count}}}'


def taken_in(transaction: LockedTransaction, codec: Codec, lines: Iterable[str]) -> int:
    """Append what an export holds and this store does not; how many events that were."""
    seen = new = 0
    ended = False
    for number, text in enumerate(lines, 1):
        try:
            if number == 1:
                _begin(text)
            elif ended:
                _refuse("there is something behind the last line")
            elif ended := _is_last(text, seen):
                continue
            else:
                new += _take(transaction, codec, Line.model_validate(_parse(text)))
                seen += 1
        except ValidationError as error:
            raise Refused("E011", f"Line {number}: {explain(error)}.") from error
        except (Refused, Unreadable) as error:
            code = error.code if isinstance(error, Refused) else "E011"
            raise Refused(code, f"Line {number}: {error}") from error
    if not ended:
        raise Refused("E011", "The last line is missing: the file was cut short.", "Copy it again.")
    return new


def _take(transaction: LockedTransaction, codec: Codec, line: Line) -> int:
    head = transaction.head_of(line.stream)
    frame, body = _frame(line, _before(transaction, line, head))
    if line.version <= head.version:
        known = transaction.rows.page(line.stream, line.version - 1, line.version, 1)
        if not known or known[0].state != frame.state:
            _refuse(f"{line.stream} has another version {line.version} here", "E013")
        return 0
    record = codec.decode(frame)
    written = codec.encode(record.envelope, (record.event,))[0]
    if line.state["v"] == record.event.v and written.body != body:
        _refuse(f"{line.type} would not be written like this; it reads {written.body!r}")
    transaction.take(line.stream, Written(body, record.envelope, record.event))
    return 1


def _before(transaction: LockedTransaction, line: Line, head: Head) -> str:
    if line.version > head.version + 1:
        _refuse(f"{line.stream} version {head.version + 1} is missing before {line.version}")
    if line.version > head.version:
        return head.hash
    page = transaction.rows.page(line.stream, line.version - 2, line.version - 1, 1)
    return page[0].hash if page else Head().hash


def _frame(line: Line, before: str) -> tuple[Frame, bytes]:
    unsealed = {name: value for name, value in line.state.items() if name != "hash"}
    body = canonical(unsealed)
    within_limits(body, unsealed)
    hash_ = seal(before, line.stream, line.version, line.type, body)
    if line.state.get("hash") != hash_:
        _refuse(f"the seal of {line.stream} version {line.version} does not fit")
    return Frame(0, line.stream, line.version, line.type, sealed(hash_, body)), body


def _begin(text: str) -> None:
    if text.strip() != FIRST:
        _refuse(f"this is no export of events; it should be {FIRST}")


def _is_last(text: str, seen: int) -> bool:
    if not text.startswith('{"events":'):
        return False
    said = Last.model_validate(_parse(text)).events
    if said != seen:
        _refuse(f"{said} events were written, {seen} are here")
    return True


def _parse(text: str) -> Json:
    try:
        found: Json = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Refused("E011", f"not JSON: {error}.") from error
    return found


def _line(frame: Frame) -> str:
    position, stream, version, kind, state = frame
    place = f'{{"position":{position},"stream":"{stream}","type":"{kind}","version":{version}'
    return f'{place},"state":{state.decode()}}}'


def _frames(storage: Storage, streams: Collection[str]) -> Iterator[Frame]:
    after, end = 0, storage.head()
    while page := storage.frames(after, PAGE, streams):
        yield from (frame for frame in page if frame.position <= end)
        after = page[-1].position


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number in JSON")


def _refuse(what: str, code: str = "E011") -> NoReturn:
    raise Refused(code, f"{what}.")
