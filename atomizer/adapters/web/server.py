"""Serving: uvicorn on one address, and an end that does not wait for those who watch."""

import logging
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import uvicorn
from starlette.concurrency import run_in_threadpool

from atomizer.adapters.web.app import Application
from atomizer.adapters.web.logs import log_config
from atomizer.domain.values import Refused

PORT = 8765
GRACE = 5
"""Seconds that requests at work get when the server stops."""
_STUCK_MS = 30_000
logger = logging.getLogger("atomizer.web")


class Server(uvicorn.Server):
    """A server that ends its streams first when it stops, as they would never end themselves."""

    def __init__(self, app: Application, config: uvicorn.Config, ready: Callable[[int], None]):
        super().__init__(config)
        self._streams, self._reader, self._ready = app.hub, app.reader, ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then say on which port.

        Raises:
            Refused: E021, somebody else listens there, or it is no address of this machine.
        """
        try:
            await super().startup(sockets)
        except SystemExit as end:
            text = f"Nothing can listen at {self.config.host}:{self.config.port}."
            hint = "Does Atomizer run already? Choose another port with --port."
            raise Refused("E021", text, hint) from end
        listening = [each for server in self.servers for each in server.sockets]
        for each in listening:
            _let_go_of_the_stuck(each)
        self._ready(listening[0].getsockname()[1])

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams and the readers, then the rest."""
        self._streams.close()
        await run_in_threadpool(self._reader.close)
        await super().shutdown(sockets)


def serve(
    app: Application,
    host: str = "127.0.0.1",
    port: int = PORT,
    ready: Callable[[int], None] = lambda port: None,
) -> None:
    """Serve until Ctrl-C.

    Args:
        app: What to serve.
        host: Where to listen.
        port: Likewise; 0 takes any that is free.
        ready: Called with the port as soon as the server listens.

    Raises:
        Refused: E021, it cannot listen there.
    """
    with suppress(KeyboardInterrupt):
        make_server(app, host, port, ready).run()


def make_server(
    app: Application, host: str, port: int, ready: Callable[[int], None] = lambda port: None
) -> Server:
    """The server, to be run by somebody else."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        access_log=False,
        log_config=dict(log_config()),
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        ws="none",
    )
    return Server(app, config, ready)


def address(host: str, port: int, token: str) -> str:
    """The address to open in a browser; what follows # is never sent to a server."""
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}/#t={token}"


def _let_go_of_the_stuck(listening: Any) -> None:
    """Cut connections whose other end takes no data; asyncio would keep their last chunk."""
    option = getattr(socket, "TCP_USER_TIMEOUT", None)
    if option is not None:
        listening.setsockopt(socket.IPPROTO_TCP, option, _STUCK_MS)
