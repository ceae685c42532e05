"""`plugins`, `doctor`, `backup`, `restore`, `rebuild`: the installation and its data."""

import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, get_args

from rich.filesize import decimal

from atomizer import registry
from atomizer.adapters.cli.office import Office
from atomizer.adapters.cli.output import Output, says, table
from atomizer.adapters.cli.settings import Settings
from atomizer.commands.store import StoreUnavailable, open_store, restore_backup
from atomizer.domain.values import Refused
from atomizer.engine.files import Workspace
from atomizer.engine.probe import probe
from atomizer.engine.scripts.walls import walls

Finding = dict[str, Any]


def plugins() -> Output:
    """List the installed plugins with what they do."""
    rows = [
        {"group": group, "name": name, "description": _described(group, name)}
        for group in get_args(registry.Group)
        for name in registry.names(group)
    ]
    columns = ("group", "name", "description")
    return Output(rows, lambda c: c.print(table(columns, [[r[k] for k in columns] for r in rows])))


def doctor() -> Output:
    """Say what holds on this machine: versions, a probe of each solver, the store, free disk."""
    findings = [finding for check in _CHECKS for finding in check()]
    rows = [(_mark(f), f["what"], f["found"]) for f in findings]
    code = 0 if all(f["ok"] for f in findings) else 2
    return Output(findings, lambda console: console.print(table(("", "what", "found"), rows)), code)


def backup(target: Path) -> Output:
    """Write a copy of the event store to a file, while others go on working."""
    if target.exists():
        raise Refused("E011", f"{target} exists already.", "Name a new file.")
    with Office.open() as office:
        office.studies.store.backup(target)
    size = target.stat().st_size
    text = f"Wrote {target}, {decimal(size)}."
    return says(text, {"file": str(target), "bytes": size})


def restore(source: Path) -> Output:
    """Put a backup in place of the event store; it is verified first, the old one is kept."""
    workspace = Workspace(Settings().workspace.resolve())
    workspace.own.mkdir(parents=True, exist_ok=True)
    kept = restore_backup(source, workspace.own / "events.db")
    with Office.open() as office:
        count = len(office.studies.ids())
    text = f"Restored {count} studies from {source}." + (f" The old store is {kept}." * bool(kept))
    return says(text, {"studies": count, "kept": str(kept) if kept else None})


def rebuild() -> Output:
    """Fold every view anew from the log."""
    with Office.open() as office:
        states = office.views.rebuild()
        count = office.studies.store.head()
    names = ", ".join(state.name for state in states)
    return says(f"Rebuilt {names} from {count} events.", {"events": count, "views": names})


def _described(group: registry.Group, name: str) -> str:
    """The first sentence of a plugin, or why it cannot be loaded."""
    try:
        plugin = registry.load(group, name)
    except registry.PluginError as error:
        return str(error)
    return (plugin.__doc__ or "").strip().split("\n", 1)[0]


def _versions() -> Iterator[Finding]:
    fits = (3, 11) <= sys.version_info[:2] < (3, 13)
    yield {"what": "Python", "found": platform.python_version(), "ok": fits}
    yield {"what": "Atomizer", "found": version("atomizer"), "ok": True}
    for package in ("numpy", "scipy", "pyNastran", "optuna", "eventsourcing"):
        yield {"what": package, "found": version(package), "ok": True}


def _plugins() -> Iterator[Finding]:
    for group in get_args(registry.Group):
        for name in registry.names(group):
            if group == "solvers":
                yield _probed(name)
            else:
                yield _tried(f"{group[:-1]} {name}", partial(_module, group, name))


def _mark(finding: Finding) -> str:
    """Whether it is well, wrong, or merely not there."""
    if not finding["ok"]:
        return "!!"
    return "--" if finding.get("missing") else "ok"


def _module(group: registry.Group, name: str) -> str:
    return registry.load(group, name).__module__  # type: ignore[no-any-return]  # a plugin class


def _probed(name: str) -> Finding:
    """A solver that is found solves a block; one that is not is no fault: nobody needs all."""
    try:
        found = probe(registry.make("solvers", name))
    except (registry.PluginError, ImportError, OSError) as error:
        return {"what": f"solver {name}", "found": str(error), "ok": False}
    missing = found.state == "missing"
    return {"what": f"solver {name}", "found": str(found), "ok": found.ok, "missing": missing}


def _store() -> Iterator[Finding]:
    settings = Settings()
    workspace = Workspace(settings.workspace.resolve())
    yield {"what": "workspace", "found": str(workspace.root), "ok": workspace.root.is_dir()}
    if settings.store or (workspace.own / "events.db").is_file():
        yield _tried("event store", lambda: _opened(settings.store or workspace.store_url))
    else:
        yield {"what": "event store", "found": "none yet; the first study makes it", "ok": True}


def _opened(url: str) -> str:
    with open_store(url) as store:
        verdict = store.verify()
    if not verdict.ok:
        raise StoreUnavailable(f"{url}: {verdict.faults[0]}")
    return f"{url.split('@')[-1]}: {verdict.events} events, every seal holds"


def _space() -> Iterator[Finding]:
    free = shutil.disk_usage(Settings().workspace).free
    yield {"what": "free disk", "found": f"{free / 1e9:.1f} GB", "ok": free > 1e9}


def _tried(what: str, attempt: Callable[[], str]) -> Finding:
    try:
        return {"what": what, "found": attempt(), "ok": True}
    except (StoreUnavailable, Refused, registry.PluginError, ImportError, OSError) as error:
        return {"what": what, "found": str(error), "ok": False}


def _walls() -> Iterator[Finding]:
    yield {"what": "walls around scripts", "found": walls(), "ok": True}


_CHECKS = (_versions, _plugins, _walls, _store, _space)
