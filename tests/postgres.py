"""A private PostgreSQL server for tests: its own folder, its own socket, gone afterwards."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

_DATABASES = count(1)


def binaries() -> Path:
    """The folder of `initdb` and `postgres`.

    Raises:
        FileNotFoundError: they are not installed; says where they were looked for.
    """
    on_path = shutil.which("initdb")
    found = [Path(on_path).parent] if on_path else []
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in found:
        if list(folder.glob("initdb*")):
            return folder
    raise FileNotFoundError(
        "PostgreSQL is not installed (initdb is neither on PATH nor in /usr/lib/postgresql/*/bin)."
    )


@contextlib.contextmanager
def server(folder: Path, place: Path | None = None) -> Iterator[str]:
    """The address of a server that runs as long as the block does, with its data in a place."""
    with tempfile.TemporaryDirectory(
        prefix="pg-", dir=place or _roomy_memory(), ignore_cleanup_errors=True
    ) as home:
        who = _somebody_else(home)
        data = str(Path(home) / "data")
        options = ["--auth=trust", "--username=atomizer", "--encoding=UTF8", "--no-sync"]
        _run([folder / "initdb", "-D", data, *options], who)
        how = f"-c listen_addresses= -c unix_socket_directories={home} -c shared_buffers=16MB"
        start = [folder / "pg_ctl", "-D", data, "-w", "-l", f"{home}/log", "-o", how, "start"]
        _run(start, who)
        try:
            yield f"postgresql://atomizer@/postgres?host={home}"
        finally:
            _run([folder / "pg_ctl", "-D", data, "-m", "immediate", "stop"], who)


def database(address: str) -> str:
    """The address of a new, empty database of a server."""
    import psycopg

    name = f"test_{next(_DATABASES)}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return address.replace("/postgres?", f"/{name}?")


def _roomy_memory() -> Path | None:
    """Where syncing costs nothing, if there is enough of it."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > 2**30 else None


def _somebody_else(home: str) -> dict[str, object]:
    """Who runs the server: PostgreSQL refuses to run as root."""
    if not hasattr(os, "getuid") or os.getuid() != 0:
        return {}
    import pwd

    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    os.chown(home, entry.pw_uid, entry.pw_gid)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _run(command: list[object], who: dict[str, object]) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        **who,
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stdout.decode()}")
