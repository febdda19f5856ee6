"""What a visitor sees where there is no page, or where one fails: what happened, and a way on."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from patience import PATIENCE_S
from served_site import Site
from serving import environment

pytestmark = pytest.mark.slow

FAILING = """
import sys
from pathlib import Path
from starlette.testclient import TestClient
from tunescape.interfaces.web import app as web
from tunescape.interfaces.web.settings import WebSettings

def broken(page, routes):
    raise RuntimeError("the secret reason")

web.frame = broken
served = web.create_app(WebSettings(library=Path(sys.argv[1]), port=8765))
with TestClient(served, base_url="http://127.0.0.1:8765", raise_server_exceptions=False) as client:
    answer = client.get("/map", headers={"Accept": "text/html", "Accept-Language": "zh-CN"})
print(answer.status_code)
print(answer.text)
"""


@pytest.mark.parametrize(
    ("language", "said", "back"),
    [("en", "There is no such page", "To the library"), ("zh", "没有这个页面", "回到曲库")],
)
def test_an_address_that_does_not_exist(
    visit: Callable[..., Any], accessible: Callable[[Any], None], language: str, said: str, back: str
) -> None:
    page = visit("/nowhere/at/all", language=language, look="dark", expected=("404",))
    page.get_by_role("heading", level=1, name=said).wait_for()
    assert page.request.get(page.url, headers={"Accept": "text/html"}).status == 404
    accessible(page)
    page.get_by_role("button", name=back).click()
    page.locator(".ts-table .ts-track-title").first.wait_for()


def test_a_link_to_nowhere_keeps_the_frame(visit: Callable[..., Any]) -> None:
    page = visit("/")
    page.evaluate("window.tunescape.open('/map/of/nothing')")
    page.get_by_role("heading", level=1, name="There is no such page").wait_for()
    page.get_by_role("link", name="Playlist", exact=True).click()
    page.get_by_role("heading", level=1, name="Playlist").wait_for()


def test_what_is_no_page_stays_short(site: Site, visit: Callable[..., Any]) -> None:
    page = visit("/")
    for path in ("/assets/nothing.js", "/_nicegui/nothing", "/nowhere"):
        answer = page.request.get(site.url + path, headers={"Accept": "application/json"})
        assert (answer.status, answer.json()) == (404, {"detail": "Not Found"})


def test_a_part_that_fails_says_so(
    visit_empty: Callable[..., Any], empty_site: Site, accessible: Callable[[Any], None]
) -> None:
    visit_empty("/").locator(".ts-empty").first.wait_for(state="attached")
    with sqlite3.connect(empty_site.library_path / "library.db", timeout=PATIENCE_S) as connection:
        connection.execute("DROP TABLE files")
    page = visit_empty("/")
    page.get_by_role("heading", level=1, name="This page could not be built").wait_for()
    assert "Traceback" not in page.content()
    assert "files" not in page.locator("main, .ts-main").first.inner_text()
    accessible(page)


def test_a_frame_that_fails_says_so_too(tmp_path: Path) -> None:
    found = subprocess.run(
        [sys.executable, "-c", FAILING, str(tmp_path / "library")],
        capture_output=True,
        text=True,
        env=environment(),
        timeout=PATIENCE_S,
    )
    status, _, text = found.stdout.partition("\n")
    assert status == "500", found.stderr
    assert "页面无法生成" in text
    assert 'lang="zh-CN"' in text
    assert "secret reason" not in text
    assert "secret reason" in found.stderr
