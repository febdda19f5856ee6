"""The page of one track, as somebody uses it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from visiting import expect, passed

from tunescape.library.annotations import annotation_names
from tunescape.library.playlists import list_playlists, read_playlist, save_playlist
from tunescape.library.records import Track

pytestmark = pytest.mark.slow

SAYS = {
    "en": {"listen": "Listen closely", "why": "Why does", "hook": "Play the hook", "view": "Chroma"},
    "zh": {"listen": "深入分析", "why": "为什么《", "hook": "播放副歌片段", "view": "色度图"},
}


def track_of(site: Any, title: str = "Blue Moon") -> Track:
    tracks: list[Track] = site.library.tracks()
    return next(track for track in tracks if track.title == title)


def opened(visit: Any, site: Any, title: str = "Blue Moon", **how: Any) -> Any:
    page = visit(f"/track/{track_of(site, title).track_id}", **how)
    page.locator(".ts-track").first.wait_for()
    return page


def test_it_says_what_is_known(visit: Any, site: Any) -> None:
    track = track_of(site)
    page = opened(visit, site)
    expect(page.get_by_role("heading", level=1)).to_have_text("Blue Moon")
    facts = page.locator(".ts-tiles").inner_text()
    assert f"{track.loudness_lufs:.1f}".replace("-", "−") in facts
    assert "0:08" in facts
    assert str(track.cluster_name) in facts
    expect(page.locator(".tk-genre")).to_have_text(str(track.genre))
    drawn = "() => document.querySelector('tune-waveform').peaks?.high.length > 100"
    page.wait_for_function(drawn)
    # nearest first, and never itself
    alike = page.locator(".ts-track .ts-track-title").all_inner_texts()
    assert len(alike) >= 5
    assert "Blue Moon" not in alike
    cosines = [float(text.replace("−", "-")) for text in page.locator(".tk-cosine").all_inner_texts()]
    assert cosines == sorted(cosines, reverse=True)


def test_the_waveform_plays_and_moves_by_keys(visit: Any, site: Any) -> None:
    page = opened(visit, site)
    wave = page.locator("tune-waveform")
    page.wait_for_function("() => document.querySelector('tune-waveform').peaks")
    wave.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('tune-player audio').currentTime > 0.2")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "() => Number(document.querySelector('tune-waveform').getAttribute('aria-valuenow')) >= 5"
    )


def test_why_is_taken_apart(visit: Any, site: Any) -> None:
    page = opened(visit, site)
    button = page.get_by_role("button", name="Why does").first
    button.click()
    page.locator(".tk-block").first.wait_for()
    expect(button).to_have_attribute("aria-expanded", "true")
    parts = [
        float(text.replace("−", "-")) for text in page.locator(".tk-block-name .ts-number").all_inner_texts()
    ]
    total = float(page.locator(".tk-cosine").first.inner_text().replace("−", "-"))
    assert sum(parts) == pytest.approx(total, abs=0.02)
    button.click()
    page.locator(".tk-why").first.wait_for(state="hidden")


def test_another_space_finds_others(visit: Any, site: Any) -> None:
    page = opened(visit, site)
    shown = "[...document.querySelectorAll('.tk-cosine')].map((e) => e.innerText).join()"
    before = page.evaluate(shown)
    page.get_by_role("button", name="What counts as alike").click()
    page.get_by_label("Compare by").click()
    page.get_by_role("option", name="Timbre alone", exact=True).click()
    page.wait_for_function(f"(before) => {shown} !== before && {shown}", arg=before)


def test_the_genre_is_corrected_for_everyone(visit: Any, site: Any) -> None:
    page, other = opened(visit, site, "Night Drive"), opened(visit, site, "Night Drive")
    said = page.locator(".tk-genre").inner_text()
    page.get_by_role("button", name="Correct it").click()
    page.get_by_label("Genre, in any language").fill("城市流行 <i>")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".tk-genre")).to_have_text("城市流行 <i>")
    assert track_of(site, "Night Drive").genre == "城市流行 <i>"
    other.reload()
    other.get_by_text("said by hand").wait_for()
    page.get_by_role("button", name="Take my word back").click()
    expect(page.locator(".tk-genre")).to_have_text(said)
    assert track_of(site, "Night Drive").genre == said


@pytest.mark.parametrize(
    ("language", "width", "look", "title"),
    [("en", 1440, "light", "Static Hearts"), ("zh", 390, "dark", "海边的风")],
)
def test_everybody_can_use_it(
    visit: Any,
    site: Any,
    accessible: Callable[[Any], None],
    language: str,
    width: int,
    look: str,
    title: str,
) -> None:
    says = SAYS[language]
    # of a track of its own each: nobody has listened to it yet
    page = opened(visit, site, title, language=language, width=width, look=look)
    page.get_by_role("button", name=says["listen"]).click()
    page.locator(".tl-span").first.wait_for()
    page.get_by_role("button", name=says["listen"]).wait_for(state="hidden")
    page.get_by_role("button", name=says["why"]).first.click()
    page.locator(".tk-block").first.wait_for()
    page.get_by_role("button", name=says["view"], exact=True).click()
    page.wait_for_function("() => document.querySelector('.tk-figure img')?.naturalWidth > 500")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_closer_listen_is_kept(visit: Any, site: Any) -> None:
    page, other = opened(visit, site, "So Long"), opened(visit, site, "So Long")
    page.get_by_role("button", name="Listen closely").click()
    page.get_by_role("button", name="Listen closely").wait_for(state="hidden")
    kept = annotation_names(site.library, track_of(site, "So Long").track_id)
    assert {"beats@1", "chords@2", "hook@2", "structure@2"} <= set(kept)
    # the other browser has it, too, without listening
    other.get_by_role("button", name="Play the hook").click()
    other.wait_for_function("() => document.querySelector('tune-player audio').currentTime > 0")
    expect(other.get_by_role("img", name="Sections:")).to_have_count(1)


@pytest.mark.parametrize(
    ("choice", "name", "begins"),
    [
        ("Its notes, as MIDI", "Blue Moon.mid", b"MThd"),
        ("The hook, 15 s, as WAV", "Blue Moon [clip].wav", b"RIFF"),
        ("Beats, as cuts for video (EDL, 30 fps)", "Blue Moon [beats].edl", b"TITLE"),
        ("Chords, as a table (CSV)", "Blue Moon [chords].csv", b"start_s"),
        ("The audio file", "03.flac", b"fLaC"),
    ],
)
def test_files_to_take_away(
    visit: Any, site: Any, tmp_path: Path, choice: str, name: str, begins: bytes
) -> None:
    page = opened(visit, site)
    page.get_by_role("button", name="Download", exact=True).click()
    with page.expect_download() as download:
        page.get_by_text(choice, exact=True).click()
    kept = tmp_path / "file"
    download.value.save_as(kept)
    assert kept.read_bytes().startswith(begins)
    assert download.value.suggested_filename == name


def test_it_joins_a_playlist(visit: Any, site: Any) -> None:
    track_id = track_of(site).track_id
    number = save_playlist(site.library, "Evening", [])
    page = opened(visit, site)
    page.get_by_role("button", name="Add to a playlist").click()
    page.get_by_text("Evening", exact=True).click()
    passed(page, "Added to “Evening”")
    assert read_playlist(site.library, number).track_ids == (track_id,)
    page.get_by_role("button", name="Add to a playlist").click()
    page.get_by_text("A new playlist").click()
    passed(page, "Added to “Like Blue Moon”")
    assert list_playlists(site.library)[0].name == "Like Blue Moon"
    page.get_by_role("button", name="Playlist from this").click()
    page.wait_for_url("**/playlist?seed=*")
    page.locator("tune-playlist li").nth(2).wait_for()


@pytest.mark.parametrize("address", ["0" * 32, "rubbish", "%3Cscript%3E", "1" * 3000])
def test_an_unknown_track_is_told(visit: Any, address: str) -> None:
    page = visit(f"/track/{address}")
    page.get_by_text("This track is not here").wait_for()
    page.get_by_role("button", name="To the library").click()
    page.wait_for_url("**/")


def test_titles_are_nothing_but_text(visit: Any, site: Any) -> None:
    title = "<img src=x onerror=alert(1)>"
    page = opened(visit, site, title)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert page.locator("img[src='x']").count() == 0
    page.get_by_role("button", name="Play", exact=True).first.click()
    page.wait_for_function("() => document.querySelector('tune-player audio').currentTime > 0")
