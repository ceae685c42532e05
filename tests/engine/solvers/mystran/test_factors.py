"""Buckling by MYSTRAN: factors that stand in its F06 alone are read as those of an OP2."""

import sys
from pathlib import Path

import numpy as np
import pytest

from atomizer import registry
from atomizer.engine.failure import SolveFailed
from atomizer.engine.results import Results, read_results
from atomizer.engine.solvers.mystran.plugin import Mystran
from tests.engine.outside.fakes import install
from tests.engine.outside.rods import BULK
from tests.engine.outside.rods import DECK as ROD

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the fakes are scripts")

METHOD = "EIGRL,9,,,3\nENDDATA"
DECK = f"""\
{{sol}}
CEND
SPC = 1
SUBCASE 1
  LOAD = 1
SUBCASE 4
  METHOD = 9
BEGIN BULK
{BULK.replace("ENDDATA", METHOD)}"""
BUCKLES = """
    import shutil
    stem = Path(sys.argv[1]).stem
    shutil.copyfile(os.environ["FAKE_F06"], f"{stem}.F06")
    shutil.copyfile(os.environ["FAKE_OP2"], f"{stem}.OP2")
"""
SUMMARY = """\
 MYSTRAN Version 15.2.1 by Dr Bill Case

 OUTPUT FOR SUBCASE        1

                           E I G E N V A L U E   A N A L Y S I S   S U M M A R Y   (GIV     )
                                                                      (BANDED solution)

                                NUMBER OF EIGENVALUES EXTRACTED  . . . . . .         3

                                LARGEST OFF-DIAGONAL GENERALIZED MASS TERM     1.2E-15

                                            R E A L   E I G E N V A L U E S
{head}

                                         MODE  EXTRACTION      EIGENVALUE
                                        NUMBER   ORDER

                                             1       1       -2.429943E+00*
                                             2       2        2.803198E+00
                                             3       3        1.490370E+01

 *INFORMATION: ASTERISK INDICATES        1 NEGATIVE EIGENVALUES. MYSTRAN TOOK THE ABSOLUTE VALUES
                                             7       7        9.999999E+09
 MYSTRAN END
"""
OLD = "                                           (subcase 1 buckling load factors)"
NEW = "                                      (subcase       4 buckling load factors)"
FACTORS = [-2.429943, 2.803198, 14.9037]


def solved(folder: Path, monkeypatch: pytest.MonkeyPatch, sol: str, f06: str) -> Results:
    """What is read of a run of a MYSTRAN that leaves this F06, and the OP2 of the static part."""
    work, made = folder / "work", folder / "made"
    for each in (work, made):
        each.mkdir()
    static, deck = made / "model.bdf", work / "model.bdf"
    static.write_text(ROD, encoding="ascii")
    deck.write_text(DECK.format(sol=sol), encoding="ascii")
    op2 = registry.make("solvers", "embedded").solve(static, made).op2
    (made / "print.F06").write_text(f06, encoding="ascii")
    install(folder / "bin", "mystran", BUCKLES)
    monkeypatch.setenv("FAKE_OP2", str(op2))
    monkeypatch.setenv("FAKE_F06", str(made / "print.F06"))
    monkeypatch.setenv("PATH", str(folder / "bin"))
    monkeypatch.delenv("ATOMIZER_MYSTRAN", raising=False)
    return read_results(Mystran().solve(deck, work).op2, deck)


@pytest.mark.parametrize("sol", ["SOL 105", "SOL SEBUCKL"])
@pytest.mark.parametrize("head", [OLD, NEW], ids=["one subcase", "numbered"])
def test_factors_are_those_of_the_f06(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sol: str, head: str
) -> None:
    results = solved(tmp_path, monkeypatch, sol, SUMMARY.format(head=head))
    assert results.buckling_factors == pytest.approx(FACTORS, rel=1e-6)
    assert results.buckling_subcases.tolist() == [4, 4, 4]
    assert not len(results.eigenvalues)


def test_shapes_are_not_reported_and_statics_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = solved(tmp_path, monkeypatch, "SOL 105", SUMMARY.format(head=NEW))
    assert results.buckling_shapes.shape == (3, 2, 6)
    assert np.isnan(results.buckling_shapes).all()
    assert results.displacement[0, 1, 0] == pytest.approx(1e-7)
    factor = registry.make("extractors", "buckling").measure(results)["buckling_factor"]
    assert factor == pytest.approx(FACTORS[0])


def test_subcases_keep_their_own_factors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = SUMMARY.format(head=NEW.replace("4", "1"))
    results = solved(tmp_path, monkeypatch, "SOL 105", first + SUMMARY.format(head=NEW))
    assert results.buckling_subcases.tolist() == [1, 1, 1, 4, 4, 4]


def test_a_print_without_factors_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SolveFailed, match="no buckling factors") as failed:
        solved(tmp_path, monkeypatch, "SOL 105", " MYSTRAN Version 15.2.1\n")
    assert failed.value.kind == "parse"
