"""What a playlist grows from: seeds, what it keeps away from or leads to, and how."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from nicegui import ui
from nicegui.events import ValueChangeEventArguments

from tunescape.interfaces.web.pages.playlist.board import Board
from tunescape.interfaces.web.pages.playlist.picked import Picked
from tunescape.interfaces.web.pages.widgets.space_choice import SpaceChoice
from tunescape.interfaces.web.pages.widgets.text import heading
from tunescape.interfaces.web.pages.widgets.track_picker import TrackPicker
from tunescape.interfaces.web.services.playlist_length import random_track
from tunescape.interfaces.web.services.recipes import Recipe
from tunescape.interfaces.web.services.track_rows import tracks_by_id
from tunescape.library.records import Track

__all__ = ["RecipeForm"]

_LENGTHS = (5, 100, 5)
_PER_ARTIST = (1, 2, 3, 5, 0)


class RecipeForm:
    """The form beside the playlist; what is changed in it is grown at once, unless that would lose something.

    Parameters
    ----------
    board : Board
    """

    def __init__(self, board: Board) -> None:
        self._board, self._t = board, board.page.t
        self._leads = False
        with ui.element("section").classes("ts-card pl-recipe pl-first"):
            heading(self._t("playlist.start"))
            self._seeds = Picked(board.page, self._remove_seed)
            self._picker("playlist.add_seed", self._add_seed)
            self._random = ui.button(self._t("playlist.random"), icon="casino", on_click=self._pick_any)
            self._random.props("flat dense no-caps align=left")
            self._mode = self._modes()
            self._minus_part()
            self._to_part()
            with ui.element("div").classes("pl-group") as self._regrow:
                self._hint = ui.label(self._t("playlist.grow_loses")).classes("ts-soft ts-small")
                self._grow = ui.button(on_click=lambda: board.grow())
                self._grow.props("outline color=primary icon=autorenew")
        with ui.element("section").classes("ts-card pl-recipe pl-third"):
            heading(self._t("playlist.options"))
            self._options()
        board.shows.append(self.show)

    async def load(self) -> None:
        """Ask for what stands in the choices."""
        await self._space.load()

    async def show(self) -> None:
        """Show the recipe on the desk."""
        recipe = self._board.recipe
        found = await self._board.page.read(tracks_by_id, self._board.library, recipe.track_ids)
        if recipe != self._board.recipe or self._board.left:
            return  # changed meanwhile: who changed it shows it
        draft = self._board.draft
        known = {track.track_id: track for track in found}
        self._seeds.show(recipe.seeds, known)
        self._minus.show(recipe.minus, known)
        self._to.show([recipe.to] if recipe.to else [], known)
        self._show_mode(recipe)
        self._random.set_visibility(not recipe.seeds)
        self._length.value, self._variety.value = recipe.n, round(100 * recipe.diversity)
        if recipe.max_per_artist not in self._per_artist.options:
            self._per_artist.set_options(
                {**self._artist_choices(), **self._artist_choice(recipe.max_per_artist)}
            )
        self._per_artist.value = recipe.max_per_artist
        self._space.show(recipe.space, recipe.rhythm)
        # all that was not changed by hand grows by itself
        self._regrow.set_visibility(bool(recipe.seeds) and (draft.by_hand or not draft.track_ids))
        self._hint.set_visibility(draft.by_hand)
        self._grow.text = self._t("playlist.grow_again" if draft.track_ids else "playlist.grow")
        self._grow.set_enabled(bool(recipe.seeds) and not self._board.busy)

    def _show_mode(self, recipe: Recipe) -> None:
        self._leads = recipe.to is not None or (self._leads and bool(recipe.seeds))
        self._mode.value = "path" if self._leads else "like"
        self._mode.set_visibility(bool(recipe.seeds))
        self._minus_box.set_visibility(bool(recipe.seeds) and not self._leads)
        self._to_box.set_visibility(bool(recipe.seeds) and self._leads)
        self._to_picker.element.set_visibility(recipe.to is None)
        self._variety_box.set_visibility(not self._leads)

    def _picker(self, key: str, on_pick: Callable[[Track], Awaitable[None]]) -> TrackPicker:
        return TrackPicker(
            self._board.page, self._t(key), on_pick, taken=lambda: self._board.draft.recipe.track_ids
        )

    def _modes(self) -> ui.toggle:
        names = {name: self._t(f"playlist.mode.{name}") for name in ("like", "path")}
        mode = ui.toggle(names, value="like", on_change=self._change_mode)
        mode.props(f'no-caps unelevated spread toggle-color=primary aria-label="{self._t("playlist.mode")}"')
        return mode.classes("pl-mode")

    def _minus_part(self) -> None:
        with ui.element("div").classes("pl-group") as self._minus_box:
            ui.label(self._t("playlist.minus")).classes("pl-caption")
            self._minus = Picked(self._board.page, self._remove_minus)
            self._picker("playlist.add_minus", self._add_minus)

    def _to_part(self) -> None:
        with ui.element("div").classes("pl-group") as self._to_box:
            ui.label(self._t("playlist.to")).classes("pl-caption")
            self._to = Picked(self._board.page, self._remove_to)
            self._to_picker = self._picker("playlist.choose_to", self._choose_to)

    def _options(self) -> None:
        least, most, step = _LENGTHS
        self._length, _ = self._slider(
            "playlist.n", least, most, step, lambda n: self._t.count("word.tracks", int(n)), self._set_length
        )
        self._variety, self._variety_box = self._slider(
            "playlist.diversity",
            *(0, 100, 5),
            lambda share: f"{share:.0f} %" if share else self._t("playlist.diversity.none"),
            self._set_variety,
        )
        self._per_artist = ui.select(self._artist_choices(), value=2, label=self._t("playlist.per_artist"))
        self._per_artist.props("outlined dense options-dense").classes("w-full")
        self._per_artist.on_value_change(self._set_per_artist)
        box = ui.expansion(self._t("playlist.more"), icon="tune").classes("w-full").props("dense")
        with box, ui.element("div").classes("pl-side q-pt-sm"):
            self._space = SpaceChoice(self._board.page, self._set_space)

    def _artist_choice(self, n: int) -> dict[int, str]:
        any_ = self._t("playlist.per_artist.any")
        return {n: self._t.count("playlist.per_artist", n) if n else any_}

    def _artist_choices(self) -> dict[int, str]:
        return {n: text for choice in _PER_ARTIST for n, text in self._artist_choice(choice).items()}

    def _slider(
        self,
        key: str,
        least: float,
        most: float,
        step: float,
        say: Callable[[float], str],
        on_set: Callable[[float], Awaitable[None]],
    ) -> tuple[ui.slider, ui.element]:
        with ui.element("div").classes("pl-field") as box:
            with ui.element("div").classes("pl-label"):
                ui.label(self._t(key))
                value = ui.label()
            slider = ui.slider(min=least, max=most, step=step, value=least)
            slider.props(f'aria-label="{self._t(key)}"')

            def tell() -> None:
                value.text = say(float(slider.value))

            # the value of the event: that of the slider may be shown anew before this is called
            slider.on_value_change(tell).on("change", lambda event: on_set(float(event.args)))
            tell()
        return slider, box

    @property
    def _recipe(self) -> Recipe:
        return self._board.recipe

    async def _add_seed(self, track: Track) -> None:
        await self._board.want(replace(self._recipe, seeds=(*self._recipe.seeds, track.track_id)))

    async def _remove_seed(self, track_id: str) -> None:
        seeds = tuple(seed for seed in self._recipe.seeds if seed != track_id)
        await self._board.want(replace(self._recipe, seeds=seeds))

    async def _add_minus(self, track: Track) -> None:
        await self._board.want(replace(self._recipe, minus=(*self._recipe.minus, track.track_id)))

    async def _remove_minus(self, track_id: str) -> None:
        minus = tuple(one for one in self._recipe.minus if one != track_id)
        await self._board.want(replace(self._recipe, minus=minus))

    async def _choose_to(self, track: Track) -> None:
        await self._board.want(replace(self._recipe, to=track.track_id))

    async def _remove_to(self, _track_id: str) -> None:
        await self._board.want(replace(self._recipe, to=None))

    async def _pick_any(self) -> None:
        track_id = await self._board.page.read(random_track, self._board.library)
        if track_id is None:
            ui.notify(self._t("playlist.no_tracks"), type="warning")
        elif not self._recipe.seeds:
            await self._board.want(replace(self._recipe, seeds=(track_id,), minus=()))

    async def _change_mode(self, event: ValueChangeEventArguments[str]) -> None:
        leads = event.value == "path"
        if leads == self._leads:
            return
        self._leads = leads
        if not leads and self._recipe.to:
            await self._board.want(replace(self._recipe, to=None))
        else:
            self._show_mode(self._recipe)

    async def _set_length(self, n: float) -> None:
        await self._board.want(replace(self._recipe, n=int(n)))

    async def _set_variety(self, percent: float) -> None:
        await self._board.want(replace(self._recipe, diversity=percent / 100))

    async def _set_per_artist(self, event: ValueChangeEventArguments[int]) -> None:
        await self._board.want(replace(self._recipe, max_per_artist=int(event.value)))

    async def _set_space(self, space: str, rhythm: float) -> None:
        await self._board.want(replace(self._recipe, space=space, rhythm=rhythm))
