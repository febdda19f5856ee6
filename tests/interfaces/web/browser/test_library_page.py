import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from visiting import expect

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.library.folders import list_folders

pytestmark = pytest.mark.slow

SEARCH = re.compile("Search by title|按标题")


def found(page: Any, text: str) -> None:
    page.get_by_role("status").filter(has_text=re.compile(f"^{text}$")).wait_for()


def titles(page: Any) -> list[str]:
    """What the table lists; it comes with the sentence that tells how many were found, or before."""
    return list(page.locator(".ts-table .ts-track-title").all_inner_texts())


def choose_file(page: Any, path: Path, button: str = "Hear a file") -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=button).click()
    chooser.value.set_files(str(path))


def test_tracks_are_listed_and_titles_are_only_text(visit: Any, accessible: Any) -> None:
    page = visit("/")
    found(page, "12 tracks found")
    assert "<img src=x onerror=alert(1)>" in titles(page)
    assert "Été" in titles(page)
    accessible(page)


def test_one_chinese_character_finds_a_title(visit: Any) -> None:
    page = visit("/")
    page.get_by_label(SEARCH).fill("雨")
    found(page, "1 track found")
    assert titles(page) == ["夜雨"]
    page.wait_for_url("**/?q=%E9%9B%A8")


def test_a_link_opens_what_was_asked_for(visit: Any) -> None:
    page = visit("/?q=artist+1&where=duration_s+%3C+60&sort=-title")
    found(page, "3 tracks found")
    expect(page.get_by_label(SEARCH)).to_have_value("artist 1")
    expect(page.get_by_label("Condition, beside")).to_have_value("duration_s < 60")
    assert titles(page) == sorted(titles(page), key=str.lower, reverse=True)


def test_choices_make_a_condition_and_stay_after_a_reload(visit: Any) -> None:
    page = visit("/")
    found(page, "12 tracks found")
    page.get_by_label("Genre").click()
    page.get_by_role("option", name="Jazz (4)", exact=True).click()
    found(page, "4 tracks found")
    page.get_by_label("Tempo from").fill("900")
    page.get_by_text("Nothing matches").wait_for()
    page.wait_for_url("**/?genre=Jazz&tempo=900-")
    page.reload()
    page.get_by_text("Nothing matches").wait_for()
    assert page.url.endswith("/?genre=Jazz&tempo=900-")
    page.get_by_role("button", name="Clear all").click()
    found(page, "12 tracks found")
    page.wait_for_url(visit.url + "/")


def test_a_condition_that_is_wrong_is_explained_below_it(visit: Any, accessible: Any) -> None:
    page = visit("/")
    page.get_by_role("button", name="Condition").click()
    field = page.get_by_label("Condition, beside")
    field.fill("yaer > 2000")
    page.get_by_text("There is no field yaer").wait_for()
    page.get_by_text("Such as:").wait_for(state="hidden")
    found(page, "12 tracks found")
    accessible(page)
    field.fill('genre = "流行" and not title contains "雨"')
    found(page, "3 tracks found")
    page.get_by_text("There is no field").wait_for(state="hidden")


def test_columns_sort_and_a_click_plays(visit: Any) -> None:
    page = visit("/")
    found(page, "12 tracks found")
    wanted = sorted(titles(page), key=str.lower)
    assert titles(page) != wanted
    page.get_by_role("columnheader", name="Title").click()
    expect(page.locator(".ts-table .ts-track-title")).to_have_text(wanted)
    page.wait_for_url("**/?sort=title")
    page.get_by_role("button", name="Play Blue Moon").click()
    page.locator("tune-player").get_by_text("Blue Moon").wait_for()


def test_the_navigation_leads_back_to_everything(visit: Any) -> None:
    page = visit("/?q=雨")
    found(page, "1 track found")
    page.get_by_role("navigation").get_by_role("link", name="Library").click()
    found(page, "12 tracks found")
    page.go_back()
    found(page, "1 track found")


def test_failures_are_listed_with_reasons_and_tried_again(visit: Any, accessible: Any) -> None:
    page = visit("/")
    page.get_by_text("1 file could not be read").click()
    page.get_by_role("cell", name="music/other/rubbish.mp3").wait_for()
    page.get_by_role("cell", name="is not audio that can be read").wait_for()
    accessible(page)
    page.get_by_role("button", name="Try all again").click()
    page.get_by_text("Listening to the music").first.wait_for()
    page.get_by_role("button", name="See which could not be read").wait_for()


def test_folders_are_listed_and_removed(visit: Any, site: Any, accessible: Any) -> None:
    page = visit("/")
    page.get_by_role("button", name="1 folder").click()
    page.get_by_role("dialog").get_by_text(str(site.music)).wait_for()
    accessible(page)
    page.get_by_role("dialog").get_by_role("button", name=f"Remove {site.music}").click()
    page.get_by_role("button", name="Cancel").click()
    assert len(list_folders(site.library)) == 1


def test_a_file_is_heard_compared_and_kept(
    visit_own: Any, own_site: Any, play: Callable[..., Signal], tmp_path: Path, accessible: Any
) -> None:
    song = tmp_path / "mine.flac"
    write_audio(song, play(77, seconds=8.0), tags={"title": "<b>新歌</b>", "artist": "Me"})
    page = visit_own("/")
    other = visit_own("/")
    choose_file(page, song)
    page.get_by_text("Sounds most like").wait_for()
    expect(page.get_by_role("heading", name="<b>新歌</b>")).to_have_count(1)
    expect(page.locator(".ts-track")).to_have_count(6)
    assert len(own_site.library.tracks()) == 12
    accessible(page)
    page.get_by_role("button", name="Keep it").click()
    page.get_by_text("Kept in your library").wait_for()
    found(other, "13 tracks found")
    page.get_by_role("link", name="Open its page").click()
    page.wait_for_url("**/track/*")


def test_what_is_no_music_is_said_so(visit: Any, tmp_path: Path) -> None:
    (tmp_path / "rubbish.mp3").write_bytes(bytes(range(256)) * 40)
    page = visit("/", language="zh", look="dark")
    choose_file(page, tmp_path / "rubbish.mp3", "分析单个文件")
    page.get_by_text("无法分析 rubbish.mp3").wait_for()


def test_a_dropped_file_is_taken(visit: Any) -> None:
    page = visit("/")
    found(page, "12 tracks found")
    drag = """(kind) => {
      const data = new DataTransfer();
      data.items.add(new File(["no music"], "dropped.mp3", {type: "audio/mpeg"}));
      document.body.dispatchEvent(new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
    }"""
    page.evaluate(drag, "dragenter")
    page.get_by_text("Drop it to hear it").wait_for(state="visible")
    page.evaluate(drag, "drop")
    page.get_by_text("dropped.mp3 could not be heard").wait_for()
    assert not page.get_by_text("Drop it to hear it").is_visible()


@pytest.mark.parametrize("look", ["light", "dark"])
def test_on_a_phone_in_chinese(visit: Any, accessible: Any, look: str) -> None:
    page = visit("/", width=390, look=look, language="zh")
    page.locator(".ts-table .ts-track-title").first.wait_for()
    assert not page.get_by_label("速度从").is_visible()
    page.get_by_role("button", name="筛选").click()
    page.get_by_label("速度从").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    accessible(page)


def test_a_new_user_adds_a_folder_by_the_keyboard(
    visit_empty: Any, empty_site: Any, play: Callable[..., Signal], accessible: Any
) -> None:
    for seed in range(2):
        path = empty_site.music / "my songs" / f"{seed}.flac"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_audio(path, play(seed, seconds=6.0), tags={"title": f"Song {seed}"})
    page = visit_empty("/")
    page.get_by_text("Your library is empty").wait_for()
    accessible(page)
    page.get_by_role("button", name="Add a folder").last.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    path = dialog.get_by_label("Folder", exact=True)
    path.fill("/no/such/folder")
    path.press("Enter")
    dialog.get_by_text("There is no such folder").wait_for()
    dialog.get_by_text("Choose below").wait_for(state="hidden")
    accessible(page)
    path.fill(str(empty_site.music))
    path.press("Enter")
    inner = dialog.get_by_role("button", name="my songs")
    inner.wait_for()
    inner.focus()
    page.keyboard.press("Enter")
    dialog.get_by_text("There are no folders in this one").wait_for()
    expect(path).to_have_value(str(empty_site.music / "my songs"))
    dialog.get_by_role("button", name="Add and listen").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Listening to the music").first.wait_for()
    # another browser sees it, too
    visit_empty("/").get_by_text("2 tracks were heard").wait_for()
    found(page, "2 tracks found")
    accessible(page)


def test_an_analysis_is_stopped(visit_empty: Any, empty_site: Any, play: Callable[..., Signal]) -> None:
    empty_site.music.mkdir()
    for seed in range(40):
        write_audio(empty_site.music / f"{seed}.flac", play(seed, seconds=20.0))
    page = visit_empty("/")
    page.get_by_role("button", name="Add a folder").last.click()
    page.get_by_label("Folder", exact=True).fill(str(empty_site.music))
    page.get_by_role("button", name="Add and listen").click()
    page.get_by_role("button", name="Stop: Listening to the music").click()
    page.get_by_text("Stopped; what was done so far is kept").wait_for()
    page.get_by_role("button", name="Try again").wait_for()
