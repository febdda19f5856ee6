"""What the parts of the page share: the desk with the draft, and what happens to it."""

from collections.abc import Awaitable, Callable

from nicegui import app, ui

from tunescape.errors import LibraryError, TunescapeError
from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.playlist.draft import Desk, Draft
from tunescape.interfaces.web.services.recipes import Recipe, grow
from tunescape.library.playlists import SavedPlaylist, list_playlists, read_playlist
from tunescape.library.store import Library

__all__ = ["Board", "visitors_desk"]

_KEY = "playlist-desk"


def visitors_desk() -> Desk:
    """Return the desk of this tab of the browser: it outlives leaving this page and loading it again."""
    kept = app.storage.tab.get(_KEY)
    if not isinstance(kept, Desk):
        kept = app.storage.tab[_KEY] = Desk()
    return kept


class Board:
    """Changes the draft, and has every part of the page show it.

    Parameters
    ----------
    page : PageContext
    desk : Desk

    Attributes
    ----------
    shows : list of callable
        What parts of the page do after every change.
    busy, saving : bool
        Whether a playlist is being grown, or kept.
    """

    def __init__(self, page: PageContext, desk: Desk) -> None:
        self.page, self.desk = page, desk
        self._mark = ui.element("div")
        self._mark.set_visibility(False)
        self.shows: list[Callable[[], Awaitable[None]]] = []
        self.busy = self.saving = False
        self._asked = 0
        self._growing: Recipe | None = None

    @property
    def draft(self) -> Draft:
        """What is on the desk."""
        return self.desk.draft

    @property
    def recipe(self) -> Recipe:
        """What was asked for last: what is growing, or what the draft on the desk grew from."""
        return self._growing or self.draft.recipe

    @property
    def left(self) -> bool:
        """Whether the visitor has gone elsewhere: there is nothing to show any more."""
        return self._mark.is_deleted

    @property
    def library(self) -> Library:
        """The library of the server."""
        return self.page.state.library

    async def show(self) -> None:
        """Show the desk as it is now."""
        for show in self.shows:
            if not self.left:
                await show()

    async def put(self, draft: Draft) -> None:
        """Put another draft on the desk, and show it."""
        if self.desk.put(draft):
            await self.show()

    async def undo(self) -> None:
        """Take the last step back, and show what was before."""
        self._stop_growing()
        self.desk.undo()
        await self.show()

    async def clear(self) -> None:
        """Begin a new playlist."""
        self._stop_growing()
        self.desk.grown_from = None
        await self.put(Draft())

    async def want(self, recipe: Recipe) -> None:
        """Take over a recipe; what was not changed by hand is grown again at once."""
        if recipe == self.recipe:
            return
        if recipe.seeds and (self._growing or not self.draft.by_hand):
            await self.grow(recipe)
        else:
            self._stop_growing()
            await self.put(self.draft.wanting(recipe))

    def _stop_growing(self) -> None:
        """Let what is being grown come to nothing: the visitor wants something else by now."""
        self._asked += 1
        self.busy, self._growing = False, None

    async def grow(self, recipe: Recipe | None = None) -> None:
        """Grow the playlist of a recipe, by default of the one on the desk; the last asking counts."""
        recipe = recipe or self.draft.recipe
        self._asked += 1
        number, self._growing = self._asked, recipe
        self.busy = True
        await self.show()
        grown: TunescapeError | list[str]
        try:
            playlist = await self.page.read(grow, self.library, recipe)
            grown = [match.track.track_id for match in playlist.tracks]
        except TunescapeError as error:
            grown = error
        if number != self._asked:
            return
        self.busy, self._growing = False, None
        # the desk has it even if the visitor has left meanwhile, and may come back
        if isinstance(grown, TunescapeError):
            self.desk.put(self.draft.wanting(recipe))
            if not self.left:
                self.page.tell(grown)
        else:
            self.desk.put(self.draft.wanting(recipe).grown(grown))
        await self.show()

    async def open(self, playlist_id: int) -> bool:
        """Put a saved playlist on the desk; tell whether there is one.

        Changes to it that were not saved stay as they are.
        """
        mine = self.draft.playlist_id == playlist_id
        try:
            saved = await self.page.read(read_playlist, self.library, playlist_id)
        except LibraryError:
            self.desk.forget(playlist_id)
            return False
        if not (mine and (not self.draft.saved or self.desk.changed_at == saved.changed_at)):
            self._stop_growing()
            self.desk.grown_from = None
            self.desk.put(_draft_of(saved))
            self.desk.changed_at = saved.changed_at
        return True

    async def meet_changes(self) -> None:
        """See what others did to the playlists that are kept, and to the one on the desk."""
        if self.saving:
            return  # that change is our own
        draft = self.draft
        kept = {saved.playlist_id: saved for saved in await self.page.read(list_playlists, self.library)}
        there = None if draft.playlist_id is None else kept.get(draft.playlist_id)
        if draft.playlist_id is not None and there is None:
            self.desk.forget(draft.playlist_id)
        elif there is not None and there.changed_at != self.desk.changed_at:
            if draft.saved:
                await self.open(there.playlist_id)
            else:
                self.desk.changed_at = there.changed_at
                ui.notify(self.page.t("playlist.changed_elsewhere", name=there.name), type="warning")
        await self.show()


def _draft_of(saved: SavedPlaylist) -> Draft:
    recipe = Recipe.read(saved.recipe if isinstance(saved.recipe, dict) else {})
    return Draft(
        track_ids=saved.track_ids,
        recipe=recipe,
        playlist_id=saved.playlist_id,
        name=saved.name,
        by_hand=True,
        saved=True,
    )
