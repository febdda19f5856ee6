"""What every page is given: the state of the server, and how this visitor wants to see it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Literal, ParamSpec, TypeVar

from nicegui import ui

from tunescape.errors import LibraryError, TunescapeError
from tunescape.interfaces.web.pages.widgets.sentences import error_sentences
from tunescape.interfaces.web.state import WebState
from tunescape.interfaces.web.texts import Texts

__all__ = ["Look", "PageContext", "Visitor"]

Look = Literal["auto", "light", "dark"]

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Visitor:
    """How somebody wants to see the pages.

    Attributes
    ----------
    t : Texts
        In the visitor's language.
    look : {'auto', 'light', 'dark'}
    logged_in : bool
        Whether a password was given, so that it can be taken back.
    """

    t: Texts
    look: Look
    logged_in: bool = False


@dataclass(frozen=True)
class PageContext:
    """What a page is built from.

    Attributes
    ----------
    state : WebState
    visitor : Visitor
    """

    state: WebState
    visitor: Visitor

    @property
    def t(self) -> Texts:
        """The texts in the visitor's language."""
        return self.visitor.t

    def url(self, path: str) -> str:
        """Return the address of a path of this server, behind a reverse proxy's sub-path too.

        For ``<img src>``, downloads and scripts; ``ui.link`` and ``ui.navigate`` do it by themselves.
        """
        return f"{self.state.settings.root_path}{path}"

    async def read(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call a function that reads the library, in a thread, so that other visitors need not wait."""
        return await self.state.read(function, *args, **kwargs)

    @contextmanager
    def told(self) -> Iterator[None]:
        """Tell the visitor of an error of ours, and go on: around what a click does."""
        try:
            yield
        except TunescapeError as error:
            self.tell(error)

    def tell(self, error: TunescapeError) -> None:
        """Show an error in a corner of the page: what is wrong and what to do, without paths."""
        text = error_sentences(self.t, error)
        ui.notify(text, type="negative", multi_line=True, close_button=self.t("do.close"))

    def on_change(self, read: Callable[[], Any], act: Callable[[], Awaitable[None] | None]) -> None:
        """Do something whenever what is read has changed: what another browser did shows up here.

        What counts is what changes from this call on: whatever the page reads afterwards is as new.

        Parameters
        ----------
        read : callable
            Something cheap, called at once, and once a second in a thread: a revision, the running jobs.
        act : callable
            Called in the page.
        """
        last: list[Any] = []
        with suppress(LibraryError):
            last.append(read())

        async def look() -> None:
            try:
                now = await self.read(read)
            except LibraryError:
                return  # locked for long, or its disk is gone: perhaps the next time
            if last != [now]:
                last[:] = [now]
                result = act()
                if asyncio.iscoroutine(result):
                    await result

        ui.timer(1.0, look)
