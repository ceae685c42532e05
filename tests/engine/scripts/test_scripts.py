"""Scripts of a study: only what was allowed runs, behind walls, and its mistakes are words."""

import sys
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from atomizer import registry
from atomizer.domain.values import Refused
from atomizer.engine.failure import SolveFailed
from atomizer.engine.results import Results
from atomizer.engine.scripts import AllowedScripts, run_script
from atomizer.engine.scripts.exchange import read_results, write_results
from atomizer.engine.scripts.walls import NONE, walls
from tests.engine.scripts.escapes import ESCAPES
from tests.extractors.states import everything

LARGEST = """
def measure(results, options):
    '''The largest size of a displacement, times a factor.'''
    size = np.linalg.norm(results.displacement[..., :3], axis=-1)
    return {"largest": options["factor"] * size.max()}
"""
needs_walls = pytest.mark.skipif(walls() == NONE, reason="this machine has no walls for scripts")


def equal(one: object, other: object) -> bool:
    if isinstance(one, np.ndarray):
        return isinstance(other, np.ndarray) and np.array_equal(one, other, equal_nan=True)
    if hasattr(one, "__dataclass_fields__"):
        return all(equal(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    if isinstance(one, tuple):
        assert isinstance(other, tuple)
        return len(one) == len(other) and all(map(equal, one, other))
    return one == other


def test_results_go_through_the_wall_unchanged(tmp_path: Path) -> None:
    write_results(everything(), tmp_path / "results.npz")
    assert equal(read_results(tmp_path / "results.npz"), everything())


def test_a_script_measures_what_it_is_written_to_measure() -> None:
    assert run_script(LARGEST, {"factor": 2.0}, everything(), 30.0) == {"largest": 10.0}


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("x = 1", "defines no measure"),
        ("1 / 0", "ZeroDivisionError"),
        ("def measure(r, o):\n    return {'a': r.nothing}", "line 2: AttributeError"),
        ("def measure(r, o):\n    return {'a': 'b'}", "ValueError"),
        ("def measure(r, o):\n    return 7", "AttributeError"),
        ("def measure(r, o):\n    return {'a': float('nan')}", "nan"),
        ("def measure(r, o):\n    raise SystemExit", "SystemExit"),
        ("def measure(r, o):\n    import os\n    os._exit(3)", "code 3"),
        ("import os\nos._exit(0)", "without an answer"),
    ],
)
def test_what_a_script_does_wrong_is_said_in_words(source: str, said: str) -> None:
    with pytest.raises(SolveFailed, match=said):
        run_script(source, {}, everything(), 30.0)


def test_a_script_that_takes_too_long_is_ended() -> None:
    with pytest.raises(SolveFailed, match="time limit") as failed:
        run_script("while True: pass", {}, everything(), 1.5)
    assert failed.value.kind == "timeout"


@needs_walls
@pytest.mark.parametrize("name", ESCAPES)
def test_a_script_cannot(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATOMIZER_TEST_API_KEY", "secret")
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="ascii")
    tried = ESCAPES[name].replace("; ", "\n    ")
    source = (
        f"import os, ctypes\ndef measure(results, options):\n    {tried}\n    return "
        + "{'got': 1}"
    )
    seconds = 2.0 if name in ("sleep", "spin") else 30.0
    with pytest.raises(SolveFailed) as failed:
        got = run_script(_only_when_it_got(source), {"secret": str(secret)}, everything(), seconds)
        pytest.fail(f"it got {got}")
    assert "secret" not in failed.value.message.replace(str(secret), "")
    assert secret.read_text(encoding="ascii") == "secret"
    assert [path.name for path in tmp_path.iterdir()] == ["secret.txt"]


def _only_when_it_got(source: str) -> str:
    """An answer of nothing is no answer: C calls fail with a number instead of an exception."""
    return source.replace("return {'got': 1}", "assert got, 'nothing'\n    return {'got': 1}")


@needs_walls
def test_a_script_may_compute_write_in_its_folder_and_use_threads() -> None:
    source = """
import threading, scipy.linalg
def measure(results, options):
    found = []
    thread = threading.Thread(target=lambda: found.append(scipy.linalg.norm([3.0, 4.0])))
    thread.start(); thread.join()
    open('note.txt', 'w').write('x')
    return {"norm": found[0]}
"""
    assert run_script(source, {}, everything(), 60.0) == {"norm": 5.0}


def test_only_the_content_that_was_allowed_runs(tmp_path: Path) -> None:
    scripts = AllowedScripts(tmp_path / "scripts")
    name = scripts.allow(LARGEST)
    assert scripts.source(name) == LARGEST
    (tmp_path / "scripts" / f"{name}.py").write_text("evil", encoding="utf-8")
    with pytest.raises(Refused, match="not allowed"):
        scripts.source(name)
    for unknown in ("", "0" * 64, "../../x"):
        with pytest.raises(Refused, match="not allowed"):
            scripts.source(unknown)


def test_what_is_no_python_is_not_allowed(tmp_path: Path) -> None:
    scripts = AllowedScripts(tmp_path / "scripts")
    for source in ("def (", "x\0", "#" * (2 << 20)):
        with pytest.raises(Refused):
            scripts.allow(source)


def test_an_extractor_runs_its_script_only_with_its_allowed_content() -> None:
    options = {"file": "rms.py", "sha256": "a" * 64, "options": {"factor": 1.0}}
    outputs = {"largest": {"unit_kind": "length", "description": "The largest."}}
    extractor = registry.make("extractors", "script", {**options, "outputs": outputs})
    with pytest.raises(SolveFailed, match="not allowed"):
        extractor.with_scripts({})
    running = extractor.with_scripts({"a" * 64: LARGEST})
    assert running.measure(everything()) == {"largest": 5.0}
    other = registry.make("extractors", "script", options).with_scripts({"a" * 64: LARGEST})
    with pytest.raises(SolveFailed, match="declared"):
        other.measure(everything())


def test_the_walls_of_this_machine_are_named() -> None:
    assert ("Landlock" in walls() or "seccomp" in walls()) == (walls() != NONE)
    if sys.platform != "linux":
        assert walls() == NONE


def test_results_keep_their_type_for_a_script() -> None:
    source = "def measure(r, o): return {'ok': float(type(r).__name__ == 'Results')}"
    assert isinstance(everything(), Results)
    assert run_script(source, {}, everything(), 30.0) == {"ok": 1.0}
