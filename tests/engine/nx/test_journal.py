"""The journal is one readable file that needs NX Open and the library of Python 3.6, no more."""

import ast

import pytest

from atomizer.engine.nx import Request, journal_text

TREE = ast.parse(journal_text(), feature_version=(3, 6))
FUNCTIONS = [node for node in ast.walk(TREE) if isinstance(node, ast.FunctionDef)]


def test_it_compiles() -> None:
    compile(journal_text(), "nx_journal.py", "exec")


def test_it_needs_nx_open_and_the_standard_library_alone() -> None:
    imports = [node for node in ast.walk(TREE) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = [alias.name for node in imports for alias in node.names]
    assert names == ["json", "os", "sys", "NXOpen", "NXOpen.CAE"]


def test_it_uses_nothing_that_python_3_6_does_not_know() -> None:
    new = (ast.NamedExpr, ast.Match)
    assert not [node for node in ast.walk(TREE) if isinstance(node, new)]
    assert not [f for f in FUNCTIONS if f.args.posonlyargs]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.name)
def test_it_is_readable(function: ast.FunctionDef) -> None:
    if function.name != "__init__":
        assert (ast.get_docstring(function) or "").endswith(".")
    assert function.end_lineno and function.end_lineno - function.lineno <= 25


def test_it_is_the_same_whatever_a_user_names_a_thing() -> None:
    request = Request(action="solve", model='x"); import os #', expressions={"'''": 1.0})
    assert request.model not in journal_text()
    assert Request.model_validate_json(request.model_dump_json()) == request
