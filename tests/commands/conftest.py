from collections.abc import Iterator

import pytest

from tests import parts


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every rule is told with the plugins of `tests.parts`."""
    with monkeypatch.context() as patched:
        parts.install(patched)
        yield
    parts.forget()
