"""Take the pictures of docs/web/: every page of the web app, on a demo library made for it.

python tools/make_web_pictures.py            the chosen ones, into docs/web/
python tools/make_web_pictures.py --all DIR  every page, wide and narrow, light and dark, English and Chinese
"""

import argparse
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

DOCS = Path(__file__).resolve().parents[1] / "docs" / "web"

ON_CHART = ("夜雨", "Static Hearts", "海边的风", "Neon Tide", "采莲新曲", "Level 99", "凌晨三点", "旧时光")
"""Titles of demo tracks that stand on an invented chart, in its order."""

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--hide-scrollbars"),
    # a picture needs no loudspeaker
    *("--autoplay-policy=no-user-gesture-required", "--mute-audio"),
)

PLOT = ".js-plotly-plot .main-svg"

PAGES = {
    "library": ("/", ".ts-table .ts-track-title"),
    "map": ("/map", PLOT),
    "track": ("/track/{track}", ".ts-why, .ts-track"),
    "playlist": ("/playlist", ".ts-title"),
    "playlist_saved": ("/playlist/1", ".ts-title"),
    "clusters": ("/clusters", PLOT),
    "hot": ("/hot", ".fd-blocks"),
    "models": ("/models", ".ts-confusion"),
    "nowhere": ("/nowhere", ".ts-empty:visible"),
}
"""Name of the picture, address, and what is there when the page is whole."""

CHOSEN = (
    ("library", 1440, "light", "en"),
    ("map", 1440, "dark", "en"),
    ("track", 1440, "light", "en"),
    ("playlist_saved", 1440, "light", "en"),
    ("clusters", 1440, "light", "en"),
    ("hot", 1440, "light", "zh"),
    ("models", 1440, "light", "en"),
    ("library", 390, "light", "zh"),
    ("track", 390, "dark", "zh"),
    ("playlist_saved", 390, "light", "en"),
)
"""Page, width in pixels, look and language of the pictures that the documentation shows."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--all", metavar="DIR", type=Path, help="take every combination into this folder")
    wanted = parser.parse_args().all
    with tempfile.TemporaryDirectory() as folder:
        library = make_library(Path(folder))
        with serving(library) as url, chromium() as browser:
            track = prepare(url, library)
            if wanted is None:
                for name, width, look, language in CHOSEN:
                    picture = take(browser, url, name, track, width=width, look=look, language=language)
                    write(picture, DOCS / f"{name}_{width}_{look}_{language}.png")
                return
            every = product(PAGES, (1440, 390), ("light", "dark"), ("en", "zh"))
            for name, width, look, language in every:
                picture = take(
                    browser, url, name, track, width=width, look=look, language=language, whole=True
                )
                write(picture, wanted / f"{name}_{width}_{look}_{language}.png")


def make_library(folder: Path) -> Path:
    """Hear the demo tracks, some of them on a chart, and cluster them; return the library."""
    from tunescape.charts.chart import ChartItem
    from tunescape.charts.manifest import DownloadedFile, write_manifest
    from tunescape.interfaces.demo_music import write_demo_music

    music, library = folder / "Music", folder / "library"
    for _ in write_demo_music(music):
        pass
    places: dict[Path, list[DownloadedFile]] = {}
    for rank, title in enumerate(ON_CHART, start=1):
        (path,) = music.rglob(f"* - {title}.*")
        item = ChartItem(
            music_id=str(rank),
            title=title,
            author=path.stem.partition(" - ")[0],
            users=2_140_000 // rank,
            users_gained=160_000 // rank**2,
            rank=rank,
            source="example",
            fetched_at="2026-11-20T08:00:00+00:00",
        )
        note = DownloadedFile(
            item, path.name, path.stat().st_size, "", "example", "2026-11-20T08:01:00+00:00"
        )
        places.setdefault(path.parent, []).append(note)
    for place, notes in places.items():
        write_manifest(place, notes)
    tunescape("analyze", music, "--library", library)
    tunescape("cluster", "--library", library)
    return library


def tunescape(*arguments: object) -> None:
    command = [sys.executable, "-m", "tunescape", *map(str, arguments)]
    subprocess.run(command, check=True, capture_output=True, env=environment())


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("TUNESCAPE_")}


@contextmanager
def serving(library: Path) -> Iterator[str]:
    """Serve a library; give the address, without a slash at its end."""
    command = [sys.executable, "-m", "tunescape", "serve", "--json", "--port", "0", "--library", str(library)]
    server = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment()
    )
    try:
        yield _address(server)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def _address(server: subprocess.Popen[str]) -> str:
    assert server.stdout is not None
    text = ""
    for line in server.stdout:
        text += line
        try:
            return str(json.loads(text)["url"]).rstrip("/")
        except json.JSONDecodeError:
            continue
    raise SystemExit(f"the server did not start: {text}")


def prepare(url: str, library: Path) -> str:
    """Train a model, measure the spaces, save a playlist; return the id of the track to show."""
    tracks = {row["title"]: row["track_id"] for row in _ask(f"{url}/api/tracks?limit=100")}
    seed = tracks[ON_CHART[0]]
    grown = _ask(f"{url}/api/playlist", {"seeds": [seed], "n": 9})
    ids = [row["track_id"] for row in grown["tracks"]]
    recipe = {"seeds": [seed], "n": 9}
    _ask(f"{url}/api/playlists", {"name": "Rain on the window", "track_ids": ids, "recipe": recipe})
    music = str(library.parent / "Music")
    for kind, parameters in (
        ("train_genre", {"name": "six kinds", "labelled": music}),
        ("evaluate", {"labelled": music, "space": "default,timbre,rhythm,tonality"}),
    ):
        job = _ask(f"{url}/api/jobs", {"kind": kind, "parameters": parameters})
        while job["state"] not in ("done", "failed", "cancelled"):
            time.sleep(0.3)
            job = _ask(f"{url}/api/jobs/{job['job_id']}")
    return str(seed)


def _ask(url: str, document: dict[str, Any] | None = None) -> Any:
    body = None if document is None else json.dumps(document).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.load(answer)


@contextmanager
def chromium() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        raise SystemExit("Chromium is missing: on Debian, apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield browser
        browser.close()


def take(
    browser: Browser,
    url: str,
    name: str,
    track: str,
    *,
    width: int,
    look: str,
    language: str,
    whole: bool = False,
) -> bytes:
    """Open a page as a new visitor, wait until it is whole, and return its picture as a PNG."""
    path, ready = PAGES[name]
    context = browser.new_context(
        viewport={"width": width, "height": 844 if width < 800 else 900},
        color_scheme="dark" if look == "dark" else "light",
        locale={"en": "en-GB", "zh": "zh-CN"}[language],
        timezone_id="UTC",
    )
    page = context.new_page()
    page.goto(url + path.format(track=track))
    page.locator(ready).first.wait_for(timeout=20_000)
    if name == "track" and not whole:
        _play(page)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)
    picture = page.screenshot(full_page=whole)
    context.close()
    return picture


def _play(page: Page) -> None:
    """Play a while, and stop where the waveform shows it."""
    page.locator(".ts-title").first.wait_for()
    page.get_by_role("button", name="Play", exact=True).or_(
        page.get_by_role("button", name="播放", exact=True)
    ).first.click()
    page.wait_for_timeout(4000)
    page.locator("tune-player .tp-play").click()


def write(picture: bytes, path: Path) -> None:
    """Write a picture with no more than 256 colours: half the bytes, and nobody sees the difference."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
