"""Fake programs: executable scripts that write the files a solver writes, or do not."""

import sys
from pathlib import Path
from textwrap import dedent

FILES = "from pathlib import Path\nimport os, sys, time\n"


def install(folder: Path, name: str, body: str) -> Path:
    """A program in a folder, in Python."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!{sys.executable}\n{FILES}{dedent(body)}", encoding="utf-8")
    path.chmod(0o755)
    return path
