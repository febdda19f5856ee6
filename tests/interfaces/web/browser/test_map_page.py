"""The map in a browser: points that play when clicked, colours, search, and a lasso that makes a playlist."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tunescape.library.playlists import list_playlists

pytestmark = pytest.mark.slow

Accessible = Callable[[Any], None]

_PLACE = """i => {
  const frame = document.querySelector('.map-plot'), all = frame.data[0], layout = frame._fullLayout;
  const box = frame.getBoundingClientRect(), { l, t } = layout._size;
  return [box.x + l + layout.xaxis.l2p(all.x[i]), box.y + t + layout.yaxis.l2p(all.y[i])];
}"""


def open_map(visit: Any, **how: Any) -> Any:
    page = visit("/map", **how)
    page.wait_for_selector(".map-plot .gl-container canvas", timeout=60_000)
    page.wait_for_selector(".map-group", timeout=60_000)
    page.wait_for_function("!document.querySelector('.map-note')", timeout=60_000)
    return page


def test_a_click_plays_a_track_and_lists_what_sounds_like_it(visit: Any, accessible: Accessible) -> None:
    page = open_map(visit)
    x, y = page.evaluate(_PLACE, 0)
    page.mouse.move(x, y)
    page.wait_for_selector(".map-tip:not([hidden])")
    named = page.inner_text(".map-tip strong")
    page.mouse.click(x, y)
    page.wait_for_selector(".map-list .ts-track", timeout=60_000)
    assert page.inner_text(".map-chosen h2") == named
    assert page.inner_text("tune-player .tp-title") == named
    assert page.locator(".map-list .ts-track").count() == 11
    marked = "document.querySelector('.map-plot').data[2].x.length"
    page.wait_for_function(f"{marked} === 11")
    accessible(page)


def test_a_search_lights_up_what_it_finds_and_works_with_the_keyboard_alone(visit: Any) -> None:
    page = open_map(visit)
    field = page.get_by_label("Search the map")
    field.focus()
    page.keyboard.type("雨")
    page.wait_for_selector(".map-found .ts-track")
    assert page.inner_text(".map-count") == "1 track found"
    page.wait_for_function("document.querySelector('.map-plot').data[1].x.length === 1")
    button = page.get_by_role("button", name="Show 夜雨 on the map")
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".map-chosen")
    assert page.inner_text(".map-chosen h2") == "夜雨"
    field.fill("no such thing")
    page.wait_for_function("document.querySelector('.map-count').textContent === 'Nothing of that name'")


def test_a_lasso_makes_a_playlist(visit: Any, site: Any) -> None:
    page = open_map(visit)
    page.get_by_role("button", name="Draw around tracks to choose them").click()
    page.wait_for_function("document.querySelector('.map-plot')._fullLayout.dragmode === 'lasso'")
    box = page.locator(".map-plot").bounding_box()
    corners = ((0.02, 0.02), (0.98, 0.02), (0.98, 0.98), (0.02, 0.98), (0.02, 0.04))
    (first_x, first_y), *others = [
        (box["x"] + box["width"] * across, box["y"] + box["height"] * down) for across, down in corners
    ]
    page.mouse.move(first_x, first_y)
    page.mouse.down()
    for x, y in others:
        page.mouse.move(x, y, steps=5)
    page.mouse.up()
    page.wait_for_selector(".map-content h2[role=status]")
    assert page.inner_text(".map-content h2") == "12 tracks chosen"
    page.get_by_role("button", name="Make a playlist").click()
    page.wait_for_url(re.compile(r"/playlist/\d+$"))
    newest = list_playlists(site.library)[0]
    assert newest.n_tracks == 12
    assert page.url.endswith(f"/playlist/{newest.playlist_id}")


def test_colours_change_without_the_positions(visit: Any, accessible: Accessible) -> None:
    page = open_map(visit)
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url) if "/data/map/" in request.url else None)
    colours = "JSON.stringify(document.querySelector('.map-plot').data[0].marker.color)"
    before = page.evaluate(colours)
    page.get_by_label("Colour by").click()
    page.get_by_role("option", name="Videos that use it").click()
    page.wait_for_selector(".map-scale")
    page.wait_for_function(f"{colours} !== {before!r}")
    assert fetched == []
    accessible(page)


def test_a_group_of_the_legend_can_be_seen_alone(visit: Any) -> None:
    page = open_map(visit)
    group = page.locator(".map-group").first
    n = int(group.locator(".ts-number").inner_text())
    group.click()
    page.wait_for_function(f"document.querySelector('.map-plot').data[1].x.length === {n}")
    assert group.get_attribute("aria-pressed") == "true"
    group.click()
    page.wait_for_function("document.querySelector('.map-plot').data[1].x.length === 0")


def test_the_other_arrangement_and_a_phone_in_chinese(visit: Any, accessible: Accessible) -> None:
    page = open_map(visit, width=390, look="dark", language="zh")
    assert page.inner_text("h1") == "地图"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    before = page.evaluate("Array.from(document.querySelector('.map-plot').data[0].x).join()")
    page.get_by_label("排布方式").click()
    page.get_by_role("option", name="邻近关系").click()
    page.wait_for_function(
        f"Array.from(document.querySelector('.map-plot').data[0].x).join() !== {before!r}", timeout=60_000
    )
    accessible(page)


def test_two_tracks_make_no_map(visit_empty: Any, accessible: Accessible) -> None:
    page = visit_empty("/map")
    page.wait_for_selector(".ts-empty", timeout=60_000)
    assert "No map yet" in page.inner_text(".ts-empty")
    accessible(page)
