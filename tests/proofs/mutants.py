"""Result files with something wrong anywhere: refused in words, or read as what they now say.

An OP2 has no checksum, so a flipped bit of a stress is another stress: that is what the seal of
the file is for, whose SHA-256 is another one. What must not be: an error that is not ours, half a
file that passes for a whole one, a number that is none, a size that is believed, a hang.
"""

import random
import struct
from collections import Counter
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import partial
from pathlib import Path

import numpy as np

from atomizer.engine.results import Results, read_results
from atomizer.engine.solvers.embedded.plugin import Embedded
from tests.proofs.decks import DECKS
from tests.proofs.looking import limit_memory, outcome

LIES = (0, -1, 1, 3, 4, 255, 1 << 16, 500_000_000, 2**31 - 1, -(2**31))
NUMBERS = (float("nan"), float("inf"), -float("inf"), 3e38, 1e-45)
Words = list[bytes]


def mutant(content: bytes, dice: random.Random) -> bytes:
    """An OP2 with one change."""
    return dice.choice(CHANGES)(content, dice)


def records(content: bytes) -> Words:
    """The Fortran records of a file, each with its length before and behind it."""
    found, at = [], 0
    while at < len(content):
        end = at + struct.unpack_from("<i", content, at)[0] + 8
        found.append(content[at:end])
        at = end
    return found


def _flip_bit(content: bytes, dice: random.Random) -> bytes:
    changed = bytearray(content)
    changed[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def _cut(content: bytes, dice: random.Random) -> bytes:
    return content[: dice.randrange(len(content))]


def _cut_inside(content: bytes, dice: random.Random) -> bytes:
    """Words gone from the middle: the end is whole."""
    at = 4 * dice.randrange(len(content) // 4)
    return content[:at] + content[at + 4 * dice.randrange(1, 200) :]


def _swap(content: bytes, dice: random.Random) -> bytes:
    parts = records(content)
    one, other = dice.randrange(len(parts)), dice.randrange(len(parts))
    parts[one], parts[other] = parts[other], parts[one]
    return b"".join(parts)


def _drop(content: bytes, dice: random.Random) -> bytes:
    parts = records(content)
    del parts[dice.randrange(len(parts))]
    return b"".join(parts)


def _double(content: bytes, dice: random.Random) -> bytes:
    parts = records(content)
    at = dice.randrange(len(parts))
    return b"".join([*parts[:at], parts[at], *parts[at:]])


def _lie_about_length(content: bytes, dice: random.Random) -> bytes:
    """A record that claims another length, at its head, its end or both."""
    parts = records(content)
    at, lie = dice.randrange(len(parts)), struct.pack("<i", dice.choice(LIES))
    head, body, end = parts[at][:4], parts[at][4:-4], parts[at][-4:]
    parts[at] = dice.choice((lie + body + end, head + body + lie, lie + body + lie))
    return b"".join(parts)


def _lie_in_a_marker(content: bytes, dice: random.Random) -> bytes:
    """A marker says how many words follow, or which record comes."""
    parts = records(content)
    markers = [at for at, part in enumerate(parts) if len(part) == 12]
    word = struct.pack("<i", dice.choice(LIES))
    at = dice.choice(markers)
    parts[at] = parts[at][:4] + word + parts[at][-4:]
    return b"".join(parts)


def _lie_in_a_word(content: bytes, dice: random.Random) -> bytes:
    """Any word of a record: a code, a count, an id or a number."""
    changed = bytearray(content)
    form, value = dice.choice((("<i", dice.choice(LIES)), ("<f", dice.choice(NUMBERS))))
    struct.pack_into(form, changed, 4 * dice.randrange(len(content) // 4), value)
    return bytes(changed)


def _noise(content: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(content))
    noise = dice.randbytes(dice.randrange(1, 64))
    return content[:at] + noise + content[at + len(noise) :]


CHANGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flip_bit, _cut, _cut_inside, _swap, _drop, _double, _lie_about_length, _lie_in_a_marker,
    _lie_in_a_word, _noise,
)  # fmt: skip


def mutants(count: int, folder: Path) -> dict[str, int]:
    """Read `count` mutants.

    `crashed`, `hung`, `greedy`, `not_finite` and `half` (cut off and yet read) must be 0; `other`
    are those read as other numbers, which the seal tells from the file that was solved.
    """
    limit_memory()
    names = ("equal", "other", "refused", "crashed", "hung", "greedy", "not_finite", "half")
    tally = Counter(dict.fromkeys(names, 0))
    whole = [_solved(folder / f"{number}", text) for number, text in enumerate(DECKS)]
    for number in range(count):
        dice = random.Random(number)
        deck, content, truth = dice.choice(whole)
        changed = mutant(content, dice)
        tally[outcome(partial(_read, deck, content, changed, truth))] += 1
    return dict(tally)


def _solved(folder: Path, text: str) -> tuple[Path, bytes, bytes]:
    """A deck, its OP2, and what is read from it."""
    folder.mkdir()
    deck = folder / "model.bdf"
    deck.write_text(text, encoding="ascii")
    op2 = Embedded().solve(deck, folder).op2
    return deck, op2.read_bytes(), said(read_results(op2, deck))


def _read(deck: Path, content: bytes, changed: bytes, truth: bytes) -> str:
    path = deck.with_name("mutant.op2")
    path.write_bytes(changed)
    results = read_results(path, deck)
    if not finite(results):
        return "not_finite"
    if said(results) == truth:
        return "equal"
    return "half" if content.startswith(changed) else "other"


def said(results: object) -> bytes:
    """All that results hold, to be compared."""
    return b"|".join(_bytes(part) for part in _parts(results))


def finite(results: Results) -> bool:
    """Whether every number of a file is one; where it reports nothing there is NaN."""
    tables = (table.values for table in results.element_tables)
    spectra = (response.values for response in results.responses)
    scalars = (results.eigenvalues, results.frequencies, results.buckling_factors)
    fields_ = (results.displacement, results.mode_shapes, results.buckling_shapes)
    whole = all(np.isfinite(part).all() for part in (*tables, *spectra, *scalars))
    return whole and not any(np.isinf(part).any() for part in fields_)


def _parts(value: object) -> list[object]:
    """The leaves of dataclasses, tuples and mappings."""
    if is_dataclass(value):
        return [leaf for one in fields(value) for leaf in _parts(getattr(value, one.name))]
    if isinstance(value, tuple):
        return [leaf for one in value for leaf in _parts(one)]
    return [value]


def _bytes(leaf: object) -> bytes:
    return leaf.tobytes() if isinstance(leaf, np.ndarray) else repr(leaf).encode()
