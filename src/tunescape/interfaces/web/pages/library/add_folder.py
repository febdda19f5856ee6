"""Adding a folder: chosen in a dialog, and listened to at once."""

from tunescape.interfaces.web.jobs.folders import allowed_folder
from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.widgets.folder_chooser import FolderChooser
from tunescape.interfaces.web.pages.widgets.jobs import start_job
from tunescape.interfaces.web.settings import WebSettings
from tunescape.library.folders import add_folders
from tunescape.library.store import Library

__all__ = ["add_folder_dialog"]


def add_folder_dialog(page: PageContext) -> FolderChooser:
    """Add the dialog; it opens when it is asked to."""

    async def take(path: str) -> None:
        state = page.state
        await page.read(_take_in, state.library, state.settings, path)
        await start_job(page, "analyze", {"paths": [path]})

    return FolderChooser(
        page,
        title=page.t("library.add_title"),
        lead=page.t("library.folders_lead"),
        take=page.t("library.add_now"),
        icon="hearing",
        on_take=take,
    )


def _take_in(library: Library, settings: WebSettings, path: str) -> None:
    # at once: the analysis may have to wait, and what is in the library already can be played
    add_folders(library, [allowed_folder(library, settings, path)])
