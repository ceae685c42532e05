import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from atomizer.engine.deck import DeckRejected, prescan, read_bdf
from atomizer.engine.failure import SolveFailed
from tests.engine.deck.decks import PLATE, bulk, put

GRID = "GRID,77,,1.,2.,3.\n"


@pytest.fixture
def jail(tmp_path: Path) -> Path:
    """A folder for decks, with a file outside that no deck may reach."""
    put(tmp_path, GRID, "secret.bdf")
    folder = tmp_path / "jail"
    folder.mkdir()
    put(folder, GRID, "inside.bdf")
    return folder


def run_code(marker: Path) -> str:
    return f"open({str(marker)!r},'w').write('x')"


@pytest.mark.parametrize(
    "header",
    [
        "$ pyNastran: code-block = {}",
        "$pyNastran : code_block = {}",
        "$ PYNASTRAN: CODE-BLOCK = {}",
        "$\tpyNastran:\tcode-block={}",
        "$pyNastran: punch=True\n$pyNastran: code-block = {}",
        "$pyNastran: skip_cards = GRID",
        "$pyNastran: dumplines = True",
        "$pyNastran: version = zona",
    ],
)
def test_a_header_that_could_run_code_or_hide_entries_is_refused(jail: Path, header: str) -> None:
    marker = jail / "marker"
    deck = put(jail, header.format(run_code(marker)) + "\n" + bulk(GRID))
    with pytest.raises(DeckRejected, match=r"plate\.bdf:\d+: The (pyNastran header|dialect)"):
        read_bdf(deck)
    assert not marker.exists()


@pytest.mark.parametrize("key", ["version = nx", "punch=true", "nnodes = 5", "units=mm,N,s"])
def test_a_harmless_header_is_allowed(jail: Path, key: str) -> None:
    deck = put(jail, f"$ pyNastran: {key}\n" + bulk(GRID))
    assert list(read_bdf(deck).nodes) == [77]


def test_the_reader_ignores_headers_even_if_the_look_over_missed_one(jail: Path) -> None:
    from atomizer.engine.deck.restricted import RestrictedBDF

    marker = jail / "marker"
    model = RestrictedBDF("msc")
    text = f"$ pyNastran: code-block = {run_code(marker)}\nDEQATN  1       f(x)=x+1.0\n{GRID}"
    model.read_text(text, "punch", "plain")
    assert list(model.nodes) == [77]
    assert not model.dequations
    assert not marker.exists()


@pytest.mark.parametrize(
    "equation",
    ["DEQATN  1       f(x)=x+1.0", "deqatn,1,f(x)=x", "  DEQATN 1 f(x)=x", "DEQATN* 1  f(x)=x"],
)
def test_an_equation_is_refused_because_its_reader_compiles_it(jail: Path, equation: str) -> None:
    deck = put(jail, bulk(GRID + equation))
    with pytest.raises(DeckRejected, match=r"plate\.bdf:5: DEQATN is not read"):
        prescan(deck)


def test_an_equation_hidden_in_an_include_is_found(jail: Path) -> None:
    put(jail, "DEQATN  1       f(x)=x+1.0\n", "eq.inc")
    with pytest.raises(DeckRejected, match=r"eq\.inc:1: DEQATN"):
        prescan(put(jail, bulk("INCLUDE 'eq.inc'")))


def test_an_equation_after_a_lone_carriage_return_is_found(jail: Path) -> None:
    with pytest.raises(DeckRejected, match="DEQATN"):
        prescan(put(jail, bulk("$ comment\rDEQATN  1       f(x)=x+1.0")))


@pytest.mark.parametrize(
    "statement",
    [
        "INCLUDE '{outside}/secret.bdf'",
        'INCLUDE "{outside}/secret.bdf"',
        "INCLUDE {outside}/secret.bdf",
        "INCLUDE '../secret.bdf'",
        "include ../secret.bdf",
        "  InClUdE\t'../secret.bdf'",
        "INCLUDE'../secret.bdf'",
        "INCLUDE/etc/passwd",
        "INCLUDE../secret.bdf",
        "INCLUDE '../\nsecret.bdf'",
        "INCLUDE '.\n./secret.\nbdf'",
        "INCLUDE 'sub/../../secret.bdf'",
        "INCLUDE 'link.bdf'",
        "INCLUDE 'folder_link/secret.bdf'",
        "INCLUDE '/etc/passwd'",
        "INCLUDE '$HOME/x.bdf'",
        "INCLUDE $HOME/x.bdf",
        "INCLUDE '%HOME%/x.bdf'",
        "INCLUDE 'HOME:x.bdf'",
        "INCLUDE C:\\secret.bdf",
        "INCLUDE '~/x.bdf'",
        "INCLUDE '..\\secret.bdf'",
    ],
)
def test_an_include_outside_the_folder_is_refused(jail: Path, statement: str) -> None:
    (jail / "link.bdf").symlink_to(jail.parent / "secret.bdf")
    (jail / "folder_link").symlink_to(jail.parent)
    (jail / "sub").mkdir()
    deck = put(jail, bulk(statement.format(outside=jail.parent)))
    with pytest.raises(DeckRejected, match=r"plate\.bdf:4: .*(folder|opened)") as refused:
        prescan(deck)
    assert "beside the deck" in refused.value.hint


def test_an_include_in_case_control_is_looked_at_too(jail: Path) -> None:
    deck = put(jail, "SOL 101\nINCLUDE '../secret.bdf'\nCEND\nBEGIN BULK\nENDDATA\n")
    with pytest.raises(DeckRejected, match=r"plate\.bdf:2"):
        prescan(deck)


@pytest.mark.parametrize(
    "statement",
    [
        "INCLUDE",
        "INCLUDE ''",
        "INCLUDE 'inside.bdf' x",
        "INCLUDE 'never",
        "INCLUDE a b.bdf",
        "INCLUDEX",
        f"INCLUDE '{'x' * 400}'",
    ],
)
def test_an_include_that_names_no_single_file_is_refused(jail: Path, statement: str) -> None:
    with pytest.raises(DeckRejected, match=r"plate\.bdf:4"):
        prescan(put(jail, bulk(statement)))


@pytest.mark.parametrize(
    "statement",
    [
        "INCLUDE 'inside.bdf'",
        "INCLUDE inside.bdf $ a remark",
        "  include 'inside.bdf'",
        'INCLUDE "inside.\nbdf"',
        "INCLUDE './inside.bdf'",
    ],
)
def test_an_include_inside_the_folder_is_read(jail: Path, statement: str) -> None:
    assert list(read_bdf(put(jail, bulk(statement))).nodes) == [77]


def test_an_include_is_found_beside_the_file_that_names_it(jail: Path) -> None:
    put(jail, "INCLUDE 'deeper.bdf'\n", "sub/first.bdf")
    put(jail, GRID, "sub/deeper.bdf")
    assert list(read_bdf(put(jail, bulk("INCLUDE 'sub/first.bdf'"))).nodes) == [77]


def test_includes_in_a_circle_are_refused(jail: Path) -> None:
    put(jail, "INCLUDE 'loop.bdf'\n", "loop.bdf")
    with pytest.raises(DeckRejected, match=r"loop\.bdf:1: loop\.bdf is read twice"):
        prescan(put(jail, bulk("INCLUDE 'loop.bdf'")))


def test_includes_that_go_too_deep_are_refused(jail: Path) -> None:
    for level in range(12):
        put(jail, f"INCLUDE 'level{level + 1}.bdf'\n", f"level{level}.bdf")
    with pytest.raises(DeckRejected, match="too deep"):
        prescan(put(jail, bulk("INCLUDE 'level0.bdf'")))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_a_folder_and_a_missing_file_are_refused(jail: Path) -> None:
    os.mkfifo(jail / "pipe.bdf")
    (jail / "folder.bdf").mkdir()
    for name in ("pipe.bdf", "folder.bdf", "missing.bdf"):
        with pytest.raises(DeckRejected, match=f"{name} (is not a regular|cannot be opened)"):
            prescan(jail / name)


def test_a_deck_that_is_a_link_out_of_its_folder_is_refused(jail: Path) -> None:
    (jail / "link.bdf").symlink_to(jail.parent / "secret.bdf")
    with pytest.raises(DeckRejected, match="outside the folder"):
        prescan(jail / "link.bdf")


def test_a_deck_is_found_by_a_relative_path(jail: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(jail, bulk("INCLUDE 'inside.bdf'"))
    monkeypatch.chdir(jail.parent)
    assert [one.name for one in prescan(Path("jail/plate.bdf")).files] == [
        "plate.bdf",
        "inside.bdf",
    ]
    monkeypatch.chdir(jail)
    assert len(prescan(Path("plate.bdf")).files) == 2


def test_the_limit_counts_all_files_together(jail: Path) -> None:
    deck = put(jail, bulk("INCLUDE 'inside.bdf'"))
    size = deck.stat().st_size + (jail / "inside.bdf").stat().st_size
    assert len(prescan(deck, limit=size).files) == 2
    with pytest.raises(DeckRejected, match=r"inside\.bdf is too large"):
        prescan(deck, limit=size - 1)


@pytest.mark.parametrize("number", ["NaN", "inf", "-INF", "Infinity", "1.e999", "1.+999"])
@pytest.mark.parametrize("entry", ["GRID,5,,{},0.,0.", "GRID           5        {:>8}      0."])
def test_a_number_that_is_not_finite_is_refused(jail: Path, entry: str, number: str) -> None:
    with pytest.raises(DeckRejected, match=r"plate\.bdf:4: .* is not a finite number"):
        prescan(put(jail, bulk(entry.format(number))))


def test_words_that_only_look_like_it_are_not_numbers(jail: Path) -> None:
    text = PLATE.replace("Plate with ribs", "INF, NAN").replace("rib plates", "info: nan, inf")
    prescan(put(jail, text))


@pytest.mark.parametrize("junk", ["\x00", "\x01\x02", "\x1b[2J"])
def test_binary_junk_is_refused(jail: Path, junk: str) -> None:
    with pytest.raises(DeckRejected, match=r"plate\.bdf:4: Byte \d+ is not text"):
        prescan(put(jail, bulk(f"GRID{junk}")))


@pytest.mark.parametrize("name", ["part.prt", "part.sim", "result.op2", "deck"])
def test_other_file_types_are_refused_saying_what_is_supported(jail: Path, name: str) -> None:
    with pytest.raises(DeckRejected, match=r"not a Nastran bulk data deck\. Supported: \.bdf"):
        prescan(put(jail, PLATE, name))


def test_a_rejected_deck_is_a_failure_of_the_kind_deck(jail: Path) -> None:
    with pytest.raises(SolveFailed) as refused:
        prescan(jail / "missing.bdf")
    assert refused.value.kind == "deck"


def test_a_refusal_survives_the_way_from_another_process() -> None:
    refused = DeckRejected("No.", "plate.bdf:3", "Do this.")
    again = pickle.loads(pickle.dumps(refused))  # noqa: S301 - our own bytes
    assert (str(again), again.kind, again.where, again.hint) == (
        "plate.bdf:3: No. Do this.",
        "deck",
        "plate.bdf:3",
        "Do this.",
    )


def test_importing_the_package_does_not_import_pynastran() -> None:
    code = "import sys, atomizer.engine.deck; sys.exit('pyNastran' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
