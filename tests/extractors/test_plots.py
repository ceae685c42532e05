"""What extractors give to be drawn is what their numbers come from."""

from dataclasses import replace

import numpy as np
import pytest

from atomizer import registry
from atomizer.engine.failure import SolveFailed
from atomizer.engine.results.plots import CurvePlot, Plotted, SurfacePlot
from atomizer.extractors.frequency_response_peak import FrequencyResponsePeak
from atomizer.extractors.surface_error import SurfaceError
from atomizer.extractors.transient_peak import TransientPeak
from atomizer.extractors.zernike_wfe import ZernikeWFE
from tests.extractors.mirrors import with_mirror
from tests.extractors.states import results, with_responses

MADE = with_mirror(with_responses(results()))
STATE = replace(MADE, cells=tuple(c for c in MADE.cells if c.nodes.shape[1] > 2))
PLOTTED = [
    name
    for name in registry.names("extractors")
    if hasattr(registry.load("extractors", name), "plot")
]


def test_surfaces_and_responses_can_be_drawn() -> None:
    assert set(PLOTTED) == {
        "surface_error", "zernike_wfe", "zernike_annulus", "zernike_relative",
        "frequency_response_peak", "transient_peak",
    }  # fmt: skip


@pytest.mark.parametrize("name", PLOTTED)
def test_a_plot_tells_the_numbers_of_its_extractor(name: str) -> None:
    extractor = registry.make("extractors", name)
    assert isinstance(extractor, Plotted)
    measured, plot = extractor.measure(STATE), extractor.plot(STATE)
    if isinstance(plot, CurvePlot):
        at = measured["frequency" if plot.over == "frequency" else "time"]
        assert (plot.peak, plot.peak_at) == (measured["peak"], at)
        assert max(np.abs(plot.values)) == pytest.approx(plot.peak)
        assert plot.at[int(np.abs(plot.values).argmax())] == at
        return
    kind = "surface" if name == "surface_error" else "wfe"
    assert (plot.rms, plot.pv) == (measured[f"{kind}_rms"], measured[f"{kind}_pv"])
    assert max(plot.values) - min(plot.values) == pytest.approx(plot.pv)
    assert plot.unit == ("" if name == "surface_error" else "nm")
    assert plot.removed == ("piston", "tilt_x", "tilt_y")


def test_a_surface_is_drawn_between_its_points() -> None:
    plot = ZernikeWFE().plot(STATE)
    corners = np.array([plot.x, plot.y]).T[np.array(plot.triangles)]
    (ax, ay), (bx, by) = ((corners[:, k] - corners[:, 0]).T for k in (1, 2))
    area = np.abs(ax * by - ay * bx).sum() / 2.0
    assert 0.5 < area <= np.pi
    assert np.hypot(plot.x, plot.y).max() == pytest.approx(1.0)


def test_points_without_a_mesh_are_joined_by_delaunay() -> None:
    cloud = replace(STATE, cells=())
    plot = SurfaceError().plot(cloud)
    assert isinstance(plot, SurfacePlot)
    assert len(plot.triangles) > 0
    assert plot.rms == SurfaceError().measure(cloud)["surface_rms"]


def test_a_history_of_a_component_keeps_its_sign() -> None:
    plot = TransientPeak(component="x").plot(STATE)
    sizes = TransientPeak().plot(STATE)
    assert plot.what == "displacement x"
    assert min(sizes.values) >= 0.0
    (found,) = (
        r
        for r in STATE.responses
        if (r.table, r.quantity, r.subcase) == ("transient_response", "displacement", plot.subcase)
    )
    node = found.nodes.tolist().index(plot.node)
    assert list(plot.values) == found.values[:, node, 0].tolist()


def test_without_a_response_there_is_nothing_to_draw() -> None:
    with pytest.raises(SolveFailed, match="hold no frequency response"):
        FrequencyResponsePeak().plot(replace(STATE, responses=()))
