"""`python -m atomizer`: the only place that puts the parts together."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from atomizer.adapters.cli.office import Office
    from atomizer.projections.runner import Runner


def main() -> int:
    """Run the command line, with the doors that serve others."""
    from atomizer.adapters.cli.app import main as command_line

    return command_line(sys.argv[1:], {"serve": serve})


def serve(
    *, host: str = "127.0.0.1", port: int = 8765, no_browser: bool = False, behind_proxy: str = ""
) -> None:
    """Serve the studies of the workspace over HTTP, with a live event stream.

    Args:
        host: Where to listen; another address than this machine's own needs --behind-proxy.
        port: Likewise; 0 takes any that is free.
        no_browser: Do not open a browser.
        behind_proxy: Name under which a TLS proxy makes the server known.
    """
    from atomizer.adapters import web
    from atomizer.adapters.cli.office import Office
    from atomizer.domain.values import Refused

    if host not in ("127.0.0.1", "localhost", "::1") and not behind_proxy:
        text = f"{host} is seen by other machines, and the token would travel in the clear."
        raise Refused("E040", text, "Put a TLS proxy in front: --behind-proxy its.host.name")
    token, opened = web.new_token(), _say if no_browser else _open
    with Office.open() as office, _at_work(office):
        hosts = frozenset(filter(None, (behind_proxy,)))
        settings = web.GuardSettings({token: "run"}, hosts, office.author.principal)
        viewers = office.settings.max_viewers
        app = web.create_app(
            office.studies, office.workspace, settings, office.views, viewers=viewers
        )
        web.write_token(office.workspace, token)
        try:
            web.serve(app, host, port, lambda port: opened(web.address(host, port, token)))
        finally:
            (office.workspace.own / "token").unlink(missing_ok=True)


def _say(url: str) -> None:
    sys.stderr.write(f"Atomizer serves at {url}\nStop it with Ctrl-C.\n")
    sys.stderr.flush()


def _open(url: str) -> None:
    import webbrowser

    _say(url)
    webbrowser.open(url)


@contextmanager
def _at_work(office: "Office") -> Iterator[None]:
    """Keep views and spec files up to date, take in hand edits, and work off runs."""
    from atomizer.projections.duty import Duty

    stop = Event()
    duty = Duty(office.studies, lambda: _hire(office))
    threads = [
        Thread(target=office.views.follow, args=(stop, office.bring_up_to_date)),
        Thread(target=office.files.watch, args=(stop, office.tell)),
        Thread(target=duty.follow, args=(stop,)),
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


@contextmanager
def _hire(office: "Office") -> "Iterator[Runner]":
    from atomizer.engine.pool import Pool
    from atomizer.engine.trial import Limits
    from atomizer.projections.runner import Runner

    settings, log = office.settings, office.workspace.own / "workers.log"
    with Pool(settings.workers, settings.licences, log=log) as pool:
        limits = Limits(seconds=settings.time_limit)
        yield Runner(office.studies, office.workspace, pool, limits)


if __name__ == "__main__":
    sys.exit(main())
