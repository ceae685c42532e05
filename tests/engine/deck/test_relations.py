from pathlib import Path
from typing import Any

import pytest

from atomizer.engine.deck import DeckRejected, introspect, read_bdf, write_design
from tests.engine.deck.decks import SIZING, bulk, put


def solved_for(tmp_path: Path, text: str, **design: float) -> Any:
    """The model after a design, as pyNastran reads it."""
    return read_bdf(write_design(put(tmp_path, text), design, tmp_path / "out"))


def test_a_property_follows_from_several_variables_and_a_constant(tmp_path: Path) -> None:
    model = solved_for(tmp_path, SIZING, t_skin=2.0)
    assert model.properties[1].t == 0.5 + 0.5 * 2.0 + 1.0 * 2.0
    assert model.materials[1].rho == 2e-9
    assert model.desvars[2].xinit == 2.0
    assert model.properties[3].A == 1.0


def test_a_linked_variable_follows_and_so_does_its_property(tmp_path: Path) -> None:
    model = solved_for(tmp_path, SIZING, t_rib=3.0)
    assert model.desvars[4].xinit == 6.0
    assert model.properties[3].A == 0.25 * 6.0
    assert model.properties[1].t == 0.5 + 0.5 * 3.0 + 1.0


def test_grids_move_from_where_they_are(tmp_path: Path) -> None:
    model = solved_for(tmp_path, SIZING, width=1.5)
    assert model.nodes[2].xyz.tolist() == [10.0 + 2.0 * 1.5, 0.0, -2.0 * 1.5]
    assert model.nodes[3].xyz.tolist() == [10.0, 11.5, 0.0]
    assert model.nodes[1].xyz.tolist() == [0.0, 0.0, 0.0]


def test_a_design_at_the_initial_values_changes_only_what_the_relations_say(
    tmp_path: Path,
) -> None:
    """The deck says T = 2.5 and the relation says 0.5 + 0.5*2 + 1 = 2.5."""
    path = put(tmp_path, SIZING)
    out = write_design(path, {"t_rib": 2.0, "width": 0.0}, tmp_path / "out")
    assert out.read_text() == SIZING


def test_labels_are_found_whatever_their_case_and_by_id(tmp_path: Path) -> None:
    one = write_design(put(tmp_path, SIZING), {"T_SKIN": 2.0}, tmp_path / "a").read_bytes()
    for name in ("DESVAR:2", "DESVAR:2:XINIT"):
        path = write_design(put(tmp_path, SIZING), {name: 2.0}, tmp_path / "b")
        assert path.read_bytes() == one


def test_pval_stands_for_what_the_field_holds(tmp_path: Path) -> None:
    text = SIZING.replace("4     .25", "4    PVAL").replace(
        "PROD           3       1      1.", "PROD,3,1,.7"
    )
    path = write_design(put(tmp_path, text), {"t_rib": 1.0}, tmp_path / "out")
    assert "PROD,3,1,1.4\n" in path.read_text()


def test_a_field_number_names_the_field_of_the_guide(tmp_path: Path) -> None:
    text = SIZING.replace("PSHELL       1       T", "PSHELL       1       4")
    assert solved_for(tmp_path, text, t_skin=2.0).properties[1].t == 3.5


@pytest.mark.parametrize(
    ("design", "said"),
    [
        ({"t_copy": 1.0}, "t_copy follows from 2*t_rib (DLINK)"),
        ({"t_rib": 20.0}, "t_rib = 20 is outside 0.5 .. 10"),
        ({"t_rip": 1.0}, "Did you mean 't_rib'?"),
        ({"PSHELL:1:T": 1.0}, "PSHELL:1:T follows from 0.5 + 0.5*t_rib + t_skin (DVPREL1)"),
        ({"t_rib": 1.0, "DESVAR:1": 1.0}, "t_rib is set twice"),
        ({"t_rib": 1.0, "DESVAR:1:#4": 1.0}, "is set by"),
        ({"width": 1.0, "GRID:2:X1": 1.0}, "GRID:2:X1 is set by GRID:2:X1 and by the relation"),
    ],
)
def test_a_design_the_relations_do_not_allow_is_refused(
    tmp_path: Path, design: dict[str, float], said: str
) -> None:
    with pytest.raises(DeckRejected) as refused:
        write_design(put(tmp_path, SIZING), design, tmp_path / "out")
    assert said in str(refused.value)


EQUATION = bulk(
    "PSHELL,1,1,2.5\nDESVAR,1,x,1.\nDESVAR,2,y,1.\n"
    "DVPREL2,11,PSHELL,1,T,,,5\n,DESVAR,1\nDEQATN  5       f(x)=x*x"
)


def test_a_relation_through_an_equation_is_listed_and_refused(tmp_path: Path) -> None:
    deck = put(tmp_path, EQUATION)
    x, y, *_ = introspect(deck).parameters
    assert x.refused == "feeds DVPREL2 11, which needs DEQATN; not supported"
    assert (y.refused, y.drives) == ("", ())
    assert [one.name for one in introspect(deck).candidates] == ["y", "PSHELL:1:T"]
    with pytest.raises(DeckRejected, match="x feeds DVPREL2 11, which needs DEQATN"):
        write_design(deck, {"x": 2.0}, tmp_path / "out")


@pytest.mark.parametrize(
    "text",
    [
        SIZING.replace("DVGRID         3       2        ", "DVGRID         3       2       7"),
        SIZING.replace("GRID           2        ", "GRID           2       7"),
        SIZING.replace("DESVAR         1", "GRDSET                 7\nDESVAR         1"),
    ],
)
def test_a_grid_that_moves_in_a_frame_of_its_own_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(DeckRejected, match="in a frame other than the basic one"):
        write_design(put(tmp_path, text), {"width": 1.0}, tmp_path / "out")


def test_a_grid_in_the_basic_frame_moves_whatever_the_default_frame(tmp_path: Path) -> None:
    text = SIZING.replace("DESVAR         1", "GRDSET                 7\nDESVAR         1")
    text = text.replace("GRID           2        ", "GRID           2       0")
    text = text.replace("GRID           3        ", "GRID           3       0")
    path = write_design(put(tmp_path, text), {"width": 1.0}, tmp_path / "out")
    assert read_bdf(path, "plain").nodes[2].xyz[0] == 12.0


def test_an_element_field_follows_too(tmp_path: Path) -> None:
    text = bulk("CQUAD4,5,1,1,2,3,4\nDESVAR,1,shift,.1\nDVCREL1,9,CQUAD4,5,ZOFFS,,,.5\n,1,2.")
    path = write_design(put(tmp_path, text), {"shift": 0.25}, tmp_path / "out")
    assert read_bdf(path, "plain").elements[5].zoffset == 1.0


def test_links_do_not_follow_from_links(tmp_path: Path) -> None:
    text = bulk(
        "DESVAR,1,x,1.\nDESVAR,2,y,1.\nDESVAR,3,z,1.\nDLINK,1,2,,,1,1.\nDLINK,2,3,,,2,1.,1,1."
    )
    with pytest.raises(DeckRejected, match="a variable that follows from others"):
        write_design(put(tmp_path, text), {"x": 2.0}, tmp_path / "out")


@pytest.mark.parametrize("entry", ["DESVAR,x,y,1.", "DESVAR,1,x,one", "DESVAR,1,x,1.+999"])
def test_a_variable_without_a_number_is_refused(tmp_path: Path, entry: str) -> None:
    with pytest.raises(DeckRejected, match=r"plate\.bdf:4: .*DESVAR"):
        introspect(put(tmp_path, bulk(entry)))


def test_two_variables_of_one_label_need_their_ids(tmp_path: Path) -> None:
    deck = put(tmp_path, bulk("DESVAR,1,x,1.\nDESVAR,2,x,1."))
    with pytest.raises(DeckRejected, match=r"Use DESVAR:1, DESVAR:2\."):
        write_design(deck, {"x": 2.0}, tmp_path / "out")
    assert [one.name for one in introspect(deck).parameters] == ["DESVAR:1", "DESVAR:2"]


def test_a_relation_to_a_missing_variable_is_refused(tmp_path: Path) -> None:
    text = bulk("PSHELL,1,1,2.5\nDESVAR,1,x,1.\nDVPREL1,11,PSHELL,1,T\n,1,1.,2,1.")
    with pytest.raises(DeckRejected, match="refers to DESVAR 2"):
        write_design(put(tmp_path, text), {"x": 2.0}, tmp_path / "out")
