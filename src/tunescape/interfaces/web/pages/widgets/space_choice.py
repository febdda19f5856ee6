"""What counts as alike: a space, and how much rhythm counts in it."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.widgets.names import space_name
from tunescape.interfaces.web.services.usable_spaces import UsableSpace, usable_spaces

__all__ = ["SpaceChoice"]

_MOST_RHYTHM = 2.0


class SpaceChoice:
    """A choice of a space, and a dial for the rhythm where it has a part in that.

    Parameters
    ----------
    page : PageContext
    on_choice : callable
        Called with the name of the space and the amount of rhythm, when a visitor chose others.
    """

    def __init__(self, page: PageContext, on_choice: Callable[[str, float], Awaitable[None]]) -> None:
        self._page, self._on_choice = page, on_choice
        self._spaces: dict[str, UsableSpace] = {}
        self._space, self._rhythm = "default", 1.0
        self._select = ui.select(
            {"default": space_name(page.t, "default")}, value="default", label=page.t("space.label")
        )
        self._select.props("outlined dense options-dense").classes("w-full")
        self._select.on_value_change(self._chosen)
        with ui.element("div").classes("pl-field w-full") as self._dial:
            with ui.element("div").classes("pl-label"):
                ui.label(page.t("space.rhythm"))
                self._amount = ui.label()
            self._slider = ui.slider(min=0, max=_MOST_RHYTHM, step=0.25, value=1.0)
            self._slider.props(f'aria-label="{page.t("space.rhythm")}"')
            self._slider.on_value_change(self._turning).on("change", self._turned)
        self._turning()

    async def load(self) -> None:
        """Ask which spaces there are."""
        self._spaces = {
            one.name: one for one in await self._page.read(usable_spaces, self._page.state.library)
        }
        self._select.set_options(
            {name: space_name(self._page.t, name) for name in self._spaces} or {"default": "default"}
        )
        self.show(self._space, self._rhythm)

    def show(self, space: str, rhythm: float) -> None:
        """Show what is chosen."""
        self._space, self._rhythm = space, rhythm
        if self._spaces and space in self._spaces:
            self._select.value = space
        self._slider.value = rhythm
        self._dial.set_visibility(space not in self._spaces or self._spaces[space].has_dial)

    async def _chosen(self) -> None:
        space = str(self._select.value)
        if space == self._space:
            return
        has_dial = space not in self._spaces or self._spaces[space].has_dial
        self.show(space, self._rhythm if has_dial else 1.0)
        await self._on_choice(self._space, self._rhythm)

    def _turning(self) -> None:
        amount = float(self._slider.value)
        words = {0.0: self._page.t("space.rhythm.none"), 1.0: self._page.t("space.rhythm.as_is")}
        self._amount.text = words.get(amount) or self._page.t("space.rhythm.times", times=f"{amount:g}")

    async def _turned(self) -> None:
        amount = float(self._slider.value)
        if amount != self._rhythm:
            self._rhythm = amount
            await self._on_choice(self._space, amount)
