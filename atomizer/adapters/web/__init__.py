"""The HTTP door: JSON for programs, a stream of events, and a page for people."""

from atomizer.adapters.web.app import Application, create_app
from atomizer.adapters.web.scopes import GuardSettings, new_token, write_token
from atomizer.adapters.web.server import address, serve

__all__ = [
    "Application",
    "GuardSettings",
    "address",
    "create_app",
    "new_token",
    "serve",
    "write_token",
]
