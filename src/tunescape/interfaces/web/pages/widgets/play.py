"""Handing tracks to the player in the page."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from nicegui import ui

from tunescape.interfaces.web.pages.context import PageContext

__all__ = ["play", "play_button", "play_script", "playable"]


def playable(document: Mapping[str, Any]) -> dict[str, str]:
    """Return what the player needs of a track: of any document with ``track_id`` and ``title``."""
    return {
        "id": document["track_id"],
        "title": document["title"] or "",
        "artist": document.get("artist") or "",
    }


def play_script(documents: Sequence[Mapping[str, Any]], index: int = 0) -> str:
    """Return a script that plays tracks one after another, from one of them on."""
    # "<" could end the script element, were it ever put into one
    tracks = json.dumps([playable(document) for document in documents]).replace("<", "\\u003c")
    return f"window.tunescape.play({tracks}, {index})"


def play(documents: Sequence[Mapping[str, Any]], index: int = 0) -> None:
    """Play tracks in this visitor's page."""
    ui.run_javascript(play_script(documents, index))


def play_button(page: PageContext, documents: Sequence[Mapping[str, Any]], index: int = 0) -> ui.button:
    """Add a round button that plays tracks from one of them on, without asking the server."""
    label = page.t("do.play_named", title=documents[index]["title"])
    button = ui.button(icon="play_arrow").props("flat round dense color=primary")
    button.props["aria-label"] = label
    return button.on("click.stop", js_handler=f"() => {play_script(documents, index)}")
