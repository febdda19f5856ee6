"""The page of playlists, as somebody uses it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from visiting import expect, passed

from tunescape.interfaces.web.services.recipes import Recipe
from tunescape.library.playlists import list_playlists, read_playlist, save_playlist
from tunescape.library.store import Library

pytestmark = pytest.mark.slow

ROWS = "tune-playlist li"


def titles(page: Any) -> list[str]:
    return [text.strip() for text in page.locator(f"{ROWS} .pl-title").all_inner_texts()]


def wait_for_titles(page: Any, wanted: list[str]) -> None:
    expect(page.locator(f"{ROWS} .pl-title")).to_have_text(wanted)


def pick(page: Any, label: str, title: str) -> None:
    """Type a title, and choose it among what that found: not among what stood there before."""
    page.get_by_label(label).first.fill(title)
    found = page.locator(f'.ts-picker-list[data-text="{title}"] .ts-picker-row:visible')
    found.filter(has=page.get_by_text(title, exact=True)).click()


def seeded(visit: Any, site: Any, title: str = "Blue Moon", **how: Any) -> Any:
    """Open a playlist that was grown from a track."""
    track = next(track for track in site.library.tracks() if track.title == title)
    page = visit(f"/playlist?seed={track.track_id}", **how)
    page.locator(ROWS).nth(1).wait_for()
    return page


def export(page: Any, choice: str, folder: Path) -> Path:
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_text(choice).click()
    kept = folder / str(download.value.suggested_filename)
    download.value.save_as(kept)
    return kept


def test_the_mouse_alone_leads_to_an_exported_playlist(visit: Any, tmp_path: Path) -> None:
    page = visit("/")
    page.get_by_role("link", name="Playlist").click()
    page.get_by_label("Add a track it should sound like").first.click()
    page.locator(".ts-picker-row").first.click()
    page.locator(ROWS).nth(3).wait_for()
    shown = titles(page)
    kept = export(page, "M3U8, for most players", tmp_path)
    lines = kept.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "#EXTM3U"
    paths = [line for line in lines if line.startswith("/")]
    assert len(paths) == len(shown) == len(lines[1::2])
    assert all(Path(path).is_file() for path in paths)


@pytest.mark.parametrize(
    ("choice", "suffix", "begins"),
    [
        ("XSPF, for VLC and others", ".xspf", "<?xml"),
        ("JSPF, for ListenBrainz", ".jspf", "{"),
        ("CSV, for a spreadsheet", ".csv", "\ufeffrank,title"),
    ],
)
def test_other_formats_are_downloads_too(
    visit: Any, site: Any, tmp_path: Path, choice: str, suffix: str, begins: str
) -> None:
    kept = export(seeded(visit, site), choice, tmp_path)
    assert kept.name == f"Like Blue Moon{suffix}"
    assert kept.read_text(encoding="utf-8").startswith(begins)


def test_rows_are_moved_by_keys_and_buttons_and_dragged(visit: Any, site: Any) -> None:
    page = seeded(visit, site)
    start = titles(page)
    page.locator(f"{ROWS} .pl-handle").nth(2).focus()
    page.keyboard.press("ArrowUp")
    moved = [start[0], start[2], start[1], *start[3:]]
    wait_for_titles(page, moved)
    # the keys go on with the track that was moved
    page.keyboard.press("ArrowUp")
    wait_for_titles(page, [start[2], start[0], start[1], *start[3:]])
    page.locator(ROWS).nth(0).locator("[data-what=down]").click()
    wait_for_titles(page, moved)

    turned = [start[2], start[0], start[1], *start[3:]]
    handle, target = page.locator(f"{ROWS} .pl-handle").nth(1), page.locator(ROWS).nth(4)
    box, place = handle.bounding_box(), target.bounding_box()
    page.mouse.move(box["x"] + 8, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 8, place["y"] + place["height"] / 2, steps=8)
    page.mouse.up()
    wait_for_titles(page, [start[0], start[1], start[3], start[4], start[2], *start[5:]])
    for before in (moved, turned, moved, start):
        page.get_by_role("button", name="Undo").click()
        wait_for_titles(page, before)


def test_a_drag_taken_back_at_once_is_undone_in_the_page_too(visit: Any, site: Any) -> None:
    page = seeded(visit, site)
    start = titles(page)
    page.evaluate("""() => {
      const playlist = document.querySelector('tune-playlist'), [first, second] = playlist.list.children;
      second.after(first);  // as dragging leaves them
      playlist.act('move', 0, 1);
      document.querySelector('button[aria-label="Undo"]').click();
    }""")
    wait_for_titles(page, start)


def test_a_track_is_taken_out_and_another_one_replaced(visit: Any, site: Any) -> None:
    page = seeded(visit, site)
    # a playlist of five leaves some that may come in
    page.get_by_role("slider", name="Length").locator("[tabindex='0']").focus()
    for n in (20, 15, 10, 5):
        page.keyboard.press("ArrowLeft")
        expect(page.locator(".pl-field", has_text="Length")).to_contain_text(f"{n} tracks")
    expect(page.locator(ROWS)).to_have_count(5)
    start = titles(page)
    page.locator(ROWS).nth(3).locator("[data-what=remove]").click()
    wait_for_titles(page, [*start[:3], *start[4:]])
    page.locator(ROWS).nth(1).locator("[data-what=swap]").click()
    passed(page, "Replaced by")
    after = titles(page)
    assert [after[0], *after[2:]] == [start[0], start[2], *start[4:]]
    # neither what it replaced nor what was taken out
    assert after[1] not in start


def test_away_from_a_track_and_to_another(visit: Any, site: Any) -> None:
    page = seeded(visit, site)
    last = titles(page)[1]
    pick(page, "Add a track it should not sound like", last)
    page.locator("tune-playlist").get_by_text(last, exact=True).wait_for(state="detached")
    page.get_by_role("button", name="Leads to").click()
    pick(page, "Choose the track it leads to", "Night Drive")
    page.locator(".ts-chip", has_text="goal").wait_for()
    assert titles(page)[0] == "Blue Moon"
    assert titles(page)[-1] == "Night Drive"


def test_a_saved_playlist_is_there_for_everyone(visit: Any, site: Any, accessible: Any) -> None:
    page, other = seeded(visit, site), visit("/playlist")
    page.get_by_label("Name", exact=True).fill("夜里听 <b>quiet</b>")
    page.get_by_role("button", name="Save in the library").click()
    passed(page, "夜里听 <b>quiet</b>")
    # the other browser shows it without being asked to
    other.get_by_role("link", name="夜里听 <b>quiet</b>").click()
    wait_for_titles(other, titles(page))
    other.get_by_role("button", name="Rename 夜里听").click()
    accessible(other)
    other.get_by_role("dialog").get_by_label("Name").fill("Night")
    other.get_by_role("dialog").get_by_role("button", name="Save").click()
    other.get_by_role("link", name="Night", exact=True).wait_for()
    page.locator(".pl-kept").get_by_text("Night", exact=True).wait_for()
    # an address of its own, which loads it again
    page.wait_for_url("**/playlist/*")
    page.reload()
    page.locator(ROWS).nth(1).wait_for()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Night")
    page.get_by_role("button", name="Delete Night").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    other.get_by_role("link", name="Night", exact=True).wait_for(state="detached")
    assert not [saved for saved in list_playlists(site.library) if saved.name == "Night"]


def test_changes_outlive_a_look_at_a_track(visit: Any, site: Any) -> None:
    page = seeded(visit, site)
    start = titles(page)
    page.locator(ROWS).nth(1).locator("[data-what=remove]").click()
    wait_for_titles(page, [start[0], *start[2:]])
    page.locator(f"{ROWS} a").nth(2).click()
    page.get_by_role("heading", level=1, name=start[3]).wait_for()
    page.wait_for_url("**/track/*")
    page.go_back()
    wait_for_titles(page, [start[0], *start[2:]])


def test_a_long_playlist_is_shown_in_parts(visit: Any, site: Any) -> None:
    library: Library = site.library
    known = [track.track_id for track in library.tracks()]
    gone = [f"{number:032x}" for number in range(10_000 - len(known))]
    number = save_playlist(library, "Long", [*known, *gone], recipe=Recipe().document())
    page = visit(f"/playlist/{number}")
    expect(page.locator(ROWS)).to_have_count(100)
    page.get_by_text("1 to 100 of 10,000", exact=True).wait_for()
    page.get_by_text("This track is gone").first.wait_for()
    page.get_by_role("button", name="The tracks after").click()
    page.get_by_text("101 to 200 of 10,000", exact=True).wait_for()
    # what is moved beyond what is shown is followed
    page.locator(f"{ROWS} .pl-handle").first.press("Home")
    page.get_by_text("1 to 100 of 10,000", exact=True).wait_for()
    page.get_by_role("button", name="Save in the library").click()
    passed(page, "“Long”")
    assert read_playlist(library, number).track_ids[0] == gone[100 - len(known)]


@pytest.mark.parametrize("address", ["/playlist/999999", "/playlist/rubbish", "/playlist/" + "9" * 400])
def test_an_unknown_playlist_is_told(visit: Any, address: str) -> None:
    page = visit(address, expected=("404",))
    page.get_by_text("There is no such playlist").wait_for()


@pytest.mark.parametrize(("width", "look", "language"), [(1440, "light", "en"), (390, "dark", "zh")])
def test_everybody_can_use_it(
    visit: Any, site: Any, accessible: Callable[[Any], None], width: int, look: str, language: str
) -> None:
    empty = visit("/playlist", width=width, look=look, language=language)
    empty.get_by_text({"en": "No playlist yet", "zh": "还没有播放列表"}[language]).wait_for()
    accessible(empty)
    page = seeded(visit, site, width=width, look=look, language=language)
    page.get_by_label(
        {"en": "Add a track it should sound like", "zh": "添加一首想要相近的曲目"}[language]
    ).first.click()
    page.locator(".ts-picker-row").first.wait_for()
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_titles_are_nothing_but_text(visit: Any, site: Any) -> None:
    page = seeded(visit, site, "<img src=x onerror=alert(1)>")
    assert titles(page)[0] == "<img src=x onerror=alert(1)>"
    assert page.locator("tune-playlist img").count() == 0
    page.get_by_label("Add a track it should sound like").first.fill("odd")
    page.locator(".ts-picker-row", has_text='100% <odd> & "quoted"').wait_for()
