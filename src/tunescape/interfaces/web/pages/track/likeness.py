"""What a track sounds like: tags, genre, and what models make of it."""

from typing import Any

from nicegui import ui

from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.track.says import percent
from tunescape.interfaces.web.pages.widgets.text import Text, heading
from tunescape.interfaces.web.services.facets import genre_counts
from tunescape.interfaces.web.services.genre_guesses import Genre, genre_guesses, genre_of, heard_guess
from tunescape.library.labels import remove_label, set_label
from tunescape.report.cluster_names import tag_name

__all__ = ["GenreCard", "bars", "tags_card"]

_OFFERED = 200


def bars(rows: list[tuple[str, float]]) -> None:
    """Add a list of names with a bar and a percentage each; shares are of 1."""
    with ui.element("ul").classes("tk-tags"):
        for name, share in rows:
            with ui.element("li"):
                Text("span", name)
                with ui.element("span").classes("tk-bar").props("aria-hidden=true"):
                    ui.element("span").style(f"width: {100 * min(1.0, max(0.0, share)):.1f}%")
                Text("span", f"{percent(share)}%").classes("tk-share")


def tags_card(page: PageContext, tags: list[dict[str, Any]]) -> None:
    """Add what the track sounds like, with probabilities."""
    with ui.element("section").classes("ts-card"):
        heading(page.t("track.sounds_like"))
        if tags:
            bars([(tag_name(tag["tag"], page.t.language), tag["probability"]) for tag in tags])
        else:
            Text("p", page.t("track.no_tags")).classes("ts-lead ts-small")


class GenreCard:
    """The genre of a track: who says so, what is guessed, and a way to correct it.

    Parameters
    ----------
    page : PageContext
    track_id : str
    """

    def __init__(self, page: PageContext, track_id: str) -> None:
        self._page, self._track_id = page, track_id
        self._shown: Genre | None = None
        t = page.t
        with ui.element("section").classes("ts-card"):
            heading(t("track.genre"))
            with ui.element("div"):
                self._name = Text("div", "").classes("tk-genre")
                self._source = Text("div", "").classes("ts-soft ts-small")
            with ui.element("div").classes("ts-row") as self._closed:
                ui.button(t("track.genre.correct"), icon="edit", on_click=self._open).props(
                    "outline dense no-caps padding='xs sm'"
                )
                self._back = ui.button(t("track.genre.back"), icon="undo", on_click=self._take_back)
                self._back.props("flat dense no-caps")
            self._form()
            self._guesses = ui.element("div").classes("tk-part w-full")
        self._form_box.set_visibility(False)
        self._back.set_visibility(False)

    def _form(self) -> None:
        t = self._page.t
        with ui.element("div").classes("tk-part w-full") as self._form_box:
            self._field = ui.select(
                [], label=t("track.genre.field"), with_input=True, new_value_mode="add-unique"
            )
            self._field.props("outlined dense options-dense hide-dropdown-icon").classes("w-full")
            with ui.element("div").classes("ts-row"):
                ui.button(t("do.save"), on_click=self._save).props(
                    "unelevated dense color=primary padding='xs md'"
                )
                ui.button(t("do.cancel"), on_click=self._close).props("flat dense")

    async def show(self) -> None:
        """Show what the library says now."""
        with self._page.told():
            genre = await self._page.read(genre_of, self._page.state.library, self._track_id)
            if genre == self._shown:
                return
            self._shown = genre
            t = self._page.t
            self._name.text = genre.name or t("track.genre.none")
            says = "hand" if genre.by_hand else "file"
            self._source.text = t(f"track.genre.{says}") if genre.name else ""
            self._back.set_visibility(genre.by_hand)

    async def guess(self) -> None:
        """Ask the models."""
        t = self._page.t
        with self._page.told():
            library = self._page.state.library
            found = await self._page.state.compute(genre_guesses, str(library.path), self._track_id)
            if self._guesses.is_deleted:
                return  # the visitor has left
            self._guesses.clear()
            with self._guesses:
                Text("h3", t("track.genre.guesses")).classes("tk-sub")
                if not found:
                    Text("p", t("track.genre.none_guessed")).classes("ts-soft ts-small q-my-none")
                for one in found:
                    by = one["by"]
                    said = t("track.genre.by_tags") if by is None else t("track.genre.by_model", name=by)
                    Text("div", said).classes("ts-soft ts-small")
                    with ui.element("div").classes("w-full") as box:
                        self._guessed(box, one)

    def _guessed(self, box: ui.element, guess: dict[str, Any]) -> None:
        t = self._page.t
        if guess["scores"]:
            by_tags = guess["by"] is None
            named = {name: tag_name(name, t.language) if by_tags else name for name in guess["scores"]}
            bars([(named[name], share) for name, share in guess["scores"].items()])
            return

        async def ask() -> None:
            button.props("loading")
            try:
                with self._page.told():
                    # in a thread: what it does, a process of its own does
                    heard = await self._page.read(
                        heard_guess, self._page.state.library, self._track_id, guess["by"]
                    )
                    if not box.is_deleted:
                        box.clear()
                        with box:
                            self._guessed(box, heard)
            finally:
                if not button.is_deleted:
                    button.props(remove="loading")

        button = ui.button(t("track.genre.ask"), icon="hearing", on_click=ask)
        button.props("outline dense no-caps padding='xs sm'")
        button.props["aria-label"] = t("track.genre.ask_named", name=guess["by"])

    async def _open(self) -> None:
        known = await self._page.read(genre_counts, self._page.state.library)
        self._field.set_options([name for name, _ in known[:_OFFERED]])
        self._closed.set_visibility(False)
        self._form_box.set_visibility(True)

    def _close(self) -> None:
        self._field.value = None
        self._form_box.set_visibility(False)
        self._closed.set_visibility(True)

    async def _save(self) -> None:
        genre = str(self._field.value or "")
        with self._page.told():
            await self._page.read(set_label, self._page.state.library, self._track_id, genre)
            self._close()
            ui.notify(self._page.t("track.genre.saved", genre=genre), type="positive")
            await self.show()

    async def _take_back(self) -> None:
        with self._page.told():
            await self._page.read(remove_label, self._page.state.library, self._track_id)
            ui.notify(self._page.t("track.genre.taken_back"))
            await self.show()
