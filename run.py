#!/usr/bin/env python3
"""Set up Atomizer and run one of its recipes: `python3 run.py demo` (Windows: `py run.py demo`).

Needs nothing but Python. It finds or installs `uv`, makes `.venv` from the hashed lock and then
runs the recipe; when nothing changed since the last time the set-up takes a tenth of a second.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
UV = "uv==0.13.8"
PYTHON = ">=3.11,<3.13"
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")

RECIPES = {
    "demo": ("run", "Optimize a bracket with real finite-element solves and write its report."),
    "serve": ("run", "Start the server with its live event stream."),
    "test": ("test", "Run the checks and all tests."),
    "check": ("test", "Run ruff, mypy and import-linter."),
    "bench": ("test", "Print the speed figures as ratios against named peers."),
    "prove": ("test", "Run the long proofs: thousands of kills, broken files and decks."),
    "docs": ("test", "Write the reference of all commands."),
    "lock": ("", "Resolve the dependencies again and write the lock files."),
}


def main(arguments: list[str]) -> int:
    """Run the recipe named by the first argument; the others are handed on to it."""
    name = arguments[0] if arguments else ""
    if name not in RECIPES:
        print(__doc__.splitlines()[0])
        for recipe, (_, sentence) in RECIPES.items():
            print(f"  {recipe:6} {sentence}")
        return 0 if name in ("", "help", "-h", "--help") else 2
    try:
        if group := RECIPES[name][0]:
            set_up(group)
    except SetUpFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    return globals()[name](arguments[1:])


def demo(arguments: list[str]) -> int:
    """Run the demonstration study."""
    return call(BIN / "atomizer", "demo", *arguments)


def serve(arguments: list[str]) -> int:
    """Start the server."""
    return call(BIN / "atomizer", "serve", *arguments)


def check(arguments: list[str]) -> int:
    """Lint, types, floors; all three run even when one fails."""
    codes = [
        call(BIN / "ruff", "check", "."),
        call(BIN / "ruff", "format", "--check", "."),
        call(BIN / "mypy"),
        call(BIN / "lint-imports"),
    ]
    return max(codes)


def test(arguments: list[str]) -> int:
    """Checks first, then the tests, on all cores unless told otherwise."""
    if not arguments and (code := check([])):
        return code
    return call(BIN / "pytest", *(arguments or ["-n", "auto"]))


def bench(arguments: list[str]) -> int:
    """Benchmarks."""
    return call(BIN / "python", "-m", "tests.bench", *arguments)


def prove(arguments: list[str]) -> int:
    """Long proofs."""
    return call(BIN / "python", "-m", "tests.proofs", *arguments)


def docs(arguments: list[str]) -> int:
    """Documentation that is made from the code."""
    return call(BIN / "python", "-m", "tests.reference")


def lock(arguments: list[str]) -> int:
    """Write `locks/*.txt`; they name packages, versions and hashes, and no address."""
    common = [uv(), "pip", "compile", "--universal", "--generate-hashes", "--no-header", "-q"]
    common += ["--python-version", "3.11", "--group", "build", *arguments, "pyproject.toml"]
    extra = ["--group", "test", "--extra", "postgres"]
    return max(
        call(*common, "-o", "locks/run.txt"),
        call(*common, *extra, "-o", "locks/test.txt", "-c", "locks/run.txt"),
    )


class SetUpFailed(Exception):
    """The machine lacks something that cannot be brought here; the message says what to do."""


def set_up(group: str) -> None:
    """Make `.venv` hold exactly what the lock of the group says, unless it already does."""
    if is_fresh(group):
        return
    print("Setting up (once; about a minute) ...", flush=True)
    if not (BIN / ("python.exe" if WINDOWS else "python")).exists():
        must("venv", "--quiet", "--python", PYTHON, str(VENV))
    must("pip", "sync", "--quiet", "--require-hashes", f"locks/{group}.txt")
    must("pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "-e", ".")
    (VENV / "stamp").write_text(f"{group} {digest(group)}", encoding="utf-8")


def is_fresh(group: str) -> bool:
    """Whether `.venv` was made from today's lock; the test lock contains the other one."""
    try:
        made, of = (VENV / "stamp").read_text(encoding="utf-8").split()
    except (OSError, ValueError):
        return False
    return made in (group, "test") and of == digest(made)


def digest(group: str) -> str:
    """What the environment depends on: the lock, the metadata and where it lies."""
    parts = [ROOT / f"locks/{group}.txt", ROOT / "pyproject.toml"]
    text = str(ROOT).encode() + b"".join(part.read_bytes() for part in parts)
    return hashlib.sha256(text).hexdigest()


def must(*arguments: str) -> None:
    """Run uv inside the project, or say what failed."""
    environment = {**os.environ, "VIRTUAL_ENV": str(VENV)}
    done = subprocess.run([uv(), *arguments], cwd=ROOT, env=environment, check=False)
    if done.returncode:
        raise SetUpFailed(
            f"Setting up failed at `uv {' '.join(arguments)}`, see above. "
            "Check the connection to the package index, then run the same command again."
        )


def uv() -> str:
    """The path of uv: from PATH, from `.uv/`, else installed there by pip."""
    own = ROOT / ".uv" / "bin" / ("uv.exe" if WINDOWS else "uv")
    if found := shutil.which("uv") or (str(own) if own.exists() else None):
        return found
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(ROOT / ".uv"), UV]
    done = subprocess.run(pip, stdout=subprocess.DEVNULL, check=False)
    if done.returncode or not own.exists():
        raise SetUpFailed(
            "uv is missing and this Python has no working pip to install it. Install either: "
            "your system's package for pip (Debian: apt install python3-pip), or uv itself."
        )
    return str(own)


def call(program: str | Path, *arguments: str) -> int:
    """Run a program of the environment and hand on its exit code."""
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
    try:
        return subprocess.run([str(program), *arguments], cwd=ROOT, env=environment).returncode
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
