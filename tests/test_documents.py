"""The documentation is true: what is made from the code, what it names, what it links to."""

import re
from pathlib import Path

import pytest

from tests.reference import PAGE, markdown

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("studies/*/*.md")])


def test_the_reference_of_commands_is_the_one_the_code_gives() -> None:
    assert PAGE.read_text(encoding="utf-8") == markdown(), "run: python3 run.py docs"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
        if not target.startswith(("http:", "https:", "mailto:")):
            assert (page.parent / target).exists(), target


def test_every_folder_of_the_program_is_described() -> None:
    described = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    for folder in (ROOT / "atomizer").iterdir():
        if folder.is_dir() and (folder / "__init__.py").exists():
            assert f"atomizer/{folder.name}/" in described, folder.name


def test_the_lock_files_name_no_host() -> None:
    for lock in (ROOT / "locks").iterdir():
        assert "://" not in lock.read_text(encoding="utf-8"), lock.name
