"""Plugins for tests: small enough to see through, registered by entry points as real ones are."""

from importlib.metadata import EntryPoint, EntryPoints
from typing import ClassVar

import pytest

from atomizer import registry
from atomizer.domain.values import Value


class Scale(Value):
    """An extractor with one output and no options."""

    outputs: ClassVar[dict[str, str]] = {"mass": "What it weighs."}


class Gauge(Value):
    """An extractor with several outputs and an option."""

    outputs: ClassVar[dict[str, str]] = {"max_stress": "", "max_displacement": ""}
    subcase: int = 1


class Springs(Value):
    """A solver with an option."""

    tolerance: float = 1e-6


class Search(Value):
    """A sampler with an option."""

    population: int = 10


INSTALLED: dict[registry.Group, dict[str, type[Value]]] = {
    "extractors": {"gauge": Gauge, "scale": Scale},
    "solvers": {"dampers": Search, "springs": Springs},
    "samplers": {"CMA-ES": Search, "NSGA-II": Search, "NSGA-III": Search, "TPE": Search},
}


def entry_points(group: str) -> EntryPoints:
    """The entry points of a group, and no others than these."""
    plugins = INSTALLED[group.removeprefix("atomizer.")]
    return EntryPoints(
        EntryPoint(name, f"{__name__}:{plugin.__name__}", group) for name, plugin in plugins.items()
    )


def install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have these plugins installed and no others."""
    monkeypatch.setattr(registry, "entry_points", entry_points)
    forget()


def forget() -> None:
    """Make the registry look again."""
    registry.names.cache_clear()
    registry.load.cache_clear()
