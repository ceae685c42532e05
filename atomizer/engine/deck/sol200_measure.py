"""What an extractor gives for a DRESP1, and what every kind of response has to say for it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from atomizer import registry
from atomizer.domain.values import Json
from atomizer.engine.deck.deck import Deck
from atomizer.engine.deck.numbers import is_integer
from atomizer.engine.deck.sol200_cards import Response

AXES = {"1": "x", "2": "y", "3": "z", "4": "rx", "5": "ry", "6": "rz"}
"""Components of a motion, as options of extractors name them."""


class NotMeasured(Exception):
    """Nothing measures this response; the message says why."""


@dataclass(frozen=True)
class Measure:
    """What an extractor gives for a response.

    Attributes:
        extractor: Name of the plugin.
        config: Its options, without the subcase.
        upper: The output that limits the response from above; empty where none does.
        lower: Likewise from below.
        item: The item of a row, for those that are the worst of several, `whole`.
        size: Whether the output is the size of a signed response.
        scalar: Whether the response is a single number.
        in_subcases: Whether each subcase has its own.
        each_subcase: Whether the extractor measures one subcase at a time.
        note: What the study measures otherwise than the deck.
    """

    extractor: str
    config: Json = field(default_factory=dict)
    upper: str = ""
    lower: str = ""
    item: str = ""
    whole: frozenset[str] = frozenset()
    size: bool = False
    scalar: bool = True
    in_subcases: bool = False
    each_subcase: bool = False
    note: str = ""


def named_ids(response: Response) -> list[int]:
    """The ids a response names.

    Raises:
        NotMeasured: it names none, or others.
    """
    if not response.ids or not all(map(is_integer, response.ids)):
        raise NotMeasured(f"It does not name its ids: {' '.join(response.ids)[:40] or 'none'}.")
    return [int(text) for text in response.ids]


def of_nodes(deck: Deck, nodes: Iterable[int]) -> Json:
    """The option that chooses grid points: none where it is all of them."""
    wanted = set(nodes)
    return {} if wanted >= set(deck.ids("GRID")) else {"nodes": [*sorted(wanted)]}


def need_basic_frame(deck: Deck, nodes: Iterable[int]) -> None:
    """The extractor measures in the basic frame, a DRESP1 in the frame of the grid point."""
    default = next((card.field(6) for card in deck.cards("GRDSET")), "")
    for node in nodes:
        if (deck.card("GRID", node).field(6) or default) not in ("", "0"):
            raise NotMeasured(f"GRID {node} moves in a frame other than the basic one.")


def need_plugin(measure: Measure) -> None:
    """Refuse what no installed extractor gives."""
    if measure.extractor not in registry.names("extractors"):
        raise NotMeasured(f"No extractor named {measure.extractor!r} is installed.")
    known = registry.make("extractors", measure.extractor).outputs
    for output in filter(None, (measure.upper, measure.lower)):
        if output not in known:
            raise NotMeasured(f"The extractor {measure.extractor!r} gives no {output}.")
