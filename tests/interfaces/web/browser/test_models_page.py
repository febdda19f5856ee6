"""Training, measuring and selecting in the page."""

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.library.ingest import analyze
from tunescape.settings import AnalysisSettings

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def labelled(site: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder per label, two labels of six tracks."""
    folder = tmp_path_factory.mktemp("labelled")
    for number, path in enumerate(sorted(site.music.rglob("*.flac"))):
        (folder / "ab"[number % 2]).mkdir(exist_ok=True)
        shutil.copy(path, folder / "ab"[number % 2])
    return folder


def wait_for_job(site: Any, kind: str, *, timeout_s: float = 180.0) -> Any:
    """Wait until the newest job of a kind has ended, as the library tells."""
    from tunescape.library.jobs import ENDED, list_jobs

    until = time.monotonic() + timeout_s
    while time.monotonic() < until:
        jobs = [job for job in list_jobs(site.library) if job.kind == kind]
        if jobs and jobs[0].state in ENDED:
            return jobs[0]
        time.sleep(0.3)
    pytest.fail(f"{kind} did not end: {jobs}")


def test_a_model_is_trained_kept_and_used(
    site: Any, visit: Callable[..., Any], labelled: Path, accessible: Callable[[Any], None]
) -> None:
    page = visit("/models")
    bench = page.locator("#train_genre")
    bench.get_by_label("Labelled music").fill(str(labelled))
    bench.get_by_label("Name of the model").fill("two kinds")
    bench.get_by_role("button", name="Train").click()
    job = wait_for_job(site, "train_genre")
    assert job.state == "done", job.error
    bench.get_by_text("Right on music it had not heard").wait_for(timeout=15_000)
    assert f"{job.result['accuracy']:.0%}" in bench.inner_text()
    page.get_by_role("heading", name="two kinds").wait_for(timeout=15_000)
    page.get_by_role("button", name="Sort the library with it").click()
    # plotly has drawn its bars
    page.locator(".ts-cards .js-plotly-plot .bars path").first.wait_for(timeout=60_000)
    accessible(page)
    again = visit("/models", language="zh", width=390, look="dark")
    again.get_by_role("heading", name="two kinds").wait_for(timeout=15_000)
    again.get_by_text("在没听过的音乐上的正确率").wait_for(timeout=15_000)
    accessible(again)


def test_spaces_are_measured(site: Any, visit: Callable[..., Any], labelled: Path) -> None:
    page = visit("/models")
    bench = page.locator("#evaluate")
    bench.get_by_label("Labelled music").fill(str(labelled))
    bench.get_by_role("button", name="Measure").click()
    job = wait_for_job(site, "evaluate")
    assert job.state == "done", job.error
    bench.get_by_role("cell", name="Rhythm alone", exact=True).wait_for(timeout=15_000)
    for row in job.result["rows"]:
        assert f"{row['map']:.3f}" in bench.inner_text()


def test_features_are_selected_and_the_curve_drawn(
    site: Any, visit: Callable[..., Any], tmp_path: Path, play: Callable[..., Signal]
) -> None:
    # of the other tracks one segment was heard: they are too short to be compared with themselves
    for seed in range(50, 56):
        write_audio(tmp_path / f"{seed}.flac", play(seed, seconds=18.0))
    analyze(site.library, [tmp_path], AnalysisSettings(jobs=1))
    page = visit("/models")
    bench = page.locator("#select_features")
    bench.get_by_label("Population").fill("20")
    bench.get_by_label("Generations").fill("5")
    bench.get_by_role("button", name="Select").click()
    job = wait_for_job(site, "select_features")
    assert job.state == "done", json.dumps(job.error)
    bench.locator(".js-plotly-plot .scatterlayer path.js-line").first.wait_for(timeout=15_000)
    assert f"{job.result['error_all']} → {job.result['error_selected']}" in bench.inner_text()


def test_what_is_missing_or_wrong_is_said(visit: Callable[..., Any]) -> None:
    page = visit("/models")
    page.locator("#evaluate").get_by_role("button", name="Measure").click()
    page.get_by_text("Name a folder of labelled music").wait_for(timeout=10_000)
    page.locator("#train_genre").get_by_label("Labelled music").fill("/nowhere/at/all")
    page.locator("#train_genre").get_by_role("button", name="Train").click()
    notice = page.locator(".q-notification.bg-negative")
    notice.wait_for(timeout=10_000)
    assert "/nowhere" not in notice.inner_text()


def test_a_folder_is_chosen_by_clicking(
    new_site: Any, visit_new: Callable[..., Any], accessible: Callable[[Any], None]
) -> None:
    page = visit_new("/models")
    bench = page.locator("#train_genre")
    bench.get_by_role("button", name="Choose").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="music").click()
    dialog.get_by_text("There are no folders in this one").wait_for()
    accessible(page)
    dialog.get_by_role("button", name="Take this folder").click()
    dialog.wait_for(state="hidden")
    assert bench.get_by_label("Labelled music").input_value() == str(new_site.music)
