"""The page of hot music in a browser: the chart, what it has in common, and the report."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from visiting import expect, passed

from tunescape.library.playlists import list_playlists, read_playlist

pytestmark = pytest.mark.slow

Accessible = Callable[[Any], None]


def test_the_chart_is_listed_by_its_ranks_and_can_be_sorted(visit: Any, accessible: Accessible) -> None:
    page = visit("/hot")
    ranks = page.locator(".ts-table tbody td:nth-child(3)")
    expect(ranks).to_have_text([str(i + 1) for i in range(8)])
    page.locator(".ts-table th", has_text="Gained").click()
    expect(page.locator(".ts-table tbody td:nth-child(5)").first).to_have_text("+0")
    page.wait_for_selector(".fd-blocks")
    assert "the chart" in page.inner_text(".fd-blocks")
    accessible(page)


def test_the_chart_plays_and_becomes_a_playlist(visit: Any, site: Any) -> None:
    page = visit("/hot")
    page.wait_for_selector(".ts-table tbody tr")
    page.get_by_role("button", name="Play the chart").click()
    page.wait_for_selector("tune-player[open]")
    page.get_by_role("button", name="Make a playlist").click()
    page.wait_for_url(re.compile(r"/playlist/\d+$"))
    saved = read_playlist(site.library, list_playlists(site.library)[0].playlist_id)
    ranks = {track.track_id: track.rank for track in site.library.tracks()}
    assert [ranks[track_id] for track_id in saved.track_ids] == list(range(1, 9))


def test_a_report_is_built_opened_and_downloaded(visit: Any, site: Any, tmp_path: Path) -> None:
    page = visit("/hot", width=390, look="dark", language="zh")
    page.get_by_label("标题（可选）").fill("<i>我的报告</i>")
    page.get_by_role("button", name="生成报告").click()
    passed(page, what=".ts-job")
    page.wait_for_selector(".hot-report")
    assert "<i>我的报告</i>" in page.inner_text(".hot-report")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("^下载")).click()
    download.value.save_as(tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "&lt;i&gt;我的报告&lt;/i&gt;" in text
    address = page.get_by_role("link", name=re.compile("^打开")).get_attribute("href")
    answer = page.request.get(site.url + address)
    assert answer.headers["content-security-policy"].startswith("sandbox allow-scripts")
    for wrong in ("0" * 32, "../library.db", "..%2Flibrary.db", "x"):
        assert page.request.get(f"{site.url}/data/reports/{wrong}").status == 404


def test_without_a_chart_it_says_how_to_get_one(visit_empty: Any, accessible: Accessible) -> None:
    page = visit_empty("/hot")
    page.wait_for_selector(".ts-empty")
    accessible(page)
