"""What a user wants of a result file, in one word: `shell_stress:subcase=2,elements=1;2`."""

from atomizer import registry
from atomizer.commands.plugins import require_plugin
from atomizer.domain.values import Json, Refused


def read_wish(text: str) -> tuple[str, Json]:
    """An extractor plugin and its options.

    Raises:
        Refused: E011, there is no such extractor or it does not take these options.
    """
    kind, _, options = text.partition(":")
    given: Json = {}
    for option in filter(None, options.split(",")):
        name, equals, value = option.partition("=")
        if not equals:
            raise Refused(
                "E011", f"{text!r}: {option!r} is no option.", "As displacement:subcase=2"
            )
        several = ";" in value or name in _lists(kind)
        given[name] = [_number(v) for v in value.split(";") if v] if several else _number(value)
    require_plugin("extractors", kind, given)
    return kind, given


def _lists(kind: str) -> set[str]:
    """The options of an extractor that are lists: one value is a list of one."""
    try:
        options = registry.load("extractors", kind).model_json_schema().get("properties", {})
    except registry.PluginError:  # which is refused in a moment, when it is to be made
        return set()
    return {name for name, option in options.items() if option.get("type") == "array"}


def _number(text: str) -> int | float | str:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
