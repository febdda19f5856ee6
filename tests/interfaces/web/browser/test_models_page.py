"""Training, measuring and selecting in the page."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from patience import until
from visiting import expect, passed

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.library.ingest import analyze
from tunescape.library.jobs import ENDED, list_jobs
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


def wait_for_job(site: Any, kind: str) -> Any:
    """Wait until the one job of a kind has ended, as the library tells."""
    (job,) = until(
        lambda: [job for job in list_jobs(site.library) if job.kind == kind],
        lambda jobs: jobs and jobs[0].state in ENDED,
    )
    return job


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
    bench.get_by_text("Right on music it had not heard").wait_for()
    expect(bench).to_contain_text(f"{job.result['accuracy']:.0%}")
    page.get_by_role("heading", name="two kinds").wait_for()
    page.get_by_role("button", name="Sort the library with it").click()
    # plotly has drawn its bars
    page.locator(".ts-cards .js-plotly-plot .bars path").first.wait_for()
    accessible(page)
    again = visit("/models", language="zh", width=390, look="dark")
    again.get_by_role("heading", name="two kinds").wait_for()
    again.get_by_text("在没听过的音乐上的正确率").wait_for()
    accessible(again)


def test_a_markov_model_listens_when_it_is_asked(
    own_site: Any, visit_own: Callable[..., Any], labelled: Path, accessible: Callable[[Any], None]
) -> None:
    page = visit_own("/models")
    bench = page.locator("#train_genre")
    bench.get_by_label("Labelled music").fill(str(labelled))
    bench.get_by_label("Name of the model").fill("markov")
    bench.get_by_label("Kind of model").click()
    page.get_by_role("option", name="Hidden Markov models", exact=True).click()
    bench.get_by_role("button", name="Train").click()
    job = wait_for_job(own_site, "train_genre")
    assert (job.state, job.parameters["model"]) == ("done", "hmm"), job.error
    page.get_by_role("heading", name="markov", exact=True).wait_for()
    page.get_by_role("button", name="Sort the library with it").click()
    sorted_ = wait_for_job(own_site, "classify")
    assert sum(sorted_.result["counts"].values()) == len(own_site.library.tracks())
    page.locator(".ts-cards .js-plotly-plot .bars path").first.wait_for()
    page.get_by_text(f"{len(own_site.library.tracks())} tracks sorted", exact=True).wait_for()
    track = visit_own(f"/track/{own_site.library.tracks()[0].track_id}", language="zh")
    button = track.get_by_role("button", name="让它听一遍：markov", exact=True)
    button.click()
    expect(button).to_have_count(0)
    said = track.get_by_text("根据模型“markov”", exact=True)
    expect(said.locator("xpath=following-sibling::*[1]").get_by_role("listitem")).to_have_count(
        len(job.result["classes"])
    )
    accessible(track)


def test_spaces_are_measured(
    site: Any, visit: Callable[..., Any], labelled: Path, accessible: Callable[[Any], None]
) -> None:
    page = visit("/models")
    bench = page.locator("#evaluate")
    bench.get_by_label("Labelled music").fill(str(labelled))
    bench.get_by_role("button", name="Measure").click()
    job = wait_for_job(site, "evaluate")
    assert job.state == "done", job.error
    bench.get_by_role("cell", name="Rhythm alone", exact=True).wait_for()
    for row in job.result["rows"]:
        expect(bench).to_contain_text(f"{row['map']:.3f}")
    # eight columns are wider than a phone
    phone = visit("/models", width=390, look="dark")
    phone.get_by_role("cell", name="Rhythm alone", exact=True).wait_for()
    accessible(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


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
    bench.locator(".js-plotly-plot .scatterlayer path.js-line").first.wait_for()
    expect(bench).to_contain_text(f"{job.result['error_all']} → {job.result['error_selected']}")


def test_what_is_missing_or_wrong_is_said(visit: Callable[..., Any]) -> None:
    page = visit("/models")
    page.locator("#evaluate").get_by_role("button", name="Measure").click()
    passed(page, "Name a folder of labelled music")
    page.locator("#train_genre").get_by_label("Labelled music").fill("/nowhere/at/all")
    page.locator("#train_genre").get_by_role("button", name="Train").click()
    assert "/nowhere" not in passed(page, "no such folder")


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
    expect(bench.get_by_label("Labelled music")).to_have_value(str(new_site.music))
