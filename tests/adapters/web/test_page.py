"""The page at / works under the content security policy, without a network and without a token."""

import re
from importlib.resources import files

import pytest

from tests.adapters.web.site import Site

KINDS = {
    "/": "text/html",
    "/page.js": "text/javascript",
    "/page.css": "text/css",
    "/icon.svg": "image/svg+xml",
}
PAGE = files("atomizer.adapters.web") / "static"


@pytest.mark.parametrize(("path", "kind"), KINDS.items())
def test_its_files_are_served_with_their_kinds(site: Site, path: str, kind: str) -> None:
    answer = site.client(None).get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == f"{kind}; charset=utf-8"
    assert site.client(None).head(path).content == b""


def test_no_script_or_style_is_inline(site: Site) -> None:
    html = site.client(None).get("/").text
    assert re.findall(r"<script(?![^>]* src=)[^>]*>", html) == []
    assert re.findall(r"<style|\sstyle=|\son\w+=|javascript:", html) == []


def test_everything_it_names_is_served_by_us(site: Site) -> None:
    html = site.client(None).get("/").text
    named = set(re.findall(r'(?:src|href)="([^"]+)"', html))
    assert named == {"/page.js", "/page.css", "/icon.svg"}
    for path in ("page.js", "page.css"):
        assert "http" not in (PAGE / path).read_text().replace("http://www.w3.org", "")


def test_the_script_makes_no_html_of_text() -> None:
    script = (PAGE / "page.js").read_text()
    for danger in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert danger not in script


def test_the_script_keeps_the_token_out_of_addresses_and_cookies() -> None:
    script = (PAGE / "page.js").read_text()
    assert "document.cookie" not in script and "localStorage" not in script
    assert "sessionStorage" in script and "history.replaceState" in script
