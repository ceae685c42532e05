"""Who may do what: scopes, from looking to everything, and the tokens that grant them."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_urlsafe
from typing import Literal

from atomizer.adapters.web.answers import Denied
from atomizer.commands.base import Scope
from atomizer.engine.files import Workspace, write_whole

Policy = Scope | Literal["public", "command"]
"""What a route asks for; `command` is whatever the command in its path asks for."""
ORDER: tuple[Scope, ...] = ("view", "edit", "run", "power")
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
BODY_LIMIT = 1024 * 1024


@dataclass(frozen=True, slots=True)
class GuardSettings:
    """What the guard lets through.

    Attributes:
        tokens: Bearer token -> the scope it grants. There is no way to do without.
        hosts: Names with port that are served beside those of the loopback, exactly as browsers
            send them, for example `atomizer.example.org` behind a proxy.
        user: Whom a token stands for in the history.
        body_limit: Bytes a request may carry.
    """

    tokens: Mapping[str, Scope] = field(repr=False)
    hosts: frozenset[str] = frozenset()
    user: str = "user:local"
    body_limit: int = BODY_LIMIT

    def __post_init__(self) -> None:
        weak = [token for token in self.tokens if len(token) < 32]
        if weak or not self.tokens:
            raise ValueError("A token has at least 32 characters, and there is at least one.")

    def granted(self, token: str) -> Scope | None:
        """The scope of a token, found in a time that says nothing about the token."""
        found: Scope | None = None
        for known, scope in self.tokens.items():
            if hmac.compare_digest(known.encode(), token.encode()):
                found = scope
        return found


def new_token() -> str:
    """256 random bits, fit for a header and for the fragment of an address."""
    return token_urlsafe(32)


def write_token(workspace: Workspace, token: str) -> Path:
    """Leave the token where programs of the same account find it, and nobody else can read it."""
    path = workspace.own / "token"
    write_whole(path, token.encode(), mode=0o600)
    return path


def require(granted: Scope, wanted: Policy) -> None:
    """Refuse what goes beyond a scope."""
    if wanted in ORDER and ORDER.index(wanted) > ORDER.index(granted):
        text = f"This token grants {granted}; that takes {wanted}."
        raise Denied(403, "E040", text, "Use a token that grants it.")
