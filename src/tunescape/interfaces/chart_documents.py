"""The JSON documents of charts: their sources, what was fetched, what was downloaded."""

import os
from typing import TYPE_CHECKING, Any

from tunescape.errors import ChartError

if TYPE_CHECKING:
    from tunescape.charts.chart import Chart
    from tunescape.charts.download import DownloadReport
    from tunescape.charts.profile import ChartProfile

__all__ = ["chart_document", "download_document", "source_document"]


def source_document(profile: "ChartProfile") -> dict[str, Any]:
    """One row of ``chart sources``."""
    return {
        "name": profile.name,
        "description": profile.description,
        "format": profile.format,
        "url": profile.url,
        "base_env": profile.base_env,
        "header_envs": [header.env for header in profile.headers if header.env],
        "wanted": profile.paging.wanted,
    }


def chart_document(chart: "Chart", *, source: str, file: str | os.PathLike[str]) -> dict[str, Any]:
    """Describe a chart that was fetched and written.

    Parameters
    ----------
    chart : Chart
        With at least one piece.
    source : str
        Name of the profile.
    file : str or PathLike
    """
    return {
        "rows": len(chart.items),
        "file": os.fspath(file),
        "source": source,
        "fetched_at": chart.items[0].fetched_at,
        "duplicates": chart.duplicates,
        "without_id": len(chart.without_id),
        "incomplete": chart.incomplete,
    }


def download_document(report: "DownloadReport") -> dict[str, Any]:
    """Describe what a download did."""
    return {
        "downloaded": report.downloaded,
        "unchanged": report.unchanged,
        "failed": len(report.failures),
        "failures": [
            {
                "music_id": failure.music_id,
                "title": failure.title,
                "stage": ChartError.stage,
                "reason": failure.reason,
            }
            for failure in report.failures
        ],
        "bytes": report.bytes,
        "seconds": round(report.seconds, 3),
    }
