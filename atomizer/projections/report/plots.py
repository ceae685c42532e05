"""Pictures of what extractors look at: surfaces and curves, of the baseline and of the best."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from atomizer import registry
from atomizer.domain.items import Constraint, Extractor
from atomizer.domain.run import Outputs, TrialCompleted
from atomizer.domain.values import ItemId, Refused
from atomizer.engine.results.plots import CurvePlot, Plot, SurfacePlot
from atomizer.projections.report.account import Account
from atomizer.projections.report.curves import draw_curves
from atomizer.projections.report.surfaces import draw_surfaces, draw_terms
from atomizer.projections.report.theme import Picture
from atomizer.projections.results import SealedResult, find_result, read_plots

MOST = 4
"""Extractors that get pictures."""


def draw_plots(account: Account, folder: Path) -> Iterator[Picture]:
    """What the extractors of a run look at, as far as it can be drawn.

    Args:
        account: The run; something was measured.
        folder: Of the study.

    Raises:
        Refused: the files of the shown trial are gone.
        SolveFailed: they cannot be read.
    """
    extractors = _plotted(account)
    if not extractors or account.shown is None:
        return
    trials = _trials(account)
    plots = {name: _read(account, trial, folder, extractors) for name, trial in trials.items()}
    for extractor_id, extractor in extractors.items():
        found = {name: each[extractor_id] for name, each in plots.items() if extractor_id in each}
        yield from _pictures(account, (extractor_id, extractor), found, trials)


def _plotted(account: Account) -> dict[ItemId, Extractor]:
    """The extractors that have something to draw."""
    known = registry.names("extractors")
    found = {
        i: extractor
        for i, extractor in account.study.enabled(Extractor).items()
        if extractor.type in known and hasattr(registry.load("extractors", extractor.type), "plot")
    }
    return dict(list(found.items())[:MOST])


def _trials(account: Account) -> dict[str, TrialCompleted]:
    """The trials that are compared, by what they are called."""
    shown, baseline = account.shown, account.baseline
    assert shown is not None, "the caller saw to it"
    name = "best" if account.best else "nearest"
    if baseline is None or baseline is shown:
        return {f"trial {shown.number}, {name}": shown}
    return {"baseline": baseline, f"trial {shown.number}, {name}": shown}


def _read(
    account: Account, trial: TrialCompleted, folder: Path, extractors: Mapping[ItemId, Extractor]
) -> Mapping[ItemId, Plot]:
    """The plots of a trial; none of a baseline whose files are gone."""
    try:
        found: SealedResult = find_result(account.state, account.run, trial.number, folder)
    except Refused:
        if trial is account.shown:
            raise
        return {}
    return read_plots(found.files, {i: (e.type, e.config) for i, e in extractors.items()})


def _pictures(
    account: Account,
    named: tuple[ItemId, Extractor],
    found: Mapping[str, Plot],
    trials: Mapping[str, TrialCompleted],
) -> Iterator[Picture]:
    extractor_id, extractor = named
    surfaces = {name: plot for name, plot in found.items() if isinstance(plot, SurfacePlot)}
    curves = {name: plot for name, plot in found.items() if isinstance(plot, CurvePlot)}
    if surfaces:
        unit = _unit(account, extractor_id, "surface_rms")
        yield draw_surfaces(f"surface-{extractor_id}", extractor.name, surfaces, unit)
        outputs = {name: _outputs(trials[name].outputs, extractor_id) for name in surfaces}
        removed = list(surfaces.values())[-1].removed
        if terms := draw_terms(f"terms-{extractor_id}", extractor.name, outputs, removed):
            yield terms
    if curves:
        unit = _unit(account, extractor_id, "peak")
        yield draw_curves(f"response-{extractor_id}", extractor.name, curves, unit)


def _outputs(outputs: Outputs, extractor_id: ItemId) -> Mapping[str, float]:
    return outputs.get(extractor_id, {})


def _unit(account: Account, extractor_id: ItemId, output: str) -> str:
    """That of a limit on the output; empty where there is none."""
    limits = account.study.enabled(Constraint).values()
    sources = ((limit.source, limit.units) for limit in limits if limit.source and limit.units)
    wanted = (extractor_id, output)
    return next((u for s, u in sources if (s.extractor_id, s.output_key) == wanted), "") or ""
