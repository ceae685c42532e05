"""Reading a report back: its HTML, its text and its pictures."""

from base64 import b64decode
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import numpy as np
from matplotlib.image import imread

VOID = {"meta", "img", "source", "br"}


@dataclass
class Page(HTMLParser):
    """A page that was parsed: every tag closed in order, text, and embedded pictures."""

    text: str = ""
    open: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name in ("src", "srcset") and value:
                self._take(value)
            if name in ("href", "action"):
                self.links.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += " " + data.strip()

    def _take(self, address: str) -> None:
        kind, _, content = address.partition(",")
        assert kind == "data:image/png;base64"
        self.pictures.append(b64decode(content, validate=True))


def read(path: Path) -> Page:
    """A report, parsed; it is whole and needs no other file."""
    page = Page()
    page.feed(path.read_text(encoding="utf-8"))
    page.close()
    assert page.open == []
    assert page.links == []
    page.text = " ".join(page.text.split())
    return page


def need_picture(content: bytes) -> None:
    """A PNG of sane size that shows something."""
    pixels = imread(BytesIO(content), format="png")
    height, width = pixels.shape[:2]
    assert width == 1200
    assert 200 <= height <= 1600
    assert len(content) < 1_500_000
    assert float(np.std(pixels[..., :3])) > 0.01
