"""Events to bytes and back: canonical JSON under a seal that chains each event to the one before.

A stored state is `{"hash":"<32 hex>",` and the body without its opening brace. The body is
`{"data":...,"meta":...,"v":...}`: keys sorted, no white space, NFC, finite numbers. The seal is
blake2b over the hash before, stream, version, type and body, so a changed, moved or exchanged
event shows. It detects, it does not prevent: who can write the file can write new seals.

We differ from the library's JSON transcoder on purpose: it takes a payload with exactly the keys
`_type_` and `_data_` for one of its own values, and its mapper imports what a topic names.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any, Literal, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from atomizer.commands.store.canonical import canonical, normal, within_limits
from atomizer.commands.store.catalogue import EVENTS, UPCASTERS, Upcaster
from atomizer.commands.store.port import Frame, Unreadable
from atomizer.domain.events import Event
from atomizer.domain.recorded import Envelope, Recorded
from atomizer.domain.values import Json, Refused, Value, explain

PREFIX = b'{"hash":"'
V = TypeVar("V", bound=Value)


def seal(before: str, stream: str, version: int, kind: str, body: bytes) -> str:
    """The hash that ties an event to its place: 32 hex digits."""
    place = f"{before}\0{stream}\0{version}\0{kind}\0"
    return blake2b(place.encode() + body, digest_size=16).hexdigest()


def sealed(hash_: str, body: bytes) -> bytes:
    """What is stored: the body with its hash in front."""
    return b'%b%b",%b' % (PREFIX, hash_.encode(), body[1:])


def body_of(state: bytes) -> bytes:
    """The body that the hash of a stored state was taken over."""
    return b"{" + state[len(PREFIX) + 34 :]


class _Wire(BaseModel):
    """A stored state; each event class has its own, made once."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    hash: str
    meta: Envelope


class Written(NamedTuple):
    """An event as bytes, and as a replay will see it."""

    body: bytes
    envelope: Envelope
    event: Event


class Codec:
    """Translates between events and stored states, for one closed table of types."""

    def __init__(
        self,
        events: Mapping[str, type[Event]] = EVENTS,
        upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS,
    ) -> None:
        self._events, self._upcasters = events, upcasters
        wires = {name: _wire(cls) for name, cls in events.items()}
        self._read = {n: wire.__pydantic_validator__.validate_json for n, wire in wires.items()}
        self._wires = wires

    def encode(self, envelope: Envelope, events: Iterable[Event]) -> list[Written]:
        """The bodies of events recorded together, each read back and compared.

        Raises:
            Refused: an event is too large or deep, or is not what JSON can hold.
        """
        meta = canonical(_plain(envelope))
        read = _read_back(envelope, meta)
        return [self._encode(event, meta, read) for event in events]

    def decode(self, frame: Frame) -> Recorded[Event]:
        """The event of a stored state; its chain is not checked here.

        Raises:
            Unreadable: unknown type, or a state that is not one of this type.
        """
        position, stream, version, kind, state = frame
        try:
            wire = self._read[kind](state)
        except KeyError:
            raise Unreadable(self._unknown(frame)) from None
        except ValidationError as error:
            wire = self._decode_old(frame, error)
        return Recorded(stream, version, wire.meta, wire.data, position, wire.hash)

    def _encode(self, event: Event, meta: bytes, envelope: Envelope) -> Written:
        if self._events.get(event.type) is not type(event):
            raise TypeError(f"{type(event).__name__} is not in the table of events.")
        plain = _plain(event)
        data = canonical(plain)
        body = b'{"data":%b,"meta":%b,"v":%d}' % (data, meta, event.v)
        within_limits(body, plain)
        return Written(body, envelope, _read_back(event, data))

    def _decode_old(self, frame: Frame, error: ValidationError) -> Any:
        try:
            state = json.loads(frame.state)
            data, v = state["data"], state["v"]
            if v == self._events[frame.type].v:
                raise Unreadable(_said(frame, explain(error)))
            state["data"], state["v"] = self._upcast(frame, data, v)
            return self._wires[frame.type].model_validate_json(json.dumps(state))
        except (ValueError, TypeError, KeyError, RecursionError) as broken:
            raise Unreadable(_said(frame, explain(error))) from broken

    def _upcast(self, frame: Frame, data: Json, v: int) -> tuple[Json, int]:
        newest = self._events[frame.type].v
        while v < newest and (upcaster := self._upcasters.get((frame.type, v))):
            data, v = upcaster(data), v + 1
        if v != newest:
            raise Unreadable(
                _said(
                    frame, f"v{v} of {frame.type} is not known here; this program reads v{newest}"
                )
            )
        return data, v

    def _unknown(self, frame: Frame) -> str:
        known = ", ".join(sorted(self._events))
        return _said(frame, f"no event is called {frame.type!r}. Known are {known}")


def _plain(value: Value) -> Json:
    try:
        plain: Json = value.__pydantic_serializer__.to_python(value, mode="json", warnings=False)
    except ValueError as error:
        raise Refused("E011", f"{_name(value)} holds what JSON cannot: {error}.") from error
    return plain


def _read_back(value: V, text: bytes) -> V:
    """What a replay will make of a text, which must be what it was made from."""
    try:
        read: V = value.__pydantic_validator__.validate_json(text)
    except ValidationError as error:
        raise Refused("E011", f"{_name(value)} cannot be read back: {explain(error)}.") from error
    if vars(read) != vars(value) and _differ(read, value):
        raise Refused("E011", f"{_name(value)} would not read back as it is, but as {read!r}.")
    return read


def _differ(read: Value, value: Value) -> bool:
    """Whether they differ in more than how an accent is spelled."""
    return bool(normal(read.model_dump()) != normal(value.model_dump(warnings=False)))


def _name(value: Value) -> str:
    return getattr(value, "type", "The envelope")


def _wire(cls: type[Event]) -> type[Any]:
    fields: dict[str, Any] = {"data": (cls, ...), "v": (Literal[cls.v], ...)}
    return create_model(f"Wire{cls.__name__}", __base__=_Wire, **fields)


def _said(frame: Frame, what: str) -> str:
    return f"{frame.stream} version {frame.version} (position {frame.position}): {what}."


CODEC = Codec()
