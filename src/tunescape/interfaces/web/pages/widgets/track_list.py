"""A short list of tracks: play, names, and what a page adds to each."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nicegui import ui

from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.widgets.play import play_button
from tunescape.interfaces.web.pages.widgets.text import Text

__all__ = ["track_list"]


def track_list(
    page: PageContext,
    documents: Sequence[Mapping[str, Any]],
    *,
    beside: Callable[[int, Mapping[str, Any]], None] | None = None,
    below: Callable[[int, Mapping[str, Any]], None] | None = None,
) -> ui.element:
    """Add a list of tracks; a click on play plays it from there on.

    Parameters
    ----------
    page : PageContext
    documents : sequence of mapping
        Rows of ``list``, ``similar`` or ``playlist``.
    beside, below : callable, optional
        Called with the position and the document of each, to add elements at the end of its row, or under
        its names.
    """
    with ui.element("ol").classes("ts-tracks") as element:
        for position, document in enumerate(documents):
            with ui.element("li").classes("ts-track"):
                play_button(page, documents, position)
                with ui.element("div").classes("ts-track-names"):
                    with ui.link(target=f"/track/{document['track_id']}").classes("ts-link ts-track-title"):
                        Text("span", document["title"])
                    Text("span", document.get("artist") or "").classes("ts-track-artist")
                    if below:
                        below(position, document)
                if beside:
                    beside(position, document)
    return element
