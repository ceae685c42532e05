"""Everything that can be said to Atomizer, as JSON Schema."""

from atomizer import registry
from atomizer.adapters.web.asking import Asked, Nothing
from atomizer.adapters.web.shapes import CommandSchema, PluginSchema, Schemas
from atomizer.commands.vocabulary import COMMANDS
from atomizer.domain.items import KINDS

GROUPS: tuple[registry.Group, ...] = ("extractors", "solvers", "samplers")


def read_schemas(_: Asked[Nothing]) -> Schemas:
    """Commands, items and the plugins that are installed."""
    return Schemas(
        commands=command_schemas(),
        items={kind: item.model_json_schema() for kind, item in KINDS.items()},
        plugins={group: _plugins(group) for group in GROUPS},
    )


def command_schemas() -> dict[str, CommandSchema]:
    """What each command does, takes and needs."""
    return {
        name: CommandSchema(
            description=said(command),
            scope=command.scope,
            creates=command.creates,
            arguments=command.model_json_schema(),
        )
        for name, command in COMMANDS.items()
    }


def said(thing: type) -> str:
    """The first paragraph of a docstring."""
    return " ".join((thing.__doc__ or "").strip().split("\n\n")[0].split())


def _plugins(group: registry.Group) -> dict[str, PluginSchema]:
    return {name: _plugin(group, name) for name in registry.names(group)}


def _plugin(group: registry.Group, name: str) -> PluginSchema:
    try:
        plugin = registry.load(group, name)
    except registry.PluginError as error:
        return PluginSchema(description=str(error), options={})
    return PluginSchema(
        description=said(plugin),
        options=plugin.model_json_schema(),
        outputs=tuple(getattr(plugin, "outputs", ())),
    )
