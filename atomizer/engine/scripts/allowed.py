"""Which scripts may run on this machine: a folder of their contents, named by their SHA-256.

An allowance is of a content, not of a name: a script that is edited has to be allowed again. What
runs is the content that was allowed, whatever stands in the study's folder meanwhile.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from atomizer.domain.values import Refused
from atomizer.engine.files import write_whole

MOST_BYTES = 1 << 20


@dataclass(frozen=True)
class AllowedScripts:
    """The scripts somebody allowed on this machine."""

    folder: Path

    def allow(self, source: str) -> str:
        """Allow a script to run here.

        Returns:
            The SHA-256 of its content, in hex.

        Raises:
            Refused: E011, it is not a script that can be run.
        """
        content = source.encode("utf-8")
        if len(content) > MOST_BYTES:
            raise Refused("E011", f"The script has {len(content)} bytes; {MOST_BYTES} are allowed.")
        try:
            compile(source, "script", "exec")
        except (SyntaxError, ValueError) as error:
            raise Refused("E011", f"The script is not Python: {error}.") from error
        name = hashlib.sha256(content).hexdigest()
        write_whole(self._path(name), content, 0o600)
        return name

    def source(self, sha256: str) -> str:
        """The script of that content.

        Raises:
            Refused: E042, it is not allowed here, or no longer what was allowed.
        """
        path = self._path(sha256)
        content = path.read_bytes() if path.is_file() else b""
        if not content or hashlib.sha256(content).hexdigest() != sha256:
            raise Refused(
                "E042",
                f"The script {sha256[:12] or '(no sha256)'} is not allowed to run on this machine.",
                "Read it, then allow it: atomizer allow STUDY FILE",
            )
        return content.decode("utf-8")

    def _path(self, sha256: str) -> Path:
        is_name = len(sha256) == 64 and all(digit in "0123456789abcdef" for digit in sha256)
        return self.folder / f"{sha256 if is_name else 'none'}.py"
