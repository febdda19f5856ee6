"""How fast the web app is on a large library: `python benchmarks/web.py [LIBRARY] [--music DIR]`.

Serves a copy of LIBRARY (as benchmarks/web_library.py makes it; without one, 50,000 tracks are made), visits
it with Debian's Chromium, which draws without a graphics card, and times what a visitor waits for: the table
and the map, with nothing derived yet and later, a search, neighbours. Then a folder of music is analysed,
while pages and the API are asked again and again. Prints a table with the goals beside.

Needs playwright and chromium. --music is heard; by default the demo's tracks, each two minutes long.
"""

import argparse
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import numpy as np
from mp3s import make_mp3s
from playwright.sync_api import Browser, Page, sync_playwright
from web_library import make_library, store_genres_as_clusters

from tunescape.features.registry import resolve_feature_sets
from tunescape.music.demo import demo_tracks

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
)
DRAWN = """() => document.querySelector('.map-plot .gl-container canvas')
  && document.querySelector('.map-group, .map-scale') && !document.querySelector('.map-note')"""
PLACE = """i => {
  const frame = document.querySelector('.map-plot'), all = frame.data[0], layout = frame._fullLayout;
  const box = frame.getBoundingClientRect(), { l, t } = layout._size;
  return [box.x + l + layout.xaxis.l2p(all.x[i]), box.y + t + layout.yaxis.l2p(all.y[i])];
}"""
LONGEST_MS = 240_000
WORDS = ("night", "雨", "river 42", "a", "Été")


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("library", type=Path, nargs="?")
    parser.add_argument("--music", type=Path)
    parser.add_argument("--seconds", type=float, default=90.0, help="of questions during an analysis")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        library, music = Path(scratch) / "library", given.music
        if given.library is None:
            made = make_library(library, 50_000, names=resolve_feature_sets("default"))
            store_genres_as_clusters(made)
        else:
            library.mkdir()
            shutil.copyfile(given.library / "library.db", library / "library.db")
        if music is None:
            music = Path(scratch) / "music"
            music.mkdir()
            make_mp3s(music, source=None, count=len(demo_tracks()), duration_s=120.0)
        print(f"{os.cpu_count()} cores; load before: {os.getloadavg()[0]:.1f}\n")
        print("| what | goal | measured |\n|---|---|---|")
        with served(library) as (url, pid):
            rows = itertools.chain(
                visits(url),
                memory("Memory, after these visits", pid),
                answers(url, music, pid, given.seconds),
            )
            for what, goal, measured in rows:
                print(f"| {what} | {goal} | {measured} |", flush=True)


Row = tuple[str, str, str]


@contextmanager
def served(library: Path) -> Iterator[tuple[str, int]]:
    """Run a server; yield its address and its process id."""
    command = [sys.executable, "-m", "tunescape", "serve", "--port", "0", "--json", "--library", str(library)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        announced = ""
        # the document ends with a brace at the beginning of a line, or of all
        for line in server.stdout:
            announced += line
            if line.rstrip().endswith("}"):
                break
        try:
            yield json.loads(announced)["url"].rstrip("/"), server.pid
        finally:
            server.terminate()


def visits(url: str) -> Iterator[Row]:
    """Time what a visitor waits for."""
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        first, _ = opened(browser, url, "/", table_usable)
        yield "Table usable, first visit after the start", "2 s", f"{first:.1f} s"
        soon, page = opened(browser, url, "/map", map_drawn)
        yield "Map drawn, nothing derived yet", "6 s", f"{soon:.1f} s"
        page.context.close()
        times = [opened(browser, url, "/", table_usable) for _ in range(3)]
        yield "Table usable, later", "2 s", spread([seconds for seconds, _ in times])
        page = times[-1][1]
        yield "Search the table", "", spread([searched(page, word) for word in WORDS[:3]])
        for _, other in times:
            other.context.close()
        wait_until_settled()
        drawn = [opened(browser, url, "/map", map_drawn) for _ in range(3)]
        yield "Map drawn, later", "6 s", spread([seconds for seconds, _ in drawn])
        page = drawn[-1][1]
        for _, other in drawn[:-1]:
            other.context.close()
        yield "Search the map", "", spread([searched_map(page, word) for word in WORDS[:3]])
        yield "Neighbours on the map", "", spread([neighbours(page, i) for i in range(3)])
        browser.close()


def wait_until_settled() -> None:
    """Leave the server the time to make what it makes beside the visits."""
    time.sleep(20)


def opened(browser: Browser, url: str, path: str, ready: Callable[[Page], object]) -> tuple[float, Page]:
    """Open a page as a new visitor; return seconds until it is ready, and the page."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    began = time.perf_counter()
    page.goto(url + path, timeout=LONGEST_MS)
    ready(page)
    return time.perf_counter() - began, page


def table_usable(page: Page) -> None:
    """Wait for rows, and for the connection by which the page answers to clicks."""
    page.wait_for_selector(".ts-table .ts-track-title", timeout=LONGEST_MS)
    page.wait_for_function("window.socket && window.socket.connected", timeout=LONGEST_MS)


def map_drawn(page: Page) -> None:
    """Wait for the points in their colours."""
    page.wait_for_function(DRAWN, timeout=LONGEST_MS)


def searched(page: Page, word: str) -> float:
    """Search the table; return seconds from the last key to the rows."""
    counted = page.get_by_role("status").filter(has_text=re.compile("tracks? found"))
    before = counted.inner_text()
    began = time.perf_counter()
    page.get_by_label(re.compile("Search by title")).fill(word)
    page.wait_for_function(
        "before => [...document.querySelectorAll('[role=status]')]"
        ".some(one => /tracks? found/.test(one.innerText) && one.innerText !== before)",
        arg=before,
        timeout=LONGEST_MS,
    )
    return time.perf_counter() - began


def searched_map(page: Page, word: str) -> float:
    """Search the map; return seconds until what was found is listed."""
    before = page.locator(".map-found").inner_text()
    began = time.perf_counter()
    page.get_by_label("Search the map").fill(word)
    page.wait_for_function(
        "before => { const text = document.querySelector('.map-found').innerText;"
        " return text && text !== before; }",
        arg=before,
        timeout=LONGEST_MS,
    )
    return time.perf_counter() - began


def neighbours(page: Page, position: int) -> float:
    """Click on a point; return seconds until what sounds like it is listed."""
    page.evaluate("document.querySelector('.map-content .map-list')?.setAttribute('data-before', '')")
    page.mouse.move(5, 5)
    x, y = page.evaluate(PLACE, position)
    began = time.perf_counter()
    page.mouse.move(x, y)
    page.wait_for_selector(".map-tip:not([hidden])", timeout=LONGEST_MS)
    page.mouse.click(x, y)
    listed = ".map-content .map-list:not([data-before]) .ts-track"
    page.wait_for_selector(listed, timeout=LONGEST_MS)
    return time.perf_counter() - began


def answers(url: str, music: Path, pid: int, seconds: float) -> Iterator[Row]:
    """Ask pages and the API, at rest and during an analysis, one question after the other."""
    rows = json.loads(asked(f"{url}/api/tracks?limit=1000")[1])
    ids = [row["track_id"] for row in rows]
    yield from percentiles("at rest", questions(url, ids, seconds=20.0))
    order = {"kind": "analyze", "parameters": {"paths": [str(music)]}}
    job = json.loads(asked(f"{url}/api/jobs", order)[1])["job_id"]
    time.sleep(5)  # its processes have started
    yield from percentiles("during an analysis", questions(url, ids, seconds=seconds, job=job))
    yield from memory("Memory, during an analysis", pid)
    state = json.loads(asked(f"{url}/api/jobs/{job}")[1])
    heard = state["progress"].get("done", 0)
    yield "Heard meanwhile", "", f"{heard} of {state['progress'].get('total', 0)} tracks ({state['state']})"


def questions(url: str, ids: list[str], *, seconds: float, job: str = "") -> dict[str, list[float]]:
    """Ask the same mixture until time is over, or the job has ended; return seconds by kind."""
    kinds: tuple[tuple[str, Callable[[int], str]], ...] = (
        ("the library page", lambda _: "/"),
        ("a page of tracks", lambda i: f"/api/tracks?limit=50&offset={i * 997 % 49_000}"),
        ("sorted", lambda i: f"/api/tracks?limit=50&sort=-tempo_bpm&offset={i * 50}"),
        ("a search", lambda i: f"/api/tracks?limit=50&q={quote(WORDS[i % len(WORDS)])}"),
        ("a track", lambda i: f"/api/tracks/{ids[i * 37 % len(ids)]}"),
        ("similar tracks", lambda i: f"/api/tracks/{ids[i * 61 % len(ids)]}/similar"),
        ("status", lambda _: "/api/status"),
    )
    taken: dict[str, list[float]] = defaultdict(list)
    over = time.perf_counter() + seconds
    for i in itertools.count():
        for name, path in kinds:
            taken[name].append(asked(url + path(i))[0])
        if time.perf_counter() > over:
            break
        if job and json.loads(asked(f"{url}/api/jobs/{job}")[1])["state"] != "running":
            break
        time.sleep(0.1)
    return taken


def asked(url: str, document: object = None) -> tuple[float, bytes]:
    """Ask for an address; return seconds, and the answer."""
    body = None if document is None else json.dumps(document).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    began = time.perf_counter()
    with urllib.request.urlopen(request, timeout=300) as answer:
        text = answer.read()
    return time.perf_counter() - began, text


def percentiles(when: str, taken: dict[str, list[float]]) -> Iterator[Row]:
    """Return rows of the 95th percentile, of all answers and of each kind."""
    every = [one for times in taken.values() for one in times]
    share = f"{1000 * np.percentile(every, 95):.0f} ms (median {1000 * np.median(every):.0f} ms)"
    yield f"95 % of {len(every)} answers {when}", "300 ms", share
    for name, times in taken.items():
        yield f"– {name}", "", f"{1000 * np.percentile(times, 95):.0f} ms"


def memory(what: str, pid: int) -> Iterator[Row]:
    """Return a row of the memory of a server and its processes, pages they share counted once; no jobs."""
    every = {int(one): parent_of(int(one)) for one in os.listdir("/proc") if one.isdigit()}
    ours, parents = {pid}, {pid}
    while parents:
        parents = {one for one, parent in every.items() if parent in parents and not is_job(one)}
        ours |= parents
    sizes = [proportional_mb(one) for one in sorted(ours)]
    yield (
        what,
        "1500 MB",
        f"{sum(sizes):.0f} MB in {len(sizes)} processes (the server: {sizes[0]:.0f})",
    )


def parent_of(pid: int) -> int:
    """Return the parent of a process, 0 where it is gone."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[1])
    except OSError:
        return 0


def is_job(pid: int) -> bool:
    """Whether a process does a job: those outlive the server."""
    try:
        return b"jobs.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return True


def proportional_mb(pid: int) -> float:
    """Return the memory of a process, shared pages divided by those who share them."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1]) / 1000  # type: ignore[index]


def spread(times: list[float]) -> str:
    """Return the shortest and the longest time."""
    return f"{min(times):.1f} s" if max(times) - min(times) < 0.1 else f"{min(times):.1f}–{max(times):.1f} s"


if __name__ == "__main__":
    main()
