"""What the tests of trials share: the plugins of the tests, a study's folder, jobs."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from atomizer.engine.trial import Limits, TrialJob
from tests.plugins_installed import DECK, plugins_installed

MakeJob = Callable[..., TrialJob]


@pytest.fixture
def plugins() -> Iterator[None]:
    with plugins_installed():
        yield


@pytest.fixture
def make_job(tmp_path: Path, plugins: None) -> MakeJob:
    """Jobs of one run of a study in `tmp_path`; keywords are the solver's options."""
    deck = tmp_path / "1_setup" / "model.bdf"
    deck.parent.mkdir()
    deck.write_text(DECK, encoding="ascii")

    def job(
        number: int = 0,
        x1: float = 0.5,
        attempt: int = 1,
        seconds: float = 30.0,
        probe: dict[str, Any] | None = None,
        **options: Any,
    ) -> TrialJob:
        return TrialJob(
            number=number,
            attempt=attempt,
            deck=deck,
            parameters={"X1": x1, "X2": 0.25},
            solver="instant",
            options=options,
            extractors={"ext_probe": ("probe", probe or {})},
            folder=tmp_path / "2_iterations" / "run-1" / f"trial-{number:04d}",
            solves=tmp_path / "2_iterations" / "solves",
            limits=Limits(seconds=seconds),
        )

    return job
