"""Measuring scripts of a study: allowed by hand, run behind walls in a process of their own.

A script is a Python file with `measure(results, options) -> {name: number}`. It runs only when
somebody allowed exactly its content on this machine, and then it sees the results and nothing else.
"""

from atomizer.engine.scripts.allowed import AllowedScripts
from atomizer.engine.scripts.running import run_script

__all__ = ["AllowedScripts", "run_script"]
