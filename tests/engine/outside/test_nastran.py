"""Every run of the corpus gets the verdict a person would give, with the solver's own words."""

import pytest

from atomizer.engine.outside import Evidence
from atomizer.engine.outside.nastran import judge
from tests.engine.outside.evidence import check
from tests.engine.outside.nastran_machines import MACHINES
from tests.engine.outside.nastran_models import MODELS

CORPUS = [*MODELS, *MACHINES]


@pytest.mark.parametrize(
    ("run", "expected", "quoted"), [c[1:] for c in CORPUS], ids=[c[0] for c in CORPUS]
)
def test_a_run_is_judged_by_its_files(run: Evidence, expected: str, quoted: str) -> None:
    check(judge(run), expected, quoted)
