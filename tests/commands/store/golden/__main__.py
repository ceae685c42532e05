"""Write the golden file of a new release: `python -m tests.commands.store.golden v2`."""

import sys

from atomizer.commands.store import open_store
from tests.commands.store.examples import story
from tests.commands.store.golden import FOLDER, digest

target = FOLDER / f"{sys.argv[1]}.jsonl"
if target.exists():
    sys.exit(f"{target} exists; a golden file is never changed.")
with open_store("memory:") as store:
    story(store)
    target.write_text("\n".join(store.export()) + "\n", encoding="utf-8", newline="\n")
    sys.stdout.write(f'    "{sys.argv[1]}": "{digest(store)}",\n')
