"""The map in a browser: points that play when clicked, colours, search, and a lasso that makes a playlist."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from visiting import expect, settled

from tunescape.library.playlists import list_playlists

pytestmark = pytest.mark.slow

Accessible = Callable[[Any], None]

_PLACE = """i => {
  const frame = document.querySelector('.map-plot'), all = frame.data[0], layout = frame._fullLayout;
  const box = frame.getBoundingClientRect(), { l, t } = layout._size;
  return [box.x + l + layout.xaxis.l2p(all.x[i]), box.y + t + layout.yaxis.l2p(all.y[i])];
}"""

_FILLS_ITS_PLACE = """() => {
  const plot = document.querySelector('.map-plot'), { width, height } = plot._fullLayout ?? {};
  return Math.abs(width - plot.clientWidth) < 1 && Math.abs(height - plot.clientHeight) < 1;
}"""


def open_map(visit: Any, **how: Any) -> Any:
    page = visit("/map", **how)
    page.wait_for_selector(".map-plot .gl-container canvas")
    page.wait_for_selector(".map-group")
    page.wait_for_function("!document.querySelector('.map-note')")
    settled(page)
    # what came under it may have made the page narrower
    page.wait_for_function(_FILLS_ITS_PLACE)
    return page


def test_a_click_plays_a_track_and_lists_what_sounds_like_it(visit: Any, accessible: Accessible) -> None:
    page = open_map(visit)
    x, y = page.evaluate(_PLACE, 0)
    page.mouse.move(x - 20, y - 20)
    page.mouse.move(x, y, steps=5)
    page.wait_for_selector(".map-tip:not([hidden])")
    named = page.inner_text(".map-tip strong")
    page.mouse.click(x, y)
    expect(page.locator(".map-list .ts-track")).to_have_count(11)
    expect(page.locator(".map-chosen h2")).to_have_text(named)
    expect(page.locator("tune-player .tp-title")).to_have_text(named)
    marked = "document.querySelector('.map-plot').data[2].x.length"
    page.wait_for_function(f"{marked} === 11")
    accessible(page)


def test_a_search_lights_up_what_it_finds_and_works_with_the_keyboard_alone(visit: Any) -> None:
    page = open_map(visit)
    field = page.get_by_label("Search the map")
    field.focus()
    page.keyboard.type("雨")
    expect(page.locator(".map-count")).to_have_text("1 track found")
    expect(page.locator(".map-found .ts-track")).to_have_count(1)
    page.wait_for_function("document.querySelector('.map-plot').data[1].x.length === 1")
    button = page.get_by_role("button", name="Show 夜雨 on the map")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".map-chosen h2")).to_have_text("夜雨")
    field.fill("no such thing")
    expect(page.locator(".map-count")).to_have_text("Nothing of that name")


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
    expect(page.locator(".map-content h2[role=status]")).to_have_text("12 tracks chosen")
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
    expect(group).to_have_attribute("aria-pressed", "true")
    group.click()
    page.wait_for_function("document.querySelector('.map-plot').data[1].x.length === 0")


def test_the_other_arrangement_and_a_phone_in_chinese(visit: Any, accessible: Accessible) -> None:
    page = open_map(visit, width=390, look="dark", language="zh")
    assert page.inner_text("h1") == "地图"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    before = page.evaluate("Array.from(document.querySelector('.map-plot').data[0].x).join()")
    page.get_by_label("排布方式").click()
    page.get_by_role("option", name="邻近关系").click()
    page.wait_for_function(f"Array.from(document.querySelector('.map-plot').data[0].x).join() !== {before!r}")
    accessible(page)


def test_two_tracks_make_no_map(visit_empty: Any, accessible: Accessible) -> None:
    page = visit_empty("/map")
    expect(page.locator(".ts-empty")).to_contain_text("No map yet")
    accessible(page)
