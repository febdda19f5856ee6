"""Where a track is, and what it is made of."""

import os
from typing import Any

from nicegui import ui

from tunescape.interfaces.documents import shown
from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.widgets.sentences import sentences
from tunescape.interfaces.web.pages.widgets.text import Text
from tunescape.library.store import Library

__all__ = ["audio_facts", "details"]


def audio_facts(library: Library, track_id: str) -> str:
    """Say how the audio of a track is stored: ``flac, 44.1 kHz, 2 ch, 900 kbit/s``."""
    row = library.track_details(track_id)
    said = [row.get("codec"), _said(row.get("sample_rate"), 1000, "kHz"), _said(row.get("channels"), 1, "ch")]
    return ", ".join(filter(None, [*said, _said(row.get("bit_rate"), 1000, "kbit/s")]))


def _said(value: float | None, unit: float, name: str) -> str | None:
    return f"{round(value / unit, 1):g} {name}" if value else None


def details(page: PageContext, report: dict[str, Any], audio: str) -> None:
    """Add a box that opens on what few want to know.

    Parameters
    ----------
    page : PageContext
    report : dict
        As ``show`` tells it.
    audio : str
        As :func:`audio_facts` says it.
    """
    t = page.t
    files = "\n".join(shown(os.fsencode(path)) for path in report["files"])
    rows = [
        (t("track.details.file"), files),
        (t("track.details.audio"), audio),
        (t("track.details.sets"), ", ".join(report["feature_sets"])),
        (t("track.details.warnings"), sentences(t, *report["warnings"])),
        (t("track.details.id"), report["track"]["track_id"]),
    ]
    box = ui.expansion(t("track.details"), icon="info").classes("w-full").props("dense")
    with box, ui.element("dl").classes("tk-details"):
        for name, value in rows:
            if value:
                Text("dt", name)
                Text("dd", value)
