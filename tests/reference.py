"""`run.py docs`: the reference of all commands, made from the commands themselves."""

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from atomizer.adapters.cli.app import SUBCOMMANDS
from atomizer.commands.vocabulary import COMMANDS

PAGE = Path(__file__).parents[1] / "docs" / "commands.md"
HEAD = """# Commands

Written by `python3 run.py docs`; a test keeps it true.

The same commands serve every door: `atomizer do STUDY COMMAND --field value`,
`POST /api/studies/STUDY/commands/COMMAND` with the fields as JSON, and every frontend to come.
"""


def markdown() -> str:
    """The whole page."""
    parts = [HEAD, "\n## The command line\n", "| subcommand | what it does |", "|---|---|"]
    parts += [f"| `atomizer {name}` | {sentence} |" for name, (_, sentence) in SUBCOMMANDS.items()]
    parts.append("\n## The vocabulary")
    for name, command in COMMANDS.items():
        description = inspect.cleandoc(command.__doc__ or "")
        parts += [f"\n### {name}\n", f"{description} Scope: {command.scope}."]
        parts += list(_fields(command.model_json_schema()))
    return "\n".join(parts) + "\n"


def _fields(schema: dict[str, Any]) -> Iterator[str]:
    fields = schema.get("properties", {})
    if not fields:
        return
    yield "\n| field | type | default | meaning |\n|---|---|---|---|"
    for name, field in fields.items():
        needed = name in schema.get("required", ())
        default = "needed" if needed else f"`{_default(field.get('default'))}`"
        yield f"| `{name}` | {_type(field)} | {default} | {field.get('description', '')} |"


def _default(value: Any) -> str:
    return "not given" if value is None else str(value)


def _type(field: dict[str, Any]) -> str:
    """A JSON Schema type in words."""
    if "$ref" in field:
        return str(field["$ref"]).rsplit("/", 1)[-1]
    if "enum" in field:
        return " \\| ".join(f"`{choice}`" for choice in field["enum"])
    if "anyOf" in field:
        arms = [_type(arm) for arm in field["anyOf"] if arm.get("type") != "null"]
        return " or ".join(dict.fromkeys(arms))
    if field.get("type") == "array":
        return f"list of {_type(field.get('items', {}))}" if field.get("items") else "list"
    return str(field.get("type", "any"))


if __name__ == "__main__":
    PAGE.write_text(markdown(), encoding="utf-8")
