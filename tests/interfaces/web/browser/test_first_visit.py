"""The first visit: from an empty library to a playlist on one's own disk, by mouse or keyboard alone."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from served_site import Site

pytestmark = pytest.mark.slow

FOCUSED = """() => {
  const at = document.activeElement;
  return at ? (at.getAttribute('aria-label') || at.innerText || '').trim() : '';
}"""


def check_playlist(path: Path, site: Site) -> None:
    """The file names tracks of the music that was added, each once, and the one it was grown from first."""
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "#EXTM3U"
    named = [Path(line) for line in lines if line and not line.startswith("#")]
    assert sorted(named) == sorted(site.music.glob("*.flac"))
    assert named[0] == site.music / "02.flac"
    assert any("海边的风" in line for line in lines if line.startswith("#EXTINF"))


def test_from_an_empty_library_to_a_playlist_with_the_mouse(
    visit_new: Callable[..., Any], new_site: Site, tmp_path: Path
) -> None:
    page = visit_new("/")
    page.locator(".ts-empty").get_by_role("button", name="Add a folder").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="music").click()
    dialog.get_by_text("There are no folders in this one").wait_for()
    dialog.get_by_role("button", name="Add and listen").click()
    page.get_by_role("status").filter(has_text=re.compile("^6 tracks found$")).wait_for()
    page.get_by_role("link", name="海边的风").click()
    page.get_by_role("button", name="Playlist from this").click()
    page.get_by_label("Play from 海边的风 on").wait_for()
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_text("M3U8, for most players").click()
    download.value.save_as(tmp_path / "taken.m3u8")
    check_playlist(tmp_path / "taken.m3u8", new_site)


def test_from_an_empty_library_to_a_playlist_with_the_keyboard(
    visit_new: Callable[..., Any], new_site: Site, tmp_path: Path
) -> None:
    page = visit_new("/")
    page.locator(".ts-empty").get_by_role("button", name="Add a folder").wait_for()
    go_to(page, "Add a folder")
    page.get_by_role("dialog").get_by_role("button", name="music").wait_for()
    go_to(page, "music")
    page.get_by_text("There are no folders in this one").wait_for()
    go_to(page, "Add and listen")
    page.get_by_role("status").filter(has_text=re.compile("^6 tracks found$")).wait_for()
    go_to(page, "海边的风")
    page.get_by_role("button", name="Playlist from this").wait_for()
    go_to(page, "Playlist from this")
    page.get_by_label("Play from 海边的风 on").wait_for()
    go_to(page, "Export")
    page.get_by_text("M3U8, for most players").wait_for()
    with page.expect_download() as download:
        go_to(page, "M3U8, for most players")
    download.value.save_as(tmp_path / "taken.m3u8")
    check_playlist(tmp_path / "taken.m3u8", new_site)


def go_to(page: Any, name: str) -> None:
    """Press the tabulator until what has this name has the focus, then Enter."""
    seen = []
    for _ in range(200):
        page.keyboard.press("Tab")
        # what an icon is called stands in the text too
        seen.append(str(page.evaluate(FOCUSED)))
        if seen[-1] == name or seen[-1].endswith(f"\n{name}"):
            page.keyboard.press("Enter")
            return
    pytest.fail(f"{name} cannot be reached: {seen}")
