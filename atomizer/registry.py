"""Plugins by name. Built-in and foreign ones register the same way: entry points.

A plugin is a frozen pydantic model: its docstring describes it, its fields are its options, and
one method does its work: a solver solves, an extractor measures, a sampler proposes.
"""

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from importlib.metadata import entry_points
from typing import Any, Literal

Group = Literal["extractors", "solvers", "samplers"]


class PluginError(LookupError):
    """No plugin of that name is installed, or it cannot be loaded; the message says which."""


@cache
def names(group: Group) -> tuple[str, ...]:
    """Names of every installed plugin of a group, sorted."""
    return tuple(sorted(entry_points(group=f"atomizer.{group}").names))


@cache
def load(group: Group, name: str) -> Any:
    """Import one plugin class; only what a study uses is ever imported.

    Raises:
        PluginError: no plugin of that name is installed, or its package is broken.
    """
    if name not in names(group):
        raise PluginError(_unknown(group, name))
    point = entry_points(group=f"atomizer.{group}")[name]
    try:
        return point.load()
    except Exception as error:  # it is foreign code, which may raise anything
        package = point.dist.name if point.dist else point.module
        said = f"{type(error).__name__}: {error}".rstrip(".")
        raise PluginError(
            f"The {group[:-1]} {name!r} of the package {package} cannot be loaded: {said}. "
            "Mend that package, or remove it."
        ) from error


def make(group: Group, name: str, options: Mapping[str, Any] | None = None) -> Any:
    """One plugin with its options.

    Raises:
        PluginError: no plugin of that name is installed.
        pydantic.ValidationError: an option is unknown or has a bad value.
    """
    return load(group, name)(**(options or {}))


def _unknown(group: Group, name: str) -> str:
    known = names(group)
    near = get_close_matches(name, known, n=1)
    meant = f" Did you mean {near[0]!r}?" if near else ""
    return f"No {group[:-1]} is named {name!r}. Installed: {', '.join(known) or 'none'}.{meant}"
