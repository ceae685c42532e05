"""An NX study from its model to its best design, with a stand-in for NX."""

import sys
from pathlib import Path

import pytest

from atomizer.projections import runner
from tests.adapters.cli.terminal import Terminal
from tests.engine.nx.models import SIM, install_nx, write_model

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the fakes are scripts")

BUILD = (
    ("set-model", "--path", f"1_setup/{SIM}"),
    ("set-solver", "--solver", "nx"),
    ("add-design-variable", "--id", "dv_w", "--name", "width", "--expression-name", "width",
     "--bounds.min", "0.1", "--bounds.max", "1", "--baseline", "0.5", "--units", "mm"),
    ("add-extractor", "--id", "ext_m", "--name", "mass", "--type", "mass_from_expression",
     "--config", '{"expression": "p173"}'),
    ("add-extractor", "--id", "ext_u", "--name", "u", "--type", "displacement"),
    ("add-objective", "--id", "obj", "--name", "mass",
     "--source.extractor-id", "ext_m", "--source.output-key", "mass"),
    ("add-constraint", "--id", "con", "--name", "u", "--threshold", "0.1",
     "--source.extractor-id", "ext_u", "--source.output-key", "max_displacement"),
    ("set-algorithm", "--type", "Random"),
)  # fmt: skip


@pytest.fixture
def nx(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for variable in ("UGII_BASE_DIR", "UGII_ROOT_DIR", "FAKE_NX_ILL"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("ATOMIZER_NX", str(install_nx(tmp_path / "NX2306")))
    return tmp_path


def test_a_study_of_an_nx_model_runs_to_its_best_design(
    atomizer: Terminal, nx: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "BACK_OFF", (0.05,))
    monkeypatch.setenv("FAKE_NX_ONCE", str(nx / "denied"))
    atomizer("study", "new", "bracket")
    write_model(nx / "studies" / "bracket" / "1_setup")
    for words in BUILD:
        said = atomizer("do", "bracket", *words)
        assert said.code == 0, said.err
    said = atomizer("run", "bracket", "--trials", "3", "--workers", "1", "--json")
    assert said.code == 0, said.err
    assert (said.json["status"], said.json["trials"]) == ("completed", 3)
    assert (nx / "denied").read_text() == "denied"
    trials = nx / "studies" / "bracket" / "2_iterations" / "run-1"
    assert all((trials / f"trial-{number:04d}" / "result.json").is_file() for number in range(3))
    best = said.json["best"]
    assert best["feasible"] is True
    assert best["objectives"]["obj"] == pytest.approx(6.0 * best["parameters"]["dv_w"])


def test_a_simulation_is_looked_into_solved_and_measured_by_hand(
    atomizer: Terminal, nx: Path
) -> None:
    sim = write_model(nx / "model")
    looked = atomizer("introspect", str(sim))
    assert "Told by: NX V2306." in looked.out and "MilliMeter" in looked.out
    assert atomizer("introspect", str(sim), "--json").json["candidates"][0]["name"] == "width"
    op2 = nx / "out" / "bracket.op2"
    said = atomizer("solve", str(sim), "--solver", "nx", "-o", str(op2), "--json")
    assert said.json["subcases"][0]["max_displacement"] == pytest.approx(0.04)
    found = atomizer("extract", str(op2), "mass", "mass_from_expression", "--json").json
    assert found["mass_from_expression"]["mass"] == pytest.approx(3.0)
    assert found["mass"]["mass"] == pytest.approx(3.0)


def test_the_doctor_lists_nx(atomizer: Terminal, nx: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def found() -> str:
        findings = atomizer("doctor", "--json").json
        return str(next(f["found"] for f in findings if f["what"] == "solver nx"))

    assert found().startswith("nx 2306 (")
    monkeypatch.delenv("ATOMIZER_NX")
    monkeypatch.setenv("PATH", "")
    assert "Install Siemens NX" in found()
