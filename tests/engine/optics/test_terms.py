"""Numbers of Zernike terms against the published tables."""

from math import comb

import pytest

from atomizer.engine.optics.terms import FIRST, NAMED, Ordering, first_terms, term


def test_noll_numbers_are_those_of_his_table() -> None:
    """Noll 1976, table I."""
    assert [tuple(each) for each in first_terms("noll", 15)] == [
        (0, 0), (1, 1), (1, -1), (2, 0), (2, -2), (2, 2), (3, -1), (3, 1), (3, -3), (3, 3),
        (4, 0), (4, 2), (4, -2), (4, 4), (4, -4),
    ]  # fmt: skip


def test_ansi_numbers_follow_their_formula() -> None:
    for number, (n, m) in enumerate(first_terms("ansi", 231)):
        assert number == (n * (n + 2) + m) / 2
        assert abs(m) <= n and (n - m) % 2 == 0


@pytest.mark.parametrize("order", range(21))
def test_both_orderings_number_the_same_terms_row_by_row(order: int) -> None:
    count = comb(order + 2, 2)
    assert set(first_terms("noll", count)) == set(first_terms("ansi", count))
    assert len(set(first_terms("noll", count))) == count


def test_an_even_noll_number_is_a_cosine() -> None:
    for number in range(1, 232):
        m = term("noll", number).m
        assert m == 0 or (m > 0) == (number % 2 == 0)


@pytest.mark.parametrize("ordering", FIRST)
def test_every_name_is_among_the_first_fifteen(ordering: Ordering) -> None:
    assert set(NAMED.values()) <= set(first_terms(ordering, 15))
