"""Plugins for tests: small enough to see through, registered by entry points as real ones are."""

from importlib.metadata import EntryPoint, EntryPoints
from typing import ClassVar

import pytest

from atomizer import registry
from atomizer.domain.values import Value
from atomizer.engine.failure import SolverMissing


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

    def version(self) -> str:
        return "springs 1"


class Far(Value):
    """A solver whose program is not on this machine."""

    def version(self) -> str:
        raise SolverMissing("not found: far is not on PATH. Install far.")


class Search(Value):
    """A sampler with an option."""

    population: int = 10


class Dampers(Search):
    """A solver with the option of a sampler."""

    def version(self) -> str:
        return "dampers 1"


INSTALLED: dict[registry.Group, dict[str, type[Value]]] = {
    "extractors": {"gauge": Gauge, "scale": Scale},
    "solvers": {"dampers": Dampers, "springs": Springs},
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
