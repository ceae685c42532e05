"""What a command of the terminal gives back: data for programs, a picture of it for people."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.table import Table

Draw = Callable[[Console], None]


@dataclass(frozen=True)
class Output:
    """The answer to one call.

    Attributes:
        data: What `--json` prints, as one document.
        draw: What a person sees.
        code: The exit code: 0 done, 2 refused.
    """

    data: Any
    draw: Draw
    code: int = field(default=0)

    def show(self, form: str, console: Console) -> int:
        """Print it as `json` or `text`; returns the exit code."""
        if form == "json":
            text = json.dumps(self.data, indent=2, ensure_ascii=False, allow_nan=False)
            console.print(text, markup=False, highlight=False, soft_wrap=True)
        else:
            self.draw(console)
        return self.code


def says(sentence: str, data: Any = None, code: int = 0) -> Output:
    """A sentence, with the data behind it."""
    return Output(
        data if data is not None else {"message": sentence},
        lambda console: console.print(sentence, markup=False, highlight=False, soft_wrap=True),
        code,
    )


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str = "") -> Table:
    """Rows under headers; numbers to the right, text from users never taken for markup."""
    made = Table(title=title or None, title_justify="left", header_style="bold", box=None)
    listed = [list(row) for row in rows]
    for n, column in enumerate(columns):
        numeric = bool(listed) and all(isinstance(row[n], int | float) for row in listed)
        made.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in listed:
        made.add_row(*(_cell(value) for value in row))
    return made


def _cell(value: object) -> str:
    text = f"{value:.6g}" if isinstance(value, float) else "" if value is None else str(value)
    return text.replace("[", r"\[")
