"""A field for a labelled collection: a folder with a folder per genre, or a CSV."""

from nicegui import ui

from tunescape.interfaces.web.pages.context import PageContext
from tunescape.library.folders import list_folders

__all__ = ["labelled_field"]


def labelled_field(page: PageContext, *, optional: bool) -> ui.input:
    """Add the field; the folders of the library are suggested.

    Parameters
    ----------
    page : PageContext
    optional : bool
        Whether it may stay empty.
    """
    field = ui.input(
        page.t("models.labelled"),
        placeholder=page.t("models.labelled_optional" if optional else "models.labelled_example"),
    )
    field.classes("ts-grow").props("outlined dense clearable stack-label")

    async def suggest() -> None:
        folders = await page.read(list_folders, page.state.library)
        field.set_autocomplete([folder.decode("utf-8", "replace") for folder in folders])

    ui.timer(0, suggest, once=True)
    return field
