"""Headings, paragraphs and numbers with a name."""

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

__all__ = ["Text", "empty", "heading", "opening", "tile", "title"]


class Text(TextElement):
    """An element of HTML that holds a text, shown as it is: nothing in it is taken for markup.

    Parameters
    ----------
    tag : str
    text : str
    """

    def __init__(self, tag: str, text: str) -> None:
        super().__init__(tag=tag, text=text)


def title(text: str) -> Text:
    """Add the title of a page: its one heading of the first level."""
    return Text("h1", text).classes("ts-title")


def opening(text: str, lead: str) -> None:
    """Begin a page: its title, and in a sentence what it is for."""
    with ui.element("div").classes("ts-opening"):
        title(text)
        Text("p", lead).classes("ts-lead")


def heading(text: str) -> Text:
    """Add the heading of a part of a page."""
    return Text("h2", text).classes("ts-heading")


def tile(name: str, value: str) -> ui.element:
    """Add a number, or a word, with its name above it."""
    with ui.element("div").classes("ts-tile") as element:
        Text("div", name).classes("ts-tile-name")
        Text("div", value).classes("ts-tile-value")
    return element


def empty(text: str, hint: str, *, icon: str = "library_music") -> ui.element:
    """Add a box that says what is not there yet; what to do about it goes into it."""
    with ui.element("div").classes("ts-empty") as element:
        ui.icon(icon, size="3rem").classes("ts-soft").props("aria-hidden=true")
        Text("div", text).classes("ts-heading")
        Text("p", hint).classes("ts-lead")
    return element
