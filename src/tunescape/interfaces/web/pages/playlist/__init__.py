"""The page where playlists are grown, changed, kept and taken away."""

from nicegui import ui

from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.playlist.board import Board, visitors_desk
from tunescape.interfaces.web.pages.playlist.draft import Desk, Draft
from tunescape.interfaces.web.pages.playlist.recipe_form import RecipeForm
from tunescape.interfaces.web.pages.playlist.sheet import Sheet
from tunescape.interfaces.web.pages.playlist.shelf import Shelf
from tunescape.interfaces.web.pages.widgets.text import Text, opening
from tunescape.interfaces.web.services.recipes import Recipe, is_track_id
from tunescape.library.playlists import list_playlists

__all__ = ["build"]


def build(page: PageContext, playlist_id: str | None = None, seed: str | None = None) -> None:
    """Build the page.

    Parameters
    ----------
    page : PageContext
    playlist_id : str, optional
        Number of a playlist that the library keeps, to be opened.
    seed : str, optional
        Track id, to grow a playlist from at once.
    """
    opening(page.t("playlist.title"), page.t("playlist.lead"))
    notice = ui.element("div").classes("ts-card").props("role=status")
    notice.set_visibility(False)
    with notice:
        Text("strong", page.t("playlist.unknown"))
        Text("span", page.t("playlist.unknown_hint")).classes("ts-soft")
    board = Board(page, Desk())
    with ui.element("div").classes("pl-columns"):
        with ui.element("div").classes("pl-side"):
            form = RecipeForm(board)
            Shelf(board)
        with ui.element("div").classes("pl-side"):
            Sheet(board)

    async def start() -> None:
        # the desk belongs to the tab of the browser, which is known once it is connected
        board.desk = visitors_desk()
        if playlist_id is not None:
            known = playlist_id.isdecimal() and len(playlist_id) < 16 and await board.open(int(playlist_id))
            notice.set_visibility(not known)
        await board.show()
        await form.load()
        if seed and is_track_id(seed) and seed != board.desk.grown_from:
            board.desk.put(Draft())
            board.desk.grown_from = seed
            await board.grow(Recipe(seeds=(seed,)))

    page.on_change(lambda: list_playlists(page.state.library), board.meet_changes)
    ui.timer(0, start, once=True)
