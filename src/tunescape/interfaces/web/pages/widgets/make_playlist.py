"""Keeping some tracks as a playlist, and going there."""

from collections.abc import Sequence
from typing import Any

from nicegui import ui

from tunescape.interfaces.web.pages.context import PageContext
from tunescape.library.playlists import save_playlist

__all__ = ["make_playlist"]


async def make_playlist(
    page: PageContext, name: str, track_ids: Sequence[str], *, recipe: dict[str, Any] | None = None
) -> None:
    """Keep tracks as a playlist of the library, and open it."""
    with page.told():
        playlist_id = await page.read(
            save_playlist, page.state.library, name, list(track_ids), recipe=recipe or {}
        )
        ui.run_javascript(f"window.tunescape.open('/playlist/{playlist_id}')")
