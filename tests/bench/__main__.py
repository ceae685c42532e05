"""`run.py bench [name ...]`: speed as ratios against named peers, measured in the same run.

One name may be followed by options of its own: `run.py bench solver --small`.
"""

import importlib
import sys
from pathlib import Path

NAMES = sorted(
    path.stem
    for path in Path(__file__).parent.iterdir()
    if (path.suffix == ".py" or (path / "__init__.py").exists()) and not path.stem.startswith("_")
)


def main(arguments: list[str]) -> int:
    first = next((k for k, word in enumerate(arguments) if word.startswith("-")), len(arguments))
    wanted, options = arguments[:first], arguments[first:]
    if options and len(wanted) != 1:
        sys.stderr.write(f"Options follow one name; {len(wanted)} are given.\n")
        return 2
    unknown = [name for name in wanted if name not in NAMES]
    if unknown:
        sys.stderr.write(f"There is no benchmark {unknown[0]!r}. There is {', '.join(NAMES)}.\n")
        return 2
    for name in wanted or NAMES:
        sys.stdout.write(f"\n== {name}\n")
        sys.stdout.flush()
        measure = importlib.import_module(f"tests.bench.{name}").main
        measure(options) if options else measure()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
