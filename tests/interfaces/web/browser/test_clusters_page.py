"""The page of the clusters in a browser: found, renamed, compared, made into playlists."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from patience import until
from visiting import expect, passed

from tunescape.library.cluster_store import read_clustering
from tunescape.library.jobs import ENDED, list_jobs
from tunescape.library.playlists import list_playlists

pytestmark = pytest.mark.slow

Accessible = Callable[[Any], None]


def test_clusters_are_shown_with_what_they_are_like(visit: Any, site: Any, accessible: Accessible) -> None:
    page = visit("/clusters")
    expect(page.locator(".cl-card")).to_have_count(3)
    sizes = [int(text.split()[0]) for text in page.locator(".cl-card > .ts-number").all_inner_texts()]
    assert sum(sizes) == len(site.library.tracks())
    assert sizes == sorted(sizes, reverse=True)
    page.wait_for_selector(".cl-curve .main-svg")
    accessible(page)


def test_a_cluster_gets_another_name_with_the_keyboard_and_another_browser_sees_it(
    visit: Any, site: Any
) -> None:
    other = visit("/clusters", language="zh")
    other.wait_for_selector(".cl-card")
    page = visit("/clusters")
    page.wait_for_selector(".cl-card")
    page.get_by_role("button", name=re.compile("^Rename")).first.focus()
    page.keyboard.press("Enter")
    field = page.get_by_label("New name")
    field.fill("<b>nacht</b> 夜")
    field.press("Enter")
    for each in (page, other):
        each.get_by_role("heading", name="<b>nacht</b> 夜").wait_for()
    stored = read_clustering(site.library)
    assert stored is not None
    assert "<b>nacht</b> 夜" in {cluster.name for cluster in stored.clusters}


def test_a_cluster_becomes_a_playlist(visit: Any, site: Any) -> None:
    page = visit("/clusters")
    page.wait_for_selector(".cl-card")
    n = int(page.locator(".cl-card > .ts-number").first.inner_text().split()[0])
    page.get_by_role("button", name=re.compile("^Make a playlist of")).first.click()
    page.wait_for_url(re.compile(r"/playlist/\d+$"))
    assert list_playlists(site.library)[0].n_tracks == n


def write_condition(page: Any, language: str, condition: str) -> None:
    group, own, label = {
        "en": ("One group", "A condition of your own …", "Condition"),
        "zh": ("一组", "自定义条件…", "条件"),
    }[language]
    page.get_by_label(group).first.click()
    page.get_by_role("option", name=own, exact=True).click()
    page.get_by_label(label).first.fill(condition)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_two_groups_are_compared(visit: Any, accessible: Accessible, language: str) -> None:
    page = visit("/clusters", language=language)
    page.wait_for_selector(".cl-card")
    write_condition(page, language, 'title = "夜雨" or title = "Кино" or rank <= 4')
    page.locator(".cl-compare > .q-btn").click()
    page.wait_for_selector(".fd-blocks")
    said = page.inner_text(".fd-blocks")
    assert {"en": "beside the rest", "zh": "其余曲目"}[language] in said
    assert "rank <= 4" in said
    accessible(page)


def test_a_condition_that_cannot_be_read_is_told(visit: Any) -> None:
    page = visit("/clusters")
    page.wait_for_selector(".cl-card")
    write_condition(page, "en", "tempo_bpm >")
    page.locator(".cl-compare > .q-btn").click()
    assert "cannot read the condition" in passed(page).lower()


def test_the_preset_of_a_study_fills_the_fields(visit_own: Any, own_site: Any) -> None:
    page = visit_own("/clusters")
    page.wait_for_selector(".cl-card")
    page.locator(".cl-options summary").click()
    page.get_by_label("Preset").click()
    page.get_by_role("option", name="The Douyin study", exact=True).click()
    expect(page.get_by_label("Number of clusters")).to_have_value("5-13")
    expect(page.get_by_label("What counts as alike")).to_have_value("The 18 statistics of the Douyin study")
    page.get_by_role("button", name="Find them anew").click()
    (job,) = until(lambda: list_jobs(own_site.library), lambda jobs: jobs and jobs[0].state in ENDED)
    assert (job.kind, job.state) == ("cluster", "done"), job.error
    stored = read_clustering(own_site.library)
    assert stored is not None
    assert (stored.about["space"], stored.about["components"]) == ("douyin18", 2)


def test_clusters_are_found_anew_as_a_job(visit_own: Any, own_site: Any, accessible: Accessible) -> None:
    page = visit_own("/clusters", width=390, look="dark", language="zh")
    page.wait_for_selector(".cl-card")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator(".cl-options summary").click()
    page.get_by_label("聚类数").fill("2")
    page.get_by_role("button", name="重新聚类").click()
    passed(page, what=".ts-job")
    expect(page.locator(".cl-card")).to_have_count(2)
    stored = read_clustering(own_site.library)
    assert stored is not None
    assert stored.about["k"] == 2
    accessible(page)


def test_an_empty_library_says_what_to_do(visit_empty: Any, accessible: Accessible) -> None:
    page = visit_empty("/clusters")
    page.wait_for_selector(".ts-empty")
    accessible(page)
