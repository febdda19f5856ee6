"""Files dropped on the page: heard and compared, and stored only if somebody says so."""

import asyncio
import os
import tempfile
from pathlib import Path

from nicegui import ui
from nicegui.elements.upload_files import FileUpload
from nicegui.events import UploadEventArguments

from tunescape.errors import TunescapeError
from tunescape.extensions import AUDIO_EXTENSIONS
from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.library.heard_card import HeardCard
from tunescape.interfaces.web.pages.library.work import AnalysisCards
from tunescape.interfaces.web.pages.widgets.text import Text
from tunescape.interfaces.web.services.hear import hear_file
from tunescape.interfaces.web.services.uploads import no_room, waiting_place
from tunescape.text import visible

__all__ = ["Hearing"]

_AT_ONCE = 10
_NEAREST = 6


class Hearing:
    """Takes files, and shows what was heard in them.

    Parameters
    ----------
    page : PageContext
    cards : AnalysisCards
        Those of the page: a file that is taken in has its progress in its own card.
    """

    def __init__(self, page: PageContext, cards: AnalysisCards) -> None:
        self._page, self._analyses = page, cards
        self._turn = asyncio.Lock()
        self._element = ui.element("div").classes("ts-stack ts-heard")
        with ui.element("div").classes("ts-card ts-row") as self._bringing:
            ui.spinner(size="1.2rem").props("aria-hidden=true")
            Text("span", page.t("library.uploading")).props("role=status")
        self._bringing.set_visibility(False)
        self._upload = ui.upload(
            multiple=True,
            auto_upload=True,
            max_files=_AT_ONCE,
            max_file_size=page.state.settings.max_upload_bytes,
            on_begin_upload=lambda: self._bringing.set_visibility(True),
            on_upload=self._brought,
            on_rejected=self._rejected,
        ).classes("ts-hidden")
        self._upload.props["accept"] = ",".join(("audio/*", *sorted(map(os.fsdecode, AUDIO_EXTENSIONS))))
        self._upload.on("failed", self._rejected, args=[])
        drop = ui.element("tune-drop").on("folder", self._is_folder, args=[])
        drop.props["to"] = str(self._upload.id)
        drop.props["text"] = page.t("library.drop")
        drop.props["hint"] = page.t("library.drop_hint")

    def button(self, *, outlined: bool = True) -> ui.button:
        """Add a button by which a file is chosen."""
        button = ui.button(self._page.t("library.hear_button"), icon="hearing")
        button.props("outline no-caps" if outlined else "flat no-caps")
        # in the browser: it opens a file dialog for what a visitor did, not for what a server says
        return button.on("click", js_handler=f"() => getElement({self._upload.id}).$refs.qRef.pickFiles()")

    async def _brought(self, event: UploadEventArguments) -> None:
        self._bringing.set_visibility(False)
        self._upload.reset()
        with self._page.told():
            await self._hear(event.file, *waiting_place(event.file.name))

    async def _hear(self, file: FileUpload, folder: tempfile.TemporaryDirectory[str], place: Path) -> None:
        ui.context.client.on_delete(folder.cleanup)
        with self._element:
            card = HeardCard(self._page, visible(place.name), self._analyses)
        card.element.move(target_index=0)
        try:
            await _save(file, place)
            async with self._turn:
                # in a thread: what it does, a process of its own does
                document = await self._page.read(
                    hear_file, str(self._page.state.library.path), str(place), _NEAREST
                )
        except TunescapeError as error:
            card.fail(error)
            return
        card.show(document, place)

    def _rejected(self) -> None:
        self._bringing.set_visibility(False)
        self._upload.reset()
        megabytes = self._page.state.settings.max_upload_bytes // 1_000_000
        text = self._page.t("library.drop_rejected", n=_AT_ONCE, mb=megabytes)
        ui.notify(text, type="negative", multi_line=True, close_button=self._page.t("do.close"))

    def _is_folder(self) -> None:
        ui.notify(self._page.t("library.drop_folder"), type="info", multi_line=True)


async def _save(file: FileUpload, place: Path) -> None:
    try:
        await file.save(place)
    except OSError as error:
        raise no_room(error) from error
