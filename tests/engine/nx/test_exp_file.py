"""An exported file of expressions is read whatever NX wrote around them."""

from pathlib import Path

import pytest

from atomizer.engine.failure import SolveFailed
from atomizer.engine.nx import Expression
from atomizer.engine.nx.exp_file import read_exp

TEXT = """\
// Version:  3
[MilliMeter]width=10
  [mm] height = 2.5e1   // of the web
area=width*height
(Integer) holes=4
(String) label="a // b = c"
[Degrees](Number) angle=-30
p7=0.5
not an expression
[MilliMeter]width=12
[kg]Masse_größe=1
bad=nan
"""


def read(tmp_path: Path, raw: bytes) -> dict[str, Expression]:
    path = tmp_path / "bracket.exp"
    path.write_bytes(raw)
    return {one.name: one for one in read_exp(path)}


def test_names_units_formulas_and_plain_values_are_read(tmp_path: Path) -> None:
    found = read(tmp_path, TEXT.encode())
    told = {name: (one.value, one.units, one.formula) for name, one in found.items()}
    assert told == {
        "width": (12.0, "MilliMeter", "12"),
        "height": (25.0, "mm", "2.5e1"),
        "area": (None, "", "width*height"),
        "holes": (4.0, "", "4"),
        "label": (None, "", '"a // b = c"'),
        "angle": (-30.0, "Degrees", "-30"),
        "p7": (0.5, "", "0.5"),
        "Masse_größe": (1.0, "kg", "1"),
        "bad": (None, "", "nan"),
    }
    assert found["width"].part == "bracket"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_the_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    found = read(tmp_path, TEXT.replace("\n", "\r\n").encode(encoding))
    assert found["Masse_größe"].units == "kg" and found["height"].value == 25.0


def test_a_file_without_expressions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SolveFailed, match="holds no expression such as"):
        read(tmp_path, b"\x00\x01 binary")
