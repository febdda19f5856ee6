"""A field for a labelled collection: a folder with a folder per genre, or a CSV."""

from nicegui import ui

from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.widgets.folder_chooser import FolderChooser
from tunescape.library.folders import list_folders

__all__ = ["labelled_field"]


def labelled_field(page: PageContext, *, optional: bool) -> ui.input:
    """Add the field, and a button that opens a dialog to choose in; the folders of the library are suggested.

    Parameters
    ----------
    page : PageContext
    optional : bool
        Whether it may stay empty.
    """
    t = page.t
    with ui.element("div").classes("ts-labelled"):
        field = (
            ui.input(t("models.labelled")).classes("ts-grow").props("outlined dense clearable bottom-slots")
        )
        field.props["hint"] = t("models.labelled_optional" if optional else "models.labelled_example")

        async def take(path: str) -> None:
            field.value = path

        dialog = FolderChooser(
            page,
            title=t("models.labelled_choose"),
            lead=t("models.labelled_lead"),
            take=t("models.labelled_take"),
            icon="check",
            on_take=take,
        )
        ui.button(t("do.choose"), icon="folder_open", on_click=dialog.open).props("outline no-caps")

    async def suggest() -> None:
        folders = await page.read(list_folders, page.state.library)
        field.set_autocomplete([folder.decode("utf-8", "replace") for folder in folders])

    ui.timer(0, suggest, once=True)
    return field
