"""The guard in front of everything: host, origin, token, kind and size of the body, headers.

Trusted is the account that started Atomizer and who holds its token. Not trusted are web pages in
the same browser and programs on other ports, so a request passes only if its host and origin are
ours to the letter, and everything but the public paths needs the token, whether it exists or not.
"""

import logging
from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from atomizer.adapters.web.answers import Denied, defect, refusal
from atomizer.adapters.web.scopes import LOOPBACK, GuardSettings

GRANTED = "atomizer.granted"
"""Where the guard leaves the scope that the token grants."""
logger = logging.getLogger("atomizer.web")
_SECURITY = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "object-src 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Guard:
    """An ASGI application that hands on what it may, and answers the rest itself."""

    def __init__(self, app: ASGIApp, settings: GuardSettings, public: Collection[str]) -> None:
        self._app, self._settings, self._public = app, settings, frozenset(public)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check a request, then pass it on; nothing that fails inside reaches the server."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._guarded(scope, receive, _Reply(scope, send))
        else:
            await receive()
            await send({"type": "websocket.close", "code": 4404, "reason": "no WebSocket here"})

    async def _guarded(self, scope: Scope, receive: Receive, reply: "_Reply") -> None:
        try:
            self._check(scope)
            await self._app(scope, self._counted(receive), reply)
        except Denied as denied:
            await reply.instead(denied, receive)
        except Exception as error:  # noqa: BLE001  # the outermost place: logged, never shown
            _log(scope, error)
            await reply.instead(defect(), receive)

    def _check(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        hosts = self._hosts(scope)
        _require_host(headers, hosts)
        self._require_origin(headers, hosts)
        if scope["path"] not in self._public:
            self._require_token(scope, headers)
        _require_json(headers)
        self._require_small(headers)

    def _hosts(self, scope: Scope) -> set[str]:
        """The loopback's names with the port the request came in by, and those of the settings."""
        port = (scope.get("server") or ("", None))[1]
        local = {f"{name}:{port}" for name in LOOPBACK}
        return local | set(self._settings.hosts) | (set(LOOPBACK) if port == 80 else set())

    def _require_origin(self, headers: Headers, hosts: set[str]) -> None:
        allowed = {f"http://{host}" for host in hosts}
        allowed |= {f"https://{host}" for host in self._settings.hosts}
        if not allowed.issuperset(headers.getlist("origin")):
            text = "A web page of another origin asks; it gets nothing."
            raise Denied(403, "E040", text, "Open Atomizer's own page.")

    def _require_token(self, scope: Scope, headers: Headers) -> None:
        given = headers.getlist("authorization")
        kind, _, token = given[0].partition(" ") if len(given) == 1 else ("", "", "")
        granted = self._settings.granted(token) if kind.lower() == "bearer" else None
        if granted is None:
            raise Denied(
                401,
                "E040",
                "The token is missing or is not that of this start of Atomizer.",
                "Send the content of .atomizer/token as Authorization: Bearer <token>.",
            )
        scope[GRANTED] = granted

    def _require_small(self, headers: Headers) -> None:
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()):
            raise Denied(400, "E011", "Content-Length must be a number.")
        if len(length) > 15 or int(length) > self._settings.body_limit:
            raise _too_large(self._settings.body_limit)

    def _counted(self, receive: Receive) -> Receive:
        """Count what really comes, whatever was announced."""
        limit, seen = self._settings.body_limit, 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise _too_large(limit)
            return message

        return counted


class _Reply:
    """The way back: puts the security headers on, and knows whether an answer has begun."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope, self._send, self._begun = scope, send, False

    async def __call__(self, message: Message) -> None:
        """Send one message of an answer."""
        if message["type"] == "http.response.start":
            self._begun = True
            headers = MutableHeaders(scope=message)
            headers.update(_SECURITY)
            headers.setdefault("Cache-Control", "no-store")
        await self._send(message)

    async def instead(self, denied: Denied, receive: Receive) -> None:
        """Answer with a refusal, unless an answer has begun."""
        if not self._begun:
            await refusal(denied)(self._scope, receive, self)


def _require_host(headers: Headers, hosts: set[str]) -> None:
    given = [host.lower() for host in headers.getlist("host")]
    if len(given) != 1 or given[0] not in hosts:
        text = "This server does not go by that host name."
        raise Denied(421, "E040", text, f"It is {', '.join(sorted(hosts))}.")


def _require_json(headers: Headers) -> None:
    empty = headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers
    kind, _, parameters = headers.get("content-type", "").partition(";")
    charset = parameters.replace(" ", "").replace('"', "").lower()
    fits = kind.strip().lower() == "application/json" and charset in ("", "charset=utf-8")
    if not empty and not fits:
        text = "A body must be JSON in UTF-8."
        raise Denied(415, "E011", text, "Send Content-Type: application/json.")


def _too_large(limit: int) -> Denied:
    return Denied(413, "E041", f"A request may carry {limit} bytes, not more.", "Send less.")


def _log(scope: Scope, error: Exception) -> None:
    """Say what failed; the path without its query, which may hold anything."""
    logger.error("%s %r failed", scope["method"], scope["path"], exc_info=error)
