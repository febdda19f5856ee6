"""The report in a real browser: what it does, what it asks for, how it looks on paper."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from patience import PATIENCE_S
from playwright.sync_api import expect, sync_playwright
from report_library import NASTY_TITLES, invented_library

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.library.ingest import analyze
from tunescape.library.records import Description
from tunescape.report.contents import ReportRequest
from tunescape.report.write import write_report
from tunescape.settings import AnalysisSettings
from tunescape.text import visible

pytestmark = pytest.mark.slow

MOST_BYTES = 10_000_000
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)


expect.set_options(timeout=1000 * PATIENCE_S)


@dataclass
class Visit:
    """A page that is open, and what it complained of and asked for."""

    page: Any
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("no chromium here")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=found, args=list(FLAGS), timeout=1000 * PATIENCE_S
        )
        yield started
        started.close()


@pytest.fixture(scope="module", params=["en", "zh"])
def report(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    invent: Callable[..., Description],
    play: Callable[..., Signal],
) -> Path:
    """A report on 402 tracks, 300 of them on a chart; two have audio beside it, and are looked at."""
    folder = tmp_path_factory.mktemp("report")
    library = invented_library(
        folder / "library", invent, 400, charted=300, titles=NASTY_TITLES, genre="Pop & <Rock>"
    )
    (folder / "music #1").mkdir()
    for seed in range(2):
        path = folder / "music #1" / f"100% {seed}.flac"
        write_audio(path, play(seed, seconds=4.0), tags={"title": f"Heard {seed}"})
    analyze(library, [folder / "music #1"], AnalysisSettings(jobs=1))
    asked = ReportRequest(lang=request.param, tracks=("Heard 0", "Heard 1"))
    return write_report(library, asked, folder / "report.html").path


def visit(browser: Any, path: Path, **options: Any) -> Visit:
    made = Visit(browser.new_page(viewport={"width": options.pop("width", 1440), "height": 900}, **options))
    made.page.set_default_timeout(1000 * PATIENCE_S)
    made.page.on("console", lambda said: made.complaints.append(said.text))
    made.page.on("pageerror", lambda error: made.complaints.append(str(error)))
    made.page.on("request", lambda asked: made.requests.append(asked.url))
    made.page.goto(path.as_uri())
    made.page.wait_for_function("document.querySelectorAll('.plot:not(.is-live)').length === 0")
    return made


@pytest.fixture
def seen(browser: Any, report: Path) -> Iterator[Visit]:
    opened = visit(browser, report)
    yield opened
    opened.page.close()


def column(visit: Visit, number: int) -> list[str]:
    script = (
        "n => [...document.querySelectorAll('#chart-table tbody tr')].map(r => r.cells[n].textContent.trim())"
    )
    found: list[str] = visit.page.evaluate(script, number)
    return found


def test_it_is_small_asks_nobody_and_complains_of_nothing(seen: Visit, report: Path) -> None:
    assert report.stat().st_size < MOST_BYTES
    for button in seen.page.query_selector_all(".choices button"):
        button.click()
    seen.page.wait_for_timeout(500)
    assert seen.complaints == []
    assert {url.split(":", 1)[0] for url in seen.requests} <= {"file", "data", "blob"}
    asked = [url for url in seen.requests if url.startswith("file:")]
    assert asked[0] == report.as_uri()
    assert all("/music%20%231/" in url for url in asked[1:])


def test_every_plot_is_drawn_with_its_titles_as_text(seen: Visit) -> None:
    page = seen.page
    lives = "[...document.querySelectorAll('.plot .live')]"
    drawn = page.evaluate(f"{lives}.map(live => live.querySelectorAll('svg').length)")
    assert len(drawn) >= 6
    assert min(drawn) > 0
    assert page.locator("#map-plot .point").count() == 402
    traces = "document.querySelector('#map-plot .live').data"
    hover = "".join(page.evaluate(f"{traces}.flatMap(trace => trace.text)"))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in hover
    assert page.locator("main img[src='x'], main b, main i").count() == 0


def test_the_table_sorts_by_click_and_by_keyboard(seen: Visit) -> None:
    page = seen.page
    ranks = list(map(int, column(seen, 0)))
    assert ranks == list(range(1, 301))
    assert column(seen, 1)[: len(NASTY_TITLES)] == [visible(title) for title in NASTY_TITLES]
    header = page.locator("#chart-table th").nth(3)
    header.locator("button").click()
    users = [int(text.replace(",", "")) for text in column(seen, 3)]
    assert users == sorted(users)
    assert header.get_attribute("aria-sort") == "ascending"
    header.locator("button").focus()
    page.keyboard.press("Enter")
    assert [int(text.replace(",", "")) for text in column(seen, 3)] == sorted(users, reverse=True)
    assert header.get_attribute("aria-sort") == "descending"
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.locator("#chart-table th[aria-sort]").count() == 1
    assert page.locator("#chart-table th").nth(4).get_attribute("aria-sort") == "ascending"
    gained = [int(text.replace(",", "").replace("−", "-")) for text in column(seen, 4)]
    assert gained == sorted(gained)


def test_the_table_can_be_searched(seen: Visit) -> None:
    rows = seen.page.locator("#chart-table tbody tr:visible")
    seen.page.fill("input[type=search]", "夜曲")
    expect(rows).to_have_count(1)
    expect(seen.page.locator("[role=status]")).to_contain_text("1")
    seen.page.fill("input[type=search]", "")
    expect(rows).to_have_count(300)


def test_audio_beside_the_report_plays(seen: Visit) -> None:
    players = seen.page.locator("audio")
    assert players.count() == 2
    length = seen.page.evaluate(
        """() => new Promise((done) => {
            const player = document.querySelector("audio");
            player.addEventListener("loadedmetadata", () => done(player.duration));
            player.addEventListener("error", () => done(-1));
            player.load();
            player.preload = "metadata";
        })"""
    )
    assert length == pytest.approx(4.0, abs=0.1)
    assert seen.page.locator(".gone:visible").count() == 0


def test_audio_that_has_gone_is_said(browser: Any, report: Path, tmp_path: Path) -> None:
    shutil.copy(report, tmp_path / "alone.html")
    opened = visit(browser, tmp_path / "alone.html")
    opened.page.evaluate("document.querySelectorAll('audio').forEach(player => player.load())")
    opened.page.evaluate("document.querySelectorAll('audio').forEach(player => player.play().catch(() => 0))")
    expect(opened.page.locator(".gone:visible")).to_have_count(2)
    expect(opened.page.locator("audio:visible")).to_have_count(0)
    opened.page.close()


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_hangs_over_the_edge(browser: Any, report: Path, width: int, scheme: str) -> None:
    opened = visit(browser, report, width=width, color_scheme=scheme)
    assert opened.page.evaluate("document.documentElement.scrollWidth") == width
    background = opened.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (background == "rgb(255, 255, 255)") == (scheme == "light")
    opened.page.close()


def test_without_scripts_everything_is_there(browser: Any, report: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(1000 * PATIENCE_S)
    page.goto(report.as_uri())
    assert page.locator("#chart-table tbody tr").count() == 300
    stills = page.locator(".plot .still:visible").count()
    assert stills == page.locator(".plot").count() >= 6
    assert page.locator(".tools:visible, .choices:visible").count() == 0
    context.close()


def test_on_paper_it_is_light_and_still(browser: Any, report: Path) -> None:
    opened = visit(browser, report, color_scheme="dark")
    opened.page.emulate_media(media="print", color_scheme="dark")
    assert opened.page.locator(".live:visible").count() == 0
    assert opened.page.locator(".still:visible").count() == opened.page.locator(".plot").count()
    assert opened.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert opened.page.locator("#chart-table tbody tr:visible").count() == 100
    assert opened.page.locator("audio:visible, nav:visible").count() == 0
    opened.page.close()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_pdf_is_printed(
    browser: Any, lang: str, tmp_path: Path, invent: Callable[..., Description]
) -> None:
    library = invented_library(tmp_path / "library", invent, 40, charted=20, titles=NASTY_TITLES)
    written = write_report(library, ReportRequest(lang=lang), tmp_path / "r.pdf")  # type: ignore[arg-type]
    data = written.path.read_bytes()
    assert data.startswith(b"%PDF-")
    assert data.rstrip().endswith(b"%%EOF")
    assert data.count(b"/Type /Page\n") + data.count(b"/Type /Page ") >= 4
    assert sorted(path.name for path in tmp_path.iterdir()) == ["library", "r.pdf"]
