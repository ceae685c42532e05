"""What a solution gives: parts, each with its tables in the OP2 and its pages in the F06."""

from typing import Protocol

from atomizer.engine.op2.records import Op2File


class Part(Protocol):
    """A piece of the answer."""

    def write(self, file: Op2File) -> None:
        """Write its tables."""
        ...

    def pages(self) -> list[str]:
        """The lines it prints."""
        ...
