"""What files and visitors bring stays text on every page, and no event of a page breaks the server."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fortress import EVIL, EVIL_NAME, PLACE, Fortress
from patience import until
from visiting import PATIENCE_MS, Visits

from tunescape.interfaces.web.jobs.lanes import lane_held

pytestmark = pytest.mark.slow

_FOUND = """() => ({
  ran: window.evil ?? null,
  made: [...document.querySelectorAll(
    'img[src="x"], [onerror], [onload], [onclick*="evil"], a[href^="javascript"], main s, main b > i'
  )].map((one) => one.outerHTML.slice(0, 200)),
  scripts: [...document.querySelectorAll('script')].filter((it) => it.textContent == 'window.evil=1').length,
})"""


@pytest.fixture
def visit(browser: Any, fortress: Fortress) -> Iterator[Visits]:
    visits = Visits(browser, fortress.url)
    yield visits
    for context in visits.contexts:
        context.close()
    assert visits.complaints == []


def _is_only_text(page: Any, *expected: str) -> None:
    for text in expected:
        page.get_by_text(text).first.wait_for(state="attached")
    page.wait_for_timeout(300)
    assert page.evaluate(_FOUND) == {"ran": None, "made": [], "scripts": 0}


@pytest.fixture(scope="module")
def number(fortress: Fortress) -> int:
    ids = [track.track_id for track in fortress.library.tracks()]
    kept = fortress.post(
        "/api/playlists", {"name": EVIL, "track_ids": ids, "recipe": {"seeds": [EVIL], EVIL: EVIL}}
    )
    assert kept.status == 201
    return int(json.loads(kept.body)["playlist_id"])


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?q=" + "%3Cimg%20src%3Dx%20onerror%3Dwindow.evil%3D1%3E",
        "/map",
        "/playlist",
        "/clusters",
        "/hot",
        "/models",
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_hostile_names_are_text(fortress: Fortress, visit: Visits, number, path, language):
    page = visit(path, language=language)
    expected = {"/": EVIL, "/playlist": EVIL, "/clusters": EVIL, "/hot": EVIL}.get(path)
    _is_only_text(page, *filter(None, [expected]))


def test_hostile_names_of_a_track_are_text(fortress: Fortress, visit: Visits, number, track_id):
    for track in fortress.library.tracks():
        # one lies behind a link out of the folders: it cannot be drawn
        _is_only_text(visit(f"/track/{track.track_id}", expected=("404",)))
    _is_only_text(visit(f"/track/{track_id}"), EVIL)
    _is_only_text(visit(f"/playlist/{number}"), EVIL)


def test_hostile_names_in_the_map_are_text(visit: Visits):
    page = visit("/map", expected=("GPU stall",))
    page.locator("canvas, .js-plotly-plot").first.wait_for()
    box = page.locator(".js-plotly-plot, canvas").first.bounding_box()
    for step in range(0, 100, 4):  # over whatever points lie there
        page.mouse.move(
            box["x"] + box["width"] * step / 100, box["y"] + box["height"] * (step * 7 % 100) / 100
        )
    _is_only_text(page)


def test_a_hostile_address_is_text(visit: Visits):
    for path in (
        "/track/%3Cimg%20src=x%20onerror=window.evil=1%3E",
        "/playlist/%3Cimg%20src=x%3E",
        "/%3Cscript%3Ewindow.evil=1%3C/script%3E",
    ):
        page = visit.browser.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(visit.url + path)
        page.wait_for_timeout(500)
        assert page.evaluate(_FOUND) == {"ran": None, "made": [], "scripts": 0}
        page.close()


def test_the_name_of_a_dropped_file_is_text(visit: Visits, tmp_path: Path):
    file = tmp_path / f"{EVIL_NAME}.flac"
    file.write_bytes(b"rubbish")
    page = visit("/")
    page.locator("input[type=file]").first.set_input_files(str(file))
    _is_only_text(page, "src=x onerror")


def test_a_dropped_file_without_room_is_a_sentence(fortress: Fortress, visit: Visits, tmp_path: Path):
    file = tmp_path / "music.flac"
    file.write_bytes(b"rubbish")
    page = visit("/")
    elsewhere = fortress.temporary.rename(fortress.temporary.with_name("elsewhere"))
    try:
        page.locator("input[type=file]").first.set_input_files(str(file))
        page.get_by_text("cannot be written here").first.wait_for()
    finally:
        elsewhere.rename(fortress.temporary)
    fortress.tells_nothing(page.locator("body").inner_text(), sent=PLACE)


def test_two_browsers_see_the_same_job(fortress: Fortress, visit: Visits):
    """Ordered elsewhere, it shows up in both; stopped in one, it is gone from the other."""
    with lane_held(fortress.library, "analysis"):  # so that it waits
        one, other = visit("/"), visit("/")
        ordered = fortress.post("/api/jobs", {"kind": "analyze"})
        assert ordered.status == 201
        for page in (one, other):
            page.get_by_role("button", name="Stop").first.wait_for()
        one.get_by_role("button", name="Stop").first.click()
        other.get_by_role("button", name="Stop").first.wait_for(state="hidden")
    assert fortress.get(f"/api/jobs/{json.loads(ordered.body)['job_id']}")["state"] == "cancelled"


def test_a_report_of_hostile_names_runs_none_of_them(fortress: Fortress, visit: Visits):
    ordered = fortress.post("/api/jobs", {"kind": "report", "parameters": {"title": EVIL}})
    job_id = json.loads(ordered.body)["job_id"]
    job = until(
        lambda: fortress.get(f"/api/jobs/{job_id}"), lambda now: now["state"] not in ("queued", "running")
    )
    assert job["state"] == "done", job
    page = visit.browser.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{visit.url}/data/reports/{job_id}")
    page.wait_for_timeout(500)
    assert page.evaluate("window.evil ?? null") is None
    assert page.evaluate("document.querySelectorAll('img[src=x]').length") == 0
    page.close()


_LISTENERS = """() => Object.entries(mounted_app.elements).flatMap(
  ([id, element]) => (element.events ?? []).map((event) => [Number(id), event.listener_id]))"""
_SEND = """([id, listener_id, args]) => window.socket.emit(
  'event', {client_id: window.clientId, id, listener_id, args: [JSON.stringify(args)]})"""
_RUBBISH = (
    *(None, -1, 1e308, "x" * 100_000, [], {}, [[]], {"value": {}}, {"label": 10**9, "value": 10**9}),
    {"pagination": {"rowsPerPage": 10**9, "page": -5, "sortBy": "__class__"}},
)


def test_events_that_no_page_sends_break_nothing(fortress: Fortress, visit: Visits):
    """Every listener of a page is called with rubbish, as a visitor's own script may."""
    page = visit("/", expected=("404",))
    page.get_by_text(EVIL).first.wait_for()
    listeners = page.evaluate(_LISTENERS)
    assert len(listeners) > 10
    for element, listener in listeners:
        for args in _RUBBISH:
            page.evaluate(_SEND, [element, listener, args])
    page.wait_for_timeout(1500)
    assert fortress.ask("/api/status").status == 200
    page.context.close()
    visit.complaints.clear()  # of the page that was maltreated: it is closed, and says no more
    visit("/").get_by_text(EVIL).first.wait_for()


def test_two_browsers_see_the_same(fortress: Fortress, visit: Visits, number):
    one, other = visit("/playlist"), visit("/playlist")
    _is_only_text(other, EVIL)
    fortress.post("/api/playlists", {"name": "seen by both", "track_ids": []})
    for page in (one, other):
        page.get_by_text("seen by both").first.wait_for()


def test_a_library_that_is_gone_is_no_flood(own_fortress: Fortress, browser: Any):
    """Open pages look on in silence; new ones say what is wrong, and name no path."""
    visits = Visits(browser, own_fortress.url)
    page = visits("/")
    page.get_by_text(EVIL).first.wait_for()
    shutil.rmtree(own_fortress.library_path)

    def said_in_four_seconds() -> int:
        before = own_fortress.log.stat().st_size
        page.wait_for_timeout(4000)  # the page looks every second
        return own_fortress.log.stat().st_size - before

    until(said_in_four_seconds, lambda n_bytes: n_bytes < 2000)
    page.goto(own_fortress.url)
    page.get_by_text("could not be built").first.wait_for()
    for path in ("/map", "/clusters", "/hot", "/models", "/playlist"):
        page.goto(own_fortress.url + path)
        page.wait_for_timeout(700)
        own_fortress.tells_nothing(page.locator("body").inner_text())
    visits.contexts[0].close()
    assert own_fortress.server.process.poll() is None
