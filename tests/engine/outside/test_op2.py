"""A look into an OP2 says whether it is whole and what it holds."""

import struct
from pathlib import Path

import pytest

from atomizer import registry
from atomizer.engine.outside import look_into
from tests.engine.outside.rods import DECK


@pytest.fixture(scope="module")
def op2(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("solved")
    (folder / "model.bdf").write_text(DECK, encoding="ascii")
    found = registry.make("solvers", "embedded").solve(folder / "model.bdf", folder).op2
    assert isinstance(found, Path)
    return found


def test_a_whole_file_names_its_tables(op2: Path) -> None:
    found = look_into(op2)
    assert found and found.whole and found.has_results
    assert {"OUGV1", "OES1X1"} <= set(found.tables)


@pytest.mark.parametrize("kept", [0, 3, 100, 0.5, -1, -4, -12])
def test_a_file_that_is_cut_off_is_not_whole(op2: Path, tmp_path: Path, kept: float) -> None:
    content = op2.read_bytes()
    cut = tmp_path / "cut.op2"
    cut.write_bytes(content[: int(len(content) * kept) if isinstance(kept, float) else kept])
    found = look_into(cut)
    assert found and not found.whole


def test_words_of_64_bits_in_the_other_byte_order_are_read(tmp_path: Path) -> None:
    def record(payload: bytes) -> bytes:
        return struct.pack(">i", len(payload)) + payload + struct.pack(">i", len(payload))

    word = struct.pack(">q", 3)
    path = tmp_path / "wide.op2"
    path.write_bytes(record(word) + record(b"OUGV1".ljust(16)) + 3 * record(bytes(8)))
    found = look_into(path)
    assert found and found.whole and found.tables == ("OUGV1",)


def test_text_is_no_op2(tmp_path: Path) -> None:
    path = tmp_path / "text.op2"
    path.write_text("This is not an OP2 at all, but a sentence.", encoding="ascii")
    found = look_into(path)
    assert found and not found.whole and not found.tables


def test_a_file_that_is_not_there_is_none(tmp_path: Path) -> None:
    assert look_into(tmp_path / "none.op2") is None
