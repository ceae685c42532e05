"""The page at `/`: three files, all there are; no path of a request ever becomes a file name."""

from collections.abc import Iterator
from importlib.resources import files

from starlette.responses import Response

from atomizer.adapters.web.asking import Asked, Nothing
from atomizer.adapters.web.endpoints import Endpoint, Handler

_STATIC = files("atomizer.adapters.web") / "static"
_FILES = {
    "/": ("index.html", "text/html"),
    "/page.js": ("page.js", "text/javascript"),
    "/page.css": ("page.css", "text/css"),
    "/icon.svg": ("icon.svg", "image/svg+xml"),
}


def page_endpoints() -> Iterator[Endpoint]:
    """An endpoint for each file of the page; it holds no secret, so it needs no token."""
    for path, (name, media) in _FILES.items():
        summary = f"The page: {name}."
        yield Endpoint("GET", path, "public", summary, _serving(name, media), media=(media,))


def _serving(name: str, media: str) -> Handler:
    content = (_STATIC / name).read_bytes()

    def serve(_: Asked[Nothing]) -> Response:
        headers = {"Cache-Control": "no-cache"}
        return Response(content, media_type=f"{media}; charset=utf-8", headers=headers)

    return serve
